"""Scheduling: the real clips of a script's lines, each in its window, to the sample.

Comes in: a script, and how long each text is spoken. Goes out: a timeline in which no words overlap. What must be
said is placed first, then what should be, then what may be. A line lies where it is wished or slips within its
window; where it is too long, a shorter way is taken, or it is dropped, and the timeline says so. No line moves a hand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from voiceguide.choreography.model import Move
from voiceguide.errors import ScriptError, SpeechError, Where
from voiceguide.script.lines import EARCON_SECONDS, Anchor, Earcon, Line, Need, Purpose, Script, Variant
from voiceguide.timeline.assemble import assemble
from voiceguide.timeline.model import EarconPlacement, Shortfall, SpeechPlacement, Timeline
from voiceguide.timeline.room import Room, first_free, last_free, longest_free
from voiceguide.timeline.windows import TAIL, Window, by_id, longest, units, ways, window
from voiceguide.units import to_samples, to_seconds

GAP = to_samples(0.6)
"""Silence kept around any other line, samples."""

LEAST_GAP = to_samples(0.3)
"""Silence kept around a line that must be said, and around a last call, samples."""

CALL_MARGIN = to_samples(2.1)
"""What is left to do after a last call lasts as long as call and announcement and this, samples."""

CALL_EARLY = to_samples(0.25)
"""A last call may begin this much before the repetitions that it counts, samples."""

_NEEDS = (Need.MUST, Need.SHOULD, Need.MAY)


def texts_of(script: Script) -> dict[str, str]:
    """Every way of saying every line that may be needed, by line's id; further ways carry ``~2``, ``~3`` after it."""
    return {
        line.id if number == 1 else f"{line.id}~{number}": variant.text
        for line in script.lines
        for number, variant in enumerate(line.variants, start=1)
    }


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
    work = _Work(script, lengths)
    work.signals()
    for need in _NEEDS:
        for line in _ordered((line for line in script.lines if line.need is need), work.moves):
            work.place(line)
    return assemble(script, work.speech, work.earcons, work.shortfalls)


def _gap(line: Line) -> int:
    """Silence to keep around a line, samples."""
    return LEAST_GAP if line.need is Need.MUST or line.purpose is Purpose.LAST else GAP


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


