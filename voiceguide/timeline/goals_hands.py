"""Goals for the hands: how soon, how much, without losing contact, alike on both sides.

The goals are the product's own [D].
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from voiceguide.choreography.flow_rules import CHAIN_S, IDLE_S
from voiceguide.choreography.goals import hands_goal
from voiceguide.choreography.model import MoveKind
from voiceguide.errors import Finding
from voiceguide.routine.model import Side
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.script.lines import OPENING, Earcon, Purpose
from voiceguide.timeline.figures import WORKS, figures_of, idle_of, session_start
from voiceguide.timeline.view import Goal, View
from voiceguide.units import to_samples, to_seconds
from voiceguide.wording.words import word_count

OPENING_WORDS = 140
"""Most words before the first stroke."""

ALLOWED_S = {
    MoveKind.TURN_OVER: 90.0,
    MoveKind.OIL: 15.0,
    MoveKind.UNCOVER: 12.0,
    MoveKind.COVER: 12.0,
    MoveKind.WALK: 12.0,
    MoveKind.WARM: 8.0,
}
"""Longest time for each thing that hands do away from the partner, seconds."""

STILL_S = 15.0
BALANCE_S = 1.0

AGAIN = (Purpose.WELCOME, Purpose.TOUCH, Purpose.SKIN, Purpose.COLOURS)
"""Lines of the opening that are heard again before the second half, if the two change places."""


def opening(view: View, touch_s: float, stroke_s: float) -> Iterator[Finding]:
    """Check that the opening is complete and short."""
    figures = figures_of(view.timeline)
    begin = session_start(view.timeline)
    reason = "The first minutes belong to hands."
    if figures.first_stroke_s is None or figures.first_touch_s is None:
        yield view.finding(Goal.OPENING, "first-stroke", "no hands ever touch the partner", None, reason)
        return
    touched, stroked = figures.first_touch_s - to_seconds(begin), figures.first_stroke_s - to_seconds(begin)
    if touched > touch_s:
        message = f"hands first rest on the partner after {touched:.1f} s (at most {touch_s:g} s)"
        yield view.finding(Goal.OPENING, "first-touch", message, begin, reason)
    if stroked > stroke_s:
        message = f"the first stroke begins after {stroked:.1f} s (at most {stroke_s:g} s)"
        yield view.finding(Goal.OPENING, "first-stroke", message, begin, reason)
    words = [each for each in view.timeline.speech if begin <= each.start < view.span[0]]
    count = sum(word_count(each.text) for each in words)
    if count > OPENING_WORDS:
        message = f"the opening has {count} words (at most {OPENING_WORDS})"
        yield view.finding(Goal.OPENING, "opening-words", message, begin, reason)
    said = [each.purpose for each in words]
    missing = [purpose.value for purpose in OPENING if purpose not in said]
    if missing:
        reason = "The cautions begin every session and cannot be switched off."
        message = f"not heard before the first stroke: {', '.join(missing)}"
        yield view.finding(Goal.SAFETY, "safety-words", message, view.span[0], reason)


def exchange(view: View) -> Iterator[Finding]:
    """If the two change places, check that both get equal time, and that the second receiver is asked, too."""
    halves = view.halves()
    if len(halves) == 1:
        return
    hands_s = [sum(to_seconds(each.stop - each.start) for each in half.hands if each.kind in WORKS) for half in halves]
    start = halves[1].script.moves[0].start
    if abs(hands_s[0] - hands_s[1]) > BALANCE_S:
        message = f"hands work {hands_s[0]:.1f} s in the first half and {hands_s[1]:.1f} s in the second"
        yield view.finding(Goal.SIDES, "halves", message, start, "Both people get the same.")
    said = [
        each.purpose for each in view.timeline.speech if halves[0].timeline.frames <= each.start < halves[1].span[0]
    ]
    missing = [purpose.value for purpose in AGAIN if purpose not in said]
    if missing:
        message = f"not heard before the second half begins: {', '.join(missing)}"
        reason = "Another body, other limits: who receives now is asked, too."
        yield view.finding(Goal.SAFETY, "safety-words", message, start, reason)


def closing(view: View) -> Iterator[Finding]:
    """Check that hands rest before they leave, and that the end is clear."""
    stop = view.span[1]
    still = [each for each in view.hands if each.kind == "hold" and each.start >= stop]
    if not any(to_seconds(each.stop - each.start) >= STILL_S - 0.01 for each in still):
        message = f"still hands of {STILL_S:g} s are missing after the last stroke"
        yield view.finding(Goal.SAFETY, "closing-hands", message, stop, "Hands that simply leave feel abrupt.")
    rung = any(each.earcon is Earcon.END and each.start >= stop for each in view.timeline.earcons)
    if not rung and not any(each.start >= stop for each in view.parts(Purpose.END)):
        message = "three bells, or words that stand for them, are missing at the end"
        yield view.finding(Goal.SAFETY, "closing-bells", message, None, "The end must be plain.")


def share(view: View) -> Iterator[Finding]:
    """Check that hands work for most of the time."""
    seconds = to_seconds(view.timeline.frames - session_start(view.timeline))
    least = hands_goal(seconds)
    got = figures_of(view.timeline).hands_share
    if got < least:
        message = f"hands work in {got:.0%} of the session (at least {least:.0%} in {seconds / 60:.0f} min)"
        yield view.finding(Goal.HANDS, "hands-share", message, None, "Most of the time belongs to the hands.")


def contact(view: View) -> Iterator[Finding]:
    """Check that hands never leave the partner without a reason."""
    for start, stop in idle_of(view.timeline):
        inside = [each for each in view.timeline.moves if each.start < stop and each.stop > start]
        pauses = sum(to_seconds(each.frames) for each in inside if each.kind is MoveKind.PAUSE)
        excused = sum(min(to_seconds(each.frames), ALLOWED_S.get(each.kind, 0.0)) for each in inside)
        idle = to_seconds(stop - start) - pauses
        if idle - excused > IDLE_S + 0.001:
            what = " and ".join(dict.fromkeys(each.kind.value for each in inside))
            message = f"hands are idle for {idle:.1f} s ({what})"
            yield view.finding(Goal.CONTACT, "idle", message, start, "Contact is lost only for a cause, and said.")
        turning = any(each.kind is MoveKind.TURN_OVER for each in inside)
        if idle > CHAIN_S and not turning:
            message = f"hands are away from the partner for {idle:.0f} s in a row (at most {CHAIN_S:g} s)"
            yield view.finding(Goal.CONTACT, "chain", message, start, "A partner who waits grows cold.")


def sides(view: View) -> Iterator[Finding]:
    """Check that both sides get the same."""
    time: dict[str, dict[Side, int]] = {}
    starts: dict[str, int] = {}
    heard = {each.start: each for each in view.hands}
    for move in view.strokes:
        placed = heard.get(move.start)
        if move.pair and placed is not None:
            starts.setdefault(move.pair, move.start)
            both = time.setdefault(move.pair, dict.fromkeys(ONE_SIDE, 0))
            both[move.side] = both.get(move.side, 0) + placed.stop - placed.start
    for pair, both in time.items():
        difference = to_seconds(abs(both[Side.LEFT] - both[Side.RIGHT]))
        if difference > BALANCE_S:
            message = f"left and right differ by {difference:.1f} s"
            yield view.finding(Goal.SIDES, "balance", message, starts[pair], "Sides are equal.", pair)
    yield from _oil(view)


def _oil(view: View) -> Iterator[Finding]:
    """Check that the second side gets its own oil, and is uncovered if the first was."""
    kinds = (MoveKind.OIL, MoveKind.UNCOVER)
    counts: dict[Side, dict[MoveKind, int]] = {}
    for move in view.script.moves:
        if move.kind in kinds and move.side in ONE_SIDE:
            side = counts.setdefault(move.side, dict.fromkeys(kinds, 0))
            side[move.kind] += 1
    for kind in kinds if len(counts) == 2 else ():
        left, right = counts[Side.LEFT][kind], counts[Side.RIGHT][kind]
        if bool(left) != bool(right):
            message = f"the {'right' if left else 'left'} side goes without: {kind.value}"
            yield view.finding(Goal.SIDES, "unlike", message, None, "Both sides get the same care.")


def pacer(view: View) -> Iterator[Finding]:
    """Check that the pacer runs through every stroke, from its first sample to its last."""
    runs: dict[str, list[tuple[int, int]]] = {}
    for pulse in view.timeline.pulses:
        runs.setdefault(pulse.slot, []).append((pulse.start, pulse.stop))
    for move in view.strokes:
        pulses = runs.get(move.id, [])
        whole = bool(pulses) and pulses[0][0] == move.start and pulses[-1][1] == move.stop
        if not whole or any(stop != start for (_, stop), (start, _) in pairwise(pulses)):
            message = f"{view.title(move)}: the pacer does not run through"
            yield view.finding(Goal.HANDS, "pacer", message, move.start, "Hands follow it.", move.id)


def ticks(view: View) -> Iterator[Finding]:
    """Check that ticks for the next spot are explained, and sound only if a spot lasts long enough."""
    heard = [each for each in view.timeline.earcons if each.earcon is Earcon.TICK]
    explained = [each.start for each in view.parts(Purpose.TICKS)]
    if heard and (not explained or explained[0] > heard[0].start):
        message = "a soft tick is heard that was not explained"
        yield view.finding(Goal.WORDS, "ticks", message, heard[0].start, "A signal has a meaning once it is explained.")
    for one, other in pairwise(heard):
        if 0 < other.start - one.start < to_samples(6.0) - 1:
            message = f"ticks {to_seconds(other.start - one.start):.1f} s apart (at least 6 s)"
            yield view.finding(Goal.WORDS, "ticks", message, one.start, "Spots that last less need no calls.")
