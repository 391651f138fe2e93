"""Words with two sounds: which one is meant. Comes in: a text as it is said. Goes out: the words with their IPA.

Read by position: what stands before and after a word in its clause, and that instructions are imperatives. Where the
two readings are a verb and something else, `_PAIRS` has the sounds; the others have rules of their own. English only,
in the American pronunciations that `speech.lexicon` has too.
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
from voiceguide.text.signs import VERBS

_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|[,.!?;:]")
_MARKS = frozenset(",.!?;:")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a word stands: the words around it in its clause, small letters; empty where there is none.

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


def heteronyms(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a text that have two sounds, each with the IPA of the one that is meant.

    A word stands for all its places in the text; where they differ, ``use#2`` is its second place.
    """
    folded = text.casefold()
    matches = list(_TOKEN.finditer(folded))
    tokens = [match[0] for match in matches]
    found: dict[str, list[tuple[int, str]]] = {}
    for number, token in enumerate(tokens):
        if token in PAIRS or token in _RULES:
            found.setdefault(token, []).append((matches[number].start(), _sound(token, _place(tokens, number))))
    pairs: list[tuple[str, str]] = []
    for word, sounds in found.items():
        if len({sound for _, sound in sounds}) == 1:
            pairs.append((word, sounds[0][1]))
        else:  # counted as engines find words: also in "re-use"
            places = [match.start() for match in re.finditer(rf"(?<!\w){word}(?!\w)", folded)]
            pairs += [(f"{word}#{places.index(start) + 1}", sound) for start, sound in sounds]
    return tuple(sorted(pairs))


def _place(tokens: list[str], number: int) -> _Place:
    start = number
    while start and tokens[start - 1] not in _MARKS:
        start -= 1
    stop = number + 1
    while stop < len(tokens) and tokens[stop] not in _MARKS:
        stop += 1
    mark = tokens[start - 1] if start else ""
    return _Place(tuple(tokens[start:number]), tuple(tokens[number + 1 : stop]), mark)


def _sound(word: str, place: _Place) -> str:
    rule = _RULES.get(word)
    if rule is not None and (sound := rule(place)):
        return sound
    verb, other = PAIRS[word]
    return verb if _is_verb(word, place) else other


def _is_verb(word: str, place: _Place) -> bool:
    """Whether a word that may be a verb is one here."""
    last, after = place.last, place.next
    stays = word in ADJECTIVES and STAYING.intersection(place.before[-5:]) and after not in OBJECTS
    if stays or last in BEFORE_NOUN or after == "of":
        return False  # "keep the fingers separate", "a slow increase", "make use of"
    if after in OBJECTS or after.endswith("ly") or last in BEFORE_VERB or last.endswith("ly"):
        return True
    if LETTING.intersection(place.before[-5:]):
        return True
    if last == "and":
        return word not in ADJECTIVES or not after or (place.before[-2:-1] or ("",))[0] in VERBS
    if not place.before:
        return _begins_with_verb(word, place)
    return last.endswith("s") and (not after or after in VERB_BEFORE_PLACE)  # "as the hands close around the arm"


def _begins_with_verb(word: str, place: _Place) -> bool:
    """Whether the first word of a clause is an instruction; objects after it were seen before."""
    if word in NOUN_FIRST or place.next == "in":
        return False
    return word not in ADJECTIVES or place.mark != "," or not place.next


def _close(place: _Place) -> str:
    near, shut = "ˈkloʊs", "ˈkloʊz"
    if place.next in {"to", "by", "together", "beside", "enough", "behind"} and place.last not in BEFORE_VERB - {"now"}:
        return near
    if place.next in CLOSE_NOUNS:
        return near
    if place.last in {"the", "a"} and place.next in {"", "of"}:
        return shut  # "to bring it to a close"
    return ""


def _lead(place: _Place) -> str:
    metal = place.last in {"of", "like", "as"} or place.next in {"weight", "weights", "apron", "shot"}
    return "ˈlɛd" if metal and place.next not in OBJECTS else "ˈliːd"


def _live(place: _Place) -> str:
    at_home = place.next in {"in", "on", "with", "here", "there", "together", "and", "by", "for", "well"}
    if place.last in BEFORE_VERB or LETTING.intersection(place.before[-5:]):
        return "ˈlɪv"
    return "ˈlɪv" if at_home and place.last not in BEFORE_NOUN else "ˈlaɪv"


def _wound(place: _Place) -> str:
    turned = {"around", "round", "up", "into", "over", "about", "tightly", "loosely", "tight", "through", "onto"}
    hurt = place.last in {"a", "the", "any", "this", "that", "each", "your", "their", "open", "old", "fresh", "healing"}
    return "ˈwaʊnd" if place.next in turned and not hurt else "ˈwuːnd"


def _tear(place: _Place) -> str:
    of_eyes = {"duct", "ducts", "drop", "drops", "falls", "rolls", "runs", "comes", "appears", "stains"}
    shed = {"shed", "sheds", "wipe", "cry"}.intersection(place.before)
    return "ˈtɪr" if place.next in of_eyes or shed else "ˈtɛr"


def _bow(place: _Place) -> str:
    knot = place.next in {"tie", "ties", "shape", "and", "string"} and place.before
    made = {"ribbon", "tie", "tied", "violin", "arrow", "like", "in", "into", "curved", "draw"}.intersection(
        place.before
    )
    if place.last in BEFORE_NOUN and "take" not in place.before and (knot or made or place.next != "of"):
        return "ˈboʊ"
    return "ˈboʊ" if place.next in {"tie", "ties"} else "ˈbaʊ"


def _wind(place: _Place) -> str:
    turned = {"down", "up", "around", "round", "it", "the", "a", "your", "their", "each", "back", "through"}
    air = place.last in BEFORE_NOUN or place.next in {"blows", "and", "or", "moves", "rises", "drops"}
    return "ˈwaɪnd" if place.next in turned and not air else "ˈwaɪnd" if place.last == "to" else "ˈwɪnd"


def _minute(place: _Place) -> str:
    small = re.match(
        r"(?:movement|circle|amount|vibration|motion|adjustment|shift|change|detail|pressure)s?$", place.next
    )
    counted = place.last in {"one", "a", "per", "each", "every", "last", "first", "next", "this", "final", "another"}
    return "maɪˈnuːt" if small and not (counted and place.next != "amount") else "ˈmɪnɪt"


def _content(place: _Place) -> str:
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
"""Words with rules of their own; an empty answer leaves the word to `_is_verb`."""
