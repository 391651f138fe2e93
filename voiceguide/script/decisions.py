"""What is decided for a whole session before the author's sentences are put in, and what may then be said of it.

All of it follows from what the hands do and from sentences of usual length (`usual`). So another sentence in one stroke
changes what is said there, and nothing elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from voiceguide.choreography.model import Move
from voiceguide.script.draft import Key, ScriptDraft, key_of
from voiceguide.script.lines import Line, Purpose
from voiceguide.script.pick import DrawnTexts
from voiceguide.script.wishes import OWN, Wish, own_wishes
from voiceguide.settings import Guidance
from voiceguide.wording.words import word_count

OWN_MORE, MORE = 3, 6
"""By how many words there may be more over a stroke than was decided: with the author's sentences where words are many,
and with others where they are few."""

ROOMY = 0.85
"""Words are few where there are at most this share of those that may be said."""

LineKey = tuple[str, Purpose, int]
"""What makes lines the same whatever they say: move, purpose, and the repetition or trip that they lead or count."""


def key_of_line(line: Line) -> LineKey:
    """The key of a line."""
    counted = line.purpose in (Purpose.LEAD, Purpose.TRIP)
    return line.move, line.purpose, line.variants[0].repetition if counted else 0


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is decided for a whole session.

    Attributes:
        drawn: The varied texts.
        wishes: What is said over each stroke, in order, by the stroke's id.
        asked: When the receiver is asked, seconds from the start, by the stroke's id.
        quiet: Seconds of quiet at the end of a stroke, by its id.
        kept: The lines that are said.
        fewer: Strokes over which sentences of the author's were taken back, by id.
        gone: The lines that were taken back, so that there are no more words than there should be.
        shortened: How often an announcement is replaced by its next shorter way, by the line's id.
        roomy: Whether words are few in the whole session.
        words: How many words are said over each stroke, without those about the next one, by the stroke's id.
    """

    drawn: DrawnTexts
    wishes: Mapping[str, Sequence[Wish]]
    asked: Mapping[str, Sequence[float]]
    quiet: Mapping[str, float]
    kept: frozenset[LineKey]
    fewer: frozenset[str]
    gone: frozenset[LineKey]
    shortened: Mapping[str, int]
    roomy: bool
    words: Mapping[str, int]

    def obey(self, draft: ScriptDraft) -> None:
        """Take back the led words and last calls that are taken back here."""
        for line in list(draft.lines.values()):
            if line.purpose in (Purpose.LEAD, Purpose.LAST) and key_of_line(line) in self.gone:
                draft.drop(line)

    def shorten(self, draft: ScriptDraft) -> None:
        """Shorten announcements as often as they are shortened here."""
        for name, times in self.shortened.items():
            for _ in range(times):
                line = draft.lines.get(name)
                if line is not None and line.variants[1:]:
                    draft.shorten(line)


def words_over(draft: ScriptDraft) -> Counter[str]:
    """How many words are said over each move, without those about the next one, by the move's id."""
    found: Counter[str] = Counter()
    for line in draft.lines.values():
        found[line.move] += draft.spoken[line.id].words
    return found


class DecidedWishes:
    """The words over the strokes of one session, as they were decided.

    Args:
        draft: The session with the author's sentences.
        decisions: What was decided for it.
    """

    def __init__(self, draft: ScriptDraft, decisions: Decisions) -> None:
        self._draft, self._decisions = draft, decisions
        self._said_places: dict[Key, set[int]] = {}
        """Which of the author's sentences were said, by stroke."""

    def of(self, move: Move, room_s: float, /) -> Iterator[Wish]:
        """What is said over a stroke: the author's sentences first, where they find room, then what was decided."""
        if self._draft.level is Guidance.SIGNALS:
            return
        key, wishes = key_of(move), self._decisions.wishes.get(move.id, ())
        own = own_wishes(move, self._said_places.get(key), room_s)
        self._said_places.setdefault(key, set())
        decided = [wish for wish in wishes if not (wish.own and wish.purpose in OWN)]
        if move.id in self._decisions.fewer:
            own = own[: len(wishes) - len(decided)]
        yield from (*own, *decided)

    def note_granted(self, move: Move, wish: Wish, _at_s: float, /) -> None:
        """Record that a wish was granted."""
        if wish.own and wish.purpose is Purpose.REFINE:
            self._said_places[key_of(move)].add(wish.place)

    def allows(self, text: str, move: Move, *, own: bool = False) -> bool:
        """Whether there are no more words over a stroke with this text than were decided.

        With the author's sentences there may be a few more; where words are few, any number with these, and a few more
        with others.
        """
        if own and self._decisions.roomy:
            return True
        more = OWN_MORE if own else MORE if self._decisions.roomy else 0
        most = self._decisions.words.get(move.id, 0) + more
        return words_over(self._draft)[move.id] + word_count(text) <= most

    def allows_trip(self, _text: str, move: Move, left: int, /) -> bool:
        """Whether it was decided to say which trip begins."""
        return (move.id, Purpose.TRIP, left) in self._decisions.kept
