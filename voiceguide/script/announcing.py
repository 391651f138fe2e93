"""Which way of announcing a stroke a session takes: whole the first time, then in few words, never worn out."""

from __future__ import annotations

from dataclasses import replace

from voiceguide.choreography.model import Move
from voiceguide.routine.model import Stroke
from voiceguide.script.talk import Talk, key_of
from voiceguide.settings import Guidance
from voiceguide.units import to_seconds
from voiceguide.wording import announce
from voiceguide.wording.words import word_count

BRIEF_WORDS = 12
"""At brief guidance the first announcement keeps to so many words where there is such a way."""


def announcement(talk: Talk, move: Move, before: Move | None) -> tuple[str, ...]:
    """Ways to announce a stroke, the preferred first.

    Args:
        talk: The session.
        move: The stroke.
        before: The move that goes over into it with nothing but a travel between them, or None.
    """
    at_s = to_seconds(move.start) - 6.0
    if talk.level is Guidance.SIGNALS:
        found = _signals(talk, move, before)
    elif move.visit > 1 or move.second_side or key_of(move) in talk.met:
        found = _known(talk, move)
    else:
        found = _first(talk, move, before)
        if talk.level is Guidance.BRIEF and not _stroke(move).say.next:
            found = [tuple(way for way in ways if word_count(way) <= BRIEF_WORDS) or ways for ways in found]
    fresh = next((ways for ways in found if not talk.picker.is_worn(ways[0], at_s)), found[0])
    return tuple(way for way in fresh if not talk.picker.is_worn(way, at_s)) or fresh


def _stroke(move: Move) -> Stroke:
    assert isinstance(move.item, Stroke)
    return move.item


def _signals(talk: Talk, move: Move, before: Move | None) -> list[tuple[str, ...]]:
    same = before is not None and (before.region, before.side) == (move.region, move.side)
    names = ["announce.signal-same", "announce.signal"] if same else ["announce.signal"]
    templates = [template for name in names for template in talk.picker.book.pool(name).texts]
    texts = [announce.fill_signal(_stroke(move), move.side, template) for template in templates]
    return [(text,) for text in texts if word_count(text) <= announce.SIGNAL_WORDS] or [(texts[0],)]


def _known(talk: Talk, move: Move) -> list[tuple[str, ...]]:
    stroke = _stroke(move)
    pool = talk.picker.book.pool("announce.other-side" if move.second_side else "announce.again")
    now = talk.situation(move)
    earlier = [each for each in talk.strokes if each.start < move.start][-1:]
    if earlier and {earlier[0].side, move.side} == {"left", "right"}:
        now = replace(now, features=now.features | {"crosses"})
    built = [announce.fill_again(stroke, move.side, template) for template in talk.picker.take_order(pool, now)]
    return [announce.again(stroke, move.side, pool.texts[0]), *built] if stroke.say.again else built


def _first(talk: Talk, move: Move, before: Move | None) -> list[tuple[str, ...]]:
    stroke = _stroke(move)
    other = before.item if before is not None and isinstance(before.item, Stroke) else None
    same_place = before is not None and other is not None and (before.region, before.side) == (move.region, move.side)
    pool = talk.picker.book.pool("announce.same-place" if same_place else "announce.first")
    same_hands = other is not None and other.hands == stroke.hands
    return [
        announce.first(stroke, move.side, template, same_hands=same_hands)
        for template in talk.picker.take_order(pool, talk.situation(move))
    ]
