"""Decide how words with two pronunciations are said (English only).

The words before and after it in its clause decide, and that instructions are imperatives. Where the two readings are a
verb and something else, `PAIRS` has both sounds; other words have rules of their own. The pronunciations are American,
as in `speech.lexicon`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from voiceguide.text.heteronym_words import (
    ADJECTIVES,
    BEFORE_NOUN,
    BEFORE_VERB,
    CLOSE_NOUNS,
    LETTING,
    NOUN_FIRST,
    OBJECTS,
    PAIRS,
    STAYING,
    VERB_BEFORE_PLACE,
)
from voiceguide.text.pronunciation import Pronunciation
from voiceguide.text.signs import VERBS

_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|[,.!?;:]")
_MARKS = frozenset(",.!?;:")


@dataclass(frozen=True, slots=True)
class _Place:
    """The context of a word: the words around it in its clause, in lower case; empty where there are none.

    Attributes:
        before: The words before it, nearest last.
        after: The words after it, nearest first.
        mark: The mark before the first word of the clause; empty at the beginning of the text.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    mark: str

    @property
    def last(self) -> str:
        """The word before it."""
        return self.before[-1] if self.before else ""

    @property
    def next(self) -> str:
        """The word after it."""
        return self.after[0] if self.after else ""


def heteronyms(text: str) -> tuple[Pronunciation, ...]:
    """The words of a text that have two sounds, each with the IPA of the right one.

    A word stands for all its occurrences; where they differ, ``use#2`` is the second occurrence.
    """
    folded = text.casefold()
    matches = list(_TOKEN.finditer(folded))
    tokens = [match[0] for match in matches]
    found: dict[str, list[tuple[int, str]]] = {}
    for number, token in enumerate(tokens):
        if token in PAIRS or token in _RULES:
            found.setdefault(token, []).append((matches[number].start(), _sound(token, _place(tokens, number))))
    pairs: list[Pronunciation] = []
    for word, sounds in found.items():
        if len({sound for _, sound in sounds}) == 1:
            pairs.append(Pronunciation(word, sounds[0][1]))
        else:  # counted as engines do, which also find "use" in "re-use"
            places = [match.start() for match in re.finditer(rf"(?<!\w){word}(?!\w)", folded)]
            pairs += [Pronunciation(f"{word}#{places.index(start) + 1}", sound) for start, sound in sounds]
    return tuple(sorted(pairs))


def _place(tokens: list[str], number: int) -> _Place:
    """The context of a token in its clause."""
    start = number
    while start and tokens[start - 1] not in _MARKS:
        start -= 1
    stop = number + 1
    while stop < len(tokens) and tokens[stop] not in _MARKS:
        stop += 1
    mark = tokens[start - 1] if start else ""
    return _Place(tuple(tokens[start:number]), tuple(tokens[number + 1 : stop]), mark)


def _sound(word: str, place: _Place) -> str:
    """The IPA of a word in its context."""
    rule = _RULES.get(word)
    if rule is not None and (sound := rule(place)):
        return sound
    verb, other = PAIRS[word]
    return verb if _is_verb(word, place) else other


def _is_verb_by_its_neighbours(place: _Place) -> bool:
    """Whether a neighbour makes the word a verb: an object, an adverb, a pronoun, or a verb like "let"."""
    if place.next in OBJECTS or place.last in BEFORE_VERB:
        return True
    return place.next.endswith("ly") or place.last.endswith("ly") or bool(LETTING.intersection(place.before[-5:]))


def _is_verb_after_and(word: str, place: _Place) -> bool:
    """Whether a word after "and" is a verb."""
    return word not in ADJECTIVES or not place.next or (place.before[-2:-1] or ("",))[0] in VERBS


def _is_verb(word: str, place: _Place) -> bool:
    """Whether a word of `PAIRS` is a verb here."""
    last, after = place.last, place.next
    stays = word in ADJECTIVES and STAYING.intersection(place.before[-5:]) and after not in OBJECTS
    if stays or last in BEFORE_NOUN or after == "of":
        return False  # "keep the fingers separate", "a slow increase", "make use of"
    if _is_verb_by_its_neighbours(place):
        return True
    if last == "and":
        return _is_verb_after_and(word, place)
    if not place.before:
        return _begins_with_verb(word, place)
    return last.endswith("s") and after in {"", *VERB_BEFORE_PLACE}  # "as the hands close around the arm"


