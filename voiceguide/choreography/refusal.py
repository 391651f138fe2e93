"""Which lengths a routine can take, and the error for one that it cannot."""

from __future__ import annotations

import math
from dataclasses import dataclass

from voiceguide.errors import DurationError
from voiceguide.units import clock


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
