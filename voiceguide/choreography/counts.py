"""Counts: how often a stroke may be repeated, and a fair share of the time for each.

Whole repetitions are shared out by highest averages (as seats are after an election, D'Hondt 1882): the stroke with the
smallest share of its author's count gets the next one, until no more fit.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from voiceguide.choreography.order import Key
from voiceguide.choreography.tempo import TimedPhase, period_s
from voiceguide.routine.model import Role, Stroke, Technique
from voiceguide.routine.rules.spots import MAX_DWELL_S

LONGEST_STROKE_S = 270.0
"""Without `reps`, fitting makes no stroke longer than this on one side, seconds: oil lasts about five minutes."""

_FEWEST, _MOST = 0.4, 3.0
"""Without `reps`: fewest and most repetitions as a share of the author's count."""

_MOST_PASSES = 40
_WEIGHTS = {1: 1.15, 2: 1.0, 3: 0.85}
"""Strokes that matter more (by `essence`) get their next repetition a little earlier."""


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
class OpenCount:
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
    phases: tuple[TimedPhase, ...]
    counts: tuple[Count, ...]
    times: int

    def index_for(self, seconds: float, speed: float) -> int:
        """Index of the smallest count that lasts at least `seconds`, or of the largest if none does."""
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


def counts_of(stroke: Stroke, phases: Sequence[TimedPhase], pace: float) -> tuple[Count, ...]:
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
        found = _count_spots(stroke, fewest, most)
    bearable = [count for count in found.values() if _dwell_s(stroke, phases, count) <= MAX_DWELL_S]
    return tuple(sorted(bearable, key=lambda count: count.total)) or (own,)


def _bounds(stroke: Stroke, period: float) -> tuple[int, int]:
    """Fewest and most repetitions on one side in one round."""
    if stroke.reps is not None:
        return stroke.reps
    own = stroke.repetitions
    longest = max(1, int(LONGEST_STROKE_S / period))
    return max(1, math.ceil(own * _FEWEST)), max(own, min(math.ceil(own * _MOST), longest))


def _count_spots(stroke: Stroke, fewest: int, most: int) -> dict[int, Count]:
    """Counts of a stroke with spots, by their total; if several give the same total, the nearest to the author's."""
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


def _dwell_s(stroke: Stroke, phases: Sequence[TimedPhase], count: Count) -> float:
    """Seconds of pressing without moving on one spot, before it is left."""
    if stroke.technique not in (Technique.STATIC_PRESSURE, Technique.STILL_HANDS, Technique.COMPRESSION):
        return 0.0
    held = sum(each.phase.seconds for each in phases if each.phase.role is Role.HOLD)
    return held * count.repeat * (count.passes if stroke.spots == 1 else 1)


def hands_seconds(open_counts: Sequence[OpenCount], chosen: Mapping[Key, int], speed: float) -> float:
    """Seconds of all strokes with the chosen counts at a speed."""
    return sum(
        open_count.times * open_count.counts[chosen[open_count.key]].total * period_s(open_count.phases, speed)
        for open_count in open_counts
    )


def share_out(
    open_counts: Sequence[OpenCount],
    least: Mapping[Key, int],
    budget_s: float,
    speed: float,
    allowed: Callable[[OpenCount, Mapping[Key, int]], bool] = lambda _flex, _chosen: True,
) -> dict[Key, int]:
    """The counts that fill a time best without exceeding it.

    Args:
        open_counts: The strokes.
        least: Index of each stroke's least count; together they need no more than `budget_s`.
        budget_s: Time for all strokes, seconds.
        speed: Pace × tempo.
        allowed: Whether a stroke may get its next count, given the counts so far (a stage may not grow without end).
    """
    chosen = dict(least)
    left = budget_s - hands_seconds(open_counts, chosen, speed)
    queue = [
        (_ratio(open_count, chosen[open_count.key] + 1), place)
        for place, open_count in enumerate(open_counts)
        if _has_more(open_count, chosen)
    ]
    heapq.heapify(queue)
    while queue:
        _, place = heapq.heappop(queue)
        open_count = open_counts[place]
        now = chosen[open_count.key]
        more = open_count.counts[now + 1].total - open_count.counts[now].total
        cost = open_count.times * more * period_s(open_count.phases, speed)
        if cost > left + 1e-9 or not allowed(open_count, chosen):
            continue
        chosen[open_count.key] = now + 1
        left -= cost
        if _has_more(open_count, chosen):
            heapq.heappush(queue, (_ratio(open_count, now + 2), place))
    return chosen


def _has_more(open_count: OpenCount, chosen: Mapping[Key, int]) -> bool:
    return chosen[open_count.key] + 1 < len(open_count.counts)


def _ratio(open_count: OpenCount, index: int) -> float:
    """A count as a share of the author's, weighted by `essence`."""
    weight = _WEIGHTS[open_count.stroke.essence or 2]
    return open_count.counts[index].total / open_count.stroke.repetitions / weight
