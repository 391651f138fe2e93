"""Choosing words: the same for one seed, varied within a session, no sentence worn out.

A text is taken from its pool when it is true now and none of its sentences was heard three times in the last half
hour; of those that are, one that was heard least.
"""

from __future__ import annotations

import random
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence

from voiceguide.text.fold import fold
from voiceguide.text.sentences import sentences
from voiceguide.wording.model import Phrasebook, Pool, Situation, Text

SAME, SAME_WITHIN_S = 3, 1800.0
"""How often one sentence may be heard, and within how many seconds."""


ECHO_S = 40.0
"""A sentence heard again so soon is an echo, seconds."""


class Picker:
    """Draws the varied sentences of one session.

    Args:
        book: What may be said.
        seed: The same seed draws the same sentences.
        level: The level of guidance; pools of other levels give nothing.
    """

    def __init__(self, book: Phrasebook, seed: str, level: str) -> None:
        self.book = book
        self.level = level
        self._said = -1 if level == "signals" else 0  # signals take the shortest way of everything
        self._seed = seed
        self._order: dict[str, dict[Text, int]] = {}
        self._heard: dict[str, list[float]] = defaultdict(list)
        self._latest: dict[tuple[str, Text], int] = {}
        self._taken = 0

    def heard(self, text: str, at_s: float) -> None:
        """Note that a text is heard at a time, seconds from the start."""
        for sentence in _sentences(text):
            insort(self._heard[sentence], at_s)

    def forget(self, text: str, at_s: float) -> None:
        """Take back what was noted."""
        for sentence in _sentences(text):
            self._heard[sentence].remove(at_s)

    def is_worn(self, text: str, at_s: float) -> bool:
        """Whether saying it at that time would be once too often in half an hour."""
        return any(self._worn(sentence, at_s) for sentence in _sentences(text))

    def is_fresh(self, text: str, at_s: float) -> bool:
        """Whether none of its sentences is heard about that time."""
        return not any(
            abs(each - at_s) < ECHO_S for sentence in _sentences(text) for each in self._heard.get(sentence, [])
        )

    def _worn(self, sentence: str, at_s: float) -> bool:
        times = self._heard.get(sentence, [])
        low = bisect_left(times, at_s - SAME_WITHIN_S)
        high = bisect_left(times, at_s + SAME_WITHIN_S)
        return high - low >= SAME

    def texts(self, pool_name: str, now: Situation, at_s: float, **fills: str) -> tuple[str, ...]:
        """Ways to say one thing, the preferred first; empty where the level, or what is worn out, leaves nothing.

        Args:
            pool_name: From which pool.
            now: What is true.
            at_s: When it would be heard.
            fills: What the text's open places hold.
        """
        pool = self.book.pool(pool_name)
        if self.level not in pool.levels:
            return ()
        for text in self.ordered(pool, now):
            ways = tuple(way.format_map(fills) for way in text.ways)
            if pool.counts or not self.is_worn(ways[self._said], at_s):
                self._use(pool_name, text)
                return ways
        return ()

    def take_order(self, pool: Pool, now: Situation) -> tuple[Text, ...]:
        """As `ordered`; the first of them counts as used."""
        found = tuple(self.ordered(pool, now))
        if found:
            self._use(pool.name, found[0])
        return found

    def _use(self, pool_name: str, text: Text) -> None:
        self._taken += 1
        self._latest[pool_name, text] = self._taken

    def ordered(self, pool: Pool, now: Situation) -> Sequence[Text]:
        """The pool's texts that are true now: those first that were never or long ago taken, then what fits best."""
        order = self._order.get(pool.name)
        if order is None:
            shuffled = list(pool.texts)
            random.Random(f"{self._seed} {pool.name}").shuffle(shuffled)
            order = self._order[pool.name] = {text: number for number, text in enumerate(shuffled)}
        return sorted(
            pool.fitting(now),
            key=lambda text: (self._latest.get((pool.name, text), 0), -text.fit.strictness, order[text]),
        )


def _sentences(text: str) -> list[str]:
    return [sentence.strip().casefold() for sentence in sentences(fold(text))]
