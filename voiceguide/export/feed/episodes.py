"""Reads a folder of sessions: what a feed can tell of each.

Comes in: a folder. Goes out: `Episode` records, from the JSON reports beside the sound files, or from
the tags of sound files without one. What cannot be used is told, not hidden.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from voiceguide.errors import ExportError, Where
from voiceguide.export.companions.registry import COMPANIONS
from voiceguide.export.formats.registry import FORMATS
from voiceguide.export.session import one_line
from voiceguide.units import clock

MEDIA_TYPES = {each.suffix: each.media_type for each in FORMATS.values()}
"""Suffix of a sound file → its media type."""

_REPORT = COMPANIONS["report"].suffix
_TRANSCRIPTS = ("vtt", "srt", "text")


@dataclass(frozen=True, slots=True)
class Episode:
    """One session as a feed tells of it.

    Attributes:
        audio: The sound file.
        title: For people.
        summary: Length, voice, bed and chapters in a sentence.
        language: BCP 47 tag, or empty.
        seconds: Length.
        size: Bytes of the sound file.
        media_type: Of the sound file.
        created: Date of the render.
        transcripts: (file, media type) of each transcript beside it.
        chapters: The chapters file beside it, or None.
    """

    audio: Path
    title: str
    summary: str
    language: str
    seconds: float
    size: int
    media_type: str
    created: date
    transcripts: tuple[tuple[Path, str], ...]
    chapters: Path | None


def read_folder(folder: Path) -> tuple[tuple[Episode, ...], tuple[str, ...]]:
    """Every session in a folder, newest first, equal dates by name.

    Returns:
        The episodes, and one sentence for each file that was passed over.

    Raises:
        ExportError: There is no such folder, or no session in it.
    """
    if not folder.is_dir():
        raise ExportError("there is no such folder", where=Where(str(folder)))
    found: list[Episode] = []
    passed: list[str] = []
    for audio in sorted(folder.iterdir()):
        if audio.suffix.casefold() not in MEDIA_TYPES or audio.name.startswith(".") or not audio.is_file():
            continue
        try:
            found.append(_episode(audio))
        except (ValueError, KeyError, TypeError, OSError) as error:
            passed.append(f"{audio.name}: {one_line(str(error)) or 'cannot be read'}")
    if not found:
        raise ExportError(
            "there is no session in this folder",
            where=Where(str(folder)),
            hint="Make one first: voiceguide make ROUTINE --output FOLDER.",
        )
    return tuple(sorted(found, key=lambda each: (-each.created.toordinal(), each.audio.name))), tuple(passed)


def _episode(audio: Path) -> Episode:
    told = _from_report(audio) or _from_tags(audio)
    base = audio.with_suffix("").name
    beside = {name: audio.with_name(base + each.suffix) for name, each in COMPANIONS.items()}
    return Episode(
        audio=audio,
        title=one_line(str(told["title"])) or base,
        summary=told["summary"],
        language=one_line(str(told["language"])),
        seconds=float(told["seconds"]),
        size=audio.stat().st_size,
        media_type=MEDIA_TYPES[audio.suffix.casefold()],
        created=told["created"],
        transcripts=tuple(
            (beside[name], COMPANIONS[name].media_type) for name in _TRANSCRIPTS if beside[name].is_file()
        ),
        chapters=beside["chapters"] if beside["chapters"].is_file() else None,
    )


def _from_report(audio: Path) -> dict[str, Any] | None:
    """What the report tells, if there is one that tells of this very file."""
    path = audio.with_name(audio.with_suffix("").name + _REPORT)
    if not path.is_file():
        return None
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"its report {path.name} is not JSON") from error
    if not isinstance(report, dict) or report.get("audio") != audio.name:
        return None
    try:
        chapters = [(float(each["start_s"]), str(each["title"])) for each in report["chapters"]]
        seconds = float(report["durations"]["total_s"])
        return {
            "title": report["title"],
            "language": report["language"],
            "seconds": seconds,
            "created": date.fromisoformat(report["created"]),
            "summary": _summary(seconds, str(report["voice"]["name"]), str(report["bed"]), chapters),
        }
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"its report {path.name} is not one of ours") from error


def _from_tags(audio: Path) -> dict[str, Any]:
    import mutagen

    try:
        file = mutagen.File(audio, easy=True)
    except mutagen.MutagenError as error:
        raise ValueError(f"its tags cannot be read: {error}") from error
    if file is None or not file.info.length:
        raise ValueError("it is not a sound file that can be read")
    seconds = float(file.info.length)
    tags: Any = file.tags or {}
    year = str((tags.get("date") or [""])[0])[:4]
    written = date.fromtimestamp(audio.stat().st_mtime)
    return {
        "title": (tags.get("title") or [audio.stem])[0],
        "language": "",
        "seconds": seconds,
        "created": date(int(year), 1, 1) if year.isdigit() and int(year) else written,
        "summary": _summary(seconds, "", "", ()),
    }


def _summary(seconds: float, voice: str, bed: str, chapters: Iterable[tuple[float, str]]) -> str:
    parts = [f"{max(1, round(seconds / 60))} min."]
    if voice:
        parts.append(f"Voice: {voice}.")
    if bed and bed != "none":
        parts.append(f"Bed: {bed}.")
    marks = " · ".join(f"{clock(start)} {title}" for start, title in chapters)
    if marks:
        parts.append(f"Chapters: {marks}")
    return one_line(" ".join(parts))
