"""Half and half: one choreography for two people, who change places in the middle.

Both halves have the same strokes, holds and everything between them. The first begins with the opening and ends
with still hands; then the two change places; the second begins with a touch and ends with the close.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voiceguide.choreography.fit import choreograph, possible_lengths
from voiceguide.choreography.model import Choreography, Move, MoveKind, Opening
from voiceguide.choreography.refusal import Lengths, find_possible, refusal
from voiceguide.errors import DurationError
from voiceguide.routine.model import Routine
from voiceguide.settings.fields import LONGEST_S
from voiceguide.units import clock, to_samples, to_seconds

EXCHANGE_S = 90.0
"""To change places, wash or warm hands and drink something, seconds."""

SECOND = "second."
"""Prefix of the ids of moves in the second half."""

_LEAST_REST_S, _MOST_REST_S = 16.0, 150.0
"""The closing rest of the whole, seconds."""

_TRIES = 6


@dataclass(frozen=True, slots=True)
class _Half:
    """One half after fitting.

    Attributes:
        fitted: The half as a session of its own.
        first: Index of its first stroke.
        still: Index of the still hands that end it.
    """

    fitted: Choreography
    first: int
    still: int

    @property
    def opening(self) -> int:
        """Samples before the first stroke."""
        return self.fitted.moves[self.first].start

    @property
    def close(self) -> int:
        """Samples after the still hands, including the rest."""
        return self.fitted.frames - self.fitted.moves[self.still].stop

    @property
    def rest(self) -> int:
        """Samples of its closing rest."""
        return self.fitted.moves[-1].frames

    def whole(self, second: Opening) -> int:
        """Samples of a session that has this half twice, with the same closing rest."""
        shared = self.fitted.frames - self.close
        return shared + to_samples(EXCHANGE_S) + to_samples(second.stroke_s) + shared - self.opening + self.close


@dataclass(frozen=True, slots=True)
class TwoHalves:
    """A routine that two people do for each other.

    Attributes:
        routine: A routine without errors.
        pace: How fast the hands move, as a factor.
        avoid: Regions that are left out for both.
        opening: How long the opening of the first half takes.
        second: The same for the second half; its hands touch at once.
    """

    routine: Routine
    pace: float
    avoid: Sequence[str]
    opening: Opening
    second: Opening

    def choreograph(self, frames: int | None) -> Choreography:
        """Decide what both do, to the sample.

        Args:
            frames: Length of the session in samples; by default twice the routine's own length.

        Raises:
            DurationError: The length is not possible; the message says what is, and why.
            UsageError: Nothing is left of the routine when avoiding some regions, or a region is unknown.
        """
        if frames is None:
            own_s = self.routine.duration_s
            frames = 2 * (self._one(None).frames if own_s is None else to_samples(own_s))
        try:
            found = self._fit_half(frames)
        except DurationError:
            found = None
        if found is None:
            raise self._impossible(frames)
        return _join_halves(found, frames, self.second)

    def lengths(self) -> Lengths:
        """Shortest and longest session of two halves.

        Raises:
            UsageError: As `choreograph`.
        """
        half = possible_lengths(self.routine, pace=self.pace, avoid=self.avoid, opening=self.opening)
        ends = []
        for seconds, direction in ((half.shortest_s, 1), (half.longest_s, -1)):
            try:
                whole_s = to_seconds(self._half(to_samples(seconds + direction)).whole(self.second))
            except DurationError:  # a gap of one half: about where to begin the search
                whole_s = 2.0 * seconds + EXCHANGE_S
            whole_s = min(LONGEST_S, whole_s)
            ends.append(find_possible(self._can, whole_s, direction))
        return Lengths(*ends)

    def _can(self, seconds: float) -> bool:
        """Whether a length is possible."""
        try:
            return self._fit_half(to_samples(seconds)) is not None
        except DurationError:
            return False

    def _one(self, frames: int | None) -> Choreography:
        """One half as a session of its own."""
        return choreograph(self.routine, frames=frames, pace=self.pace, avoid=self.avoid, opening=self.opening)

    def _half(self, frames: int) -> _Half:
        """Fit one half to a length."""
        fitted = self._one(frames)
        kinds = [move.kind for move in fitted.moves]
        still = max(place for place, kind in enumerate(kinds) if kind is MoveKind.HOLD)
        return _Half(fitted, kinds.index(MoveKind.STROKE), still)

    def _fit_half(self, frames: int) -> _Half | None:
        """The half that fits twice into a length; the closing rest of the second half takes what remains."""
        apart = to_samples(EXCHANGE_S) + to_samples(self.second.stroke_s) - to_samples(self.opening.stroke_s)
        close = to_samples(60.0)
        best: tuple[float, _Half] | None = None
        for _ in range(_TRIES):
            half = self._half((frames - apart + close) // 2)
            over = frames - half.whole(self.second)
            rest_s = to_seconds(half.rest + over)
            if _LEAST_REST_S <= rest_s <= _MOST_REST_S and (best is None or abs(over) < best[0]):
                best = abs(over), half
            if abs(over) < to_samples(1.0):
                break
            close = half.close
        return best[1] if best is not None else None

    def _impossible(self, frames: int) -> DurationError:
        """The error for a length that is not possible."""
        lengths, asked_s = self.lengths(), to_seconds(frames)
        within = lengths.shortest_s <= asked_s <= lengths.longest_s
        near = (find_possible(self._can, asked_s, -1), find_possible(self._can, asked_s, 1)) if within else (0.0, 0.0)
        return refusal(f"{self.routine.name} for both, one after the other,", asked_s, lengths, near)


def _join_halves(half: _Half, frames: int, second: Opening) -> Choreography:
    """Both halves with the exchange between them."""
    moves, last = half.fitted.moves, half.fitted.moves[half.still]
    exchange = Move("exchange", MoveKind.EXCHANGE, 0, to_samples(EXCHANGE_S), last.stage, position=last.position)
    again = [*_second_opening(moves[: half.first], second), *moves[half.first :]]
    row = [*moves[: half.still + 1], exchange, *map(_repeat_move, again)]
    tiled: list[Move] = []
    for move in row:
        tiled.append(replace(move, start=tiled[-1].stop if tiled else 0))
    tiled[-1] = replace(tiled[-1], frames=frames - tiled[-1].start)
    names = {move.id for move in tiled}
    notes = [note for note in half.fitted.notes if note.move in names]
    notes += [replace(note, move=SECOND + note.move) for note in half.fitted.notes if SECOND + note.move in names]
    hands = sum(move.frames for move in moves[: half.still + 1] if move.kind in (MoveKind.STROKE, MoveKind.HOLD))
    change = f"Two halves, hands work {clock(to_seconds(hands))} in each; {math.ceil(EXCHANGE_S)} s to change places."
    return replace(
        half.fitted,
        moves=tuple(tiled),
        notes=tuple(notes),
        frames=frames,
        changes=(*half.fitted.changes, change),
    )


def _repeat_move(move: Move) -> Move:
    """The same move in the second half."""
    return replace(move, id=SECOND + move.id, pair=SECOND + move.pair if move.pair else "")


def _second_opening(opening: Sequence[Move], second: Opening) -> Iterator[Move]:
    """The opening's moves without the arrival; the last touch is as long as the second half's words need."""
    kept = [move for move in opening if move.kind is not MoveKind.ARRIVE]
    others = sum(move.frames for move in kept[:-1])
    yield from kept[:-1]
    yield replace(kept[-1], frames=max(to_samples(1.0), to_samples(second.stroke_s) - others))
