"""Fitting: a choreography of exactly the asked length, by arithmetic alone.

Strokes and rounds are chosen first (what matters least is left out of a short session), then whole repetitions, then
the tempo within a fifth; the closing rest takes the odd samples. Words count only as seconds that a stroke must last.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from voiceguide.choreography.changes import changes_of
from voiceguide.choreography.counts import Flex, counts_of, hands_seconds, share_out
from voiceguide.choreography.drafts import Draft, drafts_of
from voiceguide.choreography.model import Choreography, Move, MoveKind, Note, Opening
from voiceguide.choreography.order import Event, Key, Structure, events_of, strokes_of
from voiceguide.choreography.room import least_seconds, oil_is_due, quiet_wishes
from voiceguide.choreography.structures import available, structures_of
from voiceguide.choreography.tempo import TEMPO_RANGE, beats_at, period_s, timed_phases
from voiceguide.errors import DurationError, UsageError
from voiceguide.routine.model import Routine
from voiceguide.units import RATE_HZ, clock, to_samples

USUAL_OPENING = Opening(43.0, 87.0)
"""The opening with the default voice, seconds."""

SHORTEST_S, LONGEST_S = 600.0, 4 * 3600.0
"""Sessions are made from 10 minutes to 4 hours, where the routine allows it."""

NEAR_DEFAULT = 0.25
"""A stage's `minutes` bind only within this share of the default length."""

_LEAST_REST_S = 20.0
_REST_GROWS_S = 60.0
_REST = (7.5, 1.25)
"""The closing rest of a short session: seconds, and seconds for each minute of it."""

