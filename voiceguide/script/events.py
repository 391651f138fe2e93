"""The order of a session: which stroke or step comes when, on which side, in which round.

Comes in: a routine and a plan. Goes out: events, one after the other, with everything left out that
the receiver asked to avoid. Knows nothing of wording or time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voiceguide.routine.model import Routine, Side, Stage, Step, StepKind, Stroke
from voiceguide.routine.touch import is_left_out
from voiceguide.script.plan import Plan

_ON_BOTH_SIDES = {StepKind.UNCOVER, StepKind.COVER, StepKind.OIL, StepKind.HOLD, StepKind.BREATHE, StepKind.CHECK_IN}
"""Steps that are done again on the second side when a whole stage changes sides."""


@dataclass(frozen=True, slots=True)
class Event:
    """One stroke or step at its place in the session.

    Attributes:
        stage: Index of the stage in the routine.
        step: Index of the step in the stage.
        item: The stroke or step.
        side: ``left``, ``right``, ``both`` or empty.
        round: 1-based round.
        first: This item has not come before in the session.
        turns: The hands change to the other side just before it.
        walks: The giver walks around to the other side, because the whole stage changes sides.
    """

    stage: int
    step: int
    item: Stroke | Step
    side: str
    round: int
    first: bool
    turns: bool = False
    walks: bool = False

    @property
    def id(self) -> str:
        """Stable name of the event: stage, step, side and round, counted from 1."""
        side = f".{self.side}" if self.side in ("left", "right") else ""
        return f"{self.stage + 1}.{self.step + 1}{side}.r{self.round}"


def events_of(routine: Routine, plan: Plan, avoid: tuple[str, ...] = ()) -> tuple[Event, ...]:
    """Everything that happens in the stages, in order."""
    events: list[Event] = []
    for index, stage in enumerate(routine.stages):
        events += _stage_events(index, stage, plan.rounds[index], avoid)
    return tuple(events)


def kept_steps(stage: Stage, avoid: tuple[str, ...]) -> tuple[tuple[int, Stroke | Step], ...]:
    """The steps that remain when some regions are avoided; none when no stroke remains of some."""
    kept = tuple((index, step) for index, step in enumerate(stage.steps) if not _avoided(step, avoid))
    if stage.strokes and not any(isinstance(step, Stroke) for _, step in kept):
        return ()
    return kept


def _avoided(step: Stroke | Step, avoid: tuple[str, ...]) -> bool:
    return bool(avoid) and is_left_out(step, avoid)


def changes_sides_as_a_whole(stage: Stage) -> bool:
    """Whether a stage is done on the left from start to end, and then on the right (one leg, then the other)."""
    return bool(stage.strokes) and all(stroke.side is Side.EACH for stroke in stage.strokes)


def _stage_events(index: int, stage: Stage, rounds: int, avoid: tuple[str, ...]) -> Iterator[Event]:
    steps = kept_steps(stage, avoid)
    if not steps:
        return
    if not changes_sides_as_a_whole(stage):
        yield from _rounds(index, steps, rounds, "")
        return
    yield from _rounds(index, steps, rounds, "left")
    walks = True
    for event in _rounds(index, steps, rounds, "right"):
        yield Event(event.stage, event.step, event.item, event.side, event.round, False, walks, walks)
        walks = False


def _rounds(index: int, steps: tuple[tuple[int, Stroke | Step], ...], rounds: int, side: str) -> Iterator[Event]:
    strokes = [number for number, (_, step) in enumerate(steps) if isinstance(step, Stroke)]
    final = strokes[-1] if strokes else len(steps)
    for round_number in range(1, rounds + 1):
        for number, (step_index, step) in enumerate(steps):
            if isinstance(step, Stroke):
                yield from _sides(index, step_index, step, round_number, side)
                continue
            due = round_number == 1 if number < final else round_number == rounds
            if due and (side != "right" or step.kind in _ON_BOTH_SIDES):
                yield from _sides(index, step_index, step, round_number, side)


def _sides(index: int, step_index: int, step: Stroke | Step, round_number: int, side: str) -> Iterator[Event]:
    first = round_number == 1
    if side:
        yield Event(index, step_index, step, side, round_number, first)
    elif step.side is Side.EACH:
        yield Event(index, step_index, step, "left", round_number, first)
        yield Event(index, step_index, step, "right", round_number, False, turns=True)
    else:
        own = step.side.value if isinstance(step, Stroke) or step.region else ""
        yield Event(index, step_index, step, own, round_number, first)
