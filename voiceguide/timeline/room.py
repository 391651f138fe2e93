"""Keep track of free and taken time.

Knows nothing of lines or moves.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator


class Room:
    """Stretches of time that are taken and do not overlap; the rest is free."""

    def __init__(self) -> None:
        self._taken: list[tuple[int, int]] = []

    def take(self, start: int, stop: int) -> None:
        """Take [start, stop); it must be free."""
        insort(self._taken, (start, stop))

    def free(self, start: int, stop: int) -> None:
        """Free [start, stop), which was taken in one piece."""
        self._taken.remove((start, stop))

    def before(self, at: int) -> tuple[int, int] | None:
        """The last taken stretch that starts before `at`, or None."""
        index = bisect_left(self._taken, (at,))
        return self._taken[index - 1] if index else None

    def after(self, at: int) -> tuple[int, int] | None:
        """The first taken stretch that starts at `at` or later, or None."""
        index = bisect_left(self._taken, (at,))
        return self._taken[index] if index < len(self._taken) else None

    def conflict(self, start: int, stop: int, gap: int = 0) -> tuple[int, int] | None:
        """The first taken stretch nearer than `gap` to [start, stop), or None."""
        index = bisect_left(self._taken, (start - gap,))
        if index and self._taken[index - 1][1] + gap > start:
            return self._taken[index - 1]
        if index < len(self._taken) and self._taken[index][0] < stop + gap:
            return self._taken[index]
        return None

    def inside(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """Every taken stretch that overlaps [start, stop), in order."""
        index = bisect_left(self._taken, (start,))
        if index and self._taken[index - 1][1] > start:
            yield self._taken[index - 1]
        while index < len(self._taken) and self._taken[index][0] < stop:
            yield self._taken[index]
            index += 1


def first_free(rooms: tuple[tuple[Room, int], ...], frames: int, low: int, high: int) -> int | None:
    """The earliest start in [low, high] from which `frames` samples are free in every room, or None.

    Args:
        rooms: Each room with the least silence to keep around its taken stretches.
        frames: Length of the clip.
        low: Earliest start.
        high: Latest start.
    """
    at = low
    while at <= high:
        after = [taken[1] + gap for room, gap in rooms if (taken := room.conflict(at, at + frames, gap)) is not None]
        if not after:
            return at
        at = max(after)
    return None


def last_free(rooms: tuple[tuple[Room, int], ...], frames: int, low: int, high: int) -> int | None:
    """The latest start in [low, high] from which `frames` samples are free in every room, or None."""
    at = high
    while at >= low:
        before = [
            taken[0] - gap - frames
            for room, gap in rooms
            if (taken := _last_conflict(room, at, at + frames, gap)) is not None
        ]
        if not before:
            return at
        at = min(before)
    return None


def _last_conflict(room: Room, start: int, stop: int, gap: int) -> tuple[int, int] | None:
    """The last interval that lies too near to [start, stop)."""
    found = None
    for taken in room.inside(start - gap, stop + gap):
        found = taken
    return found


def longest_free(rooms: tuple[tuple[Room, int], ...], low: int, high: int, limit: int) -> int:
    """Greatest length of a clip that starts in [low, high] and stops at `limit` or before."""
    edges = sorted(
        (taken[0] - gap, taken[1] + gap) for room, gap in rooms for taken in room.inside(low - gap, limit + gap)
    )
    longest, at = 0, low
    for start, stop in edges:
        if at <= high:
            longest = max(longest, start - at)
        at = max(at, stop)
    return max(longest, limit - at if at <= high else 0, 0)
