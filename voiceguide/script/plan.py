"""The plan: which counts and tempo a session uses. What fitting chooses, the composer obeys.

Comes in: a routine. Goes out: a `Plan` and the limits within which fitting may change it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from voiceguide.routine.estimate import glide_speeds
from voiceguide.routine.model import Role, Routine, Stage, Stroke, Technique
from voiceguide.routine.techniques import TABLE
from voiceguide.script.model import Beat

MAX_ROUNDS = 8
"""A stage is never done more often than this."""

MAX_DWELL_S = 60.0
"""Static pressure stays at most this long on a spot, in seconds, however a session is fitted."""

MAX_GLIDE_CM_S = 10.0
"""No pace or fitting makes the hands glide faster, cm/s: touch is pleasant from 1 to 10 (Ackerley et al. 2014)."""

TEMPO_RANGE = (0.8, 1.2)
"""Fitting changes the tempo of the hands by at most a fifth."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session does with a routine.

    Attributes:
        rounds: How often each stage's strokes are done, by stage.
        repeats: Repetitions at a spot where they differ from the routine's, by (stage, step).
        tempo: Factor on the speed of the hands that fitting chose, on top of the pace.
        rests: From −1 (elastic times at their shortest) over 0 (usual) to 1 (longest).
    """

    rounds: tuple[int, ...]
    repeats: Mapping[tuple[int, int], int] = field(default_factory=lambda: MappingProxyType({}))
    tempo: float = 1.0
    rests: float = 0.0

    def repeat(self, stage: int, step: int, stroke: Stroke) -> int:
        """Repetitions at a spot of this stroke."""
        return self.repeats.get((stage, step), stroke.repeat)


def natural_plan(routine: Routine) -> Plan:
    """The routine as its author counted it."""
    return Plan(rounds=tuple(stage.rounds for stage in routine.stages))


def strokes_of(routine: Routine) -> Iterator[tuple[int, int, Stroke]]:
    """Every stroke with the indices of its stage and step."""
    for stage_index, stage in enumerate(routine.stages):
        for step_index, step in enumerate(stage.steps):
            if isinstance(step, Stroke):
                yield stage_index, step_index, step


def repeat_range(stroke: Stroke) -> tuple[int, int]:
    """Fewest and most repetitions at a spot that fitting may choose.

    An exact stroke keeps its count; others go from three fifths to twice theirs. Static pressure
    keeps each spot's time under `MAX_DWELL_S` at the slowest tempo.
    """
    if stroke.exact:
        return stroke.repeat, stroke.repeat
    low = max(1, math.ceil(stroke.repeat * 0.6))
    high = stroke.repeat * 2
    if stroke.technique in (Technique.STATIC_PRESSURE, Technique.STILL_HANDS):
        longest = max(1, int(MAX_DWELL_S // hold_seconds(stroke)))
        high = max(stroke.repeat, min(high, longest))
    return min(low, stroke.repeat), high


def rounds_range(stage: Stage) -> tuple[int, int]:
    """Fewest and most rounds of a stage."""
    if not stage.strokes:
        return stage.rounds, stage.rounds
    return 1, max(stage.rounds, MAX_ROUNDS)


def hold_seconds(stroke: Stroke) -> float:
    """Seconds of one repetition in which the hands press without moving."""
    roles = TABLE[stroke.technique].roles
    return sum(phase.seconds for phase in stroke.phases if roles.get(phase.name) is Role.HOLD) or stroke.period_s


def beats_of(stroke: Stroke, speed: float) -> tuple[Beat, ...]:
    """One repetition as the hands do it at `speed` (pace × tempo).

    Holds and rests keep their seconds at every speed: a stretch of 10 s is 10 s however fast the hands
    move between. Hands never glide faster than `MAX_GLIDE_CM_S`, at any pace. A movement of one phase (a circle)
    is felt as a rise and a fall.
    """
    roles = TABLE[stroke.technique].roles
    glides = dict(glide_speeds(stroke))
    beats = [
        _beat(roles.get(phase.name, Role.PRESS), phase.seconds, speed, glides.get(phase.name, 0.0))
        for phase in stroke.phases
    ]
    if len(beats) == 1 and beats[0].role is Role.PRESS:
        half, least = beats[0].seconds / 2, beats[0].min_s / 2
        return Beat(Role.PRESS, half, least), Beat(Role.RETURN, half, least)
    return tuple(beats)


def _beat(role: Role, seconds: float, speed: float, glide_cm_s: float) -> Beat:
    if role not in (Role.PRESS, Role.RETURN):
        return Beat(role, seconds, seconds)
    least = min(seconds, seconds * glide_cm_s / MAX_GLIDE_CM_S)
    return Beat(role, max(least, seconds / speed), least)
