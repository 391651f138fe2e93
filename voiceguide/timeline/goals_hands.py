"""What hands are asked to do: how soon, how much, without losing the partner, alike on both sides.

Comes in: a view of a finished session. Goes out: findings. The goals are the product's own [D].
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from voiceguide.choreography.model import MoveKind
from voiceguide.errors import Finding
from voiceguide.script.lines import OPENING, Earcon, Purpose
from voiceguide.timeline.figures import figures_of, idle_of, session_start
from voiceguide.timeline.view import Goal, View
from voiceguide.units import to_samples, to_seconds
from voiceguide.wording.words import word_count

OPENING_WORDS = 140
"""Most words before the first stroke."""

IDLE_S = 8.0
"""Longest time between two moves in which hands neither work nor rest on the partner, seconds."""

ALLOWED_S = {
    MoveKind.TURN_OVER: 90.0,
    MoveKind.OIL: 15.0,
    MoveKind.UNCOVER: 12.0,
    MoveKind.COVER: 12.0,
    MoveKind.WALK: 12.0,
    MoveKind.WARM: 8.0,
}
"""Longest that what hands do beside the partner takes, seconds."""

CHAIN_S = 60.0
"""Longest chain of such things without turning over, seconds."""

SHARE = ((10.0, 0.65), (20.0, 0.75), (30.0, 0.80), (60.0, 0.85))
"""Least share of strokes and holds at so many minutes; linear between."""

STILL_S = 15.0
BALANCE_S = 1.0


def opening(view: View, touch_s: float, stroke_s: float) -> Iterator[Finding]:
    """The opening is whole, short and soon over."""
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
    said = [each.part for each in words]
    missing = [purpose.value for purpose in OPENING if purpose not in said]
    if missing:
        reason = "The cautions begin every session and cannot be switched off."
        message = f"not heard before the first stroke: {', '.join(missing)}"
        yield view.finding(Goal.SAFETY, "safety-words", message, view.span[0], reason)


def closing(view: View) -> Iterator[Finding]:
    """Hands rest before they leave, and the end is plain."""
    stop = view.span[1]
    still = [each for each in view.hands if each.kind == "hold" and each.start >= stop]
    if not any(to_seconds(each.stop - each.start) >= STILL_S - 0.01 for each in still):
        message = f"still hands of {STILL_S:g} s are missing after the last stroke"
        yield view.finding(Goal.SAFETY, "closing-hands", message, stop, "Hands that simply leave feel abrupt.")
    if not any(each.earcon is Earcon.END and each.start >= stop for each in view.timeline.earcons):
        message = "the three bells are missing at the end"
        yield view.finding(Goal.SAFETY, "closing-bells", message, None, "The end must be plain.")


def share(view: View) -> Iterator[Finding]:
    """Most of the time belongs to the hands."""
    minutes = to_seconds(view.timeline.frames - session_start(view.timeline)) / 60
    least = _least_share(minutes)
    got = figures_of(view.timeline).hands_share
    if got < least:
        message = f"hands work in {got:.0%} of the session (at least {least:.0%} in {minutes:.0f} min)"
        yield view.finding(Goal.HANDS, "hands-share", message, None, "Most of the time belongs to the hands.")


def _least_share(minutes: float) -> float:
    minutes = min(max(minutes, SHARE[0][0]), SHARE[-1][0])
    for (start, low), (stop, high) in pairwise(SHARE):
        if minutes <= stop:
            return low + (high - low) * (minutes - start) / (stop - start)
    return SHARE[-1][1]


def contact(view: View) -> Iterator[Finding]:
    """Hands are never away from the partner without cause."""
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
    """Both sides get the same."""
    time: dict[str, dict[str, int]] = {}
    starts: dict[str, int] = {}
    heard = {each.start: each for each in view.hands}
    for move in view.strokes:
        placed = heard.get(move.start)
        if move.pair and placed is not None:
            starts.setdefault(move.pair, move.start)
            both = time.setdefault(move.pair, {"left": 0, "right": 0})
            both[move.side] = both.get(move.side, 0) + placed.stop - placed.start
    for pair, both in time.items():
        difference = to_seconds(abs(both["left"] - both["right"]))
        if difference > BALANCE_S:
            message = f"left and right differ by {difference:.1f} s"
            yield view.finding(Goal.SIDES, "balance", message, starts[pair], "Sides are equal.", pair)
    yield from _oil(view)


def _oil(view: View) -> Iterator[Finding]:
    """A side that follows the other gets its own oil, and is uncovered, too, where the first was."""
    kinds = (MoveKind.OIL, MoveKind.UNCOVER)
    counts: dict[str, dict[MoveKind, int]] = {}
    for move in view.script.moves:
        if move.kind in kinds and move.side in ("left", "right"):
            side = counts.setdefault(move.side, dict.fromkeys(kinds, 0))
            side[move.kind] += 1
    for kind in kinds if len(counts) == 2 else ():
        left, right = counts["left"][kind], counts["right"][kind]
        if bool(left) != bool(right):
            message = f"the {'right' if left else 'left'} side goes without: {kind.value}"
            yield view.finding(Goal.SIDES, "unlike", message, None, "Both sides get the same care.")


def pacer(view: View) -> Iterator[Finding]:
    """The pacer runs through every stroke, from its first sample to its last."""
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
    """A tick for the next spot is explained, and comes only where a spot lasts long enough."""
    heard = [each for each in view.timeline.earcons if each.earcon is Earcon.TICK]
    told = [each.start for each in view.parts(Purpose.TICKS)]
    if heard and (not told or told[0] > heard[0].start):
        message = "a soft tick is heard that nobody was told of"
        yield view.finding(Goal.WORDS, "ticks", message, heard[0].start, "A signal has a meaning only when it is told.")
    for one, other in pairwise(heard):
        if 0 < other.start - one.start < to_samples(6.0) - 1:
            message = f"ticks {to_seconds(other.start - one.start):.1f} s apart (at least 6 s)"
            yield view.finding(Goal.WORDS, "ticks", message, one.start, "Spots that last less need no calls.")
