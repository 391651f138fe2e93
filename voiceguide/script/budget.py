"""How many words a session may have, and that they grow fewer: what is needed least is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from voiceguide.script.lines import Line, Need, Purpose
from voiceguide.script.talk import Talk
from voiceguide.settings import Guidance

RATES = {Guidance.FULL: (35.0, 23.0), Guidance.BRIEF: (20.0, 13.0), Guidance.SIGNALS: (9.5, 8.0)}
"""Words a minute aimed at, at the start and at the end of the strokes (goals: at most 38, 22 and 10)."""

MOST = {Guidance.FULL: 36.5, Guidance.BRIEF: 21.0, Guidance.SIGNALS: 9.6}
"""Words a minute that are never passed while something can be left out."""

LONGEST_SILENCE_S = 43.0
"""A silence longer than this is announced, seconds (goal: 45)."""

CALL_MAY_SLIP_S = 7.0
"""A last call may come about so much later than expected, seconds."""

_FALL = 0.97
"""The second half has at most this share of the first half's words."""

_FIRST_TO_GO = (
    Purpose.CARE,
    Purpose.HEADING,
    Purpose.BREATH,
    Purpose.REFINE,
    Purpose.TRIP,
    Purpose.PRESSURE,
    Purpose.LEAD,
    Purpose.LAST,
)
"""Lines that may be taken back, those first that are missed least."""


class Budget:
    """How many words may be heard until a time."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.start_s, self.stop_s = talk.span()
        self.first, self.last = RATES[talk.level]

    def allows(self, text_words: int, until_s: float) -> bool:
        """Whether so many more words may be heard before a time, seconds from the start."""
        had = self.talk.words_between(self.start_s, until_s)
        return had + text_words <= self._allowed(until_s)

    def _allowed(self, until_s: float) -> float:
        whole = max(1.0, self.stop_s - self.start_s)
        share = min(1.0, max(0.0, (until_s - self.start_s) / whole))
        mean = self.first + (self.last - self.first) * share / 2
        return mean * (until_s - self.start_s) / 60

    def keep(self) -> None:
        """Take lines back until the session has no more words than it should, and fewer in its second half."""
        middle_s = (self.start_s + self.stop_s) / 2
        first, second = list(self._spare(self.start_s, middle_s)), list(self._spare(middle_s, self.stop_s))
        while True:
            grows = self.talk.level is Guidance.FULL and self._grows(middle_s)
            most = self._rate(self.start_s, self.stop_s) > MOST[self.talk.level]
            if second and (grows or (most and not self._is_full(first))):
                self._drop(second.pop(0))
            elif first and most:
                self._drop(first.pop(0))
            else:
                break
        for line in self._announcements():
            if self._rate(self.start_s, self.stop_s) <= MOST[self.talk.level]:
                break
            self.talk.shorten(line)

    def _is_full(self, first: list[Line]) -> bool:
        """Whether words are taken back from the first half: at full guidance, while there are any to take."""
        return self.talk.level is Guidance.FULL and bool(first)

    def _grows(self, middle_s: float) -> bool:
        return self._rate(middle_s, self.stop_s) > _FALL * self._rate(self.start_s, middle_s)

    def _drop(self, line: Line) -> None:
        """Take a line back, unless a long silence that nobody told of would be left.

        The led words of one repetition go together: who is told to press is told to let go.
        """
        if line.id not in self.talk.lines:
            return
        if line.purpose is Purpose.LEAD:
            for each in [each for each in self.talk.lines.values() if _of_one_repetition(each, line)]:
                self.talk.drop(each)
            return
        own = self.talk.spoken[line.id]
        others = [(name, each) for name, each in self.talk.spoken.items() if name != line.id]
        before = max((each for each in others if each[1].start_s <= own.start_s), key=lambda each: each[1].stop_s)
        after_s = min((each.start_s for _, each in others if each.start_s > own.start_s), default=own.stop_s)
        told = self.talk.lines[before[0]].purpose is Purpose.QUIET or self.talk.level is not Guidance.FULL
        if told or after_s - before[1].stop_s < LONGEST_SILENCE_S - CALL_MAY_SLIP_S:
            self.talk.drop(line)

    def _announcements(self) -> Iterator[Line]:
        """Announcements that have a shorter way, the latest first."""
        found = [line for line in self.talk.lines.values() if line.purpose is Purpose.ANNOUNCE and line.variants[1:]]
        yield from sorted(found, key=lambda line: -self.talk.spoken[line.id].start_s)

    def _rate(self, start_s: float, stop_s: float) -> float:
        return self.talk.words_between(start_s, stop_s) * 60 / max(1.0, stop_s - start_s)

    def _spare(self, start_s: float, stop_s: float) -> Iterator[Line]:
        """Lines that may go, those first that are missed least, and of those the latest."""
        spoken = self.talk.spoken
        carries = self.talk.level is Guidance.FULL  # there an author's led words carry the stroke
        for need, purpose in product((Need.MAY, Need.SHOULD), _FIRST_TO_GO):
            found = [
                line
                for line in self.talk.lines.values()
                if line.purpose is purpose
                and line.need is need
                and start_s <= spoken[line.id].start_s < stop_s
                and not (carries and purpose is Purpose.LEAD and need is Need.SHOULD)
            ]
            yield from sorted(found, key=lambda line: -spoken[line.id].start_s)


def _of_one_repetition(one: Line, other: Line) -> bool:
    """Whether two lines lead the same repetition of a stroke."""
    same = one.purpose is other.purpose is Purpose.LEAD and one.move == other.move
    return same and one.variants[0].repetition == other.variants[0].repetition
