"""Find what a voice cannot say: texts without words, signs that are left out, pronunciations that cannot be read.

What is said for a text is decided in `voiceguide.text`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from voiceguide.errors import Finding, Severity, UnitError, VoiceError, Where
from voiceguide.routine.model import Routine
from voiceguide.routine.texts import AuthorText, place_of, texts_of
from voiceguide.text import fold, is_english, reading
from voiceguide.text.lookalikes import is_latin
from voiceguide.text.respelling import ipa_of

_SIGNS = frozenset("–—‐‑‒―−…’‘‚‛“”„«»‹›ʼ′″×÷→←↔↑↓⇒⇐⇔➔➜➝⟶⟵±≈≤≥°€£%·•‣▪◦™®©§½⅓⅔¼¾⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚⁄\u200c\u200d\u00ad")
"""Signs beyond ASCII that are read, or that only lay out a text and are meant to be silent."""

_BRACKETS = re.compile(r"\[\s*(\d+(?:[.,]\d+)?|pause|breath|wait|silence)\s*\]", re.IGNORECASE)
_SHOWN = 3


def unsayable(routine: Routine) -> Iterator[Finding]:
    """A finding for everything in a routine that no voice can say."""
    for text in texts_of(routine):
        if (text.where.key or "") != "summary":  # a summary is shown in lists and never said
            yield from _of_text(text, routine.language)
    if not is_english(routine.language):
        yield _foreign(routine)
    for word, written in routine.pronounce:
        try:
            ipa_of(written)
        except VoiceError as error:
            where = place_of(routine, Where(routine.file or None), f"pronounce.{word}")
            yield Finding("unsayable", error.message, where, hint=error.hint)


def _foreign(routine: Routine) -> Finding:
    """The warning of what is heard of a routine that is not in English."""
    message = (
        f"lines that are wholly this routine's own words are read by a voice for {routine.language!r}; "
        "voiceguide's own sentences, and phrases within them, are English and stay with the English voice"
    )
    hint = "voiceguide voices --all tells which languages there are; write whole sentences under 'say'."
    where = place_of(routine, Where(routine.file or None), "language")
    return Finding("language", message, where, Severity.WARNING, hint=hint)


def _of_text(text: AuthorText, language: str) -> Iterator[Finding]:
    """Find what no voice, or not every voice, can say in a text."""
    try:
        parts = reading(text.text, language).parts
    except UnitError as error:
        yield Finding("unsayable", error.message, text.where, hint=error.hint)
        return
    left_out = _find_unsayable(text.text, language)
    said = any(each.isalnum() and each not in left_out for each in text.text)
    if not parts or not said:
        message = f"no voice can say “{text.text[:40]}”: there is no word in it"
        yield Finding("unsayable", message, text.where, hint=_instead(left_out) or "Write words.")
        return
    if left_out:
        named = ", ".join(f"“{each}” ({_name(each)})" for each in left_out[:_SHOWN])
        message = f"not every voice can say {named}"
        hint = _instead(left_out) or "Write it in words, or leave it out."
        yield Finding("left-out", message, text.where, Severity.WARNING, hint=hint)
    for match in _BRACKETS.finditer(text.text):
        message = f"“{match[0]}” is no silence, and will be read as words"
        number = match[1] if match[1][0].isdigit() else "2"
        yield Finding("left-out", message, text.where, Severity.WARNING, hint=f"For a silence write [{number} s].")


def _find_unsayable(text: str, language: str) -> list[str]:
    """The characters of a text that are neither words nor marks, each once."""
    return [each for each in dict.fromkeys(text) if not _readable(each, language)]


def _readable(character: str, language: str) -> bool:
    """Whether voices can read a character, or leave it silent on purpose."""
    if character.isascii() or character in _SIGNS or character.isspace():
        return True
    category = unicodedata.category(character)
    if not is_english(language):
        return category[0] in "LMNPZ"
    return (
        (category[0] == "L" and is_latin(character)) or category == "Mn" or "ROMAN NUMERAL" in _name(character).upper()
    )


def _instead(characters: list[str]) -> str:
    """The hint with the plain form of characters; empty unless all have one."""
    plain = [_plain(each) for each in characters]
    return f"Write “{'” and “'.join(plain[:_SHOWN])}”." if plain and all(plain) else ""


def _plain(character: str) -> str:
    """The plain form of a character, or empty."""
    folded = fold(character)
    if folded != character and folded.isascii():
        return folded
    return str(unicodedata.digit(character)) if unicodedata.category(character) == "Nd" else ""


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}").lower()
