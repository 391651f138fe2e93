"""Counts: how often a stroke may be repeated, and a fair share of the time for each.

Whole repetitions are handed out by highest averages (as seats are after an election, D'Hondt 1882): the stroke that has
least of what its author wrote gets the next one, until no more fits.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from voiceguide.choreography.order import Key
from voiceguide.choreography.tempo import Timed, period_s
from voiceguide.routine.model import Role, Stroke, Technique

MAX_DWELL_S = 60.0
"""Static pressure stays at most this long on a spot, in seconds, however a session is fitted."""

LONGEST_STROKE_S = 270.0
"""Without `reps`, fitting makes no stroke longer than this on one side, seconds: oil lasts about five minutes."""

_FEWEST, _MOST = 0.4, 3.0
"""Without `reps`: fewest and most repetitions as a share of the author's count."""

_MOST_PASSES = 40
_WEIGHTS = {1: 1.15, 2: 1.0, 3: 0.85}
"""Strokes of more essence get their next repetition a little earlier."""


@dataclass(frozen=True, slots=True)
class Count:
    """One way to count a stroke.

    Attributes:
        repeat: Repetitions at a spot.
        passes: How often all spots are visited.
        total: Repetitions in all on one side in one round.
    """

    repeat: int
    passes: int
    total: int


@dataclass(frozen=True, slots=True)
class Flex:
    """A stroke whose count is open.

    Attributes:
        key: Which stroke.
        stroke: The routine's record.
        phases: One repetition at pace 1.
        counts: Every count that makes sense, fewest first; at least one.
        times: How often the stroke comes in the session, rounds and sides counted.
    """

    key: Key
    stroke: Stroke
    phases: tuple[Timed, ...]
    counts: tuple[Count, ...]
    times: int

    def index_for(self, seconds: float, speed: float) -> int:
        """Index of the fewest repetitions that last at least `seconds`; the most there are when none does."""
        period = period_s(self.phases, speed)
        for index, count in enumerate(self.counts):
            if count.total * period >= seconds - 1e-9:
                return index
        return len(self.counts) - 1

    @property
    def usual(self) -> int:
        """Index of the count nearest to the author's."""
        wanted = self.stroke.repetitions
        return min(range(len(self.counts)), key=lambda index: abs(self.counts[index].total - wanted))


def counts_of(stroke: Stroke, phases: Sequence[Timed], pace: float) -> tuple[Count, ...]:
    """Every count that fitting may choose for a stroke, fewest first.

    An exact stroke keeps its count. Spots stay the author's: fitting changes how often each is treated and how often
    all are visited. Pressure without movement keeps each spot's time within `MAX_DWELL_S`.
    """
    own = Count(stroke.repeat, stroke.passes, stroke.repetitions)
    if stroke.exact:
        return (own,)
    fewest, most = _bounds(stroke, period_s(phases, pace))
    if stroke.spots == 1:
        found = {total: Count(total, 1, total) for total in range(fewest, most + 1)}
    else:
        found = _spotted(stroke, fewest, most)
    bearable = [count for count in found.values() if _dwell_s(stroke, phases, count) <= MAX_DWELL_S]
    return tuple(sorted(bearable, key=lambda count: count.total)) or (own,)


def _bounds(stroke: Stroke, period: float) -> tuple[int, int]:
    if stroke.reps is not None:
        return stroke.reps
    own = stroke.repetitions
    longest = max(1, int(LONGEST_STROKE_S / period))
    return max(1, math.ceil(own * _FEWEST)), max(own, min(math.ceil(own * _MOST), longest))


def _spotted(stroke: Stroke, fewest: int, most: int) -> dict[int, Count]:
    """Counts of a stroke with spots, by their total; of several ways to one total, the nearest to the author's."""
    low = max(1, math.ceil(stroke.repeat * 0.6))
    high = stroke.repeat if stroke.repeat == 1 else math.ceil(stroke.repeat * 1.4)
    found: dict[int, Count] = {}
    for passes in range(1, _MOST_PASSES + 1):
        for repeat in range(low, high + 1):
            total = repeat * stroke.spots * passes
            known = found.get(total)
            nearer = known is None or abs(repeat - stroke.repeat) < abs(known.repeat - stroke.repeat)
            if total <= most and nearer:
                found[total] = Count(repeat, passes, total)
    within = {total: count for total, count in found.items() if total >= fewest}
    if within or not found:
        return within
    largest = max(found)
    return {largest: found[largest]}


def _dwell_s(stroke: Stroke, phases: Sequence[Timed], count: Count) -> float:
    """Seconds of pressing without moving on one spot, before it is left."""
    if stroke.technique not in (Technique.STATIC_PRESSURE, Technique.STILL_HANDS, Technique.COMPRESSION):
        return 0.0
    held = sum(phase.seconds for phase in phases if phase.role is Role.HOLD)
    return held * count.repeat * (count.passes if stroke.spots == 1 else 1)


def hands_seconds(flexes: Sequence[Flex], chosen: Mapping[Key, int], speed: float) -> float:
    """Seconds of all strokes with the chosen counts at a speed."""
    return sum(flex.times * flex.counts[chosen[flex.key]].total * period_s(flex.phases, speed) for flex in flexes)


def share_out(
    flexes: Sequence[Flex],
    least: Mapping[Key, int],
    budget_s: float,
    speed: float,
    allowed: Callable[[Flex, Mapping[Key, int]], bool] = lambda _flex, _chosen: True,
) -> dict[Key, int]:
    """The counts that fill a time best without passing it.

    Args:
        flexes: The strokes.
        least: Index of each stroke's least count; together they need no more than `budget_s`.
        budget_s: Time for all strokes, seconds.
        speed: Pace × tempo.
        allowed: Asked before a stroke gets its next count: whether its stage may grow.
    """
    chosen = dict(least)
    left = budget_s - hands_seconds(flexes, chosen, speed)
    queue = [
        (_ratio(flex, chosen[flex.key] + 1), place) for place, flex in enumerate(flexes) if _has_more(flex, chosen)
    ]
    heapq.heapify(queue)
    while queue:
        _, place = heapq.heappop(queue)
        flex = flexes[place]
        now = chosen[flex.key]
        more = flex.counts[now + 1].total - flex.counts[now].total
        cost = flex.times * more * period_s(flex.phases, speed)
        if cost > left + 1e-9 or not allowed(flex, chosen):
            continue
        chosen[flex.key] = now + 1
        left -= cost
        if _has_more(flex, chosen):
            heapq.heappush(queue, (_ratio(flex, now + 2), place))
    return chosen


def _has_more(flex: Flex, chosen: Mapping[Key, int]) -> bool:
    return chosen[flex.key] + 1 < len(flex.counts)


def _ratio(flex: Flex, index: int) -> float:
    weight = _WEIGHTS[flex.stroke.essence or 2]
    return flex.counts[index].total / flex.stroke.repetitions / weight
