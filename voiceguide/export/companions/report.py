"""The report: everything known of a render, as JSON that `report.schema.json` describes.

Comes in: a session whose facts are complete (measured, files hashed). Goes out: one JSON text, its keys
in a fixed order and no path in it: renders of one `SOURCE_DATE_EPOCH` give equal reports.
"""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from importlib import resources
from typing import Any, cast

from voiceguide.choreography.model import MoveKind
from voiceguide.export.beside import BEFORE
from voiceguide.export.marks import chapter_marks
from voiceguide.export.session import Level, Session, one_line
from voiceguide.settings import ChapterDetail, OpeningPlace
from voiceguide.timeline.figures import figures_row, hands_rows
from voiceguide.timeline.model import MovePlacement, Shortfall, Timeline

VERSION = 2
"""Version of the report's form: raised whenever a key changes its meaning or goes."""

_SIDES = ("left", "right")
_ROWS_FROM_DEPTH = 3


def render(session: Session) -> str:
    """The whole file."""
    return _json(content(session)) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every report satisfies."""
    text = resources.files(__package__).joinpath("report.schema.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


def content(session: Session) -> dict[str, Any]:
    """The report as plain values, ready for JSON."""
    facts, script, timeline = session.facts, session.script, session.timeline
    return {
        "report": VERSION,
        "title": session.title,
        "name": session.name,
        "kind": facts.kind,
        "summary": one_line(facts.summary),
        "routine": script.routine,
        "language": script.language,
        "guidance": script.guidance,
        "created": facts.created.isoformat(),
        "audio": session.name + session.audio_suffix,
        "voice": {"name": facts.voice, "engine": facts.engine},
        "bed": facts.bed,
        "before": _before(session),
        "durations": durations(timeline),
        "loudness": {
            "predicted": {name: _level(level) for name, level in facts.predicted},
            "measured": {name: _level(level) for name, level in facts.measured},
            "decoded": _level(facts.decoded) if facts.decoded else None,
            "heard_s": None if facts.heard_s is None else round(facts.heard_s, 3),
        },
        "fitting": list(script.changes),
        "figures": figures_row(timeline),
        "hands": hands_rows(timeline),
        "shortfalls": [_shortfall(each, timeline) for each in timeline.shortfalls],
        "balance": _balance(timeline),
        "chapters": _chapters(timeline),
        "settings": dict(dataclasses.asdict(session.settings)),
        "inputs": [{"name": name, "sha256": digest} for name, digest in facts.inputs],
        "files": [{"name": name, "bytes": size, "sha256": digest} for name, size, digest in facts.files],
        "versions": dict(facts.versions),
        "meta": dict(script.meta),
        "rate_hz": timeline.rate_hz,
        "frames": timeline.frames,
        "placements": _placements(timeline),
    }


def _before(session: Session) -> dict[str, Any] | None:
    """The before-part: what is said in it, and the sound file of its own, where it has one."""
    before = session.script.before
    if before is None:
        return None
    separate = session.settings.opening is OpeningPlace.SEPARATE
    return {
        "title": one_line(before.title),
        "audio": session.name + BEFORE + session.audio_suffix if separate else None,
        "lines": [
            {"heading": one_line(line.heading), "text": one_line(line.text), "item": line.item} for line in before.lines
        ],
    }


def durations(timeline: Timeline) -> dict[str, Any]:
    """How long the session and its parts last, in seconds, and how much is said."""
    spoken = sum(cue.frames for cue in timeline.speech)
    words = sum(len(cue.text.split()) for cue in timeline.speech)
    kinds: dict[str, int] = defaultdict(int)
    for move in timeline.moves:
        kinds[move.kind.value] += move.frames
    return {
        "total_s": _seconds(timeline.frames, timeline),
        "speech_s": _seconds(spoken, timeline),
        "pacer_s": _seconds(sum(pulse.frames for pulse in timeline.pulses), timeline),
        "words": words,
        "words_per_minute": round(words * 60 / timeline.seconds, 1) if timeline.frames else 0.0,
        "by_kind_s": {kind: _seconds(kinds[kind], timeline) for kind in sorted(kinds)},
    }


def _chapters(timeline: Timeline) -> list[dict[str, Any]]:
    return [
        {
            "title": mark.title,
            "start_s": _seconds(mark.start, timeline),
            "seconds": _seconds(mark.stop - mark.start, timeline),
        }
        for mark in chapter_marks(timeline, ChapterDetail.STAGES)
    ]


def _balance(timeline: Timeline) -> list[dict[str, Any]]:
    """Seconds of strokes on the left and on the right, for each region worked on one side at a time."""
    sums: dict[str, dict[str, int]] = {}
    for move in timeline.moves:
        if move.kind is MoveKind.STROKE and move.side in _SIDES and move.region:
            sums.setdefault(move.region, dict.fromkeys(_SIDES, 0))[move.side] += move.frames
    return [
        {"region": region, **{f"{side}_s": _seconds(both[side], timeline) for side in _SIDES}}
        for region, both in sums.items()
    ]


def _placements(timeline: Timeline) -> dict[str, Any]:
    """Every placement, in samples."""
    return {
        "moves": [_move(move) for move in timeline.moves],
        "speech": [
            {"cue": cue.cue, "part": cue.part, "start": cue.start, "frames": cue.frames, "text": one_line(cue.text)}
            for cue in timeline.speech
        ],
        "earcons": [
            {"cue": each.cue, "earcon": each.earcon.value, "start": each.start, "frames": each.frames}
            for each in timeline.earcons
        ],
        "pulses": [
            {
                "slot": pulse.slot,
                "number": pulse.number,
                "side": pulse.side,
                "start": pulse.start,
                "beats": [[role.value, frames] for role, frames in pulse.beats],
            }
            for pulse in timeline.pulses
        ],
        "chapters": [
            {"title": one_line(each.title), "start": each.start, "stop": each.stop} for each in timeline.chapters
        ],
        "beds": [{"ambient": bed.ambient, "start": bed.start, "stop": bed.stop} for bed in timeline.beds],
    }


def _move(move: MovePlacement) -> dict[str, Any]:
    values = {each.name: getattr(move, each.name) for each in dataclasses.fields(move)}
    return {**values, "kind": move.kind.value}


def _shortfall(each: Shortfall, timeline: Timeline) -> dict[str, Any]:
    """A line that could not be said as wished, with the room it had."""
    return {
        "cue": each.cue,
        "part": each.part,
        "need": each.need.value,
        "text": one_line(each.text),
        "said": one_line(each.said),
        "at_s": _seconds(each.at, timeline),
        "seconds": _seconds(each.frames, timeline),
        "room_s": _seconds(each.room, timeline),
        "reason": each.reason,
    }


def _level(level: Level) -> dict[str, float | None]:
    values = {each.name: getattr(level, each.name) for each in dataclasses.fields(level)}
    return {name: None if value is None else round(value, 2) for name, value in values.items()}


def _seconds(samples: int, timeline: Timeline) -> float:
    return round(samples / timeline.rate_hz, 3)


def _json(value: Any, depth: int = 0) -> str:
    """JSON for people: the outer levels one key a line, each placement a row of its own."""
    inner, outer = " " * (depth + 1), " " * depth
    if isinstance(value, dict) and value and depth < _ROWS_FROM_DEPTH:
        rows = [f"{json.dumps(str(key), ensure_ascii=False)}: {_json(each, depth + 1)}" for key, each in value.items()]
        return "{\n" + ",\n".join(inner + row for row in rows) + f"\n{outer}}}"
    if isinstance(value, list) and value and depth < _ROWS_FROM_DEPTH:
        return "[\n" + ",\n".join(inner + _json(each, _ROWS_FROM_DEPTH) for each in value) + f"\n{outer}]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
