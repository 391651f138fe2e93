"""What could be said over a stroke while the hands go on, the most important first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from voiceguide.choreography.model import Move
from voiceguide.routine.model import StepKind, Stroke
from voiceguide.script.budget import Budget
from voiceguide.script.draft import Key, ScriptDraft, key_of
from voiceguide.script.lines import Purpose
from voiceguide.settings import Guidance
from voiceguide.units import to_seconds
from voiceguide.wording.model import Text
from voiceguide.wording.places import the_place
from voiceguide.wording.words import about_minutes, sentence, word_count

LONGEST_QUIET_S = 150.0
"""Longest quiet at the end of a very long stroke, seconds."""

HALFWAY = 0.05
"""Share of the session after its middle in which the voice may still say that half is over."""

BREATH_EVERY_S = 130.0
ANCHOR_EVERY_S = 420.0

SIGNALS = re.compile(r"\b(?:ticks?|bells?|tones?)\b", re.IGNORECASE)
"""Finds an author's words about signals."""


OWN = (Purpose.PRESSURE, Purpose.REFINE)
"""What the author's own sentences for a stroke are for."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something to say over a stroke: a text of a pool, or a sentence of the author's.

    Attributes:
        purpose: What it is for.
        pool: Name of the pool; empty for the author's own.
        text: The text of the pool, or None for the author's own.
        place: Which of the author's sentences, or of their steps, from 0.
    """

    purpose: Purpose
    pool: str = ""
    text: Text | None = None
    place: int = 0

    @property
    def own(self) -> bool:
        """Whether it is the author's."""
        return self.text is None


def ways_of(draft: ScriptDraft, move: Move, wish: Wish, now_s: float) -> tuple[str, ...]:
    """Ways to say a wish, the preferred first; empty if it is not said, as it was heard too often or is not true.

    Args:
        draft: The session.
        move: The stroke.
        wish: What to say.
        now_s: About when, seconds from the start.
    """
    if wish.text is not None:
        if wish.text not in draft.picker.book.pool(wish.pool).true_texts(draft.situation(move)):
            return ()
        fills = _fills(draft, move, now_s)
        ways = tuple(way.format_map(fills) for way in wish.text.ways)
        return () if draft.picker.is_worn(ways[0], to_seconds(move.start)) else ways
    text = _own_text(draft, move, wish)
    if not text or draft.picker.is_worn(text, to_seconds(move.start)):
        return ()
    return () if not draft.has_earcons and SIGNALS.search(text) else (text,)


def _fills(draft: ScriptDraft, move: Move, now_s: float) -> dict[str, str]:
    """Values of the placeholders: where the hands are, and about how long is left."""
    place = the_place(move.region, move.side)
    minutes = about_minutes(draft.until_s - max(to_seconds(move.start), now_s))
    return {"Place": place[:1].upper() + place[1:], "About": minutes[:1].upper() + minutes[1:]}


def _own_text(draft: ScriptDraft, move: Move, wish: Wish) -> str:
    """The author's sentence that is wished, or empty."""
    say = _stroke(move).say
    if wish.purpose is Purpose.PRESSURE:
        return sentence(say.pressure or "")
    texts = say.during if wish.purpose is Purpose.REFINE else draft.notes(move, StepKind.BREATHE)
    return sentence(texts[wish.place]) if wish.place < len(texts) else ""


def own_wishes(move: Move, said: Collection[int] | None, room_s: float) -> list[Wish]:
    """The author's sentences for a stroke: how hard, the first time, and those that have not been said yet.

    Args:
        move: The stroke.
        said: Which of the others were said; None the first time.
        room_s: Seconds that the stroke has for words.
    """
    say = _stroke(move).say
    left = [Wish(Purpose.REFINE, place=place) for place in range(len(say.during)) if place not in (said or ())]
    return [Wish(Purpose.PRESSURE)] * (said is None and bool(say.pressure)) + left[: 2 if room_s < 60 else 3]


