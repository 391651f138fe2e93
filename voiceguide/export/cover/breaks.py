"""Where a line may end: after a space, and within texts that are written without spaces.

A small part of Unicode Standard Annex 14: enough for titles.
"""

from __future__ import annotations

import unicodedata

_ANYWHERE = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH")
_UNSPACED = ("THAI", "LAO", "KHMER", "MYANMAR")  # no spaces between words: only a dictionary finds where they end
_NOT_FIRST = frozenset("、。，．：；！？」』）］｝】〉》〕・ー々…ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_NOT_LAST = frozenset("「『（［｛【〈《〔")
_LEADING_VOWELS = frozenset("เแโใไເແໂໃໄ")  # written before the consonant that they belong to


def pieces(title: str, *, within_words: bool = False) -> tuple[str, ...]:
    """A title in parts that stay on one line, each with the space behind it.

    Args:
        title: One line, without runs of spaces.
        within_words: Part Thai, Lao, Khmer and Burmese between any two letters, where it does not fit otherwise.
    """
    found = [""]
    for cluster in clusters(title):
        if found[-1] and (found[-1].endswith(" ") or _may_part(found[-1][-1], cluster[0], within_words)):
            found.append("")
        found[-1] += cluster
    return tuple(found)


def clusters(text: str) -> list[str]:
    """A text cut into letters, each with its marks and joiners."""
    found: list[str] = []
    for char in text:
        joined = bool(found) and (
            unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf")
            or found[-1][-1] == "\u200d"
            or found[-1][-1] in _LEADING_VOWELS
            or char in "ำຳะະ"
        )
        if joined:
            found[-1] += char
        else:
            found.append(char)
    return found


def _may_part(before: str, after: str, within_words: bool) -> bool:
    """Whether a line may end between two characters without a space between them."""
    if after == " " or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    names = unicodedata.name(before, ""), unicodedata.name(after, "")
    if any(name.startswith(_ANYWHERE) for name in names):
        return True
    return within_words and all(name.startswith(_UNSPACED) for name in names)
