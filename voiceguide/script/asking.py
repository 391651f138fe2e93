"""Plan when the receiver is asked: in motion, on a new region once hands have settled, not too often or too rarely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voiceguide.choreography.model import Move
from voiceguide.routine.model import StepKind
from voiceguide.script.draft import ScriptDraft
from voiceguide.script.head_lines import is_under_tick
from voiceguide.units import to_seconds

AFTER_S, AFTER_REPETITIONS = 15.0, 3
"""Earliest question in a stroke: after this many seconds and repetitions."""

APART_S, WITHIN_S = 183.0, 288.0
"""Least and greatest distance between questions, seconds (goals: 180 and 300, quiet not counted)."""

ASKING_S = 3.7
"""How long the longest question takes with the slowest voice, seconds."""

TICK_CLEAR_S = 0.3
"""How long a question waits after a tick has died away, seconds."""

STEP_S = 20.0
"""Distance between the moments that are considered within one stroke, seconds."""

_LATE_COST, _NEW_GAIN, _ASK_COST, _MISS_COST = 0.12, 6.0, 3.0, 1.0
"""Costs and gains of a moment: each second later in its stroke, a new region, each further question, each second that a
question comes too late."""


@dataclass(frozen=True, slots=True)
class _Chance:
    """A moment in a stroke at which the receiver could be asked."""

    move: Move
    at_s: float
    cost: float


def plan_questions(draft: ScriptDraft, ends: Mapping[str, float]) -> dict[str, list[float]]:
    """Plan when to ask in which stroke, seconds from the start of the session.

    Of all moments that are far enough apart, those with the least cost are taken.

    Args:
        draft: The session.
        ends: By the stroke's id, the time until which there is room in it, seconds.
    """
    start_s, stop_s = draft.span()
    chances = list(_chances(draft, ends))
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


def _beside_ticks(draft: ScriptDraft, move: Move, at_s: float) -> float:
    """The moment, moved a little later if a tick would sound under the question."""
    while is_under_tick(draft, move, at_s - TICK_CLEAR_S, at_s + ASKING_S):
        at_s += TICK_CLEAR_S
    return at_s


def earliest_question_s(move: Move) -> float:
    """When the receiver may first be asked over a stroke: once the hands have settled, seconds from the start."""
    return to_seconds(move.start) + max(AFTER_S, AFTER_REPETITIONS * to_seconds(move.period)) + 0.1


def _late(gap_s: float) -> float:
    """Cost of a gap between questions."""
    return _MISS_COST * max(0.0, gap_s - WITHIN_S)


def _chances(draft: ScriptDraft, ends: Mapping[str, float]) -> Iterator[_Chance]:
    """The earliest moment for a question in each stroke, and later ones in long strokes."""
    regions: set[str] = set()
    for move in draft.strokes:
        start_s = to_seconds(move.start)
        at_s = earliest_s = earliest_question_s(move)
        new = move.region not in regions or bool(draft.notes(move, StepKind.CHECK_IN))
        while (at_s := _beside_ticks(draft, move, at_s)) + ASKING_S <= ends[move.id]:
            gain = _NEW_GAIN if new and at_s - earliest_s < STEP_S / 2 else 0.0
            yield _Chance(move, at_s, _ASK_COST + _LATE_COST * (at_s - start_s - AFTER_S) - gain)
            regions.add(move.region)
            at_s += STEP_S
