"""Fitting: a choreography of exactly the requested length, by arithmetic alone.

Strokes and rounds are chosen first (what matters least is left out of a short session), then whole repetitions, then
the tempo within a fifth; the closing rest takes the remaining samples. Words count only as seconds that a stroke must
last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voiceguide.choreography.changes import changes_of
from voiceguide.choreography.model import Choreography, Move, MoveKind, Opening
from voiceguide.choreography.order import Key, strokes_of
from voiceguide.choreography.refusal import Lengths
from voiceguide.choreography.solver import Solution, Solver
from voiceguide.choreography.tempo import phases_at
from voiceguide.routine.model import Routine
from voiceguide.units import RATE_HZ, to_samples

USUAL_OPENING = Opening(43.0, 87.0)
"""The opening with the default voice, seconds."""


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
    solver = Solver(routine, pace, tuple(avoid), opening)
    if frames is None:
        own_s = routine.duration_s if routine.duration_s is not None else solver.natural_s()
        frames = to_samples(own_s)
    solution = solver.solve(frames / RATE_HZ)
    if solution is None:
        raise solver.impossible(frames / RATE_HZ)
    return _build_moves(routine, solution, frames, pace, frozenset(key for key, _ in strokes_of(routine)))


def possible_lengths(
    routine: Routine, *, pace: float = 1.0, avoid: Sequence[str] = (), opening: Opening = USUAL_OPENING
) -> Lengths:
    """Shortest and longest session that `choreograph` can make.

    Raises:
        UsageError: As `choreograph`.
    """
    return Solver(routine, pace, tuple(avoid), opening).lengths()


def _build_moves(
    routine: Routine, solution: Solution, frames: int, pace: float, strokes: frozenset[Key]
) -> Choreography:
    """The moves of a solution, tiling the session to the sample."""
    open_counts = {open_count.key: open_count for open_count in solution.frame.open_counts}
    speed = pace * solution.tempo
    moves: list[Move] = []
    now = 0
    for draft in solution.frame.drafts:
        move = draft.move
        if draft.key is not None:
            open_count = open_counts[draft.key]
            count = open_count.counts[solution.chosen[draft.key]]
            phases = phases_at(open_count.phases, speed)
            length = count.total * sum(phase.frames for phase in phases)
            spots = open_count.stroke.spots
            move = replace(move, phases=phases, frames=length, repeat=count.repeat, spots=spots, passes=count.passes)
            move = replace(move, technique=open_count.stroke.technique)
        elif move.kind is MoveKind.REST:
            move = replace(move, frames=frames - now)
        moves.append(replace(move, start=now))
        now = moves[-1].stop
    kept = solution.frame.structure.kept
    left_out = tuple(key for key in sorted(strokes) if key not in kept)
    counts = {key: open_counts[key].counts[index].total for key, index in solution.chosen.items()}
    names, changes = changes_of(routine, left_out, solution.frame.structure.rounds, counts, solution.tempo)
    return Choreography(routine.name, tuple(moves), solution.frame.notes, frames, solution.tempo, pace, names, changes)
