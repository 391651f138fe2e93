"""Word announcements of strokes: place, hands, way; in full the first time, in a few words once they are known.

Functions that give several ways put the preferred one first, each shorter than the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from voiceguide.routine.model import Stroke
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.text.fold import fold
from voiceguide.text.sentences import sentences
from voiceguide.wording.data import phrasebook
from voiceguide.wording.model import Text
from voiceguide.wording.places import kind_of_hands, name_of, short_place, the_place, their_place
from voiceguide.wording.words import sentence, word_count

FIRST_WORDS, AGAIN_WORDS, SIGNAL_WORDS = 17, 8, 4
"""Most words of an announcement: the first time, once it is known, and at the level ``signals``."""

OPENING_WORDS = (13, 17)
"""Least and most words of the sentence that announces the first stroke."""

SHORT_WORDS = 11
"""Most words of a first announcement that only names place and stroke."""

_LEAST_WORDS = 4
"""Clipping leaves at least this many words."""

_IN_CIRCLES = re.compile(r"in ((?:\w+,? )*circles\b.*)")
"""A path such as “in small circles”: after “Circle” the word would come twice."""

_SHORTER = (12, 8)
"""Most words of an announcement's shorter ways."""


def first(stroke: Stroke, side: str, template: Text, *, same_hands: bool = False) -> tuple[str, ...]:
    """Ways to announce a stroke the first time.

    Args:
        stroke: The stroke; its author's ``next`` is used whole.
        side: ``left``, ``right``, ``both`` or empty.
        template: One of the pools ``announce.first`` or ``announce.same-place``.
        same_hands: The hands are the same as in the stroke before, so they need not be named.
    """
    again = fill_again(stroke, side, _short(template), SHORT_WORDS)
    if stroke.say.next:
        return _only_shorter((*_by_sentences(sentence(stroke.say.next)), *again))
    built = list(_built(stroke, side, template.say, same_hands=same_hands))
    found = [next((text for text in built if word_count(text) <= most), "") for most in (FIRST_WORDS, *_SHORTER)]
    return _only_shorter((*filter(None, found), *again))


def _by_sentences(text: str) -> Iterator[str]:
    """The text, then without its last sentence, and so on, as long as it says enough."""
    parts = sentences(fold(text))
    yield text
    for kept in range(len(parts) - 1, 0, -1):
        shorter = " ".join(parts[:kept])
        if word_count(shorter) > AGAIN_WORDS - 2:
            yield shorter


def _short(template: Text) -> Text:
    """The short template that begins with the same word."""
    texts = phrasebook().pool("announce.short").texts
    word = template.say.split()[0].rstrip(",")
    return next((text for text in texts if text.say.startswith(word)), texts[0])


def fill_again(stroke: Stroke, side: str, template: Text, most: int = AGAIN_WORDS) -> tuple[str, ...]:
    """Fill a template for known strokes with the stroke's place and name; only ways with at most `most` words.

    Where the template has the name, no way leaves it out: a place alone would not tell which of its strokes comes.
    """
    place, name = the_place(stroke.region, side), name_of(stroke)
    values = {"place": place, "name": name, "side": side, "Place": _capital(place), "Name": _capital(name)}
    ways = [way.format(**values) for way in template.ways]
    if "{name}" in template.say.casefold():
        plain = [f"{_capital(place)}: {name}.", f"{_capital(short_place(stroke.region, side))}: {name}."]
        plain.append(f"{values['Name']}, {side} side." if side in ONE_SIDE else f"{values['Name']} again.")
        ways = [way for way in ways if name.casefold() in way.casefold() and word_count(way) <= most] or plain
    else:
        ways.append(f"Then {place}.")
    ways.append(signal(stroke, side))
    return _only_shorter(tuple(each for each in ways if word_count(each) <= most))


def again(stroke: Stroke, side: str, template: Text) -> tuple[str, ...]:
    """Ways to announce a stroke that was done before: on the other side, or in a later round."""
    built = fill_again(stroke, side, template)
    return _only_shorter((sentence(stroke.say.again), *built)) if stroke.say.again else built


def both(one: tuple[Stroke, str], other: tuple[Stroke, str]) -> tuple[str, ...]:
    """Ways to announce two short strokes together."""
    (stroke, side), (second, second_side) = one, other
    where, then = the_place(stroke.region, side), the_place(second.region, second_side)
    if stroke.region == second.region and side != second_side:
        then = f"the {second_side}"
        return (f"{_capital(name_of(stroke))} on {where}, then on {then}.", f"{_capital(where)}, then {then}.")
    ways = (
        f"{_capital(name_of(stroke))} on {where}, then {name_of(second)} on {then}.",
        f"{_capital(where)}, then {then}.",
    )
    return _only_shorter(tuple(each for each in ways if word_count(each) <= FIRST_WORDS))


def signal(stroke: Stroke, side: str) -> str:
    """Place and technique in two to four words: ``Left calf, circles.``"""
    return fill_signal(stroke, side, phrasebook().pool("announce.signal").texts[0])


def fill_signal(stroke: Stroke, side: str, template: Text) -> str:
    """Fill a template of ``announce.signal`` with the stroke's place, technique and hands."""
    word = phrasebook().word("signal", stroke.technique.value)
    short, hands = short_place(stroke.region, side), kind_of_hands(stroke.hands)
    fills = {"short": short, "word": word, "hands": hands}
    return template.say.format(**fills, **{_capital(key): _capital(fill) for key, fill in fills.items()})


