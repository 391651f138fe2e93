"""Read from a folder of sessions what a feed shows of each.

`Episode` records come from the JSON reports beside the sound files, or from the tags of sound files without a report.
Files that cannot be used are listed with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from voiceguide.errors import ExportError, NoSessionError, Where
from voiceguide.export.beside import beside
from voiceguide.export.chapters import ChapterStart
from voiceguide.export.formats.registry import FORMATS
from voiceguide.export.report_reader import read_facts
from voiceguide.export.session import SessionKind, one_line, release_moment
from voiceguide.export.sidecars.registry import REPORT_SUFFIX, SIDECARS
from voiceguide.units import clock

MEDIA_TYPES = {each.suffix: each.media_type for each in FORMATS.values()}
"""Suffix of a sound file → its media type."""

_NO_EPISODES = {
    SessionKind.PREVIEW: "is a preview",
    SessionKind.BEFORE: "is heard once before a session",
}
TRANSCRIPTS = ("vtt", "srt", "text")
"""Sidecars that a feed names as transcripts."""


class Transcript(NamedTuple):
    """A file with the words of an episode."""

    path: Path
    media_type: str


@dataclass(frozen=True, slots=True)
class Episode:
    """One session as a feed shows it.

    Attributes:
        audio: The sound file.
        title: For people.
        summary: What the routine says of itself; length, voice, bed and chapters.
        language: BCP 47 tag, or empty.
        seconds: Length.
        size: Bytes of the sound file.
        media_type: Of the sound file.
        created: Moment of the render, never in the future; no two episodes of a folder share one.
        transcripts: Those beside it.
        chapters: The chapters file beside it, or None.
        number: Its number in a series, or None.
    """

    audio: Path
    title: str
    summary: str
    language: str
    seconds: float
    size: int
    media_type: str
    created: datetime
    transcripts: tuple[Transcript, ...]
    chapters: Path | None
    number: int | None = None


def read_folder(folder: Path) -> tuple[tuple[Episode, ...], tuple[str, ...]]:
    """Every whole session in a folder, newest first; one in several formats is listed once.

    Returns:
        The episodes, and one sentence for each file that was left out.

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
    return order_episodes(found), tuple(passed)


def order_episodes(found: Iterable[Episode]) -> tuple[Episode, ...]:
    """Sort episodes, newest first, and keep them a second apart: apps take equal dates for one episode."""
    latest = release_moment() + timedelta(seconds=1)
    ordered = sorted(sorted(found, key=lambda each: each.audio.name), key=lambda each: each.created, reverse=True)
    for number, each in enumerate(ordered):
        latest = min(each.created, latest - timedelta(seconds=1))
        ordered[number] = replace(each, created=latest)
    return tuple(ordered)


def _episode(audio: Path) -> Episode | str:
    """The episode of a sound file, or the reason why it is none."""
    facts = _from_report(audio) or _from_tags(audio)
    kind = facts.get("kind") or next((kind for kind in _NO_EPISODES if audio.stem.endswith(f"-{kind}")), None)
    if kind in _NO_EPISODES:
        return _NO_EPISODES[kind]
    first = next((audio.with_suffix(suffix) for suffix in MEDIA_TYPES if audio.with_suffix(suffix).is_file()), audio)
    if first != audio and first.suffix != audio.suffix:
        return f"is another format of {first.name}"
    there = {name: beside(audio, each.suffix) for name, each in SIDECARS.items()}
    return Episode(
        audio=audio,
        title=one_line(str(facts["title"])) or audio.stem,
        summary=facts["summary"],
        language=one_line(str(facts["language"])),
        seconds=float(facts["seconds"]),
        size=audio.stat().st_size,
        media_type=MEDIA_TYPES[audio.suffix.casefold()],
        created=facts["created"],
        transcripts=tuple(
            Transcript(there[name], SIDECARS[name].media_type) for name in TRANSCRIPTS if there[name].is_file()
        ),
        chapters=there["chapters"] if there["chapters"].is_file() else None,
        number=facts.get("number"),
    )


def _from_report(audio: Path) -> dict[str, Any] | None:
    """The facts in the report of this very file; None without such a report."""
    path = beside(audio, REPORT_SUFFIX)
    if not path.is_file():
        return None
    try:
        facts = read_facts(path, audio.name)
        created = _moment(facts.created, audio) if facts else None
    except (ExportError, ValueError) as error:
        raise ValueError(f"its report {path.name} is not one of ours") from error
    if facts is None:
        return None
    return {
        "title": facts.title,
        "language": facts.language,
        "seconds": facts.seconds,
        "created": created,
        "kind": facts.kind,
        "number": facts.number,
        "summary": summary_of(facts.seconds, facts.voice, facts.bed, facts.chapters, facts.summary),
    }


def _from_tags(audio: Path) -> dict[str, Any]:
    """The facts in a sound file's tags, for files without a report."""
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
    written = _read_date(audio)
    known = year.isdigit() and int(year) not in (0, written.year)
    return {
        "title": (tags.get("title") or [audio.stem])[0],
        "language": "",
        "seconds": seconds,
        "created": datetime(int(year), 1, 1, 12, tzinfo=UTC) if known else written,
        "summary": summary_of(seconds, "", "", ()),
    }


def _moment(facts: str, audio: Path) -> datetime:
    """The moment named in a report; earlier versions name only the day, and the file's date gives the rest.

    Raises:
        ValueError: It is neither a moment nor a day.
    """
    moment = datetime.fromisoformat(facts)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    written = _read_date(audio)
    near = abs(written - moment.replace(hour=12, tzinfo=UTC)) < timedelta(hours=27)  # the same day somewhere
    return written if near else moment.replace(hour=12, tzinfo=UTC)


def _read_date(audio: Path) -> datetime:
    return datetime.fromtimestamp(audio.stat().st_mtime, UTC).replace(microsecond=0)


def summary_of(seconds: float, voice: str, bed: str, chapters: Iterable[ChapterStart], about: str = "") -> str:
    """A session in a paragraph: what its routine says of itself, its length, voice, bed and chapters."""
    parts = [about, f"{max(1, round(seconds / 60))} min."]
    if voice:
        parts.append(f"Voice: {voice}.")
    if bed and bed != "none":
        parts.append(f"Bed: {bed}.")
    marks = " · ".join(f"{clock(start)} {title}" for start, title in chapters)
    if marks:
        parts.append(f"Chapters: {marks}")
    return one_line(" ".join(parts))
