"""The two bodies at every move: what is covered, how long since oil, hands on or off, warm or cold.

Only describes; `rehearsal` and its rules judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voiceguide.choreography.covering import Zone, zones_changed, zones_covered_at_first
from voiceguide.choreography.model import Choreography, Move, MoveKind, Place, Position
from voiceguide.routine.model import OilAmount, Routine, Stroke, Technique
from voiceguide.units import RATE_HZ

OIL_LASTS_S = 300.0
"""Seconds of gliding after which skin and hands are dry again [D]."""

OIL_USED = {Technique.EFFLEURAGE: 1.0, Technique.FRICTION: 0.5, Technique.PETRISSAGE: 0.5}
"""Oil that one second of a technique uses, where gliding uses 1 [D]; the other techniques use none."""

COLD_AFTER_S = 60.0
"""Seconds without contact after which hands are warmed before they touch again [D]."""

HANDS_OFF = frozenset(
    (
        *(MoveKind.ARRIVE, MoveKind.WARM, MoveKind.TURN_OVER, MoveKind.UNCOVER, MoveKind.COVER, MoveKind.REST),
        MoveKind.EXCHANGE,
    )
)
"""Moves in which no hand rests on the partner: both hold the blanket, or each other."""

_WARMS = (MoveKind.ARRIVE, MoveKind.WARM, MoveKind.OIL)


@dataclass(frozen=True, slots=True)
class State:
    """Two bodies during one move.

    Attributes:
        move: The move.
        before: The receiver's position and the giver's place when it begins, each None where it is not known.
        covered: What lies under a blanket while it lasts.
        oil_used_s: Seconds of gliding since oil when it begins; None before any oil, or where none is used.
        away_s: Seconds without contact when it begins.
        warm: Hands are warm when it begins.
    """

    move: Move
    before: tuple[Position | None, Place | None]
    covered: frozenset[Zone]
    oil_used_s: float | None
    away_s: float
    warm: bool

    @property
    def contact(self) -> bool:
        """Whether a hand is on the partner."""
        return self.move.kind not in HANDS_OFF

    @property
    def start_s(self) -> float:
        """The moment in the session, seconds."""
        return self.move.start / RATE_HZ


def states_of(routine: Routine, choreography: Choreography) -> tuple[State, ...]:
    """The state at every move, in order."""
    return tuple(_follow(routine, choreography))


def _follow(routine: Routine, choreography: Choreography) -> Iterator[State]:
    """Yield the state at every move."""
    covered = zones_covered_at_first(routine, choreography)
    oil: float | None = 0.0 if _oiled_in_arriving(routine, choreography) else None
    away, warm = 0.0, True
    position: Position | None = None
    place: Place | None = None
    for index, move in enumerate(choreography.moves):
        before = (position, place) if index else (move.position, move.place)
        yield State(move, before, covered, oil, away, warm)
        position, place = move.position, move.place
        covered = _update_covered(routine, move, covered)
        oil = _oil_after(routine, move, oil)
        away = away + move.seconds if move.kind in HANDS_OFF else 0.0
        warm = move.kind in _WARMS or (warm and away < COLD_AFTER_S)


def _oiled_in_arriving(routine: Routine, choreography: Choreography) -> bool:
    """Whether oil is warmed in the palms before the first touch: on bare skin (on a covered body it is a move)."""
    if routine.oil is OilAmount.NONE:
        return False
    for move in choreography.moves:
        if move.kind in (MoveKind.UNCOVER, MoveKind.OIL):
            return False
        if move.kind is MoveKind.STROKE:
            break
    return True


def _update_covered(routine: Routine, move: Move, covered: frozenset[Zone]) -> frozenset[Zone]:
    """What is covered after a move."""
    if move.kind is MoveKind.UNCOVER:
        return covered - zones_changed(routine, move)
    if move.kind is MoveKind.COVER:
        return covered | zones_changed(routine, move)
    return covered


def _oil_after(routine: Routine, move: Move, used: float | None) -> float | None:
    """Seconds of gliding since oil after a move; None before any oil."""
    if routine.oil is OilAmount.NONE:
        return None
    if move.kind is MoveKind.OIL:
        return 0.0
    if used is None or not isinstance(move.item, Stroke) or move.kind is not MoveKind.STROKE:
        return used
    return used + move.seconds * OIL_USED.get(move.item.technique, 0.0)