def _begins_with_verb(word: str, place: _Place) -> bool:
    """Whether the first word of a clause, without an object after it, is an instruction."""
    if word in NOUN_FIRST or place.next == "in":
        return False
    return word not in ADJECTIVES or place.mark != "," or not place.next


def _close(place: _Place) -> str:
    """The sound of ``close``: near or shut; empty where neither is certain."""
    near, shut = "ˈkloʊs", "ˈkloʊz"
    if place.next in {"to", "by", "together", "beside", "enough", "behind"} and place.last not in BEFORE_VERB - {"now"}:
        return near
    if place.next in CLOSE_NOUNS:
        return near
    if place.last in {"the", "a"} and place.next in {"", "of"}:
        return shut  # "to bring it to a close"
    return ""


def _lead(place: _Place) -> str:
    """The sound of ``lead``: the metal or to guide."""
    metal = place.last in {"of", "like", "as"} or place.next in {"weight", "weights", "apron", "shot"}
    return "ˈlɛd" if metal and place.next not in OBJECTS else "ˈliːd"


def _live(place: _Place) -> str:
    """The sound of ``live``: to dwell or not recorded."""
    at_home = place.next in {"in", "on", "with", "here", "there", "together", "and", "by", "for", "well"}
    if place.last in BEFORE_VERB or LETTING.intersection(place.before[-5:]):
        return "ˈlɪv"
    return "ˈlɪv" if at_home and place.last not in BEFORE_NOUN else "ˈlaɪv"


def _wound(place: _Place) -> str:
    """The sound of ``wound``: turned, or an injury."""
    turned = {"around", "round", "up", "into", "over", "about", "tightly", "loosely", "tight", "through", "onto"}
    hurt = place.last in {"a", "the", "any", "this", "that", "each", "your", "their", "open", "old", "fresh", "healing"}
    return "ˈwaʊnd" if place.next in turned and not hurt else "ˈwuːnd"


def _tear(place: _Place) -> str:
    """The sound of ``tear``: of the eye or to rip."""
    of_eyes = {"duct", "ducts", "drop", "drops", "falls", "rolls", "runs", "comes", "appears", "stains"}
    shed = {"shed", "sheds", "wipe", "cry"}.intersection(place.before)
    return "ˈtɪr" if place.next in of_eyes or shed else "ˈtɛr"


def _bow(place: _Place) -> str:
    """The sound of ``bow``: a knot or to bend."""
    knot = place.next in {"tie", "ties", "shape", "and", "string"} and place.before
    made = {"ribbon", "tie", "tied", "violin", "arrow", "like", "in", "into", "curved", "draw"}.intersection(
        place.before
    )
    if place.last in BEFORE_NOUN and "take" not in place.before and (knot or made or place.next != "of"):
        return "ˈboʊ"
    return "ˈboʊ" if place.next in {"tie", "ties"} else "ˈbaʊ"


def _wind(place: _Place) -> str:
    """The sound of ``wind``: to turn or moving air."""
    turned = {"down", "up", "around", "round", "it", "the", "a", "your", "their", "each", "back", "through"}
    air = place.last in BEFORE_NOUN or place.next in {"blows", "and", "or", "moves", "rises", "drops"}
    return "ˈwaɪnd" if place.next in turned and not air else "ˈwaɪnd" if place.last == "to" else "ˈwɪnd"


def _minute(place: _Place) -> str:
    """The sound of ``minute``: tiny or sixty seconds."""
    small = re.match(
        r"(?:movement|circle|amount|vibration|motion|adjustment|shift|change|detail|pressure)s?$", place.next
    )
    counted = place.last in {"one", "a", "per", "each", "every", "last", "first", "next", "this", "final", "another"}
    return "maɪˈnuːt" if small and not (counted and place.next != "amount") else "ˈmɪnɪt"


def _content(place: _Place) -> str:
    """The sound of ``content``: satisfied or what something contains."""
    feels = {"is", "are", "be", "feel", "feels", "rest", "lie", "stay", "seem", "calm", "more", "quite", "very"}
    return "kənˈtɛnt" if place.last in feels else "ˈkɑːntɛnt"


_RULES: dict[str, Callable[[_Place], str]] = {
    "close": _close,
    "lead": _lead,
    "live": _live,
    "wound": _wound,
    "tear": _tear,
    "bow": _bow,
    "wind": _wind,
    "minute": _minute,
    "content": _content,
}
"""Words with rules of their own; an empty result leaves the decision to `_is_verb`."""
