"""When the receiver is asked: in motion, on a new region once hands have settled, neither too often nor too seldom."""

from __future__ import annotations

from collections.abc import Mapping

from voiceguide.choreography.model import Move
from voiceguide.routine.model import StepKind
from voiceguide.script.talk import Talk
from voiceguide.units import to_seconds

AFTER_S, AFTER_REPETITIONS = 15.0, 3
"""Earliest question in a stroke: after so many seconds and repetitions."""

APART_S, WITHIN_S = 185.0, 285.0
"""Questions are at least and at most so far apart, seconds (goals: 180 and 300, quiet not counted)."""

ASKING_S = 3.5
"""About how long a question takes, with a little room, seconds."""


def plan_questions(talk: Talk, ends: Mapping[str, float]) -> dict[str, list[float]]:
    """When to ask in which stroke, seconds from the start of the session.

    Args:
        talk: The session.
        ends: By the stroke's id, until when there is room in it.
    """
    start_s, stop_s = talk.span()
    chances = [(move, at_s) for move in talk.strokes for at_s in _chances(move, ends[move.id])]
    asked: dict[str, list[float]] = {}
    regions: set[str] = set()
    last_s, first = start_s, True
    for number, (move, at_s) in enumerate(chances):
        new = move.region not in regions or bool(talk.notes(move, StepKind.CHECK_IN))
        following_s = chances[number + 1][1] if number + 1 < len(chances) else stop_s
        must = following_s - last_s > WITHIN_S and at_s - last_s > 0
        if (at_s - last_s >= APART_S or first) and (new or must):
            asked.setdefault(move.id, []).append(at_s)
            regions.add(move.region)
            last_s, first = at_s, False
    return asked


def _chances(move: Move, end_s: float) -> list[float]:
    """The earliest moment for a question in a stroke, and further ones in a long stroke."""
    start_s = to_seconds(move.start)
    earliest_s = start_s + max(AFTER_S, AFTER_REPETITIONS * to_seconds(move.period)) + 0.1
    found = []
    while earliest_s + ASKING_S <= end_s:
        found.append(earliest_s)
        earliest_s += 60.0
    return found
