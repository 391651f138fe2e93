"""The library: gives finished sessions by id.

An id is a session's file name without its suffix; it is looked up among the existing files and never becomes a path.
Links are ignored: only files in the folder itself are served. What was read is kept until the folder changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from voiceguide.app.errors import MissingError
from voiceguide.errors import ExportError
from voiceguide.export.beside import BEFORE, base_of, beside
from voiceguide.export.feed.episodes import Episode, read_folder
from voiceguide.export.names import safe_name
from voiceguide.export.page.render import SUFFIX as PAGE_SUFFIX
from voiceguide.export.report_reader import ReportFacts, SessionReport, read_facts, read_report
from voiceguide.export.sidecars.registry import SIDECARS

SIDECAR_NAMES = {
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
"""Sidecar → its name for people, in the order in which they are listed."""

_SUFFIXES = {"page": PAGE_SUFFIX, **{name: each.suffix for name, each in SIDECARS.items()}}


@dataclass(frozen=True, slots=True)
class Entry:
    """One finished session.

    Attributes:
        id: File name without suffix.
        audio: Its sound file.
        media_type: Media type of the sound file.
        title: Title for people.
        seconds: Length.
        size: Bytes of the sound file.
        created: Date of the render, ISO 8601.
        routine: Name of its routine, or empty when there is no report.
        voice: The voice.
        bed: The bed.
        avoid: Keys of the regions that were left out.
        sidecars: Keys of the files beside it.
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
    avoid: tuple[str, ...]
    sidecars: tuple[str, ...]
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
        """A value that changes whenever a file of the folder changes."""
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
        """The finished sessions by id; read anew when the folder has changed."""
        signature = self.signature()
        with self._lock:
            if self._known[0] != signature:
                self._known = (signature, {each.id: each for each in map(_entry, _episodes(self.folder))})
            return self._known[1]

    def entry(self, session: str) -> Entry:
        """The session with an id.

        Raises:
            MissingError: There is none with this id.
        """
        found = self._entries().get(session)
        if found is None:
            raise MissingError("there is no such session", hint="It may have been deleted.")
        return found

    def has(self, session: str) -> bool:
        """Whether there is a session with this id."""
        return session in self._entries()

    def report(self, session: str) -> SessionReport | None:
        """The content of a session's report, or None without a usable report.

        Raises:
            MissingError: There is no such session.
        """
        path = self.file(session, "report")
        try:
            return _report(path, path.stat().st_mtime_ns) if path else None
        except (ExportError, OSError):
            return None

    def file(self, session: str, key: str) -> Path | None:
        """One file of a session, by ``audio``, ``before`` or a sidecar's key; None if there is none.

        Raises:
            MissingError: There is no such session.
        """
        entry = self.entry(session)
        if key in ("audio", "before"):
            return entry.audio if key == "audio" else entry.before
        return beside(entry.audio, _SUFFIXES[key]) if key in entry.sidecars else None

    def free_target(self, routine: str, minutes: int) -> Path:
        """A path for a new session of a routine, at which no file exists yet."""
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
        """Delete a session with its sidecars and before-part.

        Raises:
            MissingError: There is none with this id.
        """
        entry = self.entry(session)
        for key in entry.sidecars:
            beside(entry.audio, _SUFFIXES[key]).unlink(missing_ok=True)
        if entry.before is not None:
            for suffix in _SUFFIXES.values():
                beside(entry.before, suffix).unlink(missing_ok=True)
            entry.before.unlink(missing_ok=True)
        entry.audio.unlink(missing_ok=True)


def _episodes(folder: Path) -> tuple[Episode, ...]:
    """The sessions, newest first; those of the same day by the time when their file was written."""
    try:
        found = [each for each in read_folder(folder)[0] if not each.audio.is_symlink()]
        return tuple(sorted(found, key=lambda each: (each.created, each.audio.stat().st_mtime_ns), reverse=True))
    except (ExportError, OSError):  # there is no folder yet, or a file is being deleted
        return ()


@lru_cache(maxsize=16)
def _report(path: Path, changed_ns: int) -> SessionReport:  # noqa: ARG001
    return read_report(path)


def _entry(episode: Episode) -> Entry:
    """The library's entry for an episode, with facts from its report if there is one."""
    audio = episode.audio
    there = {key: beside(audio, _SUFFIXES[key]) for key in SIDECAR_NAMES}
    sidecars = tuple(key for key, path in there.items() if path.is_file() and not path.is_symlink())
    before = audio.with_name(audio.stem + BEFORE + audio.suffix)
    facts = _facts(there["report"], audio) if "report" in sidecars else None
    return Entry(
        id=base_of(audio.stem, audio.suffix),
        audio=audio,
        media_type=episode.media_type,
        title=facts.title if facts else episode.title,
        seconds=episode.seconds,
        size=episode.size,
        created=episode.created.date().isoformat(),
        routine=facts.routine if facts else "",
        voice=facts.voice if facts else "",
        bed=facts.bed if facts else "",
        avoid=tuple(map(str, facts.settings.get("avoid") or ())) if facts else (),
        sidecars=sidecars,
        before=before if before.is_file() and not before.is_symlink() else None,
    )


def _facts(report: Path, audio: Path) -> ReportFacts | None:
    """The facts in a report, or None if it cannot be read."""
    try:
        return read_facts(report, audio.name)
    except ExportError:
        return None
