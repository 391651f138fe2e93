"""Reads a folder of sessions: what a feed can tell of each.

Comes in: a folder. Goes out: `Episode` records, from the JSON reports beside the sound files, or from
the tags of sound files without one. What cannot be used is told, not hidden.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from voiceguide.errors import NoSessionError, Where
from voiceguide.export.beside import beside
from voiceguide.export.companions.registry import COMPANIONS
from voiceguide.export.formats.registry import FORMATS
from voiceguide.export.session import one_line, release_moment
from voiceguide.units import clock

MEDIA_TYPES = {each.suffix: each.media_type for each in FORMATS.values()}
"""Suffix of a sound file → its media type."""

_REPORT = COMPANIONS["report"].suffix
_NO_EPISODES = {"preview": "is a preview", "before": "is heard once before a session"}
_TRANSCRIPTS = ("vtt", "srt", "text")


@dataclass(frozen=True, slots=True)
class Episode:
    """One session as a feed tells of it.

    Attributes:
        audio: The sound file.
        title: For people.
        summary: What the routine says of itself; length, voice, bed and chapters.
        language: BCP 47 tag, or empty.
        seconds: Length.
        size: Bytes of the sound file.
        media_type: Of the sound file.
        created: Moment of the render, never in the future; no two episodes of a folder share one.
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
    created: datetime
    transcripts: tuple[tuple[Path, str], ...]
    chapters: Path | None


def read_folder(folder: Path) -> tuple[tuple[Episode, ...], tuple[str, ...]]:
    """Every whole session in a folder, newest first; one that is there in several formats once.

    Returns:
        The episodes, and one sentence for each file that was passed over.

    Raises:
        NoSessionError: There is no such folder, or no session in it.
    """
    if not folder.is_dir():
        raise NoSessionError("there is no such folder", where=Where(str(folder)))
    found: list[Episode] = []
    passed: list[str] = []
    for audio in sorted(folder.iterdir()):
        if audio.suffix.casefold() not in MEDIA_TYPES or audio.name.startswith(".") or not audio.is_file():
            continue
        try:
            episode = _episode(audio)
            if isinstance(episode, str):
                passed.append(f"{audio.name}: {episode}")
            else:
                found.append(episode)
        except (ValueError, KeyError, TypeError, OSError) as error:
            passed.append(f"{audio.name}: {one_line(str(error)) or 'cannot be read'}")
    if not found:
        raise NoSessionError(
            "there is no session in this folder",
            where=Where(str(folder)),
            hint="Make one first: voiceguide make ROUTINE --output FOLDER.",
        )
    return _apart(found), tuple(passed)


def _apart(found: list[Episode]) -> tuple[Episode, ...]:
    """The episodes, newest first, each a second or more after the next: apps take equal dates for one episode."""
    latest = release_moment() + timedelta(seconds=1)
    apart = sorted(sorted(found, key=lambda each: each.audio.name), key=lambda each: each.created, reverse=True)
    for number, each in enumerate(apart):
        latest = min(each.created, latest - timedelta(seconds=1))
        apart[number] = replace(each, created=latest)
    return tuple(apart)


def _episode(audio: Path) -> Episode | str:
    """What a sound file is as an episode, or why it is none."""
    told = _from_report(audio) or _from_tags(audio)
    kind = told.get("kind") or next((kind for kind in _NO_EPISODES if audio.stem.endswith(f"-{kind}")), "")
    if kind in _NO_EPISODES:
        return _NO_EPISODES[kind]
    first = next((audio.with_suffix(suffix) for suffix in MEDIA_TYPES if audio.with_suffix(suffix).is_file()), audio)
    if first != audio and first.suffix != audio.suffix:
        return f"is another format of {first.name}"
    there = {name: beside(audio, each.suffix) for name, each in COMPANIONS.items()}
    return Episode(
        audio=audio,
        title=one_line(str(told["title"])) or audio.stem,
        summary=told["summary"],
        language=one_line(str(told["language"])),
        seconds=float(told["seconds"]),
        size=audio.stat().st_size,
        media_type=MEDIA_TYPES[audio.suffix.casefold()],
        created=told["created"],
        transcripts=tuple((there[name], COMPANIONS[name].media_type) for name in _TRANSCRIPTS if there[name].is_file()),
        chapters=there["chapters"] if there["chapters"].is_file() else None,
    )


def _from_report(audio: Path) -> dict[str, Any] | None:
    """What the report tells, if there is one that tells of this very file."""
    path = beside(audio, _REPORT)
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
            "created": _moment(str(report["created"]), audio),
            "kind": str(report.get("kind", "")),
            "summary": _summary(
                seconds, str(report["voice"]["name"]), str(report["bed"]), chapters, str(report.get("summary", ""))
            ),
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
    written = _written(audio)
    known = year.isdigit() and int(year) not in (0, written.year)
    return {
        "title": (tags.get("title") or [audio.stem])[0],
        "language": "",
        "seconds": seconds,
        "created": datetime(int(year), 1, 1, 12, tzinfo=UTC) if known else written,
        "summary": _summary(seconds, "", "", ()),
    }


def _moment(told: str, audio: Path) -> datetime:
    """The moment a report tells; reports of earlier versions have the day alone, and the file has the rest.

    Raises:
        ValueError: It is neither.
    """
    moment = datetime.fromisoformat(told)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    written = _written(audio)
    near = abs(written - moment.replace(hour=12, tzinfo=UTC)) < timedelta(hours=27)  # the same day somewhere
    return written if near else moment.replace(hour=12, tzinfo=UTC)


def _written(audio: Path) -> datetime:
    return datetime.fromtimestamp(audio.stat().st_mtime, UTC).replace(microsecond=0)


def _summary(seconds: float, voice: str, bed: str, chapters: Iterable[tuple[float, str]], about: str = "") -> str:
    parts = [about, f"{max(1, round(seconds / 60))} min."]
    if voice:
        parts.append(f"Voice: {voice}.")
    if bed and bed != "none":
        parts.append(f"Bed: {bed}.")
    marks = " · ".join(f"{clock(start)} {title}" for start, title in chapters)
    if marks:
        parts.append(f"Chapters: {marks}")
    return one_line(" ".join(parts))
