"""Read a report back: the facts of a finished session, and its timeline.

Anything wrong with the file raises one clear error, as anybody may have edited it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voiceguide.choreography.model import MoveKind, Place, Position
from voiceguide.errors import ExportError, Where
from voiceguide.export.chapters import ChapterStart
from voiceguide.export.session import FileHash, SessionKind
from voiceguide.export.sidecars.report import VERSION
from voiceguide.routine.model import Phase, Role, Side, Technique
from voiceguide.script.lines import BeforeLine, Earcon, Purpose
from voiceguide.settings.values import find_setting
from voiceguide.timeline.model import (
    BedSpan,
    Chapter,
    EarconPlacement,
    MovePlacement,
    PacerPulse,
    SpeechPlacement,
    Timeline,
)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report says of its session, without the timeline.

    Attributes:
        title: The session's title.
        routine: Name of its routine, or empty.
        voice: The voice.
        bed: The bed.
        audio: Name of the sound file beside the report.
        kind: ``session``, ``preview`` or ``before``; empty in reports of earlier versions.
        language: BCP 47 tag.
        summary: What the routine says of itself, or empty.
        created: When it was made, ISO 8601; in reports of earlier versions the day alone.
        seconds: Its length.
        chapters: Where each begins.
        number: Its number in a series, or None.
        settings: Setting → value, as JSON has them; names of earlier versions are today's.
        inputs: The files that it was made from.
        files: The files that were made.
    """

    title: str
    routine: str
    voice: str
    bed: str
    audio: str
    kind: SessionKind | None
    language: str
    summary: str
    created: str
    seconds: float
    chapters: tuple[ChapterStart, ...]
    number: int | None
    settings: Mapping[str, Any]
    inputs: tuple[FileHash, ...]
    files: tuple[FileHash, ...]


@dataclass(frozen=True, slots=True)
class SessionReport:
    """Everything that a report says of its session.

    Attributes:
        facts: What it is.
        timeline: Where everything lies.
        before: What is said in the before-part, in order; empty where there is none.
    """

    facts: ReportFacts
    timeline: Timeline
    before: tuple[BeforeLine, ...] = ()

    @property
    def title(self) -> str:
        """The session's title."""
        return self.facts.title


_WRONG = (KeyError, TypeError, ValueError, AttributeError, IndexError)


def read_facts(path: Path, audio: str) -> ReportFacts | None:
    """The facts in a report of this or an earlier version.

    Args:
        path: The report.
        audio: Name of the sound file that it should be about.

    Returns:
        The facts; None where the file is about something else.

    Raises:
        ExportError: It cannot be read, or is not whole.
    """
    report = _load(path)
    if report.get("audio") != audio:
        return None
    try:
        return _facts(report)
    except _WRONG as error:
        raise ExportError("this report is not whole", where=Where(str(path))) from error


def read_report(path: Path) -> SessionReport:
    """Everything in one report.

    Raises:
        ExportError: It cannot be read, or is not a report of this version.
    """
    report = _load(path)
    if report.get("report") != VERSION:
        raise ExportError(f"this is not a session report of version {VERSION}", where=Where(str(path)))
    try:
        return SessionReport(_facts(report), _timeline(report), _before(report["before"]))
    except _WRONG as error:
        raise ExportError("this report is not whole", where=Where(str(path))) from error


def _load(path: Path) -> dict[str, Any]:
    """The JSON object in a report; an empty one if the file has something else."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ExportError("cannot be read as a report", where=Where(str(path))) from error
    return report if isinstance(report, dict) else {}


def _facts(report: dict[str, Any]) -> ReportFacts:
    """The facts in a report of any version."""
    settings = report.get("settings") or {}
    return ReportFacts(
        title=str(report["title"]),
        routine=str(report.get("routine", "")),
        voice=str(report["voice"]["name"]),
        bed=str(report["bed"]),
        audio=Path(str(report["audio"])).name,
        kind=next((each for each in SessionKind if each == report.get("kind")), None),
        language=str(report["language"]),
        summary=str(report.get("summary", "")),
        created=str(report["created"]),
        seconds=float(report["durations"]["total_s"]),
        chapters=tuple(ChapterStart(float(each["start_s"]), str(each["title"])) for each in report["chapters"]),
        number=int(report["track"][0]) if report.get("track") else None,
        settings={find_setting(name) or name: value for name, value in settings.items()},
        inputs=tuple(FileHash(str(each["name"]), str(each["sha256"])) for each in report.get("inputs", ())),
        files=tuple(FileHash(str(each["name"]), str(each["sha256"])) for each in report.get("files", ())),
    )


def _before(record: dict[str, Any] | None) -> tuple[BeforeLine, ...]:
    """The lines of the before-part, in order."""
    lines = record["lines"] if record is not None else ()
    return tuple(
        BeforeLine(f"before.{number}", str(each["text"]), str(each["heading"]), item=bool(each["item"]))
        for number, each in enumerate(lines, start=1)
    )


def _timeline(report: dict[str, Any]) -> Timeline:
    """The timeline in a report."""
    placed = report["placements"]
    return Timeline(
        frames=int(report["frames"]),
        moves=tuple(_move(row) for row in placed["moves"]),
        speech=tuple(_speech(row) for row in placed["speech"]),
        earcons=tuple(EarconPlacement(**{**row, "earcon": Earcon(row["earcon"])}) for row in placed["earcons"]),
        pulses=tuple(_pulse(row) for row in placed["pulses"]),
        chapters=tuple(Chapter(**row) for row in placed["chapters"]),
        beds=tuple(BedSpan(**row) for row in placed["beds"]),
        rate_hz=int(report["rate_hz"]),
    )


def _move(row: dict[str, Any]) -> MovePlacement:
    named = {"technique": Technique, "position": Position, "place": Place}
    read = {key: kind(row[key]) if row.get(key) else None for key, kind in named.items()}
    return MovePlacement(**{**row, **read, "kind": MoveKind(row["kind"]), "side": Side(row.get("side", ""))})


def _speech(row: dict[str, Any]) -> SpeechPlacement:
    values = {name: value for name, value in row.items() if name != "part"}
    return SpeechPlacement(**values, purpose=Purpose(row["part"]))


def _pulse(row: dict[str, Any]) -> PacerPulse:
    values = {name: value for name, value in row.items() if name not in ("beats", "side")}
    phases = tuple(Phase.of_frames("", Role(role), int(frames), pressure=0) for role, frames in row["beats"])
    return PacerPulse(**values, phases=phases, side=Side(row.get("side", "")))
