"""Reads a report back: the timeline of a finished session, for its picture.

Comes in: a report's path. Goes out: a `Reported` record. Whatever is wrong with the file is one clear
error; reports come from folders that anybody may have edited.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voiceguide.choreography.model import MoveKind
from voiceguide.errors import ExportError, Where
from voiceguide.export.companions.report import VERSION
from voiceguide.routine.model import Role
from voiceguide.script.lines import BeforeLine, Earcon
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
class Reported:
    """What a report tells of its session.

    Attributes:
        title: The session's title.
        routine: Name of its routine.
        voice: The voice.
        bed: The bed.
        audio: Name of the sound file beside the report.
        timeline: Where everything lies.
        before: What is said in the before-part, in order; empty where there is none.
    """

    title: str
    routine: str
    voice: str
    bed: str
    audio: str
    timeline: Timeline
    before: tuple[BeforeLine, ...] = ()


def read_report(path: Path) -> Reported:
    """Read one report.

    Raises:
        ExportError: It cannot be read, or is not a report of this version.
    """
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ExportError("cannot be read as a report", where=Where(str(path))) from error
    if not isinstance(report, dict) or report.get("report") != VERSION:
        raise ExportError(f"this is not a session report of version {VERSION}", where=Where(str(path)))
    try:
        return Reported(
            title=str(report["title"]),
            routine=str(report["routine"]),
            voice=str(report["voice"]["name"]),
            bed=str(report["bed"]),
            audio=Path(str(report["audio"])).name,
            timeline=_timeline(report),
            before=_before(report["before"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ExportError("this report is not whole", where=Where(str(path))) from error


def _before(told: dict[str, Any] | None) -> tuple[BeforeLine, ...]:
    lines = told["lines"] if told is not None else ()
    return tuple(
        BeforeLine(f"before.{number}", str(each["text"]), str(each["heading"]), item=bool(each["item"]))
        for number, each in enumerate(lines, start=1)
    )


def _timeline(report: dict[str, Any]) -> Timeline:
    placed = report["placements"]
    return Timeline(
        frames=int(report["frames"]),
        moves=tuple(MovePlacement(**{**row, "kind": MoveKind(row["kind"])}) for row in placed["moves"]),
        speech=tuple(SpeechPlacement(**row) for row in placed["speech"]),
        earcons=tuple(EarconPlacement(**{**row, "earcon": Earcon(row["earcon"])}) for row in placed["earcons"]),
        pulses=tuple(_pulse(row) for row in placed["pulses"]),
        chapters=tuple(Chapter(**row) for row in placed["chapters"]),
        beds=tuple(BedSpan(**row) for row in placed["beds"]),
        rate_hz=int(report["rate_hz"]),
    )


def _pulse(row: dict[str, Any]) -> PacerPulse:
    return PacerPulse(**{**row, "beats": tuple((Role(role), int(frames)) for role, frames in row["beats"])})
