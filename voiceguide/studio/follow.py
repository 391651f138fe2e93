"""What the player needs of a session: moves with their pulses, what is said and when, chapters.

Comes in: what a report tells. Goes out: plain values in seconds, small enough to send at once.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import Any

from voiceguide.choreography.model import MoveKind
from voiceguide.export.report_reader import Reported
from voiceguide.timeline.model import MovePlacement, PacerPulse, Timeline


def follow_facts(told: Reported | None) -> dict[str, Any]:
    """The session as the player follows it; all times in seconds from its beginning. Empty without a report."""
    if told is None:
        return {"seconds": None, "chapters": [], "moves": [], "cues": []}
    timeline = told.timeline
    rate = timeline.rate_hz
    moves = _without_travels(timeline)
    starts = [move.start for move in moves]
    return {
        "seconds": round(timeline.seconds, 3),
        "chapters": [{"title": each.title, "at": round(each.start / rate, 3)} for each in timeline.chapters],
        "moves": _moves(timeline, moves),
        "cues": [
            {
                "at": round(cue.start / rate, 2),
                "to": round(cue.stop / rate, 2),
                "text": cue.text,
                "move": max(0, bisect_right(starts, cue.start) - 1),
            }
            for cue in timeline.speech
        ],
    }


def before_groups(told: Reported | None) -> list[dict[str, Any]]:
    """The before-part as a checklist: what stands under each heading."""
    groups: list[dict[str, Any]] = []
    for line in told.before if told is not None else ():
        if not groups or groups[-1]["heading"] != line.heading:
            groups.append({"heading": line.heading, "lines": []})
        groups[-1]["lines"].append({"text": line.text, "item": line.item})
    return groups


def _without_travels(timeline: Timeline) -> list[MovePlacement]:
    """The moves as people follow them: hands that pass on belong to the stroke they come from."""
    moves: list[MovePlacement] = []
    for move in timeline.moves:
        if move.kind is MoveKind.TRAVEL and moves:
            moves[-1] = replace(moves[-1], stop=move.stop)
        else:
            moves.append(move)
    return moves


def _moves(timeline: Timeline, moves: list[MovePlacement]) -> list[dict[str, Any]]:
    rate = timeline.rate_hz
    pulses: dict[str, list[PacerPulse]] = {}
    for pulse in timeline.pulses:
        pulses.setdefault(pulse.slot, []).append(pulse)
    stages = [each.start for each in timeline.chapters]
    rows = []
    for move in moves:
        own = pulses.get(move.move, [])
        stage = max(0, bisect_right(stages, move.start) - 1)
        rows.append(
            {
                "at": round(move.start / rate, 3),
                "to": round(move.stop / rate, 3),
                "title": move.title or (timeline.chapters[stage].title if timeline.chapters else ""),
                "stroke": move.kind is MoveKind.STROKE,
                "side": move.side,
                "stage": stage,
                "repetitions": move.repetitions,
                "beats": [[role.value, round(frames / rate, 3)] for role, frames in own[0].beats] if own else [],
                "pulses": [round(pulse.start / rate, 2) for pulse in own],
            }
        )
    return rows