class Wishes:
    """Decides what could be said over the strokes of a session, one stroke after the other."""

    def __init__(self, draft: ScriptDraft) -> None:
        self.draft = draft
        self.budget = Budget(draft)
        self.said_places: dict[Key, set[int]] = {}
        """Which of the author's sentences were said, by stroke."""
        self.headed: set[str] = set()
        """The regions that were introduced."""
        self.headings: set[Text | None] = set()
        """What they were introduced with: never the same twice."""
        self.breath_s = self.anchor_s = draft.span()[0]
        self.halfway = False

    def allows(self, text: str, move: Move, *, own: bool = False) -> bool:
        """Whether so many words may be heard up to a stroke's end; the author's always may."""
        return own or self.budget.allows(word_count(text), to_seconds(move.stop))

    def allows_trip(self, text: str, move: Move, _left: int, /) -> bool:
        """Whether they are enough to say which trip begins."""
        return self.allows(text, move)

    def note_granted(self, move: Move, wish: Wish, at_s: float, /) -> None:
        """Record that a wish was granted."""
        if wish.purpose is Purpose.BREATH:
            self.breath_s = at_s
        if wish.own and wish.purpose is Purpose.REFINE:
            self.said_places[key_of(move)].add(wish.place)

    def of(self, move: Move, room_s: float, /) -> Iterator[Wish]:
        """What could be said over a stroke, the most important first."""
        draft, stroke = self.draft, _stroke(move)
        if draft.level is Guidance.SIGNALS:
            return
        known = key_of(move) in self.said_places
        own = own_wishes(move, self.said_places.get(key_of(move)), room_s)
        self.said_places.setdefault(key_of(move), set())
        if not known and not own:
            yield from self._pool(move, "pressure", Purpose.PRESSURE)
        yield from own
        for place, text in enumerate(draft.notes(move, StepKind.BREATHE)):
            if text:
                yield Wish(Purpose.BREATH, place=place)
            else:
                yield from self._pool(move, "breath", Purpose.BREATH)
        yield from self._where(move)
        if not known and own and not stroke.say.pressure:
            yield from self._pool(move, "pressure", Purpose.PRESSURE)
        if to_seconds(move.start) - self.breath_s > BREATH_EVERY_S:
            yield from self._pool(move, "breath", Purpose.BREATH)
        yield from self._more(move, room_s)

    def _pool(self, move: Move, name: str, purpose: Purpose) -> Iterator[Wish]:
        """A wish from a pool, or none."""
        at_s = to_seconds(move.start)
        text = self.draft.picker.draw(name, self.draft.situation(move), at_s, move.id, **_fills(self.draft, move, at_s))
        if text is not None:
            yield Wish(purpose, name, text)

    def _where(self, move: Move) -> Iterator[Wish]:
        """Wishes to say where we are: the heading of a new part, halfway."""
        draft = self.draft
        now_s = to_seconds(move.start)
        if move.region not in self.headed:
            self.headed.add(move.region)
            for wish in self._pool(move, "heading", Purpose.HEADING):
                if wish.text not in self.headings:
                    self.headings.add(wish.text)
                    yield wish
        elif (
            not (self.halfway or draft.settings.halfway or draft.whose.swap)
            and 0.0 <= draft.share_passed(now_s) - 0.5 < HALFWAY
        ):
            self.halfway = True
            yield from self._pool(move, "halfway", Purpose.HEADING)
        elif now_s - self.anchor_s > ANCHOR_EVERY_S and draft.until_s - now_s > 150:
            self.anchor_s = now_s
            yield from self._pool(move, "anchor", Purpose.HEADING)

    def _more(self, move: Move, room_s: float) -> Iterator[Wish]:
        """Wishes to say something more over a long stroke."""
        names = (
            (("refine", Purpose.REFINE), ("receiver", Purpose.RECEIVER), ("care", Purpose.CARE))
            if move.visit == 1
            else (("presence", Purpose.CARE), ("receiver", Purpose.RECEIVER), ("refine", Purpose.REFINE))
        )
        wanted = 1 + int(room_s // 30)
        rest_s = room_s - LONGEST_QUIET_S
        for index in range(min(9, max(wanted, int(rest_s // 25)))):
            yield from self._pool(move, *names[index % len(names)])


def _stroke(move: Move) -> Stroke:
    """The stroke that a move does."""
    assert isinstance(move.item, Stroke)
    return move.item
