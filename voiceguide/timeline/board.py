"""The board on which words and earcons are placed: what is where, and what can give way.

`schedule` decides which words go where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from voiceguide.choreography.model import Move
from voiceguide.script.lines import EARCON_SECONDS, Anchor, Earcon, Line, Need, Script
from voiceguide.timeline.model import EarconPlacement, SpeechPlacement
from voiceguide.timeline.room import Room
from voiceguide.timeline.windows import TAIL, Window
from voiceguide.units import to_samples

LEAST_GAP = to_samples(0.3)
"""Silence around a line that must be said, and around a last call, samples."""


class Board:
    """What has been placed so far.

    Args:
        script: Its signals are placed at once; of two that would overlap, the first sounds.

    Attributes:
        moves: Moves by id.
        lines: Lines by id.
        words: Time taken by words.
        sounds: Time taken by earcons, except ticks, which may sound under words.
        bells: Time taken by the bells of the end, which give way to nothing.
        placed: The words by their first sample.
        earcons: The earcons.
        edge: Start of the group of words being placed: what was placed before it stays.
    """

    def __init__(self, script: Script) -> None:
        self.moves = {move.id: move for move in script.moves}
        self.lines = {line.id: line for line in script.lines}
        self.frames = script.frames
        self.words, self.sounds, self.bells = Room(), Room(), Room()
        self.placed: dict[int, SpeechPlacement] = {}
        self.earcons: list[EarconPlacement] = []
        self.edge = 0
        self._fixed: dict[int, SpeechPlacement] = {}
        self._earcons_before: list[EarconPlacement] = []
        for signal in script.signals:
            frames = to_samples(EARCON_SECONDS[signal.earcon])
            start = max(0, min(self.moves[signal.move].start + signal.offset, self.frames - frames))
            if self.sounds.conflict(start, start + frames) is None:
                self._sound(EarconPlacement(signal.id, signal.earcon, start, frames))

    def begin(self, edge: int) -> None:
        """Begin a group of words, none of which starts before `edge`; words placed earlier stay."""
        self.edge = edge
        self._fixed, self._earcons_before = dict(self.placed), list(self.earcons)

    def restore(self) -> None:
        """Remove what was placed since `begin`, and restore the earcons that gave way to it."""
        for placed in self.movable():
            self.take_back(placed)
        self._take_earcons(self._earcons_before)

    def movable(self) -> list[SpeechPlacement]:
        """The words placed since `begin`."""
        return [each for start, each in self.placed.items() if not self._is_fixed(start)]

    def _is_fixed(self, start: int) -> bool:
        return start in self._fixed

    def _sound(self, earcon: EarconPlacement) -> None:
        """Place an earcon."""
        self.earcons.append(earcon)
        if earcon.earcon is not Earcon.TICK:
            self.sounds.take(earcon.start, earcon.stop)
        if earcon.earcon is Earcon.END:
            self.bells.take(earcon.start, earcon.stop)

    def put(self, placed: SpeechPlacement) -> None:
        """Place words; earcons, except the bells of the end, give way to them."""
        self.words.take(placed.start, placed.stop)
        self.placed[placed.start] = placed
        if self.sounds.conflict(placed.start, placed.stop) is not None:
            kept = [
                each
                for each in self.earcons
                if each.earcon in (Earcon.TICK, Earcon.END) or each.stop <= placed.start or each.start >= placed.stop
            ]
            self._take_earcons(kept)

    def _take_earcons(self, earcons: Iterable[EarconPlacement]) -> None:
        """Replace all earcons."""
        self.earcons, self.sounds, self.bells = [], Room(), Room()
        for each in earcons:
            self._sound(each)

    def take_back(self, placed: SpeechPlacement) -> None:
        """Remove placed words."""
        self.words.free(placed.start, placed.stop)
        del self.placed[placed.start]

    def inside(self, start: int, stop: int) -> Iterator[SpeechPlacement]:
        """The words that overlap [start, stop), in order."""
        for taken in self.words.inside(start, stop):
            yield self.placed[taken[0]]

    def tail_of(self, move: Move) -> list[SpeechPlacement]:
        """The words over the end of a move that announce what comes after it."""
        said = self.inside(move.start, move.stop)
        return [each for each in said if each.start >= move.start and self.lines[each.cue].anchor in TAIL]

    def squeeze_in(self, line: Line, here: Window, frames: int) -> int | None:
        """Make room for a line that must be said, by moving the lines before it closer together.

        Returns:
            Where it starts, or None if there is still no room.
        """
        if not _movable(line):
            return None
        following, bells = self.words.after(here.wished), self.bells.after(here.wished)
        limits = [self.frames, *(taken[0] - LEAST_GAP for taken in (following, bells) if taken is not None)]
        start = min(min(limits) - frames, here.wished + to_samples(line.slip_s))
        if start < self.moves[line.move].start:
            return None
        shifts: list[tuple[SpeechPlacement, int]] = []
        edge, taken = start, self.words.before(start)
        while taken is not None and taken[1] + LEAST_GAP > edge:
            placed = self.placed[taken[0]]
            edge -= LEAST_GAP + placed.frames
            mover = self.lines[placed.cue]
            if self._is_fixed(taken[0]) or not _movable(mover) or edge < self.moves[mover.move].start:
                return None
            shifts.append((placed, edge))
            taken = self.words.before(taken[0])
        for placed, moved in reversed(shifts):
            self.take_back(placed)
            self.put(replace(placed, start=moved))
        return start

    def shorten(
        self, start: int, stop: int, shorter: Callable[[SpeechPlacement], bool], fits: Callable[[], bool]
    ) -> bool:
        """Make room by shortening lines that must be said in [start, stop), and check whether something then fits.

        Args:
            start: First sample.
            stop: One past the last sample.
            shorter: Replaces placed words by a shorter way; returns False if none fits.
            fits: Whether what needs the room fits now.

        Returns:
            Whether it fits; otherwise nothing has changed.
        """
        for blocker in list(self.inside(start, stop)):
            if self._is_fixed(blocker.start) or self.lines[blocker.cue].need is not Need.MUST:
                continue
            self.take_back(blocker)
            if shorter(blocker):
                if fits():
                    return True
                self.take_back(next(each for each in self.placed.values() if each.cue == blocker.cue))
            self.put(blocker)
        return False


def _movable(line: Line) -> bool:
    """Whether a line may be said earlier to make room for another line that must be said."""
    return line.need is Need.MUST and line.anchor is Anchor.START and line.slip_s > 0
