"""An author's own words for a stroke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Lead(NamedTuple):
    """What the voice says in time with a phase."""

    phase: str
    words: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What an author says in place of the composer's words. None means the composer's default.

    Attributes:
        name: What the stroke is called when announced ("long strokes down the back").
        where: Where on the body the hands go.
        hands: Which part of which hand.
        path: The way the hands take.
        pressure: How hard.
        count: How many.
        begin: The word to begin.
        during: Sentences said while the hands work, in order (refinements).
        last: Said before the last repetition.
        next: How this stroke is announced while the one before still goes on: place, hands, way.
        again: How it is announced on the second side or in a later round; at most about eight words.
        lead: What the voice says in time with the first repetitions.
        keep: Which hand stays when the stroke ends, so that contact is kept.
    """

    name: str | None = None
    where: str | None = None
    hands: str | None = None
    path: str | None = None
    pressure: str | None = None
    count: str | None = None
    begin: str | None = None
    during: tuple[str, ...] = ()
    last: str | None = None
    next: str | None = None
    again: str | None = None
    lead: tuple[Lead, ...] = ()
    keep: str | None = None
