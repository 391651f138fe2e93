"""One normal form for text. Comes in: a text as somebody wrote it. Goes out: the same words in one spelling.

What looks alike and reads alike is written alike afterwards: spaces, apostrophes, quotation marks, hyphens, dashes,
dots, letters of other alphabets that look Latin. Case is left as it is. Knows no language.
"""

from __future__ import annotations

import re
import unicodedata

from voiceguide.text.lookalikes import is_latin, without_lookalikes

_QUOTES = str.maketrans(dict.fromkeys("’‘‛ʼʹ′`´＇ʻ", "'") | dict.fromkeys("“”„‟«»″〃", '"'))
_HYPHENS = re.compile("[\u2010\u2011\u00ad\u2212\ufe63\uff0d]")
_DASH = re.compile("[\u2012-\u2015\u2e3a\u2e3b\ufe58]")
_TIGHT = re.compile("(?<=\\w)\u2013(?=\\w)")  # an en dash between two words joins them, as a hyphen does
_CLAUSE = re.compile(r"\s*(?:\u2014|(?<!\S)-{1,3}(?!\S)|(?<=\w)-{2,3}(?=\w))\s*")
_DOTS = re.compile(r"\s*\.(?:\s?\.){2,}")
_TWO_DOTS = re.compile(r"\.\s?\.")
_MOST_ROUNDS = 8  # two are usual: what one round changes may give the next one something to join
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
_JOINERS = "\u200c\u200d"  # some languages are not written without them; between Latin letters they hide a word
_HALVES = re.compile("(\\d)(?=[\u00bc-\u00be\u2150-\u215e\u2189])")


def fold(text: str) -> str:
    """A text in its normal form; folding it again changes nothing.

    - Unicode's compatibility form (NFKC): wide, styled and joined letters become plain ones, ``½`` becomes ``1/2``.
    - Letters that only look Latin become Latin; accents that no letter carries, and what cannot be seen, go.
    - ``'`` and ``"`` are the only quotation marks; ``-`` joins words, ``—`` with spaces around it parts clauses.
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


def unaccented(text: str) -> str:
    """A folded text without accents on its letters: ``é`` is ``e``, ``ø`` is ``o``."""
    parts = unicodedata.normalize("NFD", text)
    bare = "".join(each for each in parts if unicodedata.category(each) != "Mn")
    return unicodedata.normalize("NFC", bare).translate(_BARE)


_BARE = str.maketrans("øØłŁđĐıħŧɑɡ", "oOlLdDihtag")


def _needs_more(text: str) -> bool:
    return any(mark in text for mark in ("..", ". .", "`", "--", " -", "- ")) or not text.isprintable()


def _visible(character: str) -> str:
    return " " if unicodedata.category(character)[0] in "CZ" and character not in _JOINERS else character


def _without_loose_marks(text: str) -> str:
    """Marks that NFKC could not join with the Latin letter before them, and joiners beside one, taken away."""
    if text.isascii():
        return text
    kept: list[str] = []
    base = " "
    for number, character in enumerate(text):
        if character in _JOINERS:
            after = text[number + 1 : number + 2]
            if not base.isalpha() or is_latin(base) or not after.isalpha() or is_latin(after):
                continue
        elif unicodedata.category(character) in {"Mn", "Me"}:
            if is_latin(base) or not base.isalpha():
                continue
        else:
            base = character
        kept.append(character)
    return "".join(kept)
