"""How fast hands move: one repetition of a stroke at a speed, in seconds and in samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from voiceguide.choreography.model import Beat
from voiceguide.routine.estimate import glide_speeds
from voiceguide.routine.model import Role, Stroke
from voiceguide.routine.techniques import TABLE
from voiceguide.units import to_samples

MAX_GLIDE_CM_S = 10.0
"""No pace or fitting makes the hands glide faster, cm/s: touch is pleasant from 1 to 10 (Ackerley et al. 2014)."""

TEMPO_RANGE = (0.8, 1.2)
"""Fitting changes the tempo of the hands by at most a fifth."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A phase at pace 1 and how short it may become.

    Attributes:
        name: The phase's name.
        role: What the hands do.
        seconds: Usual length.
        least_s: Shortest length: holds and rests keep theirs, and no hand glides faster than `MAX_GLIDE_CM_S`.
        pressure: Walton scale.
    """

    name: str
    role: Role
    seconds: float
    least_s: float
    pressure: int

    def at(self, speed: float) -> float:
        """Seconds at a speed (pace × tempo)."""
        if self.role in (Role.PRESS, Role.RETURN):
            return max(self.least_s, self.seconds / speed)
        return self.seconds


def timed_phases(stroke: Stroke) -> tuple[Timed, ...]:
    """One repetition of a stroke. A movement of one phase (a circle) is felt as a rise and a fall."""
    roles = TABLE[stroke.technique].roles
    glides = dict(glide_speeds(stroke))
    phases = [
        _timed(
            phase.name, roles.get(phase.name, Role.PRESS), phase.seconds, phase.pressure, glides.get(phase.name, 0.0)
        )
        for phase in stroke.phases
    ]
    if len(phases) == 1 and phases[0].role is Role.PRESS:
        only = phases[0]
        half, least = only.seconds / 2, only.least_s / 2
        return tuple(Timed(only.name, role, half, least, only.pressure) for role in (Role.PRESS, Role.RETURN))
    return tuple(phases)


def _timed(name: str, role: Role, seconds: float, pressure: int, glide_cm_s: float) -> Timed:
    if role not in (Role.PRESS, Role.RETURN):
        return Timed(name, role, seconds, seconds, pressure)
    return Timed(name, role, seconds, min(seconds, seconds * glide_cm_s / MAX_GLIDE_CM_S), pressure)


def period_s(phases: Sequence[Timed], speed: float) -> float:
    """Seconds of one repetition at a speed."""
    return sum(phase.at(speed) for phase in phases)


def beats_at(phases: Sequence[Timed], speed: float) -> tuple[Beat, ...]:
    """One repetition in samples, rounded so that the phases add up to the rounded repetition."""
    edges = [to_samples(seconds) for seconds in accumulate((phase.at(speed) for phase in phases), initial=0.0)]
    return tuple(
        Beat(phase.name, phase.role, stop - start, phase.pressure)
        for phase, (start, stop) in zip(phases, pairwise(edges), strict=True)
    )
