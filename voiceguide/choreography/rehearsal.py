"""The rehearsal: a choreography done move by move by two imagined bodies, to find what cannot be done.

Gives the state at every move, and findings with file, line and moment. Nothing is corrected here: if a stroke is out of
reach, the routine must place giver or receiver differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from voiceguide.choreography.faults import Fault, RehearsedHalf
from voiceguide.choreography.flow_rules import find_broken_flow
from voiceguide.choreography.model import Choreography
from voiceguide.choreography.reach_rules import find_out_of_reach
from voiceguide.choreography.side_rules import find_unequal_sides, find_uneven_halves
from voiceguide.choreography.states import State, states_of
from voiceguide.errors import Finding, Severity, Where
from voiceguide.routine.model import Routine
from voiceguide.routine.problems import routine_error
from voiceguide.units import RATE_HZ, clock

Moments = tuple[float, ...]
"""When something happens, in seconds from the start of the session."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A choreography, rehearsed.

    Attributes:
        states: The two bodies at every move, in order.
        faults: What cannot or should not be done, each with all its moments, by its first moment.
    """

    states: tuple[State, ...]
    faults: tuple[tuple[Finding, Moments], ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The faults with their moments in words; each names file, line and key."""
        return tuple(_add_moments(finding, moments) for finding, moments in self.faults)

    @property
    def possible(self) -> bool:
        """Whether no finding is an error."""
        return not any(finding.severity is Severity.ERROR for finding, _ in self.faults)


def rehearse(routine: Routine, choreography: Choreography) -> Rehearsal:
    """Rehearse a choreography; if the two people change places, each half by itself.

    Args:
        routine: The routine it was made from.
        choreography: Its moves, tiling the session.
    """
    halves = [RehearsedHalf(routine, half, states_of(routine, half)) for half in choreography.halves()]
    faults = [
        fault
        for half in halves
        for fault in (*find_out_of_reach(half), *find_broken_flow(half), *find_unequal_sides(half))
    ]
    states = tuple(state for half in halves for state in half.states)
    return Rehearsal(states, tuple(_gather((*faults, *find_uneven_halves(choreography)), routine)))


def rehearse_all(routine: Routine, choreographies: Iterable[Choreography]) -> tuple[Finding, ...]:
    """Rehearse several lengths of a routine; report each finding once, for the first length that shows it."""
    found: dict[Finding, Finding] = {}
    for number, choreography in enumerate(choreographies):
        length = f" when it lasts {clock(choreography.seconds)}" if number else ""
        for finding, moments in rehearse(routine, choreography).faults:
            found.setdefault(finding, _add_moments(finding, moments, length))
    return tuple(found.values())


def refuse_impossible(routine: Routine, choreography: Choreography) -> tuple[Finding, ...]:
    """Refuse a choreography that two bodies cannot do.

    Returns:
        The warnings.

    Raises:
        RoutineError: Some finding is an error; the message lists all, warnings too.
    """
    rehearsal = rehearse(routine, choreography)
    if not rehearsal.possible:
        raise routine_error(routine.file, rehearsal.findings)
    return rehearsal.findings


def _gather(faults: Iterable[Fault], routine: Routine) -> Iterator[tuple[Finding, Moments]]:
    """Merge faults that differ only in their moment; a fault without a line of its own names the file."""
    whole = Where(routine.file or None)
    moments: dict[Finding, list[float]] = {}
    for fault in sorted(faults, key=lambda each: each.move.start):
        where = fault.finding.where if fault.finding.where != Where() else whole
        moments.setdefault(replace(fault.finding, where=where), []).append(fault.move.start / RATE_HZ)
    for finding, times in moments.items():
        yield finding, tuple(times)


def _add_moments(finding: Finding, moments: Moments, length: str = "") -> Finding:
    """Add its moments to a finding's message."""
    more = len(moments) - 1
    again = f" and {more} more time{'s' if more > 1 else ''}" if more else ""
    return replace(finding, message=f"{finding.message} (at {clock(moments[0])}{again}{length})")
