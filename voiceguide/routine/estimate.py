"""Estimate how long the hands work, by a routine's own counts and tempo.

Speech is left out: how long it takes is known only when it is spoken.
"""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.routine.model import Role, Routine, Side, Stage, Step, Stroke
from voiceguide.routine.techniques import STEP_SECONDS


def stroke_seconds(stroke: Stroke) -> float:
    """Seconds of one round of a stroke; for ``each``, of both sides."""
    return stroke.repetitions * stroke.period_s * (2 if stroke.side is Side.EACH else 1)


def step_seconds(step: Step) -> float:
    """Seconds that a step takes after its words."""
    return step.seconds if step.seconds is not None else STEP_SECONDS[step.kind]


def stage_seconds(stage: Stage) -> float:
    """Seconds of all rounds of a stage's strokes, and of its other steps once."""
    strokes = sum(stroke_seconds(stroke) for stroke in stage.strokes) * stage.rounds
    return strokes + sum(step_seconds(step) for step in stage.steps if isinstance(step, Step))


def routine_seconds(routine: Routine) -> float:
    """Seconds of the whole routine without its words."""
    frame = sum(step_seconds(step) for step in (*routine.prepare, *routine.close.steps))
    return frame + sum(map(stage_seconds, routine.stages)) + routine.close.hands_s + routine.close.rest_s


def routine_events(routine: Routine) -> int:
    """How many strokes and steps there are in all, counting every round and each side."""
    frame = len(routine.prepare) + len(routine.close.steps)
    return frame + sum(map(stage_events, routine.stages))


def stage_events(stage: Stage) -> int:
    """How many strokes and steps a stage has in all."""
    strokes = sum(2 if stroke.side is Side.EACH else 1 for stroke in stage.strokes) * stage.rounds
    return strokes + len(stage.steps) - len(stage.strokes)


def one_side_at_a_time(stage: Stage) -> bool:
    """Whether a stage is done on the left from start to end and then on the right: all its strokes are ``each``."""
    return bool(stage.strokes) and all(stroke.side is Side.EACH for stroke in stage.strokes)


def dwell_seconds(stroke: Stroke) -> float:
    """Seconds that a stroke presses on one spot without moving, before it goes to another."""
    held = sum(phase.seconds for phase in stroke.phases if phase.role is Role.HOLD)
    return held * stroke.repeat * (stroke.passes if stroke.spots == 1 else 1)


def glide_speeds(stroke: Stroke) -> Iterator[tuple[str, float]]:
    """(phase, cm/s at pace 1) of each phase in which the hands travel the stroke's length."""
    if stroke.length_cm is None:
        return
    for phase in stroke.phases:
        if phase.role in (Role.PRESS, Role.RETURN):
            yield phase.name, stroke.length_cm / phase.seconds
