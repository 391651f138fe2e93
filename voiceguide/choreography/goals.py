"""How much of a session belongs to the hands."""

from __future__ import annotations

from itertools import pairwise

_HANDS_GOAL = ((10, 0.65), (20, 0.75), (30, 0.80), (60, 0.85))
"""Least share of hands at work, by minutes of session; linear between."""


def hands_goal(seconds: float) -> float:
    """Least share of a session in which the hands work [derived: what people say of sessions made like this]."""
    minutes = min(max(seconds / 60, _HANDS_GOAL[0][0]), _HANDS_GOAL[-1][0])
    for (start, low), (stop, high) in pairwise(_HANDS_GOAL):
        if minutes <= stop:
            return low + (high - low) * (minutes - start) / (stop - start)
    return _HANDS_GOAL[-1][1]
