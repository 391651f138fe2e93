"""The order of a session: which stroke or step comes when, on which side, in which round.

A structure says which strokes stay and how often each stage comes; it and the routine determine the events, whatever
times and words are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voiceguide.choreography.bodies import places_of, side_of
from voiceguide.choreography.model import Place
from voiceguide.routine.estimate import one_side_at_a_time
from voiceguide.routine.model import Routine, Side, Stage, Step, StepKind, Stroke
from voiceguide.routine.sided import ONE_SIDE, for_side

ON_BOTH_SIDES = {StepKind.UNCOVER, StepKind.COVER, StepKind.OIL, StepKind.HOLD, StepKind.BREATHE, StepKind.CHECK_IN}
"""Steps that are done again on the second side when a whole stage changes sides."""

_BODY_CHANGES = {StepKind.UNCOVER, StepKind.COVER, StepKind.TURN_OVER, StepKind.SETTLE}
"""A stage with one of these steps cannot be repeated together with its neighbours."""

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
        side: Any but ``each``.
        round: 1-based round of its stage.
        visit: 1 the first time this item comes in the session, then 2, 3 …
        second_side: It is the second side of an ``each``.
        whole_side: Its stage is done on one side from start to end, then on the other.
    """

    stage: int
    step: int
    item: Stroke | Step
    side: Side
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
        side = f".{self.side}" if self.side in ONE_SIDE else ""
        return f"{self.stage + 1}.{self.step + 1}{side}.r{self.round}"

    @property
    def source(self) -> str:
        """The item's dotted path in the routine."""
        return f"stages[{self.stage}].strokes[{self.step}]"

    @property
    def pair(self) -> str:
        """Text shared by the two sides of an ``each``; empty if there is no other side."""
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

    Consecutive stages that neither move nor cover a body are repeated together: all of them once, then all of them
    again. Where the giver reaches both sides from one place, they take turns, round by round.
    """
    events: list[Event] = []
    for block in blocks_of(routine):
        first = routine.stages[block[0]]
        if len(block) == 1 and not sides_take_turns(routine, first):
            events += _stage(block[0], first, structure)
            continue
        for round_number in range(1, max(structure.rounds[index] for index in block) + 1):
            for index in block:
                if round_number <= structure.rounds[index]:
                    stage = routine.stages[index]
                    steps = _keep_steps(index, stage, structure)
                    for side in ONE_SIDE if one_side_at_a_time(stage) else (Side.NONE,):
                        events += _round(index, steps, round_number, structure.rounds[index], side)
    return tuple(_number_visits(_without_idle_turns(events)))


def event_count(routine: Routine, structure: Structure) -> int:
    """About how many events a structure has: every stroke in every round and on each side, and every step."""
    count = 0
    for index, stage in enumerate(routine.stages):
        kept = [step for number, step in enumerate(stage.steps) if (index, number) in structure.kept]
        if kept or not stage.strokes:
            count += structure.rounds[index] * sum(2 if step.side is Side.EACH else 1 for step in kept)
            count += (len(stage.steps) - len(stage.strokes)) * (2 if one_side_at_a_time(stage) else 1)
    return count


def blocks_of(routine: Routine) -> tuple[tuple[int, ...], ...]:
    """Blocks of stages that are repeated together, in order, as indices of stages."""
    blocks: list[tuple[int, ...]] = []
    for index, stage in enumerate(routine.stages):
        if blocks and not stage.receiver and _flow_together(routine, routine.stages[blocks[-1][-1]], stage):
            blocks[-1] = (*blocks[-1], index)
        else:
            blocks.append((index,))
    return tuple(blocks)


def sides_take_turns(routine: Routine, stage: Stage) -> bool:
    """Whether a stage with one side after the other changes sides in every round: from one place, nothing to cover.

    Otherwise all rounds of one side come first, so that nobody walks or folds a blanket more than once.
    """
    place = _place(routine, stage)
    moved = any(stroke.giver for stroke in stage.strokes)
    return (
        one_side_at_a_time(stage)
        and _stays(stage)
        and not moved
        and place is not None
        and side_of(place) not in ONE_SIDE
    )


def _place(routine: Routine, stage: Stage) -> Place | None:
    """Where the giver is said to be in a stage, or None."""
    return next(iter(places_of(stage.giver or routine.giver)), None)


def _stays(stage: Stage) -> bool:
    """Whether a stage moves nobody and covers nothing."""
    return not {step.kind for step in stage.steps if isinstance(step, Step)} & _BODY_CHANGES


def _flow_together(routine: Routine, one: Stage, other: Stage) -> bool:
    """Whether two consecutive stages can be repeated together."""
    if not all(stage.strokes and _stays(stage) for stage in (one, other)):
        return False
    sided = [stage for stage in (one, other) if one_side_at_a_time(stage)]
    return not sided or (
        all(sides_take_turns(routine, stage) for stage in sided) and _place(routine, one) is _place(routine, other)
    )


def _keep_steps(index: int, stage: Stage, structure: Structure) -> tuple[tuple[int, Stroke | Step], ...]:
    """The steps that remain of a stage; none if it had strokes and all of them are left out."""
    kept = tuple(
        (number, step)
        for number, step in enumerate(stage.steps)
        if isinstance(step, Step) or (index, number) in structure.kept
    )
    if stage.strokes and not any(isinstance(step, Stroke) for _, step in kept):
        return ()
    return kept


def _stage(index: int, stage: Stage, structure: Structure) -> Iterator[Event]:
    """The events of a stage: all rounds, on one side after the other if it is done so."""
    steps = _keep_steps(index, stage, structure)
    rounds = structure.rounds[index]
    sides = ONE_SIDE if one_side_at_a_time(stage) else (Side.NONE,)
    for side in sides if steps else ():
        for round_number in range(1, rounds + 1):
            yield from _round(index, steps, round_number, rounds, side)


def _round(
    index: int, steps: Sequence[tuple[int, Stroke | Step]], number: int, rounds: int, side: Side
) -> Iterator[Event]:
    """The events of one round; steps before the last stroke come in the first round, later ones in the last."""
    strokes = [place for place, (_, step) in enumerate(steps) if isinstance(step, Stroke)]
    final = strokes[-1] if strokes else len(steps)
    for place, (step_index, step) in enumerate(steps):
        if isinstance(step, Stroke):
            yield from _sides(index, step_index, step, number, side)
            continue
        due = number == 1 if place < final else number == rounds
        if due and (side is not Side.RIGHT or step.kind in ON_BOTH_SIDES):
            yield from _sides(index, step_index, step, number, side)


def _sides(index: int, step_index: int, step: Stroke | Step, number: int, side: Side) -> Iterator[Event]:
    """The events of a stroke or step in one round, one for each side."""
    if side:
        item = _for_side(step, side)
        yield Event(index, step_index, item, side, number, second_side=side is Side.RIGHT, whole_side=True)
    elif step.side is Side.EACH:
        yield Event(index, step_index, _for_side(step, Side.LEFT), Side.LEFT, number)
        yield Event(index, step_index, _for_side(step, Side.RIGHT), Side.RIGHT, number, second_side=True)
    else:
        own = step.side if isinstance(step, Stroke) or step.region else Side.NONE
        yield Event(index, step_index, _for_side(step, own), own, number)


def _for_side(step: Stroke | Step, side: Side) -> Stroke | Step:
    """The step as its author means it on one side: ``{side}`` in its words is that side."""
    return for_side(step, side) if isinstance(step, Stroke) else step


def _without_idle_turns(events: list[Event]) -> list[Event]:
    """The events without a turn-over that no stroke follows, and without everything after it."""
    last = max((place for place, event in enumerate(events) if isinstance(event.item, Stroke)), default=-1)
    tail = events[last + 1 :]
    turns = [place for place, event in enumerate(tail) if turns_over(event)]
    return events[: last + 1] + (tail[: turns[0]] if turns else tail)


def turns_over(event: Event) -> bool:
    """Whether the receiver turns over in an event."""
    return isinstance(event.item, Step) and event.item.kind is StepKind.TURN_OVER


def _number_visits(events: Sequence[Event]) -> Iterator[Event]:
    """The events, each with the number of its visit."""
    seen: dict[Key, int] = {}
    for event in events:
        seen[event.key] = seen.get(event.key, 0) + 1
        yield replace(event, visit=seen[event.key])
