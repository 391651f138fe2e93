"""Windows: where a way of saying a line may be placed.

They depend on the line, the way of saying it and the length of its clip, not on other lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from voiceguide.choreography.model import Move
from voiceguide.script.lines import Anchor, Line, Need, Variant
from voiceguide.units import to_samples

LEAD_MARGIN = to_samples(0.8)
"""A line in time with a phase is at least this much shorter than the phase, samples."""

TAIL = (Anchor.BEFORE, Anchor.END)
"""Anchors of lines that are said over the end of a move."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where a way of saying a line may be placed, in samples.

    Attributes:
        low: Earliest start.
        high: Latest start; less than `low` if it fits nowhere.
        wished: Preferred start: `low` or `high`.
        limit: Latest stop.
    """

    low: int
    high: int
    wished: int
    limit: int


def window(line: Line, variant: Variant, frames: int, move: Move, end: int) -> Window:
    """The window of one way of saying a line.

    Args:
        line: The line.
        variant: The way of saying it.
        frames: Length of its clip.
        move: The move it is anchored to.
        end: Length of the session.
    """
    slip, offset = to_samples(line.slip_s), to_samples(line.offset_s)
    if line.anchor in TAIL:
        edge = move.stop if line.anchor is Anchor.END else move.start
        wished = edge - offset - frames
        return Window(max(0, wished - slip), wished, wished, edge - offset)
    wished = _from(line, variant, move) + offset
    limit = end if line.need is Need.MUST else min(end, move.stop)
    return Window(max(0, wished), min(wished + slip, limit - frames), wished, limit)


def longest(line: Line, move: Move) -> int | None:
    """The most samples that a line may take wherever it is placed, or None if there is no limit."""
    if line.room_s:
        return to_samples(line.room_s)
    if line.anchor is Anchor.PHASE and move.phases:
        return phase_frames(move, line.phase) - LEAD_MARGIN
    return None


def phase_frames(move: Move, phase: int) -> int:
    """Samples of a phase; consecutive phases of the same name (a rise and a fall) count as one."""
    left = move.phases[phase:]
    return sum(each.frames for each in takewhile(lambda each: each.name == left[0].name, left))


def units(move: Move) -> tuple[int, int]:
    """What last calls count, as (number, samples of each): repetitions, or passes over spots."""
    if move.spots > 1:
        return move.passes, move.period * move.repeat * move.spots
    return move.repetitions, move.period


def _from(line: Line, variant: Variant, move: Move) -> int:
    """The sample from which the offset of a line counts, for anchors that set its start."""
    if line.anchor is Anchor.PHASE:
        before = sum(phase.frames for phase in move.phases[: line.phase])
        return move.start + (max(1, variant.repetition) - 1) * move.period + before
    if line.anchor is Anchor.LEFT:
        count, frames = units(move)
        return move.start + (count - variant.repetition) * frames
    return move.start


def ways(line: Line, move: Move) -> Iterator[Variant]:
    """The ways of saying a line, in the order in which they are tried.

    Last calls are tried with the smallest number first; ways that are never true for the move are left out.
    """
    if line.anchor is Anchor.LEFT:
        count, _ = units(move)
        yield from sorted(
            (each for each in line.variants if 0 < each.repetition < count), key=lambda each: each.repetition
        )
    elif line.anchor is Anchor.PHASE:
        yield from (each for each in line.variants if max(1, each.repetition) <= move.repetitions)
    else:
        yield from line.variants
