"""A choreography as the settings ask for it, and the rehearsal of a routine at the lengths that tell most."""

from __future__ import annotations

import math
from dataclasses import replace

from voiceguide.choreography.fit import choreograph, possible_lengths
from voiceguide.choreography.model import Choreography
from voiceguide.choreography.rehearsal import rehearse_all
from voiceguide.errors import Finding
from voiceguide.routine.model import Routine
from voiceguide.settings import Settings
from voiceguide.units import to_samples
from voiceguide.wording.opening import FAST_WPM, opening


def asked(routine: Routine, settings: Settings) -> Choreography:
    """What two bodies do in a session with these settings.

    Raises:
        DurationError: The length is not possible.
        UsageError: Nothing is left of the routine when avoiding some regions, or a region is unknown.
    """
    frames = to_samples(settings.duration_s) if settings.duration_s is not None else None
    first = opening(routine, settings.rate_wpm or FAST_WPM)
    return choreograph(routine, frames=frames, pace=settings.pace, avoid=settings.avoid, opening=first)


def rehearse_asked(routine: Routine, settings: Settings) -> tuple[Finding, ...]:
    """What two bodies cannot do in the asked length, and in the shortest one.

    Raises:
        DurationError: The asked length is not possible.
        UsageError: As `asked`.
    """
    first = asked(routine, settings)
    shortest = math.ceil(possible_lengths(routine, pace=settings.pace, avoid=settings.avoid).shortest_s)
    return rehearse_all(routine, (first, asked(routine, replace(settings, duration_s=shortest))))
