"""The words that a voice says for a text: numbers, units, signs and abbreviations as words.

The result has only words and punctuation, and is the same for every voice. Only English signs and numbers become words;
in other languages, only characters that cannot be spoken are removed.
"""

from __future__ import annotations

import re
import unicodedata

from voiceguide.text.fold import fold
from voiceguide.text.quantities import in_words
from voiceguide.text.signs import in_plain_words, without_marks

_ALLOWED = ",.!?;:'- "
_MOST_ROUNDS = 6
_SLASH = re.compile(r"(?<=\w)\s?/\s?(?=\w)")  # slashes left after fractions: "2nd/3rd"


def is_english(language: str) -> bool:
    """Whether a BCP 47 tag means English; an empty tag counts as English."""
    return base_language(language) in {"", "en"}


def base_language(tag: str) -> str:
    """The language of a BCP 47 tag, without script and region, in small letters."""
    return tag.casefold().replace("_", "-").partition("-")[0]


def spoken_words(text: str, language: str = "en") -> str:
    """The words that are said for a text; applied to the result again, it changes nothing.

    English results have only letters, spaces and ``, . ! ? ; : ' -``; other languages keep their digits, which their
    own voices can read. Empty when there is nothing to say.
    """
    for _ in range(_MOST_ROUNDS):
        before, text = text, _once(text, is_english(language))
        if text == before:
            break
    return text


def _once(text: str, english: bool) -> str:
    """One round of turning a text into words."""
    said = without_marks(fold(text)).replace("…", ", ")
    if english:
        said = _SLASH.sub(" or ", in_words(in_plain_words(said)))
    return _tidy("".join(each if _sayable(each, english) else " " for each in said))


def _sayable(character: str, english: bool) -> bool:
    """Whether a character may stay in the result."""
    if character in _ALLOWED or character.isalpha():
        return True
    if english:
        return False
    category = unicodedata.category(character)
    return category[0] in "MN" or character in "%+&/°€$\u200c\u200d"


_QUOTE = re.compile(r"(?<!\w)'+|'+(?!\w)")
_POSSESSIVE = re.compile(r"[^\W\d_]s'$")
_TIDY = (
    (re.compile(r"(?<!\w)-+|-+(?!\w)"), " "),
    (re.compile(r"\s+"), " "),
    (re.compile(r"\s+(?=[,.!?;:])"), ""),
    (re.compile(r"[,;:]+(?=[.!?,;:])"), ""),
    (re.compile(r"([.!?])[,;:.]+"), r"\1"),
    (re.compile(r"([!?])[!?]+"), r"\1"),
    (re.compile(r"(?<=[,;:!?])(?=[^\W\d_])"), " "),
    (re.compile(r"(?<=[^\W\d_]{2}\.)(?=[A-Z])"), " "),
    (re.compile(r"^[,.;:!?\s]+|[,;:\s]+$"), ""),
)


def _tidy(text: str) -> str:
    """Leave single spaces, one mark of several, and apostrophes only within words; empty if there is no word."""
    text = _QUOTE.sub(_apostrophe, text)
    for pattern, new in _TIDY:
        text = pattern.sub(new, text)
    return text.strip() if any(map(str.isalnum, text)) else ""


def _apostrophe(match: re.Match[str]) -> str:
    """An apostrophe after a plural's s ("partners' backs"), if no quotation was opened before; else a space."""
    before = match.string[: match.end()]
    opened = re.search(r"(?<!\w)'\w[^']*'$", before)
    return "'" if match[0] == "'" and _POSSESSIVE.search(before) and not opened else " "
