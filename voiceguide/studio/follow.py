"""What the player needs of a session: strokes with their pulses, what is said and when, chapters.

Comes in: what a report tells. Goes out: plain values in seconds, small enough to send at once.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from voiceguide.export.report_reader import Reported
from voiceguide.script.model import SlotKind
from voiceguide.timeline.model import PacerPulse, Timeline


def follow_facts(told: Reported | None) -> dict[str, Any]:
    """The session as the player follows it; all times in seconds from its beginning. Empty without a report."""
    if told is None:
        return {"seconds": None, "chapters": [], "slots": [], "cues": []}
    timeline = told.timeline
    rate = timeline.rate_hz
    pulses: dict[str, list[PacerPulse]] = {}
    for pulse in timeline.pulses:
        pulses.setdefault(pulse.slot, []).append(pulse)
    starts = [slot.start for slot in timeline.slots]
    return {
        "seconds": round(timeline.seconds, 3),
        "chapters": [{"title": each.title, "at": round(each.start / rate, 3)} for each in timeline.chapters],
        "slots": _slots(timeline, pulses),
        "cues": [
            {
                "at": round(cue.start / rate, 2),
                "to": round(cue.stop / rate, 2),
                "text": cue.text,
                "slot": max(0, bisect_right(starts, cue.start) - 1),
            }
            for cue in timeline.speech
        ],
    }


def _slots(timeline: Timeline, pulses: dict[str, list[PacerPulse]]) -> list[dict[str, Any]]:
    rate = timeline.rate_hz
    stages = [each.start for each in timeline.chapters]
    rows = []
    for slot in timeline.slots:
        own = pulses.get(slot.slot, [])
        rows.append(
            {
                "at": round(slot.start / rate, 3),
                "span": round(slot.span_start / rate, 3),
                "to": round(slot.stop / rate, 3),
                "title": slot.title,
                "stroke": slot.kind is SlotKind.STROKE,
                "side": slot.side,
                "stage": max(0, bisect_right(stages, slot.start) - 1),
                "repetitions": slot.repetitions,
                "beats": [[role.value, round(frames / rate, 3)] for role, frames in own[0].beats] if own else [],
                "pulses": [round(pulse.start / rate, 2) for pulse in own],
            }
        )
    return rows
