"""Choose how a stroke is announced: in full the first time, then in few words, and never the same too often."""

from __future__ import annotations

from dataclasses import replace

from voiceguide.choreography.model import Move
from voiceguide.routine.model import Stroke
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.script.draft import ScriptDraft, key_of
from voiceguide.settings import Guidance
from voiceguide.units import to_seconds
from voiceguide.wording import announce
from voiceguide.wording.places import kind_of_hands, name_of
from voiceguide.wording.words import sentence, word_count

BRIEF_WORDS = 12
"""At brief guidance the first announcement has at most this many words, if there is such a way to say it."""


def announcement(draft: ScriptDraft, move: Move, before: Move | None) -> tuple[str, ...]:
    """Ways to announce a stroke, the preferred first.

    Args:
        draft: The session.
        move: The stroke.
        before: The move before it, if nothing but a travel lies between them; otherwise None.
    """
    at_s = to_seconds(move.start) - 6.0
    if draft.level is Guidance.SIGNALS:
        found = _signals(draft, move, before)
    elif move.visit > 1 or move.second_side or key_of(move) in draft.announced:
        found = _announce_known(draft, move)
    else:
        found = _first(draft, move, before)
        if draft.level is Guidance.BRIEF and not _stroke(move).say.next:
            found = [tuple(way for way in ways if word_count(way) <= BRIEF_WORDS) or ways for ways in found]
    fresh = next((ways for ways in found if not draft.picker.is_worn(ways[0], at_s)), found[0])
    return tuple(way for way in fresh if not draft.picker.is_worn(way, at_s)) or fresh


def _stroke(move: Move) -> Stroke:
    assert isinstance(move.item, Stroke)
    return move.item


def _signals(draft: ScriptDraft, move: Move, before: Move | None) -> list[tuple[str, ...]]:
    """Ways to announce a stroke at the level ``signals``.

    Where neither place nor technique changes, its name or its hands tell it from the stroke before.
    """
    stroke = _stroke(move)
    same = before is not None and (before.region, before.side) == (move.region, move.side)
    earlier = _stroke_before(draft, move)
    alike = earlier if earlier is not None and _sound_alike(earlier, move) else None
    names = ["announce.signal-same"] if same else []
    if alike is not None and _new_hands(_stroke(alike), stroke):
        names.insert(0, "announce.signal-hands")
    names.append("announce.signal")
    templates = [template for name in names for template in draft.picker.book.pool(name).texts]
    texts = [announce.fill_signal(stroke, move.side, template) for template in templates]
    if alike is not None and stroke.say.name and name_of(stroke) != name_of(_stroke(alike)):
        texts.insert(0, sentence(name_of(stroke)))
    return [(text,) for text in texts if word_count(text) <= announce.SIGNAL_WORDS] or [(min(texts, key=word_count),)]


def _stroke_before(draft: ScriptDraft, move: Move) -> Move | None:
    """The stroke before a stroke, whatever lies between them; None for the first."""
    return next((each for each in reversed(draft.strokes) if each.start < move.start), None)


def _sound_alike(one: Move, other: Move) -> bool:
    """Whether place and technique, which is all that signals name, are those of another stroke."""
    return (one.region, one.side, one.technique) == (other.region, other.side, other.technique)


def _new_hands(one: Stroke, other: Stroke) -> bool:
    """Whether a stroke is done with other hands than another, and with a part of them that can be named."""
    kinds = kind_of_hands(one.hands), kind_of_hands(other.hands)
    return kinds[0] != kinds[1] != "hands"


def _announce_known(draft: ScriptDraft, move: Move) -> list[tuple[str, ...]]:
    """Ways to announce a stroke that was met before."""
    stroke = _stroke(move)
    pool = draft.picker.book.pool("announce.other-side" if move.second_side else "announce.again")
    now = draft.situation(move)
    earlier = _stroke_before(draft, move)
    if earlier is not None and {earlier.side, move.side} == set(ONE_SIDE):
        now = replace(now, features=now.features | {"crosses"})
    if earlier is not None and key_of(earlier) == key_of(move):
        now = replace(now, features=now.features | {"same stroke"})
    order = draft.picker.take_order(pool, now, move.id)
    built = [announce.fill_again(stroke, move.side, template) for template in order]
    return [announce.again(stroke, move.side, order[0]), *built] if stroke.say.again else built


def _first(draft: ScriptDraft, move: Move, before: Move | None) -> list[tuple[str, ...]]:
    """Ways to announce a stroke the first time."""
    stroke = _stroke(move)
    other = before.item if before is not None and isinstance(before.item, Stroke) else None
    same_place = before is not None and other is not None and (before.region, before.side) == (move.region, move.side)
    pool = draft.picker.book.pool("announce.same-place" if same_place else "announce.first")
    same_hands = other is not None and other.hands == stroke.hands
    return [
        announce.first(stroke, move.side, template, same_hands=same_hands)
        for template in draft.picker.take_order(pool, draft.situation(move), move.id)
    ]
