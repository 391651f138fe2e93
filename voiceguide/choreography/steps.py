"""Steps as moves: how long each takes when its author does not say, and which region a covering names."""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide import anatomy
from voiceguide.choreography.model import Move, MoveKind
from voiceguide.choreography.order import Key
from voiceguide.choreography.tempo import TimedPhase
from voiceguide.routine.model import Step, StepKind

TRAVEL_S = 2.0
"""Hands pass to the next place in contact, seconds [derived: room for one signal and "Now."]."""

LONG_TRAVEL_S = 3.0
"""The same to another region that does not adjoin, seconds."""

OIL_S = 15.0
"""Oil taken with one hand staying on the partner, seconds (shared figure of docs/explanation/timing.md)."""

WARM_S = 8.0
"""Hands rubbed warm, seconds [derived]."""

TURN_S = 60.0
"""Turning over, seconds: the least of the usual 60–90."""

COVER_S = 12.0
"""Uncovering or covering, seconds."""

STEP_S = {
    StepKind.WAIT: 10.0,
    StepKind.OIL: OIL_S,
    StepKind.SETTLE: 20.0,
    StepKind.TURN_OVER: TURN_S,
    StepKind.HOLD: 18.0,
    StepKind.UNCOVER: COVER_S,
    StepKind.COVER: COVER_S,
}
MOVE_KINDS = {
    StepKind.SAY: MoveKind.PAUSE,
    StepKind.WAIT: MoveKind.PAUSE,
    StepKind.OIL: MoveKind.OIL,
    StepKind.SETTLE: MoveKind.PAUSE,
    StepKind.TURN_OVER: MoveKind.TURN_OVER,
    StepKind.HOLD: MoveKind.HOLD,
    StepKind.UNCOVER: MoveKind.UNCOVER,
    StepKind.COVER: MoveKind.COVER,
}
WORDS_ONLY = {StepKind.CHECK_IN, StepKind.BREATHE, StepKind.CHIME}
"""Steps that take no time of their own."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A move before its place in time is known.

    Attributes:
        move: The move; a stroke's has no phases and no length yet.
        key: For a stroke: which, by (stage, step); else None.
        phases: For a stroke: one repetition at pace 1.
    """

    move: Move
    key: Key | None = None
    phases: tuple[TimedPhase, ...] = ()


def is_note(step: Step) -> bool:
    """Whether a step is only said, or sounds, while the hands go on."""
    return step.kind in WORDS_ONLY or (step.kind is StepKind.SAY and step.seconds is None)


def seconds_of(step: Step) -> float:
    """How long a step takes."""
    return step.seconds if step.seconds is not None else STEP_S.get(step.kind, 0.0)


def region_in(text: str) -> str:
    """The region that a covering names, or empty."""
    found = anatomy.find_region(text)
    return found.key if found else ""


def are_adjacent(one: str, other: str) -> bool:
    """Whether two regions belong to the same larger one, or are neighbours of the trunk."""
    if not one or not other or one == other:
        return True
    chains = [anatomy.groups_of(one), anatomy.groups_of(other)]
    shared = (set(chains[0]) & set(chains[1])) - {"whole body"}
    trunk = {"neck", "shoulders", "back", "base of skull", "glutes", "hips"}
    return bool(shared) or (bool(trunk & set(chains[0])) and bool(trunk & set(chains[1])))
