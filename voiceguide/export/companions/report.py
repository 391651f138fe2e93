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

from voiceguide.export.marks import chapter_marks
from voiceguide.export.session import Level, Session, one_line
from voiceguide.settings import ChapterDetail
from voiceguide.timeline.model import SlotPlacement, Timeline

VERSION = 1
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
        "durations": durations(timeline),
        "loudness": {
            "predicted": {name: _level(level) for name, level in facts.predicted},
            "measured": {name: _level(level) for name, level in facts.measured},
            "decoded": _level(facts.decoded) if facts.decoded else None,
            "heard_s": None if facts.heard_s is None else round(facts.heard_s, 3),
        },
        "fitting": list(script.changes),
        "grown": [
            {"slot": slot.slot, "title": slot.title, "seconds": _seconds(slot.grown, timeline)}
            for slot in timeline.slots
            if slot.grown
        ],
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


def durations(timeline: Timeline) -> dict[str, Any]:
    """How long the session and its parts last, in seconds, and how much is said."""
    spoken = sum(cue.frames for cue in timeline.speech)
    words = sum(len(cue.text.split()) for cue in timeline.speech)
    kinds: dict[str, int] = defaultdict(int)
    for slot in timeline.slots:
        kinds[slot.kind.value] += slot.stop - slot.start
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
    for slot in timeline.slots:
        if slot.side in _SIDES and slot.region:
            sums.setdefault(slot.region, dict.fromkeys(_SIDES, 0))[slot.side] += slot.stop - slot.span_start
    return [
        {"region": region, **{f"{side}_s": _seconds(both[side], timeline) for side in _SIDES}}
        for region, both in sums.items()
    ]


def _placements(timeline: Timeline) -> dict[str, Any]:
    """Every placement, in samples."""
    return {
        "slots": [_slot(slot) for slot in timeline.slots],
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


def _slot(slot: SlotPlacement) -> dict[str, Any]:
    values = {each.name: getattr(slot, each.name) for each in dataclasses.fields(slot)}
    return {**values, "kind": slot.kind.value}


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