@dataclass(slots=True)
class _Work:
    """What has been placed so far."""

    script: Script
    lengths: Mapping[str, int]
    moves: Mapping[str, Move] = field(init=False)
    starts: list[int] = field(init=False)
    words: Room = field(default_factory=Room)
    sounds: Room = field(default_factory=Room)
    speech: list[SpeechPlacement] = field(default_factory=list)
    earcons: list[EarconPlacement] = field(default_factory=list)
    shortfalls: list[Shortfall] = field(default_factory=list)
    tails: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    quiets: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.moves = by_id(self.script.moves)
        self.starts = [move.start for move in self.script.moves]
        self.quiets = {
            line.move: self.moves[line.move].start + to_samples(line.offset_s)
            for line in self.script.lines
            if line.purpose is Purpose.QUIET and line.move in self.moves
        }

    def signals(self) -> None:
        """Earcons lie where they belong; of two that would meet, the first sounds."""
        for signal in self.script.signals:
            start = self.moves[signal.move].start + signal.offset
            frames = to_samples(EARCON_SECONDS[signal.earcon])
            start = max(0, min(start, self.script.frames - frames))
            if self.sounds.conflict(start, start + frames) is None:
                self.earcons.append(EarconPlacement(signal.id, signal.earcon, start, frames))
                if signal.earcon is not Earcon.TICK:
                    self.sounds.take(start, start + frames)

    def place(self, line: Line) -> None:
        """Place a line, in the first of its ways that fits, or note why it does not."""
        move = self.moves[line.move]
        tried: list[tuple[Window, int, Variant]] = []
        for variant in ways(line, move):
            frames = self._frames(line, variant)
            here = window(line, variant, frames, move, self.script.frames)
            most = longest(line, move)
            start = None if most is not None and frames > most else self._start(line, variant, here, frames, move)
            if start is not None:
                if tried and line.anchor is not Anchor.LEFT:
                    self._miss(line, tried[0], variant.text)
                self._take(line, variant, start, frames)
                return
            tried.append((here, frames, variant))
        if tried:
            self._miss(line, tried[0], "")

    def _frames(self, line: Line, variant: Variant) -> int:
        try:
            return self.lengths[variant.text]
        except KeyError:
            raise SpeechError("this line was not spoken", cue=line.id, hint=f"Its text is: {variant.text}") from None

    def _start(self, line: Line, variant: Variant, here: Window, frames: int, move: Move) -> int | None:
        low, high = here.low, here.high
        if line.purpose is Purpose.LAST:
            tail = self.tails.get(move.id, [])
            _, unit = units(move)
            if variant.repetition * unit < frames + sum(each for _, each in tail) + CALL_MARGIN:
                return None
            high = min([high, *(start - LEAST_GAP - frames for start, _ in tail)])
            low = min(low, max(high, low - CALL_EARLY))
        elif self._before_quiet(line):
            high = min(high, self.quiets[move.id] - frames)
        gap = _gap(line)
        rooms = ((self.words, gap), (self.sounds, 0))
        find = last_free if line.anchor in TAIL else first_free
        start = find(rooms, frames, low, high)
        if start is None and line.need is Need.MUST:
            start = find(((self.words, gap),), frames, low, high)
            if start is not None:
                self._silence(start, start + frames)
        return start

    def _before_quiet(self, line: Line) -> bool:
        """Whether a line may only be heard before the quiet that is announced in its move."""
        ends_it = line.anchor in TAIL or line.purpose in (Purpose.LAST, Purpose.QUIET)
        return line.move in self.quiets and not ends_it

    def _silence(self, start: int, stop: int) -> None:
        """Earcons give way to what must be said."""
        self.earcons = [
            each for each in self.earcons if each.earcon is Earcon.TICK or each.stop <= start or each.start >= stop
        ]
        self.sounds = Room()
        for each in self.earcons:
            if each.earcon is not Earcon.TICK:
                self.sounds.take(each.start, each.stop)

    def _take(self, line: Line, variant: Variant, start: int, frames: int) -> None:
        self.words.take(start, start + frames)
        self.speech.append(SpeechPlacement(line.id, variant.text, line.purpose.value, start, frames, line.audience))
        if line.anchor in TAIL:
            over = self.script.moves[max(0, bisect_right(self.starts, start) - 1)]
            self.tails.setdefault(over.id, []).append((start, frames))
        elif line.purpose is Purpose.QUIET:
            self.quiets[line.move] = start

    def _miss(self, line: Line, tried: tuple[Window, int, Variant], said: str) -> None:
        here, frames, variant = tried
        room = self._room(line, here)
        move = self.moves[line.move]
        if line.anchor is Anchor.PHASE and (most := longest(line, move)) is not None and frames > most:
            room = most
            reason = f"its phase leaves {to_seconds(most):.1f} s"
        elif self._before_quiet(line):
            reason = "quiet was announced there" if not room else f"there is room for {to_seconds(room):.1f} s"
        else:
            reason = f"there is room for {to_seconds(room):.1f} s"
        self.shortfalls.append(
            Shortfall(
                line.id, line.purpose.value, line.need, variant.text, said, max(0, here.wished), frames, room, reason
            )
        )

    def _room(self, line: Line, here: Window) -> int:
        """The longest clip that would have fitted."""
        gap = _gap(line)
        rooms = ((self.words, gap), (self.sounds, 0))
        low = here.low
        if line.anchor in TAIL:
            return longest_free(rooms, low, here.limit, here.limit)
        limit = here.limit
        if self._before_quiet(line):
            limit = min(limit, self.quiets[line.move])
        most = longest(line, self.moves[line.move])
        room = longest_free(rooms, low, low + to_samples(line.slip_s), limit)
        return room if most is None else max(0, min(room, most))
