"""What the rules of the rehearsal share: the records they examine, and how they report a fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voiceguide import anatomy
from voiceguide.choreography.model import WORK, Choreography, Move, MoveKind
from voiceguide.choreography.states import State
from voiceguide.errors import Finding, Severity, Where
from voiceguide.routine.model import Routine, Stroke
from voiceguide.routine.techniques import TABLE


@dataclass(frozen=True, slots=True)
class RehearsedHalf:
    """A routine, its choreography and the state at every move."""

    routine: Routine
    choreography: Choreography
    states: tuple[State, ...]

    def gaps(self) -> Iterator[tuple[State, tuple[State, ...], State]]:
        """Each gap between two moves in which hands work: (state before, states between, state after)."""
        before: State | None = None
        between: list[State] = []
        for state in self.states:
            if state.move.kind in WORK:
                if before is not None:
                    yield before, tuple(between), state
                before, between = state, []
            else:
                between.append(state)

    def strokes(self) -> Iterator[tuple[State, Stroke]]:
        """Every stroke, with the state in which it is done."""
        for state in self.states:
            if state.move.kind is MoveKind.STROKE and isinstance(state.move.item, Stroke):
                yield state, state.move.item


@dataclass(frozen=True, slots=True)
class Fault:
    """Something two bodies cannot or should not do.

    Attributes:
        finding: What, without the moment.
        move: The move at whose start it shows.
    """

    finding: Finding
    move: Move


def fault(
    rule: str,
    message: str,
    move: Move,
    *,
    where: Where | None = None,
    error: bool = False,
    reason: str | None = None,
    hint: str | None = None,
) -> Fault:
    """Make a fault at a move: by default a warning, at the line that the move was made from."""
    severity = Severity.ERROR if error else Severity.WARNING
    return Fault(Finding(rule, message, where or move.where, severity, reason, hint), move)


def describe_work(move: Move) -> str:
    """A stroke or hold as people read it: ``kneading on the left calf``."""
    what = "still hands"
    if isinstance(move.item, Stroke):
        what = (move.item.say.name or TABLE[move.item.technique].plain).strip().rstrip(".")
    return f"{what} on the {anatomy.spoken_name(move.region, move.side)}" if move.region else what
