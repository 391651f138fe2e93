"""Limit the words of a session, and let them grow fewer: the lines needed least are taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from voiceguide.script.draft import ScriptDraft
from voiceguide.script.lines import Line, Need, Purpose
from voiceguide.settings import Guidance

RATES = {Guidance.FULL: (35.0, 23.0), Guidance.BRIEF: (20.0, 13.0), Guidance.SIGNALS: (9.5, 8.0)}
"""Words a minute aimed at, at the start and at the end of the strokes (goals: at most 38, 22 and 10)."""

MOST = {Guidance.FULL: 36.5, Guidance.BRIEF: 21.0, Guidance.SIGNALS: 9.6}
"""Words a minute that a session with sentences of usual length does not exceed while something can be left out."""

OWN_MOST = {Guidance.FULL: 37.5, Guidance.BRIEF: 21.7, Guidance.SIGNALS: 9.8}
"""Words a minute that a session with the author's own sentences does not exceed while something can be left out."""

LONGEST_SILENCE_S = 43.0
"""A silence longer than this is announced, seconds (goal: 45)."""

CALL_MAY_SLIP_S = 7.0
"""How much later than expected a last call may come, seconds."""

FALL, OWN_FALL = 0.94, 0.995
"""The second half has at most this share of the first half's words: with usual sentences, and with the author's."""

_FIRST_TO_GO = (
    Purpose.CARE,
    Purpose.RECEIVER,
    Purpose.HEADING,
    Purpose.BREATH,
    Purpose.REFINE,
    Purpose.TRIP,
    Purpose.PRESSURE,
    Purpose.LEAD,
    Purpose.LAST,
)
"""Purposes of lines that may be taken back, the least important first."""


class Budget:
    """How many words may be heard until a time.

    Args:
        draft: The session.
        own: Whether the author's own sentences are in it.

    Attributes:
        gone: The lines that were taken back.
        shortened: How often an announcement was shortened, by its line's id.
    """

    def __init__(self, draft: ScriptDraft, *, own: bool = False) -> None:
        self.draft, self.own = draft, own
        self.most, self.fall = (OWN_MOST[draft.level], OWN_FALL) if own else (MOST[draft.level], FALL)
        self.gone: list[Line] = []
        self.shortened: Counter[str] = Counter()
        self.start_s, self.stop_s = draft.span()
        self.first, self.last = RATES[draft.level]

    def allows(self, text_words: int, until_s: float) -> bool:
        """Whether this many more words may be heard before a time, seconds from the start."""
        had = self.draft.words_between(self.start_s, until_s)
        return had + text_words <= self._words_allowed(until_s)

    def _words_allowed(self, until_s: float) -> float:
        """Words that may be heard until a time, falling from the first rate to the last."""
        whole = max(1.0, self.stop_s - self.start_s)
        share = min(1.0, max(0.0, (until_s - self.start_s) / whole))
        mean = self.first + (self.last - self.first) * share / 2
        return mean * (until_s - self.start_s) / 60

    def keep(self) -> None:
        """Take lines back until the session has no more words than it should, and fewer in its second half."""
        middle_s = (self.start_s + self.stop_s) / 2
        self._drop_lines(middle_s)
        self._shorten_announcements(middle_s)

    def _drop_lines(self, middle_s: float) -> None:
        """Take lines back, of the second half first, until there are few enough words in all and in that half."""
        first, second = list(self._spare(self.start_s, middle_s)), list(self._spare(middle_s, self.stop_s))
        while True:
            grows = self.draft.level is Guidance.FULL and self._grows(middle_s)
            most = self.rate > self.most
            if second and (grows or (most and not self._is_full(first))):
                self._drop(second.pop(0))
            elif first and most:
                self._drop(first.pop(0))
            else:
                break

    def _shorten_announcements(self, middle_s: float) -> None:
        """Take shorter variants of announcements, the latest first, while there are still too many words."""
        for line in self._announcements():
            many = self.rate > self.most
            grows = self.own and self.draft.level is Guidance.FULL and self._grows(middle_s)
            if many or (grows and self.draft.spoken[line.id].start_s >= middle_s):
                self.draft.shorten(line)
                self.shortened[line.id] += 1

    def _is_full(self, first: list[Line]) -> bool:
        """Whether words can be taken back from the first half: at full guidance, while any are left."""
        return self.draft.level is Guidance.FULL and bool(first)

    def _grows(self, middle_s: float) -> bool:
        """Whether the second half has too many words against the first."""
        return self._rate(middle_s, self.stop_s) > self.fall * self._rate(self.start_s, middle_s)

    def _drop(self, line: Line) -> None:
        """Take a line back, unless that would leave a long silence that is not announced.

        The led words of one repetition go together: whoever is asked to press must also be asked to let go.
        """
        if line.id not in self.draft.lines:
            return
        if line.purpose is Purpose.LEAD:
            for each in [each for each in self.draft.lines.values() if _of_one_repetition(each, line)]:
                self._take_back(each)
            return
        own = self.draft.spoken[line.id]
        others = [(name, each) for name, each in self.draft.spoken.items() if name != line.id]
        before = max((each for each in others if each[1].start_s <= own.start_s), key=lambda each: each[1].stop_s)
        after_s = min((each.start_s for _, each in others if each.start_s > own.start_s), default=own.stop_s)
        expected = self.draft.lines[before[0]].purpose is Purpose.QUIET or self.draft.level is not Guidance.FULL
        if expected or after_s - before[1].stop_s < LONGEST_SILENCE_S - CALL_MAY_SLIP_S:
            self._take_back(line)

    def _take_back(self, line: Line) -> None:
        """Take a line back, and remember it."""
        self.draft.drop(line)
        self.gone.append(line)

    def _announcements(self) -> Iterator[Line]:
        """Announcements that have a shorter variant, the latest first."""
        found = [line for line in self.draft.lines.values() if line.purpose is Purpose.ANNOUNCE and line.variants[1:]]
        yield from sorted(found, key=lambda line: -self.draft.spoken[line.id].start_s)

    @property
    def rate(self) -> float:
        """Words a minute from the first stroke to the end of the last."""
        return self._rate(self.start_s, self.stop_s)

    def _rate(self, start_s: float, stop_s: float) -> float:
        """Words a minute between two moments."""
        return self.draft.words_between(start_s, stop_s) * 60 / max(1.0, stop_s - start_s)

    def _spare(self, start_s: float, stop_s: float) -> Iterator[Line]:
        """Lines that may be taken back: the least important first, and of those the latest."""
        spoken = self.draft.spoken
        carries = self.draft.level is Guidance.FULL  # there an author's led words carry the stroke
        for need, purpose in product((Need.MAY, Need.SHOULD), _FIRST_TO_GO):
            found = [
                line
                for line in self.draft.lines.values()
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
