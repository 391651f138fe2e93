"""Solving a length: which strokes and rounds, how many repetitions, which tempo.

Every structure of a routine has a range of lengths; of those that allow the requested one, the one whose own counts fit
best is filled. Oil and quiet are added in repeated passes, because each costs time, which changes the counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from voiceguide.choreography.closing import LEAST_REST_S, rest_seconds, still_seconds
from voiceguide.choreography.counts import OpenCount, counts_of, hands_seconds, share_out
from voiceguide.choreography.drafts import drafts_of
from voiceguide.choreography.goals import hands_goal
from voiceguide.choreography.model import MoveKind, Note, Opening
from voiceguide.choreography.order import Key, Structure, events_of, strokes_of
from voiceguide.choreography.refusal import Lengths, find_possible, refusal
from voiceguide.choreography.room import least_seconds, oil_is_due, quiet_wishes
from voiceguide.choreography.steps import Draft
from voiceguide.choreography.structures import available, structures_of
from voiceguide.choreography.tempo import TEMPO_RANGE, period_s, timed_phases
from voiceguide.errors import DurationError, UsageError
from voiceguide.routine.model import Routine, Side
from voiceguide.settings.fields import LONGEST_S
from voiceguide.units import RATE_HZ

SHORTEST_S = 600.0
"""Sessions are made from 10 minutes to `LONGEST_S`, if the routine allows it."""

NEAR_DEFAULT = 0.25
"""A stage's `minutes` bind only within this share of the default length."""

_REST_GROWS_S = 60.0
"""How much longer than planned the closing rest may become, seconds."""

_TRIES = 6
"""How many structures are tried to find one in which the hands work enough."""

_GROW, _SHRINK = 1.7, 0.62
"""Counts between these shares of the author's are as good as the author's own."""

_LIKELY, _ENDS = 16, 3
"""How many structures are examined closely: those nearest to a length by strokes alone, and those at either end."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A structure with its moves and open counts.

    Attributes:
        structure: Which strokes and rounds.
        drafts, notes: The moves, strokes without a length yet; steps that take no time of their own.
        open_counts: The strokes whose counts are open.
        fixed_s: Seconds of all moves but strokes and the closing rest.
        usual_s: Seconds of all strokes with their authors' counts.
        bounds_s: The shortest and longest session, by counts, tempo and rest alone.
    """

    structure: Structure
    drafts: tuple[Draft, ...]
    notes: tuple[Note, ...]
    open_counts: tuple[OpenCount, ...]
    fixed_s: float
    usual_s: float
    bounds_s: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Solution:
    """A structure with the index of each stroke's count, and the tempo that fills the length."""

    frame: Frame
    chosen: Mapping[Key, int]
    tempo: float


