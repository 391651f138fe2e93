"""The report: everything known of a render, as JSON that `report.schema.json` describes.

Its keys have a fixed order and it contains no paths: renders with one `SOURCE_DATE_EPOCH` give equal reports.
"""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from typing import Any

from voiceguide.choreography.model import MoveKind
from voiceguide.export.beside import BEFORE
from voiceguide.export.chapters import chapter_marks
from voiceguide.export.privacy import settings_row, without_names
from voiceguide.export.session import Level, Session, one_line
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.settings import ChapterDetail, OpeningPlace
from voiceguide.timeline.figures import figures_row, hands_rows
from voiceguide.timeline.model import MovePlacement, Shortfall, Timeline

VERSION = 2
"""Version of the report's form, raised whenever a key changes its meaning or is removed."""

_ROWS_FROM_DEPTH = 3


def render(session: Session) -> str:
    """The whole file."""
    return _json(content(session)) + "\n"


def content(session: Session) -> dict[str, Any]:
    """The report as plain values, ready for JSON."""
    facts, script, timeline = session.facts, session.script, session.timeline
    return {
        "report": VERSION,
        "title": session.title,
        "name": session.name,
        "kind": facts.kind,
        "summary": one_line(facts.summary),
        "album": one_line(facts.album),
        "track": list(facts.track) if facts.track else None,
        "routine": script.routine,
        "language": script.language,
        "guidance": script.guidance,
        "created": facts.created.isoformat(),
        "audio": session.name + session.audio_suffix,
        "voice": {"name": facts.voice, "engine": facts.engine},
        "voices": list(facts.voices or (facts.voice,)),
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
        "shortfalls": [_shortfall(each, session) for each in timeline.shortfalls],
        "balance": _balance(timeline),
        "chapters": _chapters(timeline),
        "settings": settings_row(session.settings),
        "inputs": [dataclasses.asdict(each) for each in facts.inputs],
        "files": [{"name": each.name, "bytes": each.size_bytes, "sha256": each.sha256} for each in facts.files],
        "versions": dict(facts.versions),
        "meta": dict(script.meta),
        "rate_hz": timeline.rate_hz,
        "frames": timeline.frames,
        "placements": _placements(session),
    }


def _before(session: Session) -> dict[str, Any] | None:
    """The before-part: what is said in it, and its own sound file, if it has one."""
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
    """The stages as chapters, with times in seconds."""
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
        if move.kind is MoveKind.STROKE and move.side in ONE_SIDE and move.region:
            sums.setdefault(move.region, dict.fromkeys(ONE_SIDE, 0))[move.side] += move.frames
    return [
        {"region": region, **{f"{side}_s": _seconds(both[side], timeline) for side in ONE_SIDE}}
        for region, both in sums.items()
    ]


def _placements(session: Session) -> dict[str, Any]:
    """Every placement, in samples."""
    timeline, names = session.timeline, session.settings.names
    return {
        "moves": [_move(move) for move in timeline.moves],
        "speech": [
            {
                "cue": cue.cue,
                "part": cue.purpose.value,
                "start": cue.start,
                "frames": cue.frames,
                "text": without_names(one_line(cue.text), names),
            }
            for cue in timeline.speech
        ],
        "earcons": [dataclasses.asdict(each) for each in timeline.earcons],
        "pulses": [
            {
                "slot": pulse.slot,
                "number": pulse.number,
                "side": pulse.side,
                "start": pulse.start,
                "beats": [[phase.role.value, phase.frames] for phase in pulse.phases],
            }
            for pulse in timeline.pulses
        ],
        "chapters": [{**dataclasses.asdict(each), "title": one_line(each.title)} for each in timeline.chapters],
        "beds": [{"ambient": bed.ambient, "start": bed.start, "stop": bed.stop} for bed in timeline.beds],
    }


def _move(move: MovePlacement) -> dict[str, Any]:
    values = {each.name: getattr(move, each.name) for each in dataclasses.fields(move)}
    named = {name: values[name] or "" for name in ("technique", "position", "place")}
    return {**values, **named, "kind": move.kind.value}


def _shortfall(each: Shortfall, session: Session) -> dict[str, Any]:
    """A line that could not be said as wished, with the room it had."""
    timeline, names = session.timeline, session.settings.names
    return {
        "cue": each.cue,
        "part": each.purpose.value,
        "need": each.need.value,
        "text": without_names(one_line(each.text), names),
        "said": without_names(one_line(each.said), names),
        "at_s": _seconds(each.at, timeline),
        "seconds": _seconds(each.frames, timeline),
        "room_s": _seconds(each.room, timeline),
        "reason": each.reason,
    }


def _level(level: Level) -> dict[str, float | None]:
    """A level as plain values, rounded."""
    return {name: None if value is None else round(value, 2) for name, value in dataclasses.asdict(level).items()}


def _seconds(samples: int, timeline: Timeline) -> float:
    return round(samples / timeline.rate_hz, 3)


def _json(value: Any, depth: int = 0) -> str:
    """JSON that people can read: outer levels with one key a line, each placement on a line of its own."""
    inner, outer = " " * (depth + 1), " " * depth
    if isinstance(value, dict) and value and depth < _ROWS_FROM_DEPTH:
        rows = [f"{json.dumps(str(key), ensure_ascii=False)}: {_json(each, depth + 1)}" for key, each in value.items()]
        return "{\n" + ",\n".join(inner + row for row in rows) + f"\n{outer}}}"
    if isinstance(value, list) and value and depth < _ROWS_FROM_DEPTH:
        return "[\n" + ",\n".join(inner + _json(each, _ROWS_FROM_DEPTH) for each in value) + f"\n{outer}]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
