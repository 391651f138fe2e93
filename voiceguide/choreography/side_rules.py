"""Rules of fairness, for what remains after fitting: both sides are treated alike, and light comes before firm."""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide import anatomy
from voiceguide.choreography.faults import Fault, RehearsedHalf, describe_work, fault
from voiceguide.choreography.model import WORK, Choreography, Move, MoveKind
from voiceguide.choreography.states import State
from voiceguide.routine.estimate import one_side_at_a_time
from voiceguide.routine.model import Side
from voiceguide.routine.rules.strokes import FIRST_PASS
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.units import RATE_HZ

SAME_S = 1.0
"""Two sides that differ by no more than this are alike, seconds."""

_FRESH_S = 5.0
"""Oil is fresh until hands have glided longer than this, seconds."""


def find_unequal_sides(rehearsed: RehearsedHalf) -> Iterator[Fault]:
    """Every stroke that is firm too early, and every difference between the sides."""
    yield from _first_pass(rehearsed)
    yield from _find_unequal_times(rehearsed)
    yield from _find_unequal_care(rehearsed)


def find_uneven_halves(choreography: Choreography) -> Iterator[Fault]:
    """Check that two people who change places are massaged for the same time."""
    halves = choreography.halves()
    hands_s = [sum(move.frames for move in half.moves if move.kind in WORK) / RATE_HZ for half in halves]
    if max(hands_s) - min(hands_s) > SAME_S:
        text = f"hands work {hands_s[0]:.1f} s in the first half and {hands_s[1]:.1f} s in the second"
        reason = "Both people get equal time."
        yield fault("unequal-halves", text, halves[1].moves[0], error=True, reason=reason)


def _first_pass(rehearsed: RehearsedHalf) -> Iterator[Fault]:
    """Find firm strokes on regions that had no light stroke before."""
    light: list[Move] = []
    for state, stroke in rehearsed.strokes():
        move = state.move
        firmest = max((phase.pressure for phase in move.phases), default=stroke.pressure)
        if firmest <= FIRST_PASS:
            light.append(move)
            continue
        sides = (move.side,) if move.side in ONE_SIDE else ONE_SIDE
        missing = [side for side in sides if not any(_covers(each, move, side) for each in light)]
        if missing:
            place = anatomy.spoken_name(move.region, missing[0] if len(missing) == 1 else "both")
            text = f"pressure {firmest} is the first touch of the {place}; at most {FIRST_PASS} the first time"
            reason = "Muscle that was not warmed tenses against firm pressure, and tender places are not known yet."
            hint = "Give the lighter stroke before it 'essence: 1', so that it is never left out without this one."
            yield fault("first-pass", text, move, error=True, reason=reason, hint=hint)


def _covers(earlier: Move, move: Move, side: Side) -> bool:
    """Whether an earlier light stroke covers a move's region on a side."""
    return (
        (earlier.side not in ONE_SIDE or earlier.side == side)
        and move.region in anatomy.parts_of(earlier.region)
        and earlier.region != "whole body"
    )


def _find_unequal_times(rehearsed: RehearsedHalf) -> Iterator[Fault]:
    """Check that the two sides of every pair, and of every region, get equal time."""
    pairs: dict[tuple[str, str], dict[str, int]] = {}
    last: dict[tuple[str, str], Move] = {}
    meant: set[str] = set()
    for state, stroke in rehearsed.strokes():
        move = state.move
        if stroke.uneven:
            meant.add(move.region)
        if move.side in ONE_SIDE:
            key = ("", move.pair) if stroke.side is Side.EACH else (move.region, "")
            pairs.setdefault(key, dict.fromkeys(ONE_SIDE, 0))[move.side] += move.frames
            last[key] = move
    for key, frames in pairs.items():
        left, right = (frames[side] / RATE_HZ for side in ONE_SIDE)
        if abs(left - right) > SAME_S and last[key].region not in meant:
            names = [anatomy.spoken_name(last[key].region, side) for side in ONE_SIDE]
            text = f"the {names[0]} gets {left:.1f} s and the {names[1]} {right:.1f} s of {_what(last[key])}"
            reason = "Both sides get equal time, unless it is meant otherwise."
            hint = "Write 'side: each', or say why with 'uneven: …'."
            yield fault("unequal-sides", text, last[key], error=True, reason=reason, hint=hint)


def _what(move: Move) -> str:
    """What a move does, without where."""
    return describe_work(move).partition(" on the ")[0]


def _find_unequal_care(rehearsed: RehearsedHalf) -> Iterator[Fault]:
    """Check that both sides get the same oil and warm hands, in a stage that does one whole side, then the other."""
    for index, stage in enumerate(rehearsed.routine.stages):
        halves = [_half(rehearsed, index, side) for side in ONE_SIDE] if one_side_at_a_time(stage) else [[], []]
        if not all(halves) or halves[0][-1].move.start > halves[1][0].move.start:
            continue
        left, right = (half[0] for half in halves)
        oiled = [state.oil_used_s is not None and state.oil_used_s <= _FRESH_S for state in (left, right)]
        if oiled[0] and not oiled[1]:
            text = f"{describe_work(left.move)} begins with fresh oil, {describe_work(right.move)} does not"
            yield fault("unequal-sides", text, right.move, hint="Put '- oil' in front of it.")
        warmed = [_count_warmings(rehearsed, half) for half in halves]
        if warmed[0] != warmed[1]:
            text = f"hands are warmed {warmed[0]} times for the left side and {warmed[1]} times for the right"
            yield fault("unequal-sides", text, right.move)


def _half(rehearsed: RehearsedHalf, stage: int, side: Side) -> list[State]:
    """The strokes of one side in a stage that does one side after the other."""
    own = rehearsed.strokes()
    return [state for state, _ in own if state.move.stage == stage and state.move.pair and state.move.side == side]


def _count_warmings(rehearsed: RehearsedHalf, half: list[State]) -> int:
    """How often hands are rubbed warm within one side's strokes, not only because the partner turned over."""
    first, last = half[0].move.start, half[-1].move.start
    warmings = [each for each in rehearsed.states if each.move.kind is MoveKind.WARM and each.away_s == 0.0]
    return sum(first < each.move.start < last for each in warmings)
