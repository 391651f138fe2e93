"""Scheduling: the real clips of a script's lines, each in its window, to the sample.

Comes in: a script, and how long each text is spoken. Goes out: a timeline in which no words overlap. What must be
said is placed first, then what should be, then what may be. A line lies where it is wished or slips within its
window; where it is too long, a shorter way is taken, or it is dropped, and the timeline says so. No line moves a hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from voiceguide.choreography.model import Move
from voiceguide.errors import ScriptError, SpeechError, Where
from voiceguide.script.lines import Anchor, Line, Need, Purpose, Script, Variant
from voiceguide.timeline.assemble import assemble
from voiceguide.timeline.board import LEAST_GAP, Board
from voiceguide.timeline.model import Shortfall, SpeechPlacement, Timeline
from voiceguide.timeline.room import first_free, last_free, longest_free
from voiceguide.timeline.windows import TAIL, Window, longest, units, ways, window
from voiceguide.units import to_samples, to_seconds

GAP = to_samples(0.6)
"""Silence kept around a line that could be left out, samples."""

CALL_MARGIN = to_samples(2.1)
"""What is left to do after a last call lasts as long as call and announcement and this, samples."""

CALL_EARLY = to_samples(0.25)
"""A last call may begin this much before the repetitions that it counts, samples."""


def schedule(script: Script, lengths: Mapping[str, int]) -> Timeline:
    """Place everything.

    Args:
        script: Moves, lines and signals.
        lengths: Samples of every text, by the text.

    Returns:
        The timeline; its length is the moves'.

    Raises:
        ScriptError: A line belongs to no move.
        SpeechError: A text has no length: it would be lost.
    """
    board = Board(script)
    work = _Work(board, lengths)
    for need in (Need.MUST, Need.SHOULD, Need.MAY):
        for line in _ordered((line for line in script.lines if line.need is need), board.moves):
            work.place(line)
    shortfalls = (each for each in work.shortfalls.values())
    return assemble(script, board.placed.values(), board.earcons, shortfalls)


def _ordered(lines: Iterable[Line], moves: Mapping[str, Move]) -> list[Line]:
    """What cannot slip first, then the ends of moves from the last on, then last calls, then all others in order."""

    def key(line: Line) -> tuple[int, int]:
        move = moves.get(line.move)
        if move is None:
            problem = f"the line belongs to the move {line.move[:40]!r}, which is not in the script"
            raise ScriptError(problem, (), where=Where(key=line.id))
        offset = to_samples(line.offset_s)
        if line.anchor is Anchor.LEFT:
            return 2, move.start
        if line.anchor in TAIL:
            edge = move.stop if line.anchor is Anchor.END else move.start
            return 0 if line.slip_s == 0 else 1, offset - edge
        return 0 if line.slip_s == 0 else 3, move.start + offset

    return sorted(lines, key=key)


@dataclass(frozen=True, slots=True)
class _Try:
    """One way of saying a line, with its window and the length of its clip."""

    variant: Variant
    here: Window
    frames: int


class _Work:
    """Places lines on a board, one after the other."""

    def __init__(self, board: Board, lengths: Mapping[str, int]) -> None:
        self.board = board
        self.lengths = lengths
        self.shortfalls: dict[str, Shortfall] = {}
        self._quiets = {
            line.move: board.moves[line.move].start + to_samples(line.offset_s)
            for line in board.lines.values()
            if line.purpose is Purpose.QUIET and line.move in board.moves
        }

    def place(self, line: Line) -> None:
        """Place a line, in the first of its ways that fits, or note why it does not."""
        tries = self._tries(line)
        if not tries or self._fits(line, tries):
            return
        first = tries[0]
        if line.need is Need.MUST and self.board.shortened(
            first.here.low, first.here.limit, self._shorter, lambda: self._fits(line, tries)
        ):
            return
        self._miss(line, first, "")

    def _tries(self, line: Line) -> list[_Try]:
        move = self.board.moves[line.move]
        found = []
        for variant in ways(line, move):
            if variant.text not in self.lengths:
                hint = f"Its text is: {variant.text}"
                raise SpeechError("this line was not spoken", cue=line.id, hint=hint)
            frames = self.lengths[variant.text]
            found.append(_Try(variant, window(line, variant, frames, move, self.board.frames), frames))
        return found

    def _fits(self, line: Line, tries: list[_Try], first: _Try | None = None) -> bool:
        """Place a line in the first of some ways that fits."""
        most = longest(line, self.board.moves[line.move])
        first = first or tries[0]
        for each in tries:
            start = None if most is not None and each.frames > most else self._start(line, each)
            if start is None:
                continue
            if each is not first and line.anchor is not Anchor.LEFT:
                self._miss(line, first, each.variant.text)
            part = line.purpose.value
            self.board.put(SpeechPlacement(line.id, each.variant.text, part, start, each.frames, line.audience))
            if line.purpose is Purpose.QUIET:
                self._quiets[line.move] = start
            return True
        return False

    def _shorter(self, placed: SpeechPlacement) -> bool:
        """Say some words in the next shorter way that fits."""
        line = self.board.lines[placed.cue]
        if line.anchor is Anchor.LEFT:
            return False
        tries = self._tries(line)
        shorter = [each for each in tries if each.frames < placed.frames]
        return self._fits(line, shorter, tries[0])

    def _start(self, line: Line, each: _Try) -> int | None:
        here, frames = each.here, each.frames
        low, high = here.low, here.high
        if line.purpose is Purpose.LAST:
            move = self.board.moves[line.move]
            tail = self.board.tail_of(move)
            needed = frames + sum(said.frames for said in tail) + CALL_MARGIN
            if each.variant.repetition * units(move)[1] < needed:
                return None
            high = min([high, *(said.start - LEAST_GAP - frames for said in tail)])
            low = min(low, max(high, low - CALL_EARLY))
        elif self._before_quiet(line):
            high = min(high, self._quiets[line.move] - frames)
        find = last_free if line.anchor in TAIL else first_free
        words = (self.board.words, _gap(line))
        start = find((words, (self.board.sounds, 0)), frames, low, high)
        if start is None and line.need is Need.MUST:
            start = find((words, (self.board.bells, 0)), frames, low, high)
            start = self.board.squeezed(line, here, frames) if start is None else start
        return start

    def _before_quiet(self, line: Line) -> bool:
        """Whether a line may only be heard before the quiet that is announced in its move."""
        ends_it = line.anchor in TAIL or line.purpose in (Purpose.LAST, Purpose.QUIET)
        return line.move in self._quiets and not ends_it

    def _miss(self, line: Line, tried: _Try, said: str) -> None:
        room = self._room(line, tried.here)
        most = longest(line, self.board.moves[line.move])
        reason = f"there is room for {to_seconds(room):.1f} s"
        if line.anchor is Anchor.PHASE and most is not None and tried.frames > most:
            room, reason = most, f"its phase leaves {to_seconds(most):.1f} s"
        elif self._before_quiet(line) and not room:
            reason = "quiet was announced there"
        at, text = max(0, tried.here.wished), tried.variant.text
        self.shortfalls[line.id] = Shortfall(
            line.id, line.purpose.value, line.need, text, said, at, tried.frames, room, reason
        )

    def _room(self, line: Line, here: Window) -> int:
        """The longest clip that would have fitted."""
        rooms = ((self.board.words, _gap(line)), (self.board.sounds, 0))
        if line.anchor in TAIL:
            return longest_free(rooms, here.low, here.limit, here.limit)
        limit = min(here.limit, self._quiets[line.move]) if self._before_quiet(line) else here.limit
        most = longest(line, self.board.moves[line.move])
        room = longest_free(rooms, here.low, here.low + to_samples(line.slip_s), limit)
        return room if most is None else max(0, min(room, most))


def _gap(line: Line) -> int:
    """Silence to keep around a line, samples."""
    return LEAST_GAP if line.need is Need.MUST or line.purpose in (Purpose.LAST, Purpose.LEAD) else GAP
