"""Letters of other alphabets that look like Latin ones.

The pairs are single Cyrillic, Greek and Armenian letters that Unicode's Technical Standard 39 counts as confusable
with a letter from a to z.
"""

from __future__ import annotations

import re
import unicodedata

_PAIRS = (
    # Cyrillic
    ("авсԁеԍһіјкӏморԛѕтуѵԝхү", "abcdeghijklmopqstyvwxy"),
    ("АВСԀЕНІЈКМОРԚЅТУѴԜХҮ", "ABCDEHIJKMOPQSTYVWXY"),
    # Greek
    ("αεηικνορτυχϲϳγω", "aenikvoptuxcjyw"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
    # Armenian
    ("ոսօհցզ", "nuohgq"),
    ("ՍՏՕ", "USO"),
)
_TABLE = {ord(other): latin for others, latins in _PAIRS for other, latin in zip(others, latins, strict=True)}
_WORD = re.compile(r"[^\W\d_]+")


def is_latin(character: str) -> bool:
    """Whether a letter is of the Latin alphabet, with or without accents."""
    return character.isascii() or unicodedata.name(character, "").startswith(("LATIN", "FULLWIDTH LATIN"))


def without_lookalikes(text: str) -> str:
    """The text with letters that only look Latin replaced by Latin ones.

    In a word that mixes alphabets, every letter with a Latin double is replaced. A word made only of look-alikes is
    replaced, too, unless the text really uses its alphabet: “со” stays in a Russian sentence.
    """
    if text.isascii():
        return text
    words = _WORD.findall(text)
    foreign = [word for word in words if not any(map(is_latin, word))]
    written = any(not is_latin(letter) and ord(letter) not in _TABLE for word in foreign for letter in word)

    def changed(match: re.Match[str]) -> str:
        word = match[0]
        mixed = any(map(is_latin, word))
        alone = not written and all(ord(letter) in _TABLE for letter in word)
        return word.translate(_TABLE) if mixed or alone else word

    return _WORD.sub(changed, text)