_GROW, _SHRINK = 1.7, 0.62
"""Counts between these shares of the author's are as good as the author's own."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """A structure with its moves and open counts."""

    structure: Structure
    events: tuple[Event, ...]
    drafts: tuple[Draft, ...]
    notes: tuple[Note, ...]
    flexes: tuple[Flex, ...]
    fixed_s: float


@dataclass(frozen=True, slots=True)
class _Solution:
    frame: _Frame
    chosen: Mapping[Key, int]
    tempo: float


@dataclass(frozen=True, slots=True)
class Lengths:
    """Shortest and longest session of a routine, seconds."""

    shortest_s: float
    longest_s: float


def choreograph(
    routine: Routine,
    *,
    frames: int | None = None,
    pace: float = 1.0,
    avoid: Sequence[str] = (),
    opening: Opening = USUAL_OPENING,
) -> Choreography:
    """Decide what two bodies do, to the sample.

    Args:
        routine: A routine without errors.
        frames: Length of the session in samples; by default the routine's own length.
        pace: How fast the hands move, as a factor.
        avoid: Regions the receiver wants left out.
        opening: How long the opening takes.

    Raises:
        DurationError: The length is not possible; the message says what is, and why.
        UsageError: Nothing is left of the routine when avoiding some regions, or a region is unknown.
    """
    fitter = _Fitter(routine, pace, tuple(avoid), opening)
    if frames is None:
        frames = to_samples(routine.duration_s if routine.duration_s is not None else fitter.natural_s())
    solution = fitter.solve(frames / RATE_HZ)
    if solution is None:
        raise _impossible(routine, frames / RATE_HZ, fitter.lengths())
    return _realised(routine, solution, frames, pace, frozenset(key for key, _ in strokes_of(routine)))


def possible_lengths(
    routine: Routine, *, pace: float = 1.0, avoid: Sequence[str] = (), opening: Opening = USUAL_OPENING
) -> Lengths:
    """Shortest and longest session that `choreograph` can make.

    Raises:
        UsageError: As `choreograph`.
    """
    return _Fitter(routine, pace, tuple(avoid), opening).lengths()


def _impossible(routine: Routine, asked_s: float, lengths: Lengths) -> DurationError:
    shortest, longest = clock(math.ceil(lengths.shortest_s)), clock(math.floor(lengths.longest_s))
    if asked_s < lengths.shortest_s:
        why = "even the fewest strokes that belong to it, with opening and close, take longer"
        hint = "Ask for a longer --duration, or give more strokes 'essence: 3' and smaller 'reps'."
    else:
        why = "more rounds and repetitions would not make sense"
        hint = "Ask for a shorter --duration, or allow more with 'reps' and 'rounds'."
    message = f"{routine.name} cannot take {clock(asked_s)}: {why}; possible are {shortest} to {longest}"
    return DurationError(message, shortest_s=lengths.shortest_s, longest_s=lengths.longest_s, hint=hint)


class _Fitter:
    """Solves lengths for one routine at one pace."""

    def __init__(self, routine: Routine, pace: float, avoid: tuple[str, ...], opening: Opening) -> None:
        self.routine = routine
        self.pace = pace
        self.opening = opening
        kept = available(routine, avoid)
        if not kept:
            avoided = ", ".join(avoid) or "nothing"
            raise UsageError(
                f"no stroke of {routine.name} is left when avoiding {avoided}", hint="Avoid fewer regions."
            )
        self.structures = structures_of(routine, kept)
        self._frames: dict[tuple[Structure, frozenset[str]], _Frame] = {}

    def natural_s(self) -> float:
        """The routine by its author's own counts, seconds."""
        frame = self.frame(self.structures[0])
        usual = {flex.key: flex.usual for flex in frame.flexes}
        return max(
            SHORTEST_S, frame.fixed_s + self.routine.close.rest_s + hands_seconds(frame.flexes, usual, self.pace)
        )

    def lengths(self) -> Lengths:
        """What is possible, found by trying from the plainest bounds inwards."""
        bounds = [self._bounds(self.frame(structure)) for structure in self.structures]
        shortest = min(low for low, _ in bounds)
        longest = min(LONGEST_S, max(high for _, high in bounds))
        return Lengths(self._edge(shortest, 1), self._edge(longest, -1))

    def _edge(self, seconds: float, direction: int) -> float:
        for step in range(60):
            tried = seconds + direction * step * max(1.0, 0.002 * seconds)
            if self.solve(tried) is not None:
                return tried
        return seconds

    def _bounds(self, frame: _Frame) -> tuple[float, float]:
        least = {flex.key: 0 for flex in frame.flexes}
        most = {flex.key: len(flex.counts) - 1 for flex in frame.flexes}
        low = frame.fixed_s + _LEAST_REST_S + hands_seconds(frame.flexes, least, self.pace * TEMPO_RANGE[1])
        high = frame.fixed_s + self.routine.close.rest_s + _REST_GROWS_S
        return low, high + hands_seconds(frame.flexes, most, self.pace * TEMPO_RANGE[0])

    def frame(self, structure: Structure, oil: frozenset[str] = frozenset()) -> _Frame:
        """The moves and open counts of a structure."""
        key = (structure, oil)
        if key not in self._frames:
            self._frames[key] = self._made(structure, oil)
        return self._frames[key]

    def _made(self, structure: Structure, oil: frozenset[str]) -> _Frame:
        events = events_of(self.routine, structure)
        drafts, notes = drafts_of(self.routine, events, self.opening, oil)
        times: dict[Key, int] = {}
        for draft in drafts:
            if draft.key is not None:
                times[draft.key] = times.get(draft.key, 0) + 1
        flexes = []
        for key, stroke in strokes_of(self.routine):
            if key in times:
                phases = timed_phases(stroke)
                flexes.append(Flex(key, stroke, phases, counts_of(stroke, phases, self.pace), times[key]))
        fixed = sum(draft.move.frames for draft in drafts if draft.key is None and draft.move.kind is not MoveKind.REST)
        return _Frame(structure, events, drafts, notes, tuple(flexes), fixed / RATE_HZ)

    def solve(self, seconds: float) -> _Solution | None:
        """The best choreography of a length, or None."""
        for structure in sorted(self.structures, key=lambda each: self._cost(each, seconds)):
            low, high = self._bounds(self.frame(structure))
            if low - 1 <= seconds <= high + 1:
                solution = self._with_oil(structure, seconds)
                if solution is not None:
                    return solution
        return None

    def _cost(self, structure: Structure, seconds: float) -> tuple[float, int, int]:
        """How far a structure's own counts are from filling a length; then fewer left out, then rounds as written."""
        frame = self.frame(structure)
        usual = hands_seconds(frame.flexes, {flex.key: flex.usual for flex in frame.flexes}, self.pace)
        share = max(1.0, seconds - frame.fixed_s - self._rest_s(seconds)) / usual
        grown = max(0.0, math.log(share / _GROW))
        shrunk = 2 * max(0.0, math.log(_SHRINK / share))
        natural = self.structures[0]
        rounds = sum(abs(one - other) for one, other in zip(structure.rounds, natural.rounds, strict=True))
        return round(grown + shrunk, 2), len(natural.kept) - len(structure.kept), rounds

    def _rest_s(self, seconds: float) -> float:
        own = self.routine.close.rest_s
        usual = self.routine.duration_s or seconds
        return own if seconds >= usual else min(own, max(_LEAST_REST_S, _REST[0] + _REST[1] * seconds / 60))

    def _with_oil(self, structure: Structure, seconds: float) -> _Solution | None:
        """A solution whose oil never runs out: taking more costs time, which changes the counts, and so on."""
        oil: frozenset[str] = frozenset()
        for _ in range(8):
            frame = self.frame(structure, oil)
            solution = self._with_quiet(frame, seconds)
            if solution is None:
                return None
            due = oil_is_due(self.routine, frame.drafts, self._seconds_of(solution))
            if due <= oil:
                return solution
            oil |= due
        return solution

    def _with_quiet(self, frame: _Frame, seconds: float) -> _Solution | None:
        """A solution with strokes long enough to hold the announced quiet, where that is possible."""
        wishes: dict[Key, float] = {}
        best: _Solution | None = None
        for _ in range(2 + 2 * int(seconds // 600)):
            solution = self._counted(frame, seconds, wishes)
            if solution is None:
                break
            best = solution
            more = quiet_wishes(frame.drafts, frame.flexes, self._seconds_of(solution), self.pace, wishes)
            if not more:
                break
            wishes |= more
        return best

    def _counted(self, frame: _Frame, seconds: float, wishes: Mapping[Key, float]) -> _Solution | None:
        """Counts and tempo for a length; with less room for words where nothing else fits."""
        budget = seconds - frame.fixed_s - self._rest_s(seconds)
        for generous in (True, False):
            needs = least_seconds(frame.drafts, frame.flexes, self.pace, generous=generous)
            least = {
                flex.key: flex.index_for(max(needs[flex.key], wishes.get(flex.key, 0.0)), self.pace)
                for flex in frame.flexes
            }
            if hands_seconds(frame.flexes, least, self.pace) <= budget:
                chosen = share_out(frame.flexes, least, budget, self.pace, self._minutes(frame, seconds))
                return self._at_tempo(frame, chosen, budget)
        fastest = self.pace * TEMPO_RANGE[1]
        shortest = seconds - frame.fixed_s - _LEAST_REST_S
        if not wishes and hands_seconds(frame.flexes, least, fastest) <= shortest:
            return self._at_tempo(frame, least, min(shortest, max(budget, hands_seconds(frame.flexes, least, fastest))))
        return None

    def _at_tempo(self, frame: _Frame, chosen: Mapping[Key, int], budget: float) -> _Solution | None:
        """The tempo at which the chosen counts fill a time; what is over goes to the closing rest."""
        low, high = TEMPO_RANGE
        if hands_seconds(frame.flexes, chosen, self.pace * low) < budget - _REST_GROWS_S:
            return None
        for _ in range(60):
            middle = (low + high) / 2
            if hands_seconds(frame.flexes, chosen, self.pace * middle) > budget:
                low = middle
            else:
                high = middle
        return _Solution(frame, dict(chosen), high)

    def _minutes(self, frame: _Frame, seconds: float):  # type: ignore[no-untyped-def]
        """Whether a stage may still grow: near the default length, no longer than its author's `minutes`."""
        usual = self.routine.duration_s
        binds = usual is not None and abs(seconds / usual - 1) <= NEAR_DEFAULT
        stages = self.routine.stages

        def allowed(flex: Flex, chosen: Mapping[Key, int]) -> bool:
            limits = stages[flex.key[0]].minutes
            if not binds or limits is None:
                return True
            own = [each for each in frame.flexes if each.key[0] == flex.key[0]]
            return hands_seconds(own, chosen, self.pace) < limits[1] * 60

        return allowed

    def _seconds_of(self, solution: _Solution) -> Mapping[Key, float]:
        """Seconds of each stroke on one side in one round."""
        speed = self.pace * solution.tempo
        return {
            flex.key: flex.counts[solution.chosen[flex.key]].total * period_s(flex.phases, speed)
            for flex in solution.frame.flexes
        }


def _realised(routine: Routine, solution: _Solution, frames: int, pace: float, strokes: frozenset[Key]) -> Choreography:
    """The moves of a solution, tiling the session to the sample."""
    flexes = {flex.key: flex for flex in solution.frame.flexes}
    speed = pace * solution.tempo
    moves: list[Move] = []
    now = 0
    for draft in solution.frame.drafts:
        move = draft.move
        if draft.key is not None:
            flex = flexes[draft.key]
            count = flex.counts[solution.chosen[draft.key]]
            beats = beats_at(flex.phases, speed)
            length = count.total * sum(beat.frames for beat in beats)
            spots = flex.stroke.spots
            move = replace(move, beats=beats, frames=length, repeat=count.repeat, spots=spots, passes=count.passes)
        elif move.kind is MoveKind.REST:
            move = replace(move, frames=frames - now)
        moves.append(replace(move, start=now))
        now = moves[-1].stop
    kept = solution.frame.structure.kept
    left_out = tuple(key for key in sorted(strokes) if key not in kept)
    counts = {key: flexes[key].counts[index].total for key, index in solution.chosen.items()}
    names, changes = changes_of(routine, left_out, solution.frame.structure.rounds, counts, solution.tempo)
    return Choreography(routine.name, tuple(moves), solution.frame.notes, frames, solution.tempo, pace, names, changes)
