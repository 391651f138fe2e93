"""Rules of flow: bodies change place in time, contact is kept, hands are warm, skin is bare and oiled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from voiceguide import anatomy
from voiceguide.choreography.bodies import across, change_seconds, places_of
from voiceguide.choreography.covering import names_of, zones_of
from voiceguide.choreography.faults import Fault, RehearsedHalf, describe_work, fault
from voiceguide.choreography.model import WORK, Move, MoveKind
from voiceguide.choreography.states import COLD_AFTER_S, OIL_LASTS_S, State
from voiceguide.routine.model import Routine, Stroke, Technique
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.units import RATE_HZ

IDLE_S = 8.0
"""Longest time in which hands neither work nor do what must be done between two strokes, seconds."""

CHAIN_S = 60.0
"""Longest chain of moves between two strokes, not counting turning over, seconds."""

LEAST_S = {MoveKind.UNCOVER: 12.0, MoveKind.COVER: 12.0, MoveKind.OIL: 15.0, MoveKind.TURN_OVER: 60.0}
"""Least time for what must be done between two strokes, seconds [D]."""

LONGEST_TURN_S = 90.0
"""Longest time for turning over, seconds [D]."""

_LATE_OIL_S = 60.0
"""A stroke that begins with oil may end this much after it has run out, seconds."""

_SLACK_S = 0.01
_NEEDED = (*LEAST_S, MoveKind.WALK)


def find_broken_flow(rehearsed: RehearsedHalf) -> Iterator[Fault]:
    """Every fault against a rule of flow."""
    for before, between, after in rehearsed.gaps():
        yield from _find_long_wait([state.move for state in between], after.move)
        yield from _find_broken_contact(before.move, between, after.move)
    for state in rehearsed.states:
        yield from _changes(state)
        yield from _find_hurry(state.move)
        yield from _find_cold_hands(state)
    for state, stroke in rehearsed.strokes():
        yield from _find_other_place(rehearsed.routine, state.move, stroke)
        yield from _find_covered(state, stroke)
        yield from _find_dry_hands(rehearsed.routine, state, stroke)
    for one, two in pairwise(rehearsed.choreography.moves):
        if one.stop != two.start:
            yield fault("contact", f"nothing is done for {(two.start - one.stop) / RATE_HZ:.1f} s", two, error=True)


def _changes(state: State) -> Iterator[Fault]:
    """Check that position and place change only in a move that has the time for it."""
    move = state.move
    position, place = state.before
    if move.kind is MoveKind.TURN_OVER:
        return
    if position is not move.position and None not in (position, move.position):
        text = f"the partner is {move.position} all at once, {position} before"
        yield fault("position-change", text, move, error=True, hint="Put '- turn-over: …' in front of it.")
    if place is None or move.place is None or place is move.place:
        return
    walked = move.seconds if move.kind is MoveKind.WALK else 0.0
    needed = change_seconds(place, move.place)
    if walked + _SLACK_S < needed:
        text = f"the giver goes from '{place}' to '{move.place}' in {walked:g} s; {needed:g} s are needed"
        yield fault("place-change", text, move, error=True)


def _find_other_place(routine: Routine, move: Move, stroke: Stroke) -> Iterator[Fault]:
    """Check that a stroke is done from the place that the routine states."""
    stated = places_of(stroke.giver or routine.stages[move.stage].giver or routine.giver)
    mirrored = tuple(across(place) for place in stated) if move.side in ONE_SIDE else ()
    if stated and move.place is not None and move.place not in (*stated, *mirrored):
        work, here = describe_work(move), move.place
        text = f"the routine puts the giver at '{stated[0]}' for {work}, and here the giver is at '{here}'"
        yield fault("place-change", text, move, error=True)


def _find_long_wait(between: Sequence[Move], after: Move) -> Iterator[Fault]:
    """Find too long a wait, or too long a chain of moves, between two strokes."""
    others = [move for move in between if move.kind not in _NEEDED]
    idle = sum(move.seconds for move in others)
    if idle > IDLE_S + _SLACK_S:
        longest = max(others, key=lambda move: move.frames)
        text = f"hands have nothing to do for {idle:.0f} s before {describe_work(after)}; at most {IDLE_S:g}"
        hint = "Shorten the wait, or say it while the hands go on: '- say: …' without 'wait'."
        yield fault("idle", text, longest if longest.item else after, hint=hint)
    chain = sum(move.seconds for move in between if move.kind is not MoveKind.TURN_OVER)
    if chain > CHAIN_S + _SLACK_S >= idle:
        text = f"{chain:.0f} s go by between two strokes; at most {CHAIN_S:g}, turning over apart"
        yield fault("idle", text, between[0] if between[0].item else after, hint="Put a stroke between the steps.")


def _find_broken_contact(before: Move, between: Sequence[State], after: Move) -> Iterator[Fault]:
    """Check that contact is broken only if both hands are needed, and hands are warmed only where regions change."""
    for state in between:
        move = state.move
        if move.kind in (MoveKind.REST, MoveKind.ARRIVE):
            yield fault("contact", "contact is lost for no reason", move, where=after.where, error=True)
        elif move.kind is MoveKind.WARM and state.away_s == 0.0 and _same_place(before, after):
            text = f"hands are taken off the {anatomy.spoken_name(after.region, after.side)} in the middle of it"
            yield fault("contact", text, move, error=True, hint="Warm them where the region changes.")


def _same_place(before: Move, after: Move) -> bool:
    return (before.region, before.side) == (after.region, after.side)


def _find_hurry(move: Move) -> Iterator[Fault]:
    """Find moves that have too little time, or too much for turning over."""
    least = LEAST_S.get(move.kind, 0.0)
    if move.seconds + _SLACK_S < least:
        text = f"{move.seconds:g} s are too short for this ({move.kind}); at least {least:g}"
        yield fault("change-time", text, move, hint=f"Write 'for: {least:g} s'.")
    elif move.kind is MoveKind.TURN_OVER and move.seconds > LONGEST_TURN_S + _SLACK_S:
        text = f"{move.seconds:g} s are long for turning over; at most {LONGEST_TURN_S:g}"
        yield fault("change-time", text, move, hint=f"Write 'for: {LONGEST_TURN_S:g} s'.")


def _find_cold_hands(state: State) -> Iterator[Fault]:
    """Find touches with cold hands."""
    if state.move.kind in (*WORK, MoveKind.TOUCH) and not state.warm:
        what = describe_work(state.move) if state.move.kind in WORK else "the first touch"
        text = f"hands are cold before {what}: there was no contact for {COLD_AFTER_S:g} s, and nothing warmed them"
        reason = "Cold hands make muscles tense."
        yield fault("cold-hands", text, state.move, reason=reason, hint="Put '- oil' in front of it.")


def _find_covered(state: State, stroke: Stroke) -> Iterator[Fault]:
    """Find strokes on covered skin."""
    move = state.move
    light_all_over = move.region == "whole body" and stroke.pressure == 1
    if stroke.technique is Technique.STILL_HANDS or light_all_over:
        return
    under = zones_of(move.region, move.side) & state.covered
    if under:
        text = f"{describe_work(move)} goes through a blanket: the {' and the '.join(names_of(under))} is covered"
        yield fault("blanket", text, move, hint="Put '- uncover: …' in front of it.")


def _find_dry_hands(routine: Routine, state: State, stroke: Stroke) -> Iterator[Fault]:
    """Check that hands glide on oil, if the routine uses any."""
    if stroke.technique is not Technique.EFFLEURAGE or routine.oil.value == "none":
        return
    used, move = state.oil_used_s, state.move
    if used is None:
        yield fault("dry-skin", f"{describe_work(move)} glides on dry skin: no oil yet", move, hint=_OIL_HINT)
    elif used >= OIL_LASTS_S or (used > 0.0 and used + move.seconds > OIL_LASTS_S + _LATE_OIL_S):
        text = f"{describe_work(move)} glides on dry skin: the last oil was {used / 60:.1f} minutes of gliding before"
        yield fault("dry-skin", text, move, reason="Oil lasts about five minutes of gliding.", hint=_OIL_HINT)


_OIL_HINT = "Put '- oil' in front of it."
