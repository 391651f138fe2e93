"""Find time for music between two chapters (interludes), in silences that are there anyway.

Nothing moves for it. Near every border of chapters the nearest silence that is long enough is used.
"""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.timeline.figures import session_start
from voiceguide.timeline.model import Timeline
from voiceguide.units import to_samples

LEAST, MOST = to_samples(3.6), to_samples(14.0)
"""Least and greatest length of an interlude, samples."""

BEFORE, AFTER = to_samples(14.0), to_samples(30.0)
"""How far before and after a border of chapters a silence may be, samples."""

_CLEAR = to_samples(0.5)

LOOKS_BACK = BEFORE + AFTER
"""Words cannot change an interlude that begins more than this before them, samples."""


def interludes_of(timeline: Timeline) -> tuple[tuple[int, int], ...]:
    """Every interlude as (start, stop) in samples, in order; none is under words or touches another."""
    silences = list(_silences(timeline))
    found: list[tuple[int, int]] = []
    for border in _borders(timeline):
        low, high = border - BEFORE, border + AFTER
        free = max(low, found[-1][1] + _CLEAR) if found else low
        near = [(max(start, free), min(stop, high)) for start, stop in silences]
        fitting = [each for each in near if each[1] - each[0] >= LEAST]
        if fitting:
            found.append(_within(min(fitting, key=lambda each: _away(each, border)), border))
    return tuple(found)


def _borders(timeline: Timeline) -> Iterator[int]:
    """Starts of all chapters of the session except the first, without the before-part."""
    first = session_start(timeline)
    yield from (chapter.start for chapter in timeline.chapters[1:] if chapter.start > first)


def _silences(timeline: Timeline) -> Iterator[tuple[int, int]]:
    """Stretches without words."""
    now = 0
    for each in timeline.speech:
        yield now, each.start - _CLEAR
        now = each.stop + _CLEAR
    yield now, timeline.frames


def _away(silence: tuple[int, int], border: int) -> tuple[int, int]:
    """Sort key: how far a silence is from a border; of equally near ones, the longest first."""
    start, stop = silence
    return max(start - border, border - stop, 0), start - stop


def _within(silence: tuple[int, int], border: int) -> tuple[int, int]:
    """The part of a silence that an interlude takes, as near to the border as possible."""
    start, stop = silence
    begin = min(max(start, border - MOST // 3), max(start, stop - MOST))
    return begin, min(stop, begin + MOST)
