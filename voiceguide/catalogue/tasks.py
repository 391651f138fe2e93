"""The tasks of a worker, on any machine of a cluster: speak clips, make sessions, and check earlier ones.

Each task returns a plain record, also for an error, so that the conductor decides what is tried again and where.
Clips and results go to the shared store; nothing large goes through the scheduler.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from voiceguide.catalogue.content import program_hash, voice_print
from voiceguide.catalogue.messages import ClipsDone, Failure, Lines, Needs, Session, SessionDone, TaskFailure
from voiceguide.catalogue.session_record import FileFact, SessionRecord, record
from voiceguide.catalogue.store import Store, is_full
from voiceguide.errors import StoreError, VoiceguideError
from voiceguide.files import cache_folder, expand_home, sha256_of, write_atomic
from voiceguide.heap import give_back, share_heap
from voiceguide.routine.check import load_checked
from voiceguide.routine.model import Routine
from voiceguide.settings import Settings
from voiceguide.speech.cache import ClipCache, shared_cache
from voiceguide.speech.parallel import sharing_cores
from voiceguide.text import is_english

CLIPS = ".voiceguide/clips"
MADE = ".voiceguide/made"
BEDS = ".voiceguide/beds"


class MissingClipsError(Exception):
    """Clips have not been spoken yet; no `VoiceguideError`, since nothing is wrong with the session."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__(f"{len(texts)} clips")
        self.texts = dict(texts)


class StoreClips:
    """Gives the clip cache clips of the shared store.

    Args:
        store: Where the clips are.
        refuse: Raise `MissingClipsError` for missing clips; else they are spoken by this worker.
    """

    def __init__(self, store: Store, *, refuse: bool) -> None:
        self._store, self._refuse = store, refuse
        self.spoken: dict[str, str] = {}

    def bring(self, missing: Mapping[str, str], cache: ClipCache) -> None:
        """See `speech.cache.ClipStore`."""
        absent = {}
        for key, text in missing.items():
            content = self._store.get(clip_name(key))
            if content is not None:
                with contextlib.suppress(VoiceguideError):  # a clip that cannot be cached counts as missing
                    write_atomic(cache.file_of(key), content)
            if content is None or cache.load(key) is None:
                absent[key] = text
        if absent and self._refuse:
            raise MissingClipsError(absent)
        self.spoken |= absent


def clip_name(key: str) -> str:
    """The name of a clip's file in the store."""
    return f"{CLIPS}/{key[:2]}/{key}.clip"


def made_name(key: str) -> str:
    """The name of a session's record in the store."""
    return f"{MADE}/{key[:2]}/{key}.json"


Answer = TypeVar("Answer")


def _failure(error: VoiceguideError) -> Failure:
    """Which kind of failure an error is."""
    if is_full(error):
        return Failure.FULL
    return Failure.STORE if isinstance(error, StoreError) else Failure.SESSION


def _catching_errors(work: Callable[..., Answer]) -> Callable[..., Answer | TaskFailure]:
    """Make a task return a `TaskFailure` record for any error."""

    @functools.wraps(work)
    def answer(address: str, asked: Any, *rest: Any) -> Answer | TaskFailure:
        try:
            wrong = _differs(asked) if isinstance(asked, Session | Lines) else ""
            if wrong:
                return TaskFailure(Failure.VERSIONS, wrong, here())
            return work(_store(address), asked, *rest)
        except VoiceguideError as error:
            kind = _failure(error)
            return TaskFailure(kind, str(error), here(), traceback.format_exc())
        except Exception as error:
            kind = Failure.FULL if is_full(error) else Failure.BUG
            return TaskFailure(kind, f"{type(error).__name__}: {error}", here(), traceback.format_exc())

    return answer


@functools.lru_cache(maxsize=2)
def _store(address: str) -> Store:
    share_heap()
    return Store(address)


def here() -> str:
    """The address of this worker, or a name for this process."""
    if "distributed" in sys.modules:  # a worker has always imported it
        from distributed import get_worker

        with contextlib.suppress(ValueError):  # not in a worker
            return str(get_worker().address)
    return f"process {os.getpid()}"


def _differs(asked: Session | Lines) -> str:
    """How this worker differs from the conductor, or an empty text."""
    if asked.program != program_hash():
        return f"voiceguide here is {program_hash()[:12]}, but {asked.program[:12]} asked"
    found = voice_print(asked.settings.voice)
    return "" if found == asked.voice else f"the voice here is {found[:80]!r}, but {asked.voice[:80]!r} was asked for"


# --- the tasks -----------------------------------------------------------------------------------


