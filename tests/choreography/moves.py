"""Choreographies made by hand, move by move, for tests of the rehearsal."""

from __future__ import annotations

from dataclasses import replace

from voiceguide.choreography.model import Choreography, Move, MoveKind, Place, Position
from voiceguide.routine.load import load_routine_text
from voiceguide.routine.model import Routine, Step, StepKind, Stroke
from voiceguide.units import to_samples, to_seconds


class Acted:
    """Writes down moves one after the other.

    Args:
        text: The routine as YAML.
        position: How the receiver lies.
        place: Where the giver is.
    """

    def __init__(self, text: str, position: Position | None = None, place: Place | None = None) -> None:
        self.routine: Routine = load_routine_text(text, "acted", "acted.yaml")
        self.position, self.place = position, place
        self.moves: list[Move] = []

    def add(self, kind: MoveKind, seconds: float, **more: object) -> Acted:
        """A move that is no stroke."""
        start = self.moves[-1].stop if self.moves else 0
        move = Move(
            f"m{len(self.moves)}", kind, start, to_samples(seconds), 0, position=self.position, place=self.place
        )
        self.moves.append(replace(move, **more))  # type: ignore[arg-type]
        return self

    def opening(self) -> Acted:
        """Words, then hands resting on the partner."""
        return self.add(MoveKind.ARRIVE, 43).add(MoveKind.TOUCH, 44)

    def stroke(self, index: int, seconds: float, side: str = "both", *, stage: int = 0, pair: str = "") -> Acted:
        """The stroke with this index among its stage's strokes."""
        stroke = self.routine.stages[stage].strokes[index]
        phases = tuple(replace(each, seconds=to_seconds(to_samples(each.seconds))) for each in stroke.phases)
        return self.add(
            MoveKind.STROKE,
            seconds,
            item=stroke,
            stage=stage,
            region=stroke.region,
            side=side,
            pair=pair,
            phases=phases,
            repeat=stroke.repeat,
            where=stroke.where,
        )

    def step(self, kind: MoveKind, seconds: float, side: str = "", *, stage: int = 0) -> Acted:
        """The first step of its kind in the stage."""
        step = next(
            each
            for each in self.routine.stages[stage].steps
            if isinstance(each, Step) and each.kind is StepKind(kind.value.replace(" ", "-"))
        )
        return self.add(kind, seconds, item=step, side=side, stage=stage, where=step.where)

    def travel(self) -> Acted:
        """Hands pass on."""
        return self.add(MoveKind.TRAVEL, 2)

    def at(self, place: Place, seconds: float) -> Acted:
        """The giver walks."""
        self.place = place
        return self.add(MoveKind.WALK, seconds)

    def choreography(self) -> Choreography:
        """All moves, ended by still hands, a blanket and rest."""
        last = next(move for move in reversed(self.moves) if isinstance(move.item, Stroke))
        self.travel().add(MoveKind.HOLD, 18, region=last.region, side=last.side)
        self.add(MoveKind.COVER, 12).add(MoveKind.REST, 60)
        return Choreography(self.routine.name, tuple(self.moves), (), self.moves[-1].stop)
