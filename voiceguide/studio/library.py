"""The library: finished sessions by id. Comes in: a folder. Goes out: entries, and the files of each.

An id is a session's file name without its suffix; it is looked up among the files that are there and never becomes a
path. Links are passed over: only what lies in the folder itself is served. What is read of a session is kept until the
folder changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from voiceguide.errors import ExportError
from voiceguide.export.beside import BEFORE, base_of, beside
from voiceguide.export.companions.registry import COMPANIONS
from voiceguide.export.feed.episodes import Episode, read_folder
from voiceguide.export.names import safe_name
from voiceguide.export.page.render import SUFFIX as PAGE_SUFFIX
from voiceguide.export.report_reader import Reported, read_report
from voiceguide.studio.errors import MissingError

COMPANION_NAMES = {
    "vtt": "Captions (WebVTT)",
    "lrc": "Timed lines (LRC)",
    "text": "All that is said",
    "chapters": "Chapters (JSON)",
    "script": "The script, to edit",
    "report": "Report of the render",
    "page": "A page to listen and read along",
    "srt": "Captions (SubRip)",
    "markdown": "All that is said (Markdown)",
}
"""What people read for each companion; the order is that of the list."""

_SUFFIXES = {"page": PAGE_SUFFIX, **{name: each.suffix for name, each in COMPANIONS.items()}}


@dataclass(frozen=True, slots=True)
class Entry:
    """One finished session.

    Attributes:
        id: File name without suffix.
        audio: Its sound file.
        media_type: Of the sound file.
        title: For people.
        seconds: Length.
        size: Bytes of the sound file.
        created: Date of the render, ISO 8601.
        routine: Name of its routine, or empty when there is no report.
        voice: Who speaks.
        bed: What sounds below.
        companions: Keys of the files beside it.
        before: The before-part's sound file, or None.
    """

    id: str
    audio: Path
    media_type: str
    title: str
    seconds: float
    size: int
    created: str
    routine: str
    voice: str
    bed: str
    companions: tuple[str, ...]
    before: Path | None = None

    @property
    def minutes(self) -> int:
        """Length in whole minutes, at least 1."""
        return max(1, round(self.seconds / 60))


class Library:
    """The sessions in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._known: tuple[object, dict[str, Entry]] = (None, {})

    def signature(self) -> tuple[tuple[str, int, int], ...]:
        """Changes whenever a file of the folder does."""
        try:
            files = [path for path in self.folder.iterdir() if not path.name.startswith(".")]
            stats = [(path.name, path.stat()) for path in files]
        except OSError:
            return ()
        return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats))

    def entries(self) -> tuple[Entry, ...]:
        """Every session, newest first."""
        return tuple(self._entries().values())

    def _entries(self) -> dict[str, Entry]:
        signature = self.signature()
        with self._lock:
            if self._known[0] != signature:
                self._known = (signature, {each.id: each for each in map(_entry, _episodes(self.folder))})
            return self._known[1]

    def entry(self, session: str) -> Entry:
        """One session.

        Raises:
            MissingError: There is none of this id.
        """
        found = self._entries().get(session)
        if found is None:
            raise MissingError("there is no such session", hint="It may have been deleted.")
        return found

    def report(self, session: str) -> Reported | None:
        """What its report tells, or None when there is none that can be used.

        Raises:
            MissingError: There is no such session.
        """
        path = self.file(session, "report")
        try:
            return _report(path, path.stat().st_mtime_ns) if path else None
        except (ExportError, OSError):
            return None

    def file(self, session: str, key: str) -> Path | None:
        """One file of a session: ``audio``, ``before``, or a companion's key. None when it is not there.

        Raises:
            MissingError: There is no such session.
        """
        entry = self.entry(session)
        if key in ("audio", "before"):
            return entry.audio if key == "audio" else entry.before
        return beside(entry.audio, _SUFFIXES[key]) if key in entry.companions else None

    def free_target(self, routine: str, minutes: int) -> Path:
        """A path for a new session of a routine, at which none of its files stands yet."""
        base = safe_name(f"{routine}-{minutes}min")
        try:
            taken = {path.name.split(".")[0].casefold() for path in self.folder.iterdir()}
        except OSError:
            taken = set()
        number = 1
        while (name := base if number == 1 else f"{base}-{number}").casefold() in taken:
            number += 1
        return self.folder / f"{name}.mp3"

    def delete(self, session: str) -> None:
        """Delete a session with everything beside it.

        Raises:
            MissingError: There is none of this id.
        """
        entry = self.entry(session)
        for key in entry.companions:
            beside(entry.audio, _SUFFIXES[key]).unlink(missing_ok=True)
        if entry.before is not None:
            for suffix in _SUFFIXES.values():
                beside(entry.before, suffix).unlink(missing_ok=True)
            entry.before.unlink(missing_ok=True)
        entry.audio.unlink(missing_ok=True)


def _episodes(folder: Path) -> tuple[Episode, ...]:
    """The sessions, newest first; those of one day by the time at which their file was written."""
    try:
        found = [each for each in read_folder(folder)[0] if not each.audio.is_symlink()]
        return tuple(sorted(found, key=lambda each: (each.created, each.audio.stat().st_mtime_ns), reverse=True))
    except (ExportError, OSError):  # there is nothing yet, or something goes just now
        return ()


@lru_cache(maxsize=16)
def _report(path: Path, changed_ns: int) -> Reported:  # noqa: ARG001
    return read_report(path)


def _entry(episode: Episode) -> Entry:
    audio = episode.audio
    there = {key: beside(audio, _SUFFIXES[key]) for key in COMPANION_NAMES}
    companions = tuple(key for key, path in there.items() if path.is_file() and not path.is_symlink())
    before = audio.with_name(audio.stem + BEFORE + audio.suffix)
    told = None
    if "report" in companions:
        try:
            told = read_report(there["report"])
        except ExportError:
            told = None
    return Entry(
        id=base_of(audio.stem, audio.suffix),
        audio=audio,
        media_type=episode.media_type,
        title=told.title if told else episode.title,
        seconds=episode.seconds,
        size=episode.size,
        created=episode.created.date().isoformat(),
        routine=told.routine if told else "",
        voice=told.voice if told else "",
        bed=told.bed if told else "",
        companions=companions,
        before=before if before.is_file() and not before.is_symlink() else None,
    )