def opening_sentence(stroke: Stroke, side: str, most: int = FIRST_WORDS) -> str:
    """Announce the first stroke in one sentence of thirteen to `most` words, or fewer if its path is short."""
    if stroke.say.next:
        return sentence(stroke.say.next)
    low = OPENING_WORDS[0]
    place = the_place(stroke.region, side)
    ways = []
    for hands in _hands(stroke):
        for path in _paths(stroke):
            ways += [
                f"{_capital(name_of(stroke))} first, on {place}: {_uncapital(hands)}, {path}.",
                f"{_capital(name_of(stroke))} first: {_uncapital(hands)}, {path}.",
                f"First, {place}. {hands}, {path}.",
            ]
    ways.append(
        f"{_capital(name_of(stroke))} first, slow and light, with {_uncapital(_hands(stroke)[-1])}, on {place}."
    )
    ways += [f"{_capital(name_of(stroke))} first, on {place}.", f"{_capital(name_of(stroke))} first."]
    fitting = [way for way in ways if low <= word_count(way) <= most]
    shorter = [way for way in ways if word_count(way) < low]
    return next(iter(fitting), "") or max(shorter, key=word_count)


def _built(stroke: Stroke, side: str, template: str, *, same_hands: bool) -> Iterator[str]:
    """Fill the template, ever shorter: first in full, then with less about the hands, then about the way."""
    name = name_of(stroke)
    hands = ("",) if same_hands else _hands(stroke)
    ways = _ways(stroke)
    whole = [(one, way) for way in ways for one in hands] + [("", way) for way in ways]
    for their in _where(stroke, side):
        for hand, way in (*whole, *((one, "") for one in hands)):
            text = template.format(their=their, name=name, hands=_uncapital(hand), way=way)
            yield _join(text.replace(", with .", "."))


def _where(stroke: Stroke, side: str) -> tuple[str, ...]:
    """Where the hands go: in the author's words, else with the author's name for the stroke, else only the place."""
    own = (stroke.say.where or "").strip().rstrip(".")
    if own:
        return (_uncapital(own),)
    place = their_place(stroke.region, side)
    verb = phrasebook().word("verbs", stroke.technique.value).casefold()
    named = stroke.say.name and verb not in stroke.say.name.casefold()
    return (f"{name_of(stroke)} on {place}", place) if named else (place,)


def _hands(stroke: Stroke) -> tuple[str, ...]:
    """The hands of a stroke: in full, then up to the first comma."""
    whole = (stroke.say.hands or stroke.hands).strip().rstrip(".")
    short = whole.split(",")[0]
    return tuple(dict.fromkeys(_capital(each) for each in (whole, short)))


def _paths(stroke: Stroke) -> tuple[str, ...]:
    """The path without a verb: whole, then clipped at its commas."""
    whole = (stroke.say.path or stroke.path).strip().rstrip(".")
    return tuple(dict.fromkeys((_uncapital(whole), *_clip(_uncapital(whole)))))


def _ways(stroke: Stroke) -> tuple[str, ...]:
    """What the hands do, as a sentence without a full stop: whole, then clipped."""
    light = " light" if stroke.pressure == 1 else ""
    verb = phrasebook().word("verbs", stroke.technique.value + light) or phrasebook().word(
        "verbs", stroke.technique.value
    )
    path = stroke.path.removeprefix("and ")
    circles = _IN_CIRCLES.match(path) if verb == "Circle" else None
    whole = (stroke.say.path or (circles[1] if circles else f"{verb} {path}")).strip().rstrip(".")
    return tuple(dict.fromkeys((_capital(whole), *_clip(_capital(whole)))))


def _clip(text: str) -> Iterator[str]:
    """Shorter forms of a text, cut at its colon or at its commas."""
    head, colon, _ = text.partition(":")
    if colon:
        yield head  # what follows a colon belongs together
        return
    parts = text.split(", ")
    shorter = [", ".join(parts[:kept]) for kept in range(len(parts) - 1, 0, -1)]
    shorter += [parts[0].rpartition(" and ")[0]]
    yield from (each for each in shorter if word_count(each) >= _LEAST_WORDS)


def _join(text: str) -> str:
    return text.replace(" .", "").replace("..", ".").strip()


def _only_shorter(ways: tuple[str, ...]) -> tuple[str, ...]:
    """Remove ways that are not shorter than the one before."""
    kept: list[str] = []
    for way in ways:
        if not kept or word_count(way) < word_count(kept[-1]):
            kept.append(way)
    return tuple(kept)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _uncapital(text: str) -> str:
    return text[:1].lower() + text[1:]


def what_is_covered(text: str, region: str, side: str) -> str:
    """What is uncovered or covered, for use in a sentence: the author's words with the side, or the region."""
    own = text.strip().rstrip(".")
    if own and side in ONE_SIDE and side not in own.split():
        head, _, tail = own.rpartition("the ")
        return f"{head}the {side} {tail}" if _ or head else f"the {side} {own}"
    if own:
        return own
    return the_place(region, side) if region else "them"
