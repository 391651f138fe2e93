"""Which lengths a routine can take, and the error for one that it cannot."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from voiceguide.errors import DurationError
from voiceguide.settings.fields import LONGEST_S
from voiceguide.units import clock

_STEP = 0.002
_SMALL_STEPS, _GROWING_STEPS, _GROWTH = 60, 25, 1.35
"""The search for a possible length: steps as a share of the length, how many of one size, then how many that grow."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Shortest and longest session of a routine, seconds."""

    shortest_s: float
    longest_s: float


def refusal(name: str, asked_s: float, lengths: Lengths, near: tuple[float, float]) -> DurationError:
    """The error for a length that is not possible.

    Args:
        name: The routine's name.
        asked_s: The requested length, seconds.
        lengths: What is possible.
        near: The nearest possible lengths below and above, where the length lies between the shortest and the longest.
    """
    possible = f"possible are {clock(math.ceil(lengths.shortest_s))} to {clock(math.floor(lengths.longest_s))}"
    if asked_s < lengths.shortest_s:
        why = "even the fewest strokes that belong to it, with opening and close, take longer"
        hint = "Ask for a longer --duration, or give more strokes 'essence: 3' and smaller 'reps'."
    elif asked_s > lengths.longest_s:
        why = "more rounds and repetitions would not make sense"
        hint = "Ask for a shorter --duration, or allow more with 'reps' and 'rounds'."
    else:
        why = "its counts leave a gap there"
        possible = f"nearest are {clock(math.floor(near[0]))} and {clock(math.ceil(near[1]))}"
        hint = "Ask for one of these, or give counts more room: without 'exact', with wider 'reps'."
    message = f"{name} cannot take {clock(asked_s)}: {why}; {possible}"
    return DurationError(message, shortest_s=lengths.shortest_s, longest_s=lengths.longest_s, hint=hint)


def find_possible(can: Callable[[float], bool], seconds: float, direction: int) -> float:
    """The first possible length from `seconds` on, up or down; `seconds` itself if none is found.

    Small steps come first, then ever larger ones: a possible length further off is better than an impossible one near.

    Args:
        can: Whether a length is possible.
        seconds: Where to begin.
        direction: 1 for longer, -1 for shorter.
    """
    tried, step_s = seconds, max(1.0, _STEP * seconds)
    for number in range(_SMALL_STEPS + _GROWING_STEPS):
        if not 0 < tried <= LONGEST_S:
            break
        if can(tried):
            return tried
        tried += direction * step_s
        step_s *= _GROWTH if number >= _SMALL_STEPS else 1.0
    return seconds
