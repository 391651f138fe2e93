"""Drafts: the moves of a session in order, with what bodies need between the strokes, before counts are known.

Makes, from the events of a structure, strokes that have no length yet, and everything around them with its fixed time:
the opening, travels, changes of place and position, oil, covering, and the close.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from voiceguide.choreography.bodies import (
    across,
    change_seconds,
    in_reach,
    places_for,
    places_of,
    position_of,
    side_of,
    turn_over,
)
from voiceguide.choreography.closing import closing_drafts
from voiceguide.choreography.model import Move, MoveKind, Note, Opening, Place, Position
from voiceguide.choreography.order import Event, turns_over
from voiceguide.choreography.steps import (
    COVER_S,
    LONG_TRAVEL_S,
    MOVE_KINDS,
    OIL_S,
    TRAVEL_S,
    TURN_S,
    WARM_S,
    Draft,
    are_adjacent,
    is_note,
    region_in,
    seconds_of,
)
from voiceguide.choreography.tempo import timed_phases
from voiceguide.routine.model import OilAmount, Phase, Role, Routine, Side, Step, StepKind, Stroke
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.units import to_samples

_FIRST_TOUCH_S = 7.0
"""On a covered body: hands rest on the blanket this long before it is folded back, seconds."""


def drafts_of(
    routine: Routine, events: Sequence[Event], opening: Opening, oil_before: frozenset[str]
) -> tuple[tuple[Draft, ...], tuple[Note, ...]]:
    """The session's moves in order, and the words-only steps with the moves they belong to.

    Args:
        routine: The routine.
        events: Its events, at least one of them a stroke.
        opening: How long the opening takes.
        oil_before: Ids of strokes before which more oil is taken, besides the author's own.
    """
    maker = _Maker(routine, oil_before)
    waiting: list[Event] = []
    for event in events:
        if isinstance(event.item, Stroke):
            maker.stroke(event, event.item, waiting, opening)
            waiting = []
        else:
            waiting.append(event)
    maker.close(waiting)
    return tuple(maker.drafts), tuple(maker.notes)


class _Maker:
    """Builds the drafts while it follows where the bodies are."""

    def __init__(self, routine: Routine, oil_before: frozenset[str]) -> None:
        self.routine = routine
        self.oil_before = oil_before
        self.drafts: list[Draft] = []
        self.notes: list[Note] = []
        self.position: Position | None = position_of(routine.receiver)
        self.place: Place | None = None
        self.whole_side = ""
        self.last: Event | None = None

    def stroke(self, event: Event, stroke: Stroke, steps: Sequence[Event], opening: Opening) -> None:
        """Add a stroke and the steps before it."""
        first = self.last is None
        before = self._before(event, stroke, list(steps), first)
        if first:
            self._opening(event, stroke, before, opening)
        else:
            for draft in before:
                self._add(draft)
            if self.drafts[-1].move.kind in (MoveKind.STROKE, MoveKind.HOLD):
                self._add(self._extra(event, MoveKind.TRAVEL, "travel", self._travel_s(event)))
        self._add(Draft(self._move(event, MoveKind.STROKE, 0.0), event.key, timed_phases(stroke)))
        self.last = event

    def close(self, steps: Sequence[Event]) -> None:
        """Add the steps after the last stroke, then the close."""
        last = self.last
        if last is None:
            return
        for event in steps:
            self._step(event, last)
        drafts, notes = closing_drafts(self.routine, last, self.position, self.place, self.drafts)
        self.drafts += drafts
        self.notes += notes

    def _before(self, event: Event, stroke: Stroke, steps: list[Event], first: bool) -> list[Draft]:
        """What happens between the previous stroke and this one: steps, changes of position and place, oil."""
        was = self.position, self.place
        made = [draft for step in steps for draft in self._of_step(step, event)]
        turn = self._position_change(event, [each for each in steps if turns_over(each)], first)
        if turn is not None:
            made.insert(_after_covers(made), turn)
        walk = self._place_change(event, stroke, first, turned=any(d.move.kind is MoveKind.TURN_OVER for d in made))
        if walk is not None:
            made.insert(_after_covers(made), walk)
        kinds = [draft.move.kind for draft in made]
        if MoveKind.OIL not in kinds and not first and self._needs_oil(event):
            made.append(self._extra(event, MoveKind.OIL, "oil", OIL_S))
        elif MoveKind.TURN_OVER in kinds and MoveKind.OIL not in kinds[kinds.index(MoveKind.TURN_OVER) :]:
            made.append(self._extra(event, MoveKind.WARM, "warm", WARM_S))
        self.whole_side = event.side if event.whole_side else Side.NONE
        return list(self._with_places(made, *was))

    def _with_places(self, made: Sequence[Draft], position: Position | None, place: Place | None) -> Iterator[Draft]:
        """The drafts, each with position and place: as the previous stroke left them until a turn-over or a walk."""
        kinds = {draft.move.kind for draft in made}
        if MoveKind.TURN_OVER not in kinds:
            position = self.position
        if not kinds & {MoveKind.TURN_OVER, MoveKind.WALK}:
            place = self.place
        for draft in made:
            if draft.move.kind is MoveKind.TURN_OVER:
                position, place = self.position, self.place
            elif draft.move.kind is MoveKind.WALK:
                place = self.place
            yield replace(draft, move=replace(draft.move, position=position, place=place))

    def _needs_oil(self, event: Event) -> bool:
        """Whether oil is taken before a stroke besides the author's own."""
        # both sides begin with fresh oil; where they take turns, later rounds take it when it runs out
        side_begins = event.whole_side and event.round == 1 and self.whole_side != event.side
        return self.routine.oil is not OilAmount.NONE and (side_begins or event.id in self.oil_before)

    def _position_change(self, event: Event, turns: Sequence[Event], first: bool) -> Draft | None:
        """The turn-over that the stage's `receiver` requires, if no step of the author's does it; otherwise None."""
        stage = self.routine.stages[event.stage]
        wanted = position_of(stage.receiver) if stage.receiver else None
        if turns:
            step = turns[-1].item
            self.position = wanted or turn_over(self.position, step.text if isinstance(step, Step) else "")
            return None
        if wanted is None or wanted is self.position:
            return None
        known, self.position = self.position, wanted
        if first or known is None:
            return None
        return self._extra(event, MoveKind.TURN_OVER, "turn", TURN_S)

    def _place_change(self, event: Event, stroke: Stroke, first: bool, *, turned: bool) -> Draft | None:
        """The giver's walk to a place for this stroke, or None; turning over leaves time for it."""
        wanted = self._chosen_place(event, stroke)
        before, self.place = self.place, wanted if wanted is not None else self.place
        if first or turned or before is None or wanted is None or wanted is before:
            return None
        return self._extra(event, MoveKind.WALK, "walk", change_seconds(before, wanted))

    def _chosen_place(self, event: Event, stroke: Stroke) -> Place | None:
        """Choose the giver's place: a stated one within reach, else the nearest within reach."""
        stage = self.routine.stages[event.stage]
        phrase = stroke.giver or stage.giver or self.routine.giver
        stated = places_of(phrase)
        side = event.side or Side.BOTH
        if self.position is None:
            return stated[0] if stated else None
        sided = event.side in ONE_SIDE
        # "left" for the two sides of an `each` means the side that is worked on
        near = [across(place) if side_of(place) not in (Side.NONE, event.side) else place for place in stated]
        tries = [near, stated] if event.pair and sided else [stated, near] if sided else [stated]
        found = ([place for place in each if in_reach(self.position, place, stroke.region, side)] for each in tries)
        reaching: list[Place] = next(filter(None, found), [])
        if stated and not reaching:
            return self.place if self.place in stated else stated[0]
        options = reaching or list(places_for(self.position, stroke.region, side))
        if not options:
            return self.place
        here = self.place
        return here if here in options else min(options, key=lambda place: change_seconds(here, place) if here else 0.0)

    def _opening(self, event: Event, stroke: Stroke, before: Sequence[Draft], opening: Opening) -> None:
        """Add the opening's moves; on a covered body they include uncovering and oil."""
        touch = to_samples(opening.touch_s)
        left = to_samples(opening.stroke_s) - touch
        uncover = next((draft.move for draft in before if draft.move.kind is MoveKind.UNCOVER), None)
        oils = uncover is not None and self.routine.oil is not OilAmount.NONE
        common = {"stage": event.stage, "position": self.position, "place": self.place}
        at = {"region": stroke.region, "side": event.side, **common}
        self._add(Draft(Move("opening", MoveKind.ARRIVE, 0, touch, **common)))  # type: ignore[arg-type]
        if uncover is not None:
            rests = to_samples(_FIRST_TOUCH_S)
            self._add(Draft(Move("opening.touch", MoveKind.TOUCH, 0, rests, **at)))  # type: ignore[arg-type]
            self._add(Draft(replace(uncover, frames=to_samples(COVER_S), place=self.place, position=self.position)))
            left -= rests + to_samples(COVER_S)
            if oils:
                self._add(Draft(Move("opening.oil", MoveKind.OIL, 0, to_samples(OIL_S), **at)))  # type: ignore[arg-type]
                left -= to_samples(OIL_S)
        name = "opening.touch" if uncover is None else "opening.rest"
        self._add(Draft(Move(name, MoveKind.TOUCH, 0, left, **at)))  # type: ignore[arg-type]
        # an author's own words at the very beginning are said during the first stroke, which must not wait for them
        for draft in before:
            if draft.move.kind is MoveKind.PAUSE and isinstance(draft.move.item, Step) and draft.move.item.text:
                self.notes.append(Note(draft.move.item, event.id, after=False))

    def _step(self, event: Event, near: Event) -> None:
        for draft in self._of_step(event, near):
            self._add(replace(draft, move=replace(draft.move, position=self.position, place=self.place)))

    def _of_step(self, event: Event, near: Event) -> Iterator[Draft]:
        """The move of a step, or a note if the step takes no time of its own."""
        step = event.item
        if not isinstance(step, Step):
            return
        if is_note(step):
            after = self.last is not None and step.kind is not StepKind.SAY
            owner = self.last if after and self.last is not None else near
            self.notes.append(Note(step, owner.id, after=after))
            return
        seconds = seconds_of(step)
        move = self._move(event, MOVE_KINDS[step.kind], seconds)
        region = step.region or (region_in(step.text) if step.kind in (StepKind.UNCOVER, StepKind.COVER) else "")
        side = event.side or (near.side if step.kind is StepKind.OIL else step.side if step.region else Side.NONE)
        move = replace(move, region=region or (near.item.region if step.kind is StepKind.OIL else ""), side=side)
        if step.kind is StepKind.HOLD:
            move = replace(move, phases=(Phase.of_frames("hold", Role.HOLD, move.frames, 1),), repeat=1)
        yield Draft(move)

    def _travel_s(self, event: Event) -> float:
        """Seconds that hands travel to a stroke."""
        before = self.drafts[-1].move.region
        return TRAVEL_S if are_adjacent(before, event.item.region) else LONG_TRAVEL_S

    def _extra(self, event: Event, kind: MoveKind, name: str, seconds: float) -> Draft:
        """Make a move that the author did not write."""
        near = event.item
        move = Move(
            f"{event.id}.{name}",
            kind,
            0,
            to_samples(seconds),
            event.stage,
            region=near.region if kind in (MoveKind.TRAVEL, MoveKind.OIL) else "",
            side=event.side,
            round=event.round,
            visit=event.visit,
            second_side=event.second_side,
            pair=f"{event.pair}.{name}" if event.pair and kind is MoveKind.OIL else "",
            position=self.position,
            place=self.place,
            where=near.where,
        )
        return Draft(move)

    def _move(self, event: Event, kind: MoveKind, seconds: float) -> Move:
        """Make the move of an author's stroke or step."""
        stroke = event.item if isinstance(event.item, Stroke) else None
        return Move(
            id=event.id,
            kind=kind,
            start=0,
            frames=to_samples(seconds),
            stage=event.stage,
            item=event.item,
            source=event.source,
            region=event.item.region,
            side=event.side,
            hands=(stroke.say.hands or stroke.hands) if stroke else "",
            path=(stroke.say.path or stroke.path) if stroke else "",
            round=event.round,
            visit=event.visit,
            second_side=event.second_side,
            pair=event.pair,
            position=self.position,
            place=self.place,
            where=event.item.where,
        )

    def _add(self, draft: Draft) -> None:
        self.drafts.append(draft)


def _after_covers(made: Sequence[Draft]) -> int:
    """Index at which to insert a change of place: after what still concerns the previous stroke."""
    ends = (MoveKind.COVER, MoveKind.TURN_OVER)
    return max((place + 1 for place, draft in enumerate(made) if draft.move.kind in ends), default=0)
