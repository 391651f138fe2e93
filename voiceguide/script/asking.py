"""When the receiver is asked: in motion, on a new region once hands have settled, neither too often nor too seldom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voiceguide.choreography.model import Move
from voiceguide.routine.model import StepKind
from voiceguide.script.talk import Talk
from voiceguide.units import to_seconds

AFTER_S, AFTER_REPETITIONS = 15.0, 3
"""Earliest question in a stroke: after so many seconds and repetitions."""

APART_S, WITHIN_S = 183.0, 288.0
"""Questions are at least and at most so far apart, seconds (goals: 180 and 300, quiet not counted)."""

ASKING_S = 2.4
"""About how long a question takes, with a little room, seconds."""

STEP_S = 20.0
"""In one stroke every so many seconds could be the moment."""

_LATE_COST, _NEW_GAIN, _ASK_COST, _MISS_COST = 0.12, 6.0, 3.0, 1.0
"""What speaks for and against a moment: a second later in its stroke, a new region, one question more, a second
that a question comes too late."""


@dataclass(frozen=True, slots=True)
class _Chance:
    move: Move
    at_s: float
    cost: float


def plan_questions(talk: Talk, ends: Mapping[str, float]) -> dict[str, list[float]]:
    """When to ask in which stroke, seconds from the start of the session.

    Of all moments that are far enough apart, those are taken that leave the receiver unasked for too long least.

    Args:
        talk: The session.
        ends: By the stroke's id, until when there is room in it.
    """
    start_s, stop_s = talk.span()
    chances = list(_chances(talk, ends))
    best: list[tuple[float, int]] = []  # by chance: the least cost up to it, and the chance before it (-1: none)
    for number, chance in enumerate(chances):
        ways = [(_late(chance.at_s - start_s), -1)]
        for earlier in range(number - 1, -1, -1):
            gap = chance.at_s - chances[earlier].at_s
            if gap > 2 * WITHIN_S and len(ways) > 1:
                break
            if gap >= APART_S:
                ways.append((best[earlier][0] + _late(gap), earlier))
        least, before = min(ways)
        best.append((least + chance.cost, before))
    ends_with = [(best[number][0] + _late(stop_s - chance.at_s), number) for number, chance in enumerate(chances)]
    number = min(ends_with, default=(0.0, -1))[1]
    asked: dict[str, list[float]] = {}
    while number >= 0:
        asked.setdefault(chances[number].move.id, []).insert(0, chances[number].at_s)
        number = best[number][1]
    return asked


def _late(gap_s: float) -> float:
    return _MISS_COST * max(0.0, gap_s - WITHIN_S)


def _chances(talk: Talk, ends: Mapping[str, float]) -> Iterator[_Chance]:
    """The earliest moment for a question in each stroke, and later ones in long strokes."""
    regions: set[str] = set()
    for move in talk.strokes:
        start_s = to_seconds(move.start)
        at_s = earliest_s = start_s + max(AFTER_S, AFTER_REPETITIONS * to_seconds(move.period)) + 0.1
        new = move.region not in regions or bool(talk.notes(move, StepKind.CHECK_IN))
        while at_s + ASKING_S <= ends[move.id]:
            gain = _NEW_GAIN if new and at_s == earliest_s else 0.0
            yield _Chance(move, at_s, _ASK_COST + _LATE_COST * (at_s - start_s - AFTER_S) - gain)
            regions.add(move.region)
            at_s += STEP_S