@_catching_errors
def say(store: Store, lines: Lines) -> ClipsDone:
    """Speak clips and write them to the store."""
    from voiceguide.speech.narrate import narrate

    cache = _cache(StoreClips(store, refuse=False))
    names = {key: text for key, text in lines.texts.items() if cache.load(key) is None}
    if names:
        with sharing_cores(lines.threads):
            narration = narrate(names, settings=lines.settings, pronounce=lines.pronounce, cache=cache)
        wrong = [key for key, clip in narration.clips.items() if clip.key != key]
        if wrong:
            raise VoiceguideError(f"the clip of {names[wrong[0]]!r} has another key here")
    for key in lines.texts:
        store.put(clip_name(key), cache.file_of(key).read_bytes())
    return ClipsDone(tuple(lines.texts))


@_catching_errors
def make(store: Store, session: Session, refuse: bool) -> SessionDone | Needs:
    """Make one session, or return which clips it needs first."""
    from voiceguide.pipeline import render

    routine = _routine(session)
    clips = StoreClips(store, refuse=refuse and is_english(routine.language))
    _cache(clips)
    settings = _with_bed(store, session)
    try:
        with (
            sharing_cores(session.threads),
            _moment(session.moment),
            tempfile.TemporaryDirectory(prefix="voiceguide-catalogue-") as folder,
        ):
            target = Path(folder) / (session.name.rpartition("/")[2] + session.outputs.audio.suffix)
            rendered = render(routine, target, settings, outputs=session.outputs, threads=session.threads)
            made = record(rendered, session.key, session.name, session.folder)
            cover = cover_fact(rendered.session, made, Path(folder))
            for each in (*made.files, cover):
                store.put(each.name, (Path(folder) / each.name.rpartition("/")[2]).read_bytes())
    except MissingClipsError as missing:
        return Needs(missing.texts, routine.pronounce)
    for key in clips.spoken:
        store.put(clip_name(key), shared_cache(cache_folder() / "clips").file_of(key).read_bytes())
    made = replace(made, files=(*made.files, cover))
    store.put(made_name(session.key), json.dumps(made.to_json()).encode())
    give_back()
    return SessionDone(made, len(clips.spoken), here(), _peak_kb())


@_catching_errors
def look(store: Store, made: SessionRecord, quick: bool) -> bool:
    """Whether every file of a finished session is unchanged; with `quick` only sizes are compared."""
    if quick:
        return all(store.size(each.name) == each.size for each in made.files)
    return all(store.fact(each.name) == (each.size, each.sha256) for each in made.files)


def cover_fact(session: Any, made: SessionRecord, folder: Path) -> FileFact:
    """Write the cover as a separate file beside the sound, for feeds."""
    import hashlib

    from voiceguide.export.beside import base_of
    from voiceguide.export.cover.picture import cover_of
    from voiceguide.export.feed.rss import cover_in

    sound = Path(made.files[0].name)
    name = f"{base_of(sound.stem, sound.suffix)}.jpg"
    content = cover_in(folder / sound.name) or cover_of(session)
    (folder / name).write_bytes(content)
    path = f"{sound.parent.as_posix()}/{name}" if sound.parent != Path() else name
    return FileFact(path, len(content), hashlib.sha256(content).hexdigest())


def _cache(clips: StoreClips) -> ClipCache:
    """This worker's clip cache, which also takes clips from the store."""
    cache = shared_cache(cache_folder() / "clips")
    cache.elsewhere = clips
    return cache


def _routine(session: Session) -> Routine:
    """The routine of a session, checked to be the one that was asked for."""
    routine = session.routine if isinstance(session.routine, Routine) else load_checked(session.routine)
    if routine.sha256 != session.routine_sha256:
        raise VoiceguideError(f"the routine {routine.name} here is not the one that was asked for")
    return routine


def _with_bed(store: Store, session: Session) -> Settings:
    """The settings, with the user's own bed copied to this machine."""
    if session.bed is None:
        return session.settings
    name, digest = session.bed.name, session.bed.sha256
    own = expand_home(session.settings.ambient or "")
    if own.is_file() and sha256_of(own) == digest:
        return session.settings
    path = cache_folder() / "catalogue-beds" / digest / Path(name).name
    if not path.is_file():
        content = store.get(f"{BEDS}/{digest}/{Path(name).name}")
        if content is None:
            raise StoreError(f"the bed {name!r} is not in the store")
        write_atomic(path, content)
    return session.settings.replaced({"ambient": str(path)})


@contextlib.contextmanager
def _moment(text: str) -> Any:
    """Set ``SOURCE_DATE_EPOCH`` to the conductor's value inside the block."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    if text:
        os.environ["SOURCE_DATE_EPOCH"] = text
    try:
        yield
    finally:
        if text:
            os.environ.pop("SOURCE_DATE_EPOCH", None)
            if before is not None:
                os.environ["SOURCE_DATE_EPOCH"] = before


def _peak_kb() -> int:
    """The present memory of this process in kB, or 0 if unknown."""
    try:
        text = Path("/proc/self/statm").read_text("ascii")
        return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
    except (OSError, ValueError, IndexError):
        return 0
