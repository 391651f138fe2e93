"""Bring text into one normal form, in any language.

Characters that look alike and read alike become the same: spaces, apostrophes, quotation marks, hyphens, dashes, dots,
letters of other alphabets that look Latin. Case is left as it is.
"""

from __future__ import annotations

import re
import unicodedata

from voiceguide.text.lookalikes import is_latin, without_lookalikes

JOINERS = "\u200c\u200d"
"""They change how Persian, Indic scripts and emoji are read, so they stay; between Latin letters they hide a word."""

_QUOTES = str.maketrans(dict.fromkeys("’‘‛ʼʹ′`´＇ʻ", "'") | dict.fromkeys("“”„‟«»″〃", '"'))
_HYPHENS = re.compile("[\u2010\u2011\u00ad\u2212\ufe63\uff0d]")
_DASH = re.compile("[\u2012-\u2015\u2e3a\u2e3b\ufe58]")
_TIGHT = re.compile("(?<=\\w)\u2013(?=\\w)")  # an en dash between two words joins them, as a hyphen does
_CLAUSE = re.compile(r"\s*(?:\u2014|(?<!\S)-{1,3}(?!\S)|(?<=\w)-{2,3}(?=\w))\s*")
_DOTS = re.compile(r"\s*\.(?:\s?\.){2,}")
_TWO_DOTS = re.compile(r"\.\s?\.")
_MOST_ROUNDS = 8  # two are usual: a change in one round may make another possible in the next
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
_HALVES = re.compile("(\\d)(?=[\u00bc-\u00be\u2150-\u215e\u2189])")


def fold(text: str) -> str:
    """A text in its normal form; folding it again changes nothing.

    - Unicode's compatibility form (NFKC): wide, styled and joined letters become plain ones, ``½`` becomes ``1/2``.
    - Letters that only look Latin become Latin; accents without a letter, and invisible characters, are removed.
    - ``'`` and ``"`` are the only quotation marks; ``-`` joins words, ``—`` with spaces around it separates clauses.
    - ``…`` stands for any row of dots. All white space, controls and line breaks become single spaces.
    """
    for _ in range(_MOST_ROUNDS):
        if text.isascii() and not _needs_more(text):
            return " ".join(text.split())
        before, text = text, _once(text)
        if text == before:
            break
    return text


def _once(text: str) -> str:
    """One round of folding."""
    clean = _HALVES.sub(r"\1 ", _INVISIBLE.sub("", text))
    clean = unicodedata.normalize("NFKC", clean.translate(_QUOTES))
    clean = "".join(map(_visible, clean))
    clean = _without_loose_marks(clean).translate(_QUOTES)
    clean = without_lookalikes(clean).replace("\u2044", "/")
    clean = _DASH.sub(
        lambda match: "\u2013" if match[0] in "\u2012\u2013\ufe58" else "\u2014", _HYPHENS.sub("-", clean)
    )
    clean = _TIGHT.sub("-", clean).replace("\u2013", "\u2014")
    clean = _CLAUSE.sub(" — ", clean)
    clean = _TWO_DOTS.sub(".", _DOTS.sub("…", clean))
    return unicodedata.normalize("NFC", " ".join(clean.split()))


def strip_accents(text: str) -> str:
    """A folded text without accents on its letters: ``é`` is ``e``, ``ø`` is ``o``."""
    parts = unicodedata.normalize("NFD", text)
    bare = "".join(each for each in parts if unicodedata.category(each) != "Mn")
    return unicodedata.normalize("NFC", bare).translate(_BARE)


_BARE = str.maketrans("øØłŁđĐıħŧɑɡ", "oOlLdDihtag")


def _needs_more(text: str) -> bool:
    """Whether a text of plain ASCII has anything else to fold than spaces."""
    return any(mark in text for mark in ("..", ". .", "`", "--", " -", "- ")) or not text.isprintable()


def _visible(character: str) -> str:
    return " " if unicodedata.category(character)[0] in "CZ" and character not in JOINERS else character


def _is_of_another_script(character: str) -> bool:
    """Whether a character is a letter but not a Latin one; such letters keep their marks and joiners."""
    return character.isalpha() and not is_latin(character)


def _without_loose_marks(text: str) -> str:
    """Remove marks that NFKC could not join with the Latin letter before them, and joiners beside Latin letters."""
    if text.isascii():
        return text
    kept: list[str] = []
    base = " "
    for number, character in enumerate(text):
        if character in JOINERS:
            if not (_is_of_another_script(base) and _is_of_another_script(text[number + 1 : number + 2])):
                continue
        elif unicodedata.category(character) in {"Mn", "Me"}:
            if not _is_of_another_script(base):
                continue
        else:
            base = character
        kept.append(character)
    return "".join(kept)
