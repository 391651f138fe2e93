"""Records of a choreography: the moves of two bodies, tiling a session to the sample."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from voiceguide.errors import Where
from voiceguide.routine.model import Role, Step, Stroke
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
    """Time that the author asked for beside words of their own; hands may rest where they are."""
    REST = "rest"
    """The receiver rests; the giver's hands are off."""


WORK = (MoveKind.STROKE, MoveKind.HOLD)
"""Moves in which the hands work."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One phase of a repetition as the hands do it.

    Attributes:
        name: The phase's name in the routine (``out``, ``back`` …); a movement of one phase is felt as a rise
            and a fall, so its second half carries the same name.
        role: What the hands do.
        frames: How long, in samples, greater than zero.
        pressure: Walton scale, 1–5.
    """

    name: str
    role: Role
    frames: int
    pressure: int


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
        technique: Technique's standard name of a stroke, or empty.
        source: The item's dotted path in the routine (``stages[1].strokes[2]``), or empty.
        region: Region key of the anatomy table, or empty.
        side: ``left``, ``right``, ``both`` or empty.
        beats: One repetition of a stroke or of a hold; empty for other moves.
        repeat: Repetitions at a spot; 0 for moves without beats.
        spots: Spots that a pass visits.
        passes: How often all spots are visited.
        round: 1-based round of the stage.
        visit: 1 the first time this stroke comes in the session, 2 on the second side or in the second round …
        second_side: It is the second side of an ``each``.
        pair: Text shared by the two sides of one ``each``; otherwise empty.
        position: How the receiver lies or sits meanwhile, or None where the routine's phrase is not a listed one.
        place: Where the giver is at its end, or None where it is not known.
        where: Place in the routine's file.

    Two moves are equal when the bodies do the same: where it was written (`item`, `where`) does not count.
    """

    id: str
    kind: MoveKind
    start: int
    frames: int
    stage: int
    item: Stroke | Step | None = field(default=None, compare=False)
    technique: str = ""
    source: str = ""
    region: str = ""
    side: str = ""
    beats: tuple[Beat, ...] = ()
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
        """Repetitions in all: spots and passes counted; 0 for moves without beats."""
        return self.repeat * self.spots * self.passes

    @property
    def period(self) -> int:
        """Samples of one repetition; 0 without beats."""
        return sum(beat.frames for beat in self.beats)

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
