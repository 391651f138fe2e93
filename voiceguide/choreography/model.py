"""Records of a choreography: the moves of two bodies, tiling a session to the sample."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from voiceguide.errors import Where
from voiceguide.routine.model import Phase, Side, Step, Stroke, Technique
from voiceguide.units import RATE_HZ


class Position(StrEnum):
    """How the receiver lies or sits."""

    FACE_DOWN = "face down"
    FACE_UP = "face up"
    SEATED = "seated"
    ON_SIDE = "on the side"


class Place(StrEnum):
    """Where the giver is. Left and right are the receiver's."""

    HEAD = "head"
    LEFT = "left"
    RIGHT = "right"
    LEFT_LEGS = "left, at the legs"
    RIGHT_LEGS = "right, at the legs"
    FEET = "feet"
    BEHIND = "behind"
    FRONT = "in front"


class MoveKind(StrEnum):
    """What a move is."""

    ARRIVE = "arrive"
    """Before hands rest on the partner: the words that begin every session."""
    TOUCH = "touch"
    """The first touch: hands rest on the partner while the cautions are heard."""
    STROKE = "stroke"
    HOLD = "hold"
    """Hands rest without moving: an author's hold, or the still hands of the close."""
    TRAVEL = "travel"
    """Hands pass to the next stroke's place without losing contact."""
    WALK = "walk"
    """The giver changes place; one hand stays on the partner."""
    OIL = "oil"
    WARM = "warm"
    """Hands are let go and rubbed warm."""
    UNCOVER = "uncover"
    COVER = "cover"
    TURN_OVER = "turn over"
    PAUSE = "pause"
    """Time that the author gives to their own words; hands may rest where they are."""
    REST = "rest"
    """The receiver rests; the giver's hands are off."""
    EXCHANGE = "exchange"
    """The two change places: who received gives from here on."""


WORK = (MoveKind.STROKE, MoveKind.HOLD)
"""Moves in which the hands work."""


@dataclass(frozen=True, slots=True)
class Move:
    """One thing the two bodies do. Moves tile the session: each starts where the one before stops.

    Attributes:
        id: Unique in the session, stable while the routine's order stays: ``2.3.left.r2`` (stage, step, side,
            round, counted from 1), with a suffix for what choreography adds: ``2.3.left.r2.travel``.
        kind: What it is.
        start: First sample.
        frames: Length in samples.
        stage: Index of the routine's stage; the opening belongs to the first stroke's stage, the close to the
            last's.
        item: The stroke or step it was made from, or None for what choreography added.
        technique: Technique of a stroke, or None.
        source: The item's dotted path in the routine (``stages[1].strokes[2]``), or empty.
        region: Region key of the anatomy table, or empty.
        side: Any but ``each``.
        hands: Which part of which hand, as a phrase, or empty.
        path: The way of the hands, as a phrase, or empty.
        phases: One repetition of a stroke or of a hold; empty for other moves.
        repeat: Repetitions at a spot; 0 for moves without phases.
        spots: Spots that a pass visits.
        passes: How often all spots are visited.
        round: 1-based round of the stage.
        visit: 1 the first time this stroke comes in the session, 2 on the second side or in the second round …
        second_side: It is the second side of an ``each``.
        pair: Text shared by the two sides of one ``each``; otherwise empty.
        position: How the receiver lies or sits meanwhile, or None where the routine's phrase is not a listed one.
        place: Where the giver is at its end, or None where it is not known.
        where: Place in the routine's file.

    Two moves are equal when the bodies do the same: where and how it was written (`item`, `where`, `hands`, `path`)
    does not count.
    """

    id: str
    kind: MoveKind
    start: int
    frames: int
    stage: int
    item: Stroke | Step | None = field(default=None, compare=False)
    technique: Technique | None = None
    source: str = ""
    region: str = ""
    side: Side = Side.NONE
    hands: str = field(default="", compare=False)
    path: str = field(default="", compare=False)
    phases: tuple[Phase, ...] = ()
    repeat: int = 0
    spots: int = 1
    passes: int = 1
    round: int = 1
    visit: int = 1
    second_side: bool = False
    pair: str = ""
    position: Position | None = None
    place: Place | None = None
    where: Where = field(default=Where(), compare=False)

    @property
    def stop(self) -> int:
        """One past the last sample."""
        return self.start + self.frames

    @property
    def repetitions(self) -> int:
        """Repetitions in all: spots and passes counted; 0 for moves without phases."""
        return self.repeat * self.spots * self.passes

    @property
    def period(self) -> int:
        """Samples of one repetition; 0 without phases."""
        return sum(phase.frames for phase in self.phases)

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.frames / RATE_HZ


@dataclass(frozen=True, slots=True)
class Note:
    """A step that takes no time of its own: it is said, or sounds, while hands go on.

    Attributes:
        step: The step: a check-in, a breath, a bell, or words without a wait.
        move: Id of the move it belongs to.
        after: The step stands after that move in the routine; otherwise it leads up to it.
    """

    step: Step
    move: str
    after: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """How long the opening takes: all that depends on a voice.

    Attributes:
        touch_s: When the hands first rest on the partner, in seconds from the start.
        stroke_s: When the first stroke begins, in seconds from the start.
    """

    touch_s: float
    stroke_s: float


@dataclass(frozen=True, slots=True)
class Choreography:
    """What two bodies do in one session.

    Attributes:
        routine: Name of the routine.
        moves: In order, tiling [0, frames).
        notes: Steps that take no time of their own, with the moves they belong to.
        frames: Length of the session in samples.
        tempo: Factor on the speed of the hands that fitting chose, on top of the pace; within a fifth of 1.
        pace: The pace that was asked for.
        left_out: Names of strokes that the length leaves out, as people read them.
        changes: What fitting changed, one sentence each.
    """

    routine: str
    moves: tuple[Move, ...]
    notes: tuple[Note, ...]
    frames: int
    tempo: float = 1.0
    pace: float = 1.0
    left_out: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """Length of the session in seconds."""
        return self.frames / RATE_HZ

    @property
    def start(self) -> int:
        """First sample: 0, except in the second half of a session in which the two change places."""
        return self.moves[0].start

    @property
    def swaps(self) -> bool:
        """Whether the two people change places in it."""
        return any(move.kind is MoveKind.EXCHANGE for move in self.moves)

    def halves(self) -> tuple[Choreography, ...]:
        """The session itself, or its two halves if the two people change places.

        The exchange ends the first half. Moves keep their samples; `frames` is each half's own length.
        """
        cut = next((place for place, move in enumerate(self.moves, 1) if move.kind is MoveKind.EXCHANGE), 0)
        return (self._part(self.moves[:cut]), self._part(self.moves[cut:])) if cut else (self,)

    def _part(self, moves: tuple[Move, ...]) -> Choreography:
        """Some moves as a choreography of their own."""
        names = {move.id for move in moves}
        notes = tuple(note for note in self.notes if note.move in names)
        return replace(self, moves=moves, notes=notes, frames=moves[-1].stop - moves[0].start)
