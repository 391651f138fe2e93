"""The order of a session: which stroke or step comes when, on which side, in which round.

A structure says which strokes stay and how often each stage comes; from it and the routine follow the events. Times
and words are no matter here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voiceguide.routine.estimate import one_side_at_a_time
from voiceguide.routine.model import Routine, Side, Stage, Step, StepKind, Stroke
from voiceguide.routine.sided import for_side

ON_BOTH_SIDES = {StepKind.UNCOVER, StepKind.COVER, StepKind.OIL, StepKind.HOLD, StepKind.BREATHE, StepKind.CHECK_IN}
"""Steps that are done again on the second side when a whole stage changes sides."""

_BODY_CHANGES = {StepKind.UNCOVER, StepKind.COVER, StepKind.TURN_OVER, StepKind.SETTLE}
"""Steps after which a stage cannot simply be repeated together with its neighbours."""

Key = tuple[int, int]
"""A stroke or step by the index of its stage and its index in the stage."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Which strokes a session has and how often.

    Attributes:
        kept: The strokes that stay, by (stage, step).
        rounds: How often each stage comes, by stage.
    """

    kept: frozenset[Key]
    rounds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One stroke or step at its place in the session.

    Attributes:
        stage: Index of the stage in the routine.
        step: Index of the step in the stage.
        item: The stroke or step.
        side: ``left``, ``right``, ``both`` or empty.
        round: 1-based round of its stage.
        visit: 1 the first time this item comes in the session, then 2, 3 …
        second_side: It is the second side of an ``each``.
        whole_side: Its stage is done on one side from start to end, then on the other.
    """

    stage: int
    step: int
    item: Stroke | Step
    side: str
    round: int
    visit: int = 1
    second_side: bool = False
    whole_side: bool = False

    @property
    def key(self) -> Key:
        """Stage and step."""
        return self.stage, self.step

    @property
    def id(self) -> str:
        """Stable name of the event: stage, step, side and round, counted from 1."""
        side = f".{self.side}" if self.side in ("left", "right") else ""
        return f"{self.stage + 1}.{self.step + 1}{side}.r{self.round}"

    @property
    def source(self) -> str:
        """The item's dotted path in the routine."""
        return f"stages[{self.stage}].strokes[{self.step}]"

    @property
    def pair(self) -> str:
        """Text shared by the two sides of an ``each``; empty where there is no other side."""
        paired = self.whole_side or (isinstance(self.item, Stroke) and self.item.side is Side.EACH)
        return f"{self.stage + 1}.{self.step + 1}.r{self.round}" if paired and self.side else ""


def strokes_of(routine: Routine) -> Iterator[tuple[Key, Stroke]]:
    """Every stroke with its key, in order."""
    for stage_index, stage in enumerate(routine.stages):
        for step_index, step in enumerate(stage.steps):
            if isinstance(step, Stroke):
                yield (stage_index, step_index), step


def events_of(routine: Routine, structure: Structure) -> tuple[Event, ...]:
    """Everything that happens between the opening and the close, in order.

    Stages in a row that change nothing about the bodies come round together: all of them once, then all of
    them again.
    """
    events: list[Event] = []
    for block in blocks_of(routine):
        if len(block) == 1:
            events += _stage(block[0], routine.stages[block[0]], structure)
        else:
            for round_number in range(1, max(structure.rounds[index] for index in block) + 1):
                for index in block:
                    if round_number <= structure.rounds[index]:
                        steps = _kept(index, routine.stages[index], structure)
                        events += _round(index, steps, round_number, structure.rounds[index], "")
    return tuple(_counted(_without_idle_turns(events)))


def event_count(routine: Routine, structure: Structure) -> int:
    """About how many events a structure has: every stroke in every round and on either side, and every step."""
    count = 0
    for index, stage in enumerate(routine.stages):
        kept = [step for number, step in enumerate(stage.steps) if (index, number) in structure.kept]
        if kept or not stage.strokes:
            count += structure.rounds[index] * sum(2 if step.side is Side.EACH else 1 for step in kept)
            count += (len(stage.steps) - len(stage.strokes)) * (2 if one_side_at_a_time(stage) else 1)
    return count


