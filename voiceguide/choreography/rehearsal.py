"""The rehearsal: a choreography done move by move by two bodies, and everything that they could not do.

Comes in: a routine and its choreography. Goes out: the state at every move, and findings with file, line and moment.
Nothing is mended here: where a stroke is out of reach, the routine must place giver or receiver otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from voiceguide.choreography.faults import Fault, Rehearsed
from voiceguide.choreography.flow_rules import broken_flow
from voiceguide.choreography.model import Choreography
from voiceguide.choreography.reach_rules import out_of_reach
from voiceguide.choreography.side_rules import unequal
from voiceguide.choreography.states import State, states_of
from voiceguide.errors import Finding, Severity, Where
from voiceguide.routine.model import Routine
from voiceguide.routine.problems import routine_error
from voiceguide.units import RATE_HZ, clock


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A choreography, rehearsed.

    Attributes:
        states: The two bodies at every move, in order.
        findings: What cannot or should not be done, by its first moment; each names file, line and key.
    """

    states: tuple[State, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple(each for each in self.findings if each.severity is Severity.ERROR)


def rehearse(routine: Routine, choreography: Choreography) -> Rehearsal:
    """Let two bodies do a choreography.

    Args:
        routine: The routine it was made from.
        choreography: Its moves, tiling the session.
    """
    states = states_of(routine, choreography)
    rehearsed = Rehearsed(routine, choreography, states)
    faults = (*out_of_reach(rehearsed), *broken_flow(rehearsed), *unequal(rehearsed))
    return Rehearsal(states, _told(sorted(faults, key=lambda fault: fault.move.start), routine))


def refuse_impossible(routine: Routine, choreography: Choreography) -> None:
    """Refuse a choreography that two bodies cannot do.

    Raises:
        RoutineError: Some finding is an error; all are told, warnings too.
    """
    rehearsal = rehearse(routine, choreography)
    if rehearsal.errors:
        raise routine_error(routine.file, rehearsal.findings)


def _told(faults: Iterable[Fault], routine: Routine) -> tuple[Finding, ...]:
    """One finding for faults that differ in their moment alone; what no line asked for names the file."""
    whole = Where(routine.file or None)
    moments: dict[Finding, list[float]] = {}
    for fault in faults:
        where = fault.finding.where if fault.finding.where != Where() else whole
        moments.setdefault(replace(fault.finding, where=where), []).append(fault.move.start / RATE_HZ)
    return tuple(
        replace(finding, message=f"{finding.message} ({_moments(times)})") for finding, times in moments.items()
    )


def _moments(times: list[float]) -> str:
    more = len(times) - 1
    first = f"at {clock(times[0])}"
    return first if not more else f"{first} and {more} more time{'s' if more > 1 else ''}"
