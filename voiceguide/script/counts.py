"""Counts for any length: a ladder of plans from the shortest session of a routine to its longest.

Comes in: a routine and the pace. Goes out: plans in order of length, each with whole rounds and whole
repetitions, all stages grown alike. Knows nothing of wording; times are a simple model of hands and
instructions, good enough to find the right rung.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from voiceguide.routine.model import Routine, Side, Stage, Stroke
from voiceguide.script.events import kept_steps
from voiceguide.script.plan import Plan, beats_of, repeat_range, rounds_range

_INSTRUCTION_S = 12.0
"""About how long one stroke's instruction takes, averaged over first and later rounds, seconds."""

_STEPS = 480
_LEAST, _MOST = 0.3, 16.0
"""A stage's growth factor runs over this range in `_STEPS` geometric steps of under one per cent."""

_GOLDEN = 0.618034


@dataclass(frozen=True, slots=True)
class Rung:
    """One plan and how long the strokes of the session take with it, by the model, in seconds."""

    plan: Plan
    model_s: float


@dataclass(frozen=True, slots=True)
class _Counts:
    rounds: int
    repeats: tuple[tuple[int, int], ...]
    seconds: float


def ladder(routine: Routine, pace: float, avoid: tuple[str, ...] = ()) -> tuple[Rung, ...]:
    """All plans worth trying, shortest first; no two are the same.

    A factor grows every stage alike. In a stage it becomes whole rounds, and repetitions that bridge the
    way to the next round; the strokes take their next repetition at different factors, so that the rungs lie
    close together. Stages stay within their author's minutes.
    """
    factors = [_LEAST * (_MOST / _LEAST) ** (step / (_STEPS - 1)) for step in range(_STEPS)]
    stages = [
        _clamped([_counts(stage, strokes, factor) for factor in factors], stage)
        for stage, strokes in (
            (stage, _flexes(stage, index, pace, avoid)) for index, stage in enumerate(routine.stages)
        )
    ]
    rungs: dict[tuple[tuple[int, ...], tuple[tuple[tuple[int, int], int], ...]], Rung] = {}
    for step in range(_STEPS):
        chosen = [counts[step] for counts in stages]
        rounds = tuple(each.rounds for each in chosen)
        repeats = {(index, number): repeat for index, each in enumerate(chosen) for number, repeat in each.repeats}
        plan = Plan(rounds, {key: value for key, value in repeats.items() if value != _usual(routine, key)})
        rungs.setdefault((rounds, tuple(sorted(repeats.items()))), Rung(plan, sum(each.seconds for each in chosen)))
    return tuple(sorted(rungs.values(), key=lambda rung: rung.model_s))


def _usual(routine: Routine, key: tuple[int, int]) -> int:
    step = routine.stages[key[0]].steps[key[1]]
    return step.repeat if isinstance(step, Stroke) else 0


@dataclass(frozen=True, slots=True)
class _Flex:
    """A stroke as counting sees it: its place, its bounds, and seconds of one repetition everywhere it is done."""

    index: int
    usual: int
    exact: bool
    least: int
    most: int
    offset: float
    repetition_s: float
    sides: int


def _flexes(stage: Stage, stage_index: int, pace: float, avoid: tuple[str, ...]) -> list[_Flex]:
    found = []
    for index, stroke in kept_steps(stage, avoid):
        if isinstance(stroke, Stroke):
            least, most = repeat_range(stroke)
            offset = ((stage_index * 7 + index + 1) * _GOLDEN) % 1.0 - 0.5
            period = sum(beat.seconds for beat in beats_of(stroke, pace))
            sides = 2 if stroke.side is Side.EACH else 1
            each_s = stroke.spots * stroke.passes * period
            found.append(_Flex(index, stroke.repeat, stroke.exact, least, most, offset, each_s, sides))
    return found


def _counts(stage: Stage, strokes: list[_Flex], factor: float) -> _Counts:
    low, high = rounds_range(stage)
    wanted = stage.rounds * factor
    flexible = any(not stroke.exact for stroke in strokes)
    # Flexible strokes bridge the way to the next round; exact ones need the nearest round.
    rounds = min(high, max(low, int(wanted + (0.1 if flexible else 0.5))))
    repeats, seconds = [], 0.0
    for stroke in strokes:
        repeat = min(stroke.most, max(stroke.least, round(stroke.usual * wanted / rounds + 0.8 * stroke.offset)))
        if factor == 1.0 or stroke.exact:
            repeat = stroke.usual
        repeats.append((stroke.index, repeat))
        seconds += rounds * stroke.sides * (repeat * stroke.repetition_s + _INSTRUCTION_S)
    return _Counts(rounds, tuple(repeats), seconds)


def _clamped(counts: list[_Counts], stage: Stage) -> list[_Counts]:
    """Counts outside the author's minutes become the nearest ones inside."""
    if stage.minutes is None:
        return _rising(counts)
    shortest, longest = stage.minutes[0] * 60, stage.minutes[1] * 60
    inside = [each for each in counts if shortest <= each.seconds <= longest]
    if not inside:
        middle = (shortest + longest) / 2
        inside = [min(counts, key=lambda each: abs(each.seconds - middle))]
    least, most = min(inside, key=_seconds), max(inside, key=_seconds)
    return _rising([least if each.seconds < shortest else most if each.seconds > longest else each for each in counts])


def _seconds(counts: _Counts) -> float:
    return counts.seconds


def _rising(counts: list[_Counts]) -> list[_Counts]:
    """The same counts in order of length: a new round may begin a little shorter than the last one ended."""
    return sorted(counts, key=_seconds)


def widest_gap(rungs: tuple[Rung, ...]) -> float:
    """The largest step between neighbouring rungs, seconds by the model."""
    return max((after.model_s - before.model_s for before, after in pairwise(rungs)), default=0.0)