def blocks_of(routine: Routine) -> tuple[tuple[int, ...], ...]:
    """Stages that come round together, in order: each block's stages by index."""
    blocks: list[tuple[int, ...]] = []
    for index, stage in enumerate(routine.stages):
        if blocks and _flows(stage) and not stage.receiver and _flows(routine.stages[blocks[-1][-1]]):
            blocks[-1] = (*blocks[-1], index)
        else:
            blocks.append((index,))
    return tuple(blocks)


def _flows(stage: Stage) -> bool:
    """Whether a stage can be repeated together with its neighbours: it moves nobody and covers nothing."""
    steps = {step.kind for step in stage.steps if isinstance(step, Step)}
    return bool(stage.strokes) and not one_side_at_a_time(stage) and not steps & _BODY_CHANGES


def _kept(index: int, stage: Stage, structure: Structure) -> tuple[tuple[int, Stroke | Step], ...]:
    """The steps that remain; none where no stroke remains of some."""
    kept = tuple(
        (number, step)
        for number, step in enumerate(stage.steps)
        if isinstance(step, Step) or (index, number) in structure.kept
    )
    if stage.strokes and not any(isinstance(step, Stroke) for _, step in kept):
        return ()
    return kept


def _stage(index: int, stage: Stage, structure: Structure) -> Iterator[Event]:
    steps = _kept(index, stage, structure)
    rounds = structure.rounds[index]
    sides = ("left", "right") if one_side_at_a_time(stage) else ("",)
    for side in sides if steps else ():
        for round_number in range(1, rounds + 1):
            yield from _round(index, steps, round_number, rounds, side)


def _round(
    index: int, steps: Sequence[tuple[int, Stroke | Step]], number: int, rounds: int, side: str
) -> Iterator[Event]:
    strokes = [place for place, (_, step) in enumerate(steps) if isinstance(step, Stroke)]
    final = strokes[-1] if strokes else len(steps)
    for place, (step_index, step) in enumerate(steps):
        if isinstance(step, Stroke):
            yield from _sides(index, step_index, step, number, side)
            continue
        due = number == 1 if place < final else number == rounds
        if due and (side != "right" or step.kind in ON_BOTH_SIDES):
            yield from _sides(index, step_index, step, number, side)


def _sides(index: int, step_index: int, step: Stroke | Step, number: int, side: str) -> Iterator[Event]:
    if side:
        item = _for_side(step, side)
        yield Event(index, step_index, item, side, number, second_side=side == "right", whole_side=True)
    elif step.side is Side.EACH:
        yield Event(index, step_index, _for_side(step, "left"), "left", number)
        yield Event(index, step_index, _for_side(step, "right"), "right", number, second_side=True)
    else:
        own = step.side.value if isinstance(step, Stroke) or step.region else ""
        yield Event(index, step_index, _for_side(step, own), own, number)


def _for_side(step: Stroke | Step, side: str) -> Stroke | Step:
    """The step as its author means it on one side: ``{side}`` in its words is that side."""
    return for_side(step, side) if isinstance(step, Stroke) else step


def _without_idle_turns(events: list[Event]) -> list[Event]:
    """The events without a turning over (and what lies about it) after which no stroke comes."""
    last = max((place for place, event in enumerate(events) if isinstance(event.item, Stroke)), default=-1)
    tail = events[last + 1 :]
    turns = [place for place, event in enumerate(tail) if _turns(event)]
    return events[: last + 1] + (tail[: turns[0]] if turns else tail)


def _turns(event: Event) -> bool:
    return isinstance(event.item, Step) and event.item.kind is StepKind.TURN_OVER


def _counted(events: Sequence[Event]) -> Iterator[Event]:
    """The events with the number of each one's visit."""
    seen: dict[Key, int] = {}
    for event in events:
        seen[event.key] = seen.get(event.key, 0) + 1
        yield replace(event, visit=seen[event.key])
