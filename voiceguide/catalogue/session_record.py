"""Records each finished session with its files and their hashes, and finds files that are damaged.

A record is plain JSON; indexes, feeds and the next run are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from voiceguide.export.beside import base_of
from voiceguide.export.chapters import ChapterStart, chapter_marks
from voiceguide.export.feed.episodes import MEDIA_TYPES, TRANSCRIPTS, Episode, Transcript, summary_of
from voiceguide.export.sidecars.registry import SIDECARS
from voiceguide.files import sha256_of
from voiceguide.rendered import RenderResult
from voiceguide.settings import ChapterDetail
from voiceguide.units import RATE_HZ


@dataclass(frozen=True, slots=True)
class FileFact:
    """One file of a session.

    Attributes:
        name: Its path within the catalogue, with ``/``.
        size: Its size in bytes.
        sha256: SHA-256 of its content, in hex.
    """

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """The record of a finished session.

    Attributes:
        key: Its content hash (`content.content_hash`).
        name: Its name within the catalogue.
        title: Title for people.
        summary: Length, voice, bed and chapters in a paragraph.
        routine: Name of its routine.
        voice: The voice, as ``ENGINE:NAME``.
        bed: The bed.
        guidance: How much is said.
        language: BCP 47 tag.
        seconds: Its length.
        created: Moment of the render, ISO 8601.
        script_sha256: SHA-256 of its script file, in hex, or empty without one.
        files: Every file, the sound first, with those of the before-part.
    """

    key: str
    name: str
    title: str
    summary: str
    routine: str
    voice: str
    bed: str
    guidance: str
    language: str
    seconds: float
    created: str
    script_sha256: str
    files: tuple[FileFact, ...]

    def to_json(self) -> dict[str, Any]:
        """The record as plain values for JSON."""
        return asdict(self)

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> SessionRecord:
        """The record from the values of `to_json`.

        Raises:
            KeyError, TypeError: They are not a record.
        """
        files = tuple(FileFact(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in values["files"])
        return cls(**{**values, "files": files})

    def episode(self, number: int | None = None) -> Episode:
        """The session as an episode of a feed."""
        sound, *others = (Path(each.name).name for each in self.files)
        base = base_of(Path(sound).stem, Path(sound).suffix)
        beside = {name: Path(base + each.suffix) for name, each in SIDECARS.items() if base + each.suffix in others}
        return Episode(
            audio=Path(sound),
            title=self.title,
            summary=self.summary,
            language=self.language,
            seconds=self.seconds,
            size=self.files[0].size,
            media_type=MEDIA_TYPES[Path(sound).suffix.casefold()],
            created=datetime.fromisoformat(self.created),
            transcripts=tuple(
                Transcript(beside[name], SIDECARS[name].media_type) for name in TRANSCRIPTS if name in beside
            ),
            chapters=beside.get("chapters"),
            number=number,
        )


def record(rendered: RenderResult, key: str, name: str, folder: str = "") -> SessionRecord:
    """Make the record of a session that was just rendered, hashing its files.

    Args:
        rendered: The result of `pipeline.render`.
        key: Its content hash.
        name: Its name within the catalogue.
        folder: Where in the catalogue its files go, or empty.
    """
    session = rendered.session
    seconds, facts = session.timeline.seconds, session.facts
    marks = [
        ChapterStart(mark.start / RATE_HZ, mark.title) for mark in chapter_marks(session.timeline, ChapterDetail.STAGES)
    ]
    files = tuple(
        FileFact(f"{folder}/{path.name}" if folder else path.name, path.stat().st_size, sha256_of(path))
        for path in rendered.files
    )
    script = next((each.sha256 for each in files if each.name.endswith(".script.yaml")), "")
    return SessionRecord(
        key=key,
        name=name,
        title=session.title,
        summary=summary_of(seconds, facts.voice, facts.bed, marks, facts.summary),
        routine=session.script.routine,
        voice=facts.voice,
        bed=facts.bed,
        guidance=str(session.script.guidance),
        language=session.script.language,
        seconds=round(seconds, 3),
        created=facts.created.isoformat(),
        script_sha256=script,
        files=files,
    )


def find_damaged(made: SessionRecord, fact_of: Callable[[str], tuple[int, str] | None]) -> tuple[str, ...]:
    """The names of a session's files that are missing or changed.

    Args:
        made: The session.
        fact_of: Size and SHA-256 of a file by its name, or None if there is no such file.
    """
    return tuple(each.name for each in made.files if fact_of(each.name) != (each.size, each.sha256))


def local_fact(folder: Path, name: str) -> tuple[int, str] | None:
    """Size and SHA-256 of a file in a folder, or None if it cannot be read."""
    path = folder / name
    try:
        return path.stat().st_size, sha256_of(path)
    except OSError:
        return None
