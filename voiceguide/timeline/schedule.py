"""Scheduling: place the real clips of a script's lines in their windows, to the sample.

Gives a timeline in which no words overlap. Lines are placed group by group (`groups`), in order of time; within a
group, what must be said comes first, then what should be, then what may be. A line is placed where it is preferred or
slips within its window; if it does not fit, a shorter way is taken or it is left out, and the timeline records that. No
line changes a move.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from voiceguide.choreography.model import Move
from voiceguide.errors import SpeechError
from voiceguide.script.lines import Anchor, Line, Need, Purpose, Script, Variant
from voiceguide.timeline.assemble import assemble
from voiceguide.timeline.board import LEAST_GAP, Board
from voiceguide.timeline.groups import groups_of
from voiceguide.timeline.model import Shortfall, SpeechPlacement, Timeline
from voiceguide.timeline.room import first_free, last_free, longest_free
from voiceguide.timeline.said import said_as
from voiceguide.timeline.windows import TAIL, Window, longest, units, ways, window
from voiceguide.units import to_samples, to_seconds

GAP = to_samples(0.6)
"""Silence around a line that could be left out, samples."""

CALL_MARGIN = to_samples(2.1)
"""What remains to do after a last call begins lasts as long as call, announcement and this margin, samples."""

CALL_EARLY = to_samples(0.25)
"""A last call may begin this much before the repetitions that it counts, samples."""


def schedule(script: Script, lengths: Mapping[str, int]) -> Timeline:
    """Place all lines of a script.

    Args:
        script: Moves, lines and signals.
        lengths: Samples of every text, by the text in its voice (`said.said_as`).

    Returns:
        The timeline; its length is the moves'.

    Raises:
        ScriptError: A line belongs to no move.
        SpeechError: A text has no length: it would be lost.
    """
    work = Scheduler(script)
    for _ in work.groups:
        work.place(lengths)
    return work.timeline()


def _order(lines: Iterable[Line], moves: Mapping[str, Move]) -> list[Line]:
    """Sort lines for placing: those that cannot slip, ends of moves from the last on, last calls, all others."""

    def key(line: Line) -> tuple[int, int]:
        move = moves[line.move]
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


class Scheduler:
    """Places a session group by group. What is placed stays where it is, whatever comes later.

    Args:
        script: Moves, lines and signals.

    Attributes:
        board: The words placed so far.
        groups: The groups, in order of time.
        done: How many of them are placed.
        shortfalls: Lines that could not be said in their preferred way, by id.

    Raises:
        ScriptError: A line belongs to no move.
    """

    def __init__(self, script: Script) -> None:
        self._script = script
        self.groups = groups_of(script)
        self.done = 0
        self.board = board = Board(script)
        self.lengths: Mapping[str, int] = {}
        self.shortfalls: dict[str, Shortfall] = {}
        self._quiets = {
            line.move: board.moves[line.move].start + to_samples(line.offset_s)
            for line in board.lines.values()
            if line.purpose is Purpose.QUIET and line.move in board.moves
        }
        self._quiets_before = dict(self._quiets)

    def place(self, lengths: Mapping[str, int]) -> list[SpeechPlacement]:
        """Place the next group.

        Args:
            lengths: Samples of every text of its lines, by the text.

        Returns:
            The words of the group, in no particular order.

        Raises:
            SpeechError: A text has no length: it would be lost.
        """
        group = self.groups[self.done]
        self.lengths, self._quiets_before = lengths, dict(self._quiets)
        self.board.begin(group.start)
        for need in (Need.MUST, Need.SHOULD, Need.MAY):
            for line in _order((line for line in group.lines if line.need is need), self.board.moves):
                self._place(line)
        self.done += 1
        return self.board.movable()

    def take_back(self) -> None:
        """Remove the group that was placed last, so that it can be placed with other lengths."""
        self.done -= 1
        self._quiets = dict(self._quiets_before)
        self.board.restore()
        for line in self.groups[self.done].lines:
            self.shortfalls.pop(line.id, None)

    @property
    def known_until(self) -> int:
        """The sample before which no more words will be placed."""
        return self._script.frames if self.done == len(self.groups) else self.groups[self.done].start

    def timeline(self) -> Timeline:
        """The whole session with the words placed so far."""
        return assemble(self._script, self.board.placed.values(), self.board.earcons, self.shortfalls.values())

    def _place(self, line: Line) -> None:
        """Place a line in the first of its ways that fits, or record why none does."""
        tries = self._tries(line)
        if not tries or self._fits(line, tries):
            return
        first = tries[0]
        if line.need is Need.MUST and self.board.shorten(
            first.here.low, first.here.limit, self._shorter, lambda: self._fits(line, tries)
        ):
            return
        self._miss(line, first, "")

    def _tries(self, line: Line) -> list[_Try]:
        """The ways to say a line, with their windows."""
        move = self.board.moves[line.move]
        found = []
        for variant in ways(line, move):
            said = said_as(line.voice, variant.text)
            if said not in self.lengths:
                hint = f"Its text is: {variant.text}"
                raise SpeechError("this line was not spoken", cue=line.id, hint=hint)
            frames = self.lengths[said]
            here = window(line, variant, frames, move, self.board.frames)
            found.append(_Try(variant, replace(here, low=max(here.low, self.board.edge)), frames))
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
            self.board.put(SpeechPlacement(line.id, each.variant.text, line.purpose, start, each.frames, line.audience))
            if line.purpose is Purpose.QUIET:
                self._quiets[line.move] = start
            return True
        return False

    def _shorter(self, placed: SpeechPlacement) -> bool:
        """Replace placed words by the next shorter way that fits."""
        line = self.board.lines[placed.cue]
        if line.anchor is Anchor.LEFT:
            return False
        tries = self._tries(line)
        shorter = [each for each in tries if each.frames < placed.frames]
        return self._fits(line, shorter, tries[0])

    def _start(self, line: Line, each: _Try) -> int | None:
        """First sample at which a way of saying a line fits, or None."""
        here, frames = each.here, each.frames
        low, high = here.low, here.high
        if line.purpose is Purpose.LAST:
            move = self.board.moves[line.move]
            tail = self.board.tail_of(move)
            needed = frames + sum(said.frames for said in tail) + CALL_MARGIN
            if each.variant.repetition * units(move)[1] - to_samples(line.offset_s) < needed:
                return None
            high = min([high, *(said.start - LEAST_GAP - frames for said in tail)])
            low = max(min(low, max(high, low - CALL_EARLY)), self.board.edge)
        elif self._before_quiet(line):
            high = min(high, self._quiets[line.move] - frames)
        find = last_free if line.anchor in TAIL else first_free
        words = (self.board.words, _gap(line))
        start = find((words, (self.board.sounds, 0)), frames, low, high)
        if start is None and line.need is Need.MUST:
            start = find((words, (self.board.bells, 0)), frames, low, high)
            start = self.board.squeeze_in(line, here, frames) if start is None else start
        return start

    def _before_quiet(self, line: Line) -> bool:
        """Whether a line may only be heard before the announced quiet of its move."""
        ends_it = line.anchor in TAIL or line.purpose in (Purpose.LAST, Purpose.QUIET)
        return line.move in self._quiets and not ends_it

    def _miss(self, line: Line, tried: _Try, said: str) -> None:
        """Record that a line was shortened or left out."""
        room = self._room(line, tried.here)
        most = longest(line, self.board.moves[line.move])
        reason = f"there is room for {to_seconds(room):.1f} s"
        if line.anchor is Anchor.PHASE and most is not None and tried.frames > most:
            room, reason = most, f"its phase leaves {to_seconds(most):.1f} s"
        elif self._before_quiet(line) and not room:
            reason = "quiet was announced there"
        at, text = max(0, tried.here.wished), tried.variant.text
        self.shortfalls[line.id] = Shortfall(
            line.id, line.purpose, line.need, text, said, at, tried.frames, room, reason
        )

    def _room(self, line: Line, here: Window) -> int:
        """Length of the longest clip that would have fitted, samples."""
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
