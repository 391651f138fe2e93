"""Choose words: the same for one seed, varied within a session, no sentence too often.

A text is taken from its pool if it is true now and none of its sentences was heard three times in the last half hour;
among these, one that was taken least recently. Once the texts of a whole session have been drawn, they can be drawn
again, each in its place.
"""

from __future__ import annotations

import random
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voiceguide.settings import Guidance
from voiceguide.text.fold import fold
from voiceguide.text.sentences import sentences
from voiceguide.wording.model import Phrasebook, Pool, Situation, Text

SAME, SAME_WITHIN_S = 3, 1800.0
"""How often one sentence may be heard, within how many seconds."""


ECHO_S = 40.0
"""A sentence heard again within this time counts as an echo, seconds."""


@dataclass(frozen=True, slots=True)
class DrawnTexts:
    """The texts drawn for a session.

    Attributes:
        texts: In order, by where they are said and the pool's name.
        latest: When each text was drawn last, by the pool's name and the text; counted from 1.
    """

    texts: Mapping[tuple[str, str], Sequence[Text]]
    latest: Mapping[tuple[str, Text], int]


class Picker:
    """Draws the varied sentences of one session.

    Args:
        book: All that may be said.
        seed: The same seed draws the same sentences.
        level: The level of guidance; pools of other levels give nothing.
        again: What was drawn before for the same session: it is drawn again in the same places, if it is true there; in
            other places what was drawn longest ago.
    """

    def __init__(self, book: Phrasebook, seed: str, level: Guidance, again: DrawnTexts | None = None) -> None:
        self.book = book
        self.level = level
        self._said = -1 if level is Guidance.SIGNALS else 0  # signals take the shortest way of everything
        self._seed = seed
        self._order: dict[str, dict[Text, int]] = {}
        self._heard: dict[str, list[float]] = defaultdict(list)
        self._again = again
        self._latest: dict[tuple[str, Text], int] = dict(again.latest) if again is not None else {}
        self._texts: dict[tuple[str, str], list[Text]] = defaultdict(list)
        self._taken = 0

    @property
    def drawn(self) -> DrawnTexts:
        """What has been drawn so far."""
        return DrawnTexts(self._texts, self._latest)

    def note_heard(self, text: str, at_s: float) -> None:
        """Record that a text is heard at a time, seconds from the start."""
        for sentence in _sentences(text):
            insort(self._heard[sentence], at_s)

    def forget(self, text: str, at_s: float) -> None:
        """Take back what `note_heard` recorded."""
        for sentence in _sentences(text):
            self._heard[sentence].remove(at_s)

    def is_worn(self, text: str, at_s: float) -> bool:
        """Whether a sentence of it would be heard too often around that time."""
        return any(self._is_worn_out(sentence, at_s) for sentence in _sentences(text))

    def is_fresh(self, text: str, at_s: float) -> bool:
        """Whether none of its sentences is heard close to that time."""
        return not any(
            abs(each - at_s) < ECHO_S for sentence in _sentences(text) for each in self._heard.get(sentence, [])
        )

    def _is_worn_out(self, sentence: str, at_s: float) -> bool:
        """Whether a sentence was heard too often around a time."""
        times = self._heard.get(sentence, [])
        low = bisect_left(times, at_s - SAME_WITHIN_S)
        high = bisect_left(times, at_s + SAME_WITHIN_S)
        return high - low >= SAME

    def texts(self, pool_name: str, now: Situation, at_s: float, place: str, /, **fills: str) -> tuple[str, ...]:
        """Ways to say one thing, the preferred first; empty if the level allows none or all were heard too often.

        Args:
            pool_name: Name of the pool.
            now: What is true now.
            at_s: When it would be heard, seconds from the start.
            place: Where it is said: the move's id, perhaps with more.
            fills: Values of the text's placeholders.
        """
        text = self.draw(pool_name, now, at_s, place, **fills)
        return () if text is None else tuple(way.format_map(fills) for way in text.ways)

    def draw(self, pool_name: str, now: Situation, at_s: float, place: str, /, **fills: str) -> Text | None:
        """Draw a text as `texts` does; None if the level allows none or all were heard too often."""
        pool = self.book.pool(pool_name)
        if self.level not in pool.levels:
            return None
        for text in self.rank_texts(pool, now, place):
            if pool.counts or not self.is_worn(text.ways[self._said].format_map(fills), at_s):
                self._use(pool_name, text, place)
                return text
        return None

    def take_order(self, pool: Pool, now: Situation, place: str) -> tuple[Text, ...]:
        """Do the same as `rank_texts`, and record the first text as used."""
        found = tuple(self.rank_texts(pool, now, place))
        if found:
            self._use(pool.name, found[0], place)
        return found

    def _use(self, pool_name: str, text: Text, place: str) -> None:
        """Note that a text was used now, and where."""
        self._texts[place, pool_name].append(text)
        if self._again is None:
            self._taken += 1
            self._latest[pool_name, text] = self._taken

    def rank_texts(self, pool: Pool, now: Situation, place: str) -> Sequence[Text]:
        """The pool's texts that are true now: drawn here before, least recently taken, best fitting, nearest."""
        before = self._again.texts.get((place, pool.name), ()) if self._again is not None else ()
        here = before[len(self._texts[place, pool.name]) :][:1]
        order = self._order.get(pool.name)
        if order is None:
            shuffled = list(pool.texts)
            random.Random(f"{self._seed} {pool.name}").shuffle(shuffled)
            order = self._order[pool.name] = {text: number for number, text in enumerate(shuffled)}
        return sorted(
            pool.true_texts(now),
            key=lambda text: (
                text not in here,
                self._latest.get((pool.name, text), 0),
                -text.fit.strictness,
                text.fit.distance(now),
                order[text],
            ),
        )


def _sentences(text: str) -> list[str]:
    return [sentence.strip().casefold() for sentence in sentences(fold(text))]
