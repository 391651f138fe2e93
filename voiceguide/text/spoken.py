"""What a voice says for a text: numbers, units, signs and abbreviations as words.

Comes in: a text in an author's spelling, and its language. Goes out: words and the marks of a sentence, the same
for every voice. Only English has words here; of another language no more is changed than what is read as no word.
"""

from __future__ import annotations

import re
import unicodedata

from voiceguide.text.fold import fold
from voiceguide.text.quantities import in_words
from voiceguide.text.signs import in_plain_words, without_marks

_ALLOWED = ",.!?;:'- "
_MOST_ROUNDS = 6
_SLASH = re.compile(r"(?<=\w)\s?/\s?(?=\w)")  # what is left once fractions are words: "2nd/3rd"


def is_english(language: str) -> bool:
    """Whether a BCP 47 tag is one of English; no tag at all counts as English."""
    return not language or language.partition("-")[0].casefold() == "en"


def spoken(text: str, language: str = "en") -> str:
    """The words that are said for a text; saying them for the result again changes nothing.

    English comes out as letters, spaces and ``, . ! ? ; : ' -``; other languages keep their digits, whose names
    their own voices know. Empty when there is nothing to say.
    """
    for _ in range(_MOST_ROUNDS):
        before, text = text, _once(text, is_english(language))
        if text == before:
            break
    return text


def _once(text: str, english: bool) -> str:
    said = without_marks(fold(text)).replace("…", ", ")
    if english:
        said = _SLASH.sub(" or ", in_words(in_plain_words(said)))
    return _tidy("".join(each if _sayable(each, english) else " " for each in said))


def _sayable(character: str, english: bool) -> bool:
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
    """Single spaces, one mark where several met, apostrophes only where a word has one; empty without a word."""
    text = _QUOTE.sub(_apostrophe, text)
    for pattern, new in _TIDY:
        text = pattern.sub(new, text)
    return text.strip() if any(map(str.isalnum, text)) else ""


def _apostrophe(match: re.Match[str]) -> str:
    """The apostrophe after a plural's s, as in "partners' backs", stays when no quotation was opened."""
    before = match.string[: match.end()]
    opened = re.search(r"(?<!\w)'\w[^']*'$", before)
    return "'" if match[0] == "'" and _POSSESSIVE.search(before) and not opened else " "