class Solver:
    """Solves lengths for one routine at one pace."""

    def __init__(self, routine: Routine, pace: float, avoid: tuple[str, ...], opening: Opening) -> None:
        self.routine = routine
        self.pace = pace
        self.opening = opening
        kept = available(routine, avoid)
        if not kept:
            text = f"no stroke of {routine.name} is left when avoiding {', '.join(avoid) or 'nothing'}"
            raise UsageError(text, hint="Avoid fewer regions.")
        self.structures = structures_of(routine, kept)
        self._usual_s: dict[Structure, float] = {}
        self._frames: dict[tuple[Structure, float, frozenset[str]], Frame] = {}

    def natural_s(self) -> float:
        """Length of the routine with its author's own counts, seconds."""
        frame = self.frame(self.structures[0], self.routine.close.hands_s)
        return max(SHORTEST_S, frame.fixed_s + self.routine.close.rest_s + frame.usual_s)

    def lengths(self) -> Lengths:
        """The possible lengths, found by trying from rough bounds inwards."""
        by_size = sorted(self.structures, key=self._hands_s)
        still_s = still_seconds(self.routine, 0.0), self.routine.close.hands_s
        shortest = min(self.frame(each, still_s[0]).bounds_s[0] for each in by_size[:_ENDS] + by_size[-_ENDS:])
        longest = max(self.frame(each, still_s[1]).bounds_s[1] for each in by_size[:_ENDS] + by_size[-_ENDS:])
        longest = min(LONGEST_S, longest)
        return Lengths(self._edge(shortest, 1), self._edge(longest, -1))

    def impossible(self, asked_s: float) -> DurationError:
        """The error for a length that is not possible: why, and which lengths are."""
        lengths = self.lengths()
        within = lengths.shortest_s <= asked_s <= lengths.longest_s
        near = (self._edge(asked_s, -1), self._edge(asked_s, 1)) if within else (0.0, 0.0)
        return refusal(self.routine.name, asked_s, lengths, near)

    def _edge(self, seconds: float, direction: int) -> float:
        """The first length from `seconds` on, up or down, that can be solved."""
        return find_possible(lambda tried: self.solve(tried) is not None, seconds, direction)

    def _bounds(self, open_counts: list[OpenCount], fixed_s: float) -> tuple[float, float]:
        """The shortest and longest session, by counts, tempo and rest alone."""
        least = {each.key: 0 for each in open_counts}
        most = {each.key: len(each.counts) - 1 for each in open_counts}
        low = fixed_s + LEAST_REST_S + hands_seconds(open_counts, least, self.pace * TEMPO_RANGE[1])
        high = fixed_s + self.routine.close.rest_s + _REST_GROWS_S
        return low, high + hands_seconds(open_counts, most, self.pace * TEMPO_RANGE[0])

    def frame(self, structure: Structure, still_s: float, oil: frozenset[str] = frozenset()) -> Frame:
        """The moves and open counts of a structure that ends with still hands for so long."""
        key = (structure, still_s, oil)
        if key not in self._frames:
            self._frames[key] = self._make_moves(*key)
        return self._frames[key]

    def _make_moves(self, structure: Structure, still_s: float, oil: frozenset[str]) -> Frame:
        """Make the moves and open counts of a structure."""
        routine = replace(self.routine, close=replace(self.routine.close, hands_s=still_s))
        drafts, notes = drafts_of(routine, events_of(routine, structure), self.opening, oil)
        times: dict[Key, int] = {}
        for draft in drafts:
            if draft.key is not None:
                times[draft.key] = times.get(draft.key, 0) + 1
        open_counts = []
        for key, stroke in strokes_of(self.routine):
            if key in times:
                phases = timed_phases(stroke)
                open_counts.append(OpenCount(key, stroke, phases, counts_of(stroke, phases, self.pace), times[key]))
        fixed = sum(draft.move.frames for draft in drafts if draft.key is None and draft.move.kind is not MoveKind.REST)
        fixed_s = fixed / RATE_HZ
        usual_s = hands_seconds(open_counts, {each.key: each.usual for each in open_counts}, self.pace)
        return Frame(structure, drafts, notes, tuple(open_counts), fixed_s, usual_s, self._bounds(open_counts, fixed_s))

    def solve(self, seconds: float) -> Solution | None:
        """The best solution, or None; if oil leaves the hands too little time, the next structures are tried."""
        first: Solution | None = None
        tried = 0
        likely = sorted(self.structures, key=lambda each: abs(math.log(self._hands_s(each) / seconds)))[:_LIKELY]
        for structure in sorted(likely, key=lambda each: self._cost(each, seconds)):
            low, high = self.frame(structure, still_seconds(self.routine, seconds)).bounds_s
            solution = self._with_oil(structure, seconds) if low - 1 <= seconds <= high + 1 else None
            if solution is None:
                continue
            if self._hands_share(solution, seconds) >= hands_goal(seconds):
                return solution
            first = first or solution
            tried += 1
            if tried == _TRIES:
                break
        return first

    def _hands_s(self, structure: Structure) -> float:
        """Seconds of a structure's strokes by their author's counts, without the moves between: quick to compute."""
        if structure not in self._usual_s:
            self._usual_s[structure] = sum(
                structure.rounds[key[0]] * (2 if stroke.side is Side.EACH else 1) * stroke.repetitions * stroke.period_s
                for key, stroke in strokes_of(self.routine)
                if key in structure.kept
            )
        return self._usual_s[structure]

    def _hands_share(self, solution: Solution, seconds: float) -> float:
        strokes = hands_seconds(solution.frame.open_counts, solution.chosen, self.pace * solution.tempo)
        holds = sum(draft.move.seconds for draft in solution.frame.drafts if draft.move.kind is MoveKind.HOLD)
        return (strokes + holds) / seconds

    def _cost(self, structure: Structure, seconds: float) -> tuple[float, int, int]:
        """Sort key: how far a structure's counts are from filling a length, strokes left out, rounds changed."""
        frame = self.frame(structure, still_seconds(self.routine, seconds))
        left_s = seconds - frame.fixed_s - rest_seconds(self.routine, seconds)
        share = max(1.0, left_s) / frame.usual_s
        grown = max(0.0, math.log(share / _GROW))
        shrunk = 2 * max(0.0, math.log(_SHRINK / share))
        idle = 1 - left_s / seconds
        idle_cost = 4 * max(0.0, idle - (1 - hands_goal(seconds)))
        natural = self.structures[0]
        rounds = sum(abs(one - other) for one, other in zip(structure.rounds, natural.rounds, strict=True))
        return round(grown + shrunk + idle_cost, 2), len(natural.kept) - len(structure.kept), rounds

    def _with_oil(self, structure: Structure, seconds: float) -> Solution | None:
        """A solution whose oil never runs out, found by repeating: taking oil costs time, which changes the counts."""
        oil: frozenset[str] = frozenset()
        for _ in range(8):
            solution, due, anew = self._with_oil_before(structure, seconds, oil)
            if due <= oil:
                break
            oil |= due
        if solution is not None and len(anew) < len(oil):  # the new counts have made some oil unnecessary
            fewer, due, _ = self._with_oil_before(structure, seconds, anew)
            return fewer if fewer is not None and due <= anew else solution
        return solution

    def _with_oil_before(
        self, structure: Structure, seconds: float, oil: frozenset[str]
    ) -> tuple[Solution | None, frozenset[str], frozenset[str]]:
        """A solution with oil before some strokes; where oil still runs out; where it would without that oil."""
        frame = self.frame(structure, still_seconds(self.routine, seconds), oil)
        solution = self._with_quiet(frame, seconds)
        if solution is None:
            return None, frozenset(), frozenset()
        lasting = self._seconds_of(solution)
        without = [draft for draft in frame.drafts if draft.move.id.removesuffix(".oil") not in oil]
        due = oil_is_due(self.routine, frame.drafts, lasting)
        return solution, due, oil_is_due(self.routine, without, lasting)

    def _with_quiet(self, frame: Frame, seconds: float) -> Solution | None:
        """A solution with strokes long enough for the announced quiet, if that is possible."""
        wishes: dict[Key, float] = {}
        best: Solution | None = None
        for _ in range(2 + 2 * int(seconds // 600)):
            solution = self._fit_counts(frame, seconds, wishes)
            if solution is None:
                break
            best = solution
            more = quiet_wishes(frame.drafts, frame.open_counts, self._seconds_of(solution), self.pace, wishes)
            if not more:
                break
            wishes |= more
        return best

    def _fit_counts(self, frame: Frame, seconds: float, wishes: Mapping[Key, float]) -> Solution | None:
        """Counts and tempo for a length; with less room for words if nothing else fits."""
        budget = seconds - frame.fixed_s - rest_seconds(self.routine, seconds)
        for generous in (True, False):
            needs = least_seconds(frame.drafts, frame.open_counts, self.pace, generous=generous)
            least = {
                each.key: each.index_for(max(needs[each.key], wishes.get(each.key, 0.0)), self.pace)
                for each in frame.open_counts
            }
            if hands_seconds(frame.open_counts, least, self.pace) <= budget:
                chosen = share_out(frame.open_counts, least, budget, self.pace, self._minutes(frame, seconds))
                return self._at_tempo(frame, chosen, budget)
        fastest = self.pace * TEMPO_RANGE[1]
        shortest = seconds - frame.fixed_s - LEAST_REST_S
        if not wishes and (quickest := hands_seconds(frame.open_counts, least, fastest)) <= shortest:
            return self._at_tempo(frame, least, min(shortest, max(budget, quickest)))
        return None

    def _at_tempo(self, frame: Frame, chosen: Mapping[Key, int], budget: float) -> Solution | None:
        """The tempo at which the chosen counts fill a time; the closing rest takes what remains."""
        low, high = TEMPO_RANGE
        if hands_seconds(frame.open_counts, chosen, self.pace * low) < budget - _REST_GROWS_S:
            return None
        for _ in range(60):
            middle = (low + high) / 2
            if hands_seconds(frame.open_counts, chosen, self.pace * middle) > budget:
                low = middle
            else:
                high = middle
        return Solution(frame, dict(chosen), high)

    def _minutes(self, frame: Frame, seconds: float) -> Callable[[OpenCount, Mapping[Key, int]], bool]:
        """Whether a stage may still grow: near the default length, no longer than its author's `minutes`."""
        usual = self.routine.duration_s
        binds = usual is not None and abs(seconds / usual - 1) <= NEAR_DEFAULT
        stages = self.routine.stages

        def allowed(open_count: OpenCount, chosen: Mapping[Key, int]) -> bool:
            limits = stages[open_count.key[0]].minutes
            if not binds or limits is None:
                return True
            own = [each for each in frame.open_counts if each.key[0] == open_count.key[0]]
            return hands_seconds(own, chosen, self.pace) < limits.longest * 60

        return allowed

    def _seconds_of(self, solution: Solution) -> Mapping[Key, float]:
        """Seconds of each stroke on one side in one round."""
        speed = self.pace * solution.tempo
        return {
            each.key: each.counts[solution.chosen[each.key]].total * period_s(each.phases, speed)
            for each in solution.frame.open_counts
        }
