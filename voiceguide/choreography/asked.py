"""The choreography that the settings ask for, and the rehearsal of a routine at two lengths."""

from __future__ import annotations

import math
from dataclasses import replace

from voiceguide.choreography.fit import choreograph, possible_lengths
from voiceguide.choreography.model import Choreography, Opening
from voiceguide.choreography.refusal import Lengths
from voiceguide.choreography.rehearsal import rehearse_all
from voiceguide.choreography.swap import TwoHalves
from voiceguide.errors import Finding
from voiceguide.routine.model import Routine
from voiceguide.settings import Settings
from voiceguide.units import to_samples
from voiceguide.wording.opening import FAST_WPM, opening, second_opening
from voiceguide.wording.personal import personal_of


def choreograph_asked(routine: Routine, settings: Settings, words_per_minute: float | None = None) -> Choreography:
    """What two bodies do in a session with these settings.

    Args:
        routine: A routine without errors.
        settings: Length, pace, what to avoid, and whether the two change places.
        words_per_minute: Rate of the voice, for the length of the opening; by default the requested rate.

    Raises:
        DurationError: The length is not possible.
        UsageError: Nothing is left of the routine when avoiding some regions, or a region is unknown.
    """
    frames = to_samples(settings.duration_s) if settings.duration_s is not None else None
    first, halves = _parts(routine, settings, words_per_minute)
    if halves is not None:
        return halves.choreograph(frames)
    return choreograph(routine, frames=frames, pace=settings.pace, avoid=settings.avoid, opening=first)


def find_lengths(routine: Routine, settings: Settings, words_per_minute: float | None = None) -> Lengths:
    """The shortest and the longest session that `choreograph_asked` can make with these settings.

    Raises:
        UsageError: Nothing is left of the routine when avoiding some regions, or a region is unknown.
    """
    first, halves = _parts(routine, settings, words_per_minute)
    if halves is not None:
        return halves.lengths()
    return possible_lengths(routine, pace=settings.pace, avoid=settings.avoid, opening=first)


def _parts(routine: Routine, settings: Settings, words_per_minute: float | None) -> tuple[Opening, TwoHalves | None]:
    """How long the opening takes; and both halves if the two change places."""
    wpm = words_per_minute or settings.rate_wpm or FAST_WPM
    first = opening(routine, wpm, settings.avoid, personal_of(settings))
    if not settings.swap:
        return first, None
    second = second_opening(routine, wpm, settings.avoid)
    return first, TwoHalves(routine, settings.pace, settings.avoid, first, second)


def rehearse_asked(routine: Routine, settings: Settings) -> tuple[Finding, ...]:
    """Rehearse a routine at the requested length and at the shortest one: what two bodies cannot do.

    Raises:
        DurationError: The requested length is not possible.
        UsageError: As `choreograph_asked`.
    """
    first = choreograph_asked(routine, settings)
    shortest = math.ceil(find_lengths(routine, settings).shortest_s)
    return rehearse_all(routine, (first, choreograph_asked(routine, replace(settings, duration_s=shortest))))
