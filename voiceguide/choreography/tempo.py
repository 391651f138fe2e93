"""How fast hands move: one repetition of a stroke at a speed, in seconds and in samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from voiceguide.routine.estimate import glide_speeds
from voiceguide.routine.model import Phase, Role, Stroke
from voiceguide.units import to_samples, to_seconds

MAX_GLIDE_CM_S = 10.0
"""No pace or fitting makes the hands glide faster, cm/s: touch is pleasant from 1 to 10 (Ackerley et al. 2014)."""

TEMPO_RANGE = (0.8, 1.2)
"""Fitting changes the tempo of the hands by at most a fifth."""


@dataclass(frozen=True, slots=True)
class TimedPhase:
    """A phase at pace 1 and how short it may become.

    Attributes:
        phase: As the routine has it.
        least_s: Shortest length: holds and rests keep theirs, and no hand glides faster than `MAX_GLIDE_CM_S`.
    """

    phase: Phase
    least_s: float

    def at(self, speed: float) -> float:
        """Seconds at a speed (pace × tempo)."""
        if self.phase.role in (Role.PRESS, Role.RETURN):
            return max(self.least_s, self.phase.seconds / speed)
        return self.phase.seconds


def timed_phases(stroke: Stroke) -> tuple[TimedPhase, ...]:
    """One repetition of a stroke. A movement of one phase (a circle) is felt as a rise and a fall."""
    glides = dict(glide_speeds(stroke))
    timed = tuple(_time_phase(phase, glides.get(phase.name, 0.0)) for phase in stroke.phases)
    if len(timed) == 1 and timed[0].phase.role is Role.PRESS:
        whole, least_s = timed[0].phase, timed[0].least_s / 2
        halves = (replace(whole, role=role, seconds=whole.seconds / 2) for role in (Role.PRESS, Role.RETURN))
        return tuple(TimedPhase(half, least_s) for half in halves)
    return timed


def _time_phase(phase: Phase, glide_cm_s: float) -> TimedPhase:
    """A phase with its shortest length."""
    if phase.role not in (Role.PRESS, Role.RETURN):
        return TimedPhase(phase, phase.seconds)
    return TimedPhase(phase, min(phase.seconds, phase.seconds * glide_cm_s / MAX_GLIDE_CM_S))


def period_s(timed: Sequence[TimedPhase], speed: float) -> float:
    """Seconds of one repetition at a speed."""
    return sum(phase.at(speed) for phase in timed)


def phases_at(timed: Sequence[TimedPhase], speed: float) -> tuple[Phase, ...]:
    """One repetition in whole samples, rounded so that the phases add up to the rounded repetition."""
    edges = [to_samples(seconds) for seconds in accumulate((phase.at(speed) for phase in timed), initial=0.0)]
    return tuple(
        replace(each.phase, seconds=to_seconds(stop - start))
        for each, (start, stop) in zip(timed, pairwise(edges), strict=True)
    )
