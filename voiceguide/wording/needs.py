"""How much time a stroke's words need, in seconds at the slowest voice: all that a choreography knows of words."""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide.routine.model import Stroke


@dataclass(frozen=True, slots=True)
class StrokeNeeds:
    """Seconds at the slowest voice.

    Attributes:
        announce_s: Its announcement, heard over the stroke before.
        call_s: The call before its last repetitions.
        led: How many repetitions the voice leads.
        must_s: What must be said with its first repetitions.
        refine_s: One refinement.
    """

    announce_s: float
    call_s: float
    led: int
    must_s: float
    refine_s: float


def needs(stroke: Stroke, visit: int) -> StrokeNeeds:
    """What a stroke's words need when it comes for the first time (`visit` 1) or again."""
    led = 1 if stroke.period_s >= 10 else 2 if stroke.period_s >= 6 else 0
    lighter = 3.5 if stroke.lighter and visit == 1 else 0.0
    return StrokeNeeds(8.5 if visit == 1 else 4.5, 1.5, led, lighter, 4.0)
