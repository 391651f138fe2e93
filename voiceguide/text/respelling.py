"""Read pronunciations as authors write them: IPA between slashes, or a word respelled as it sounds.

A respelling consists of syllables with hyphens between, each with one vowel, the stressed one in capitals; the
spellings are those that American newspapers and encyclopedias use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from voiceguide.errors import VoiceError
from voiceguide.text.fold import fold
from voiceguide.text.ipa import EXAMPLE, sounds_of

_CONSONANTS = {
    "b": "b", "c": "k", "ch": "tʃ", "ck": "k", "d": "d", "dd": "d", "dh": "ð", "f": "f", "ff": "f", "g": "ɡ",
    "gg": "ɡ", "gh": "ɡ", "h": "h", "j": "dʒ", "k": "k", "kh": "k", "kk": "k", "l": "l", "ll": "l", "m": "m",
    "mm": "m", "n": "n", "ng": "ŋ", "nn": "n", "nk": "ŋk", "p": "p", "ph": "f", "pp": "p", "qu": "kw", "r": "r",
    "rr": "r", "s": "s", "sh": "ʃ", "ss": "s", "t": "t", "tch": "tʃ", "th": "θ", "tt": "t", "v": "v", "w": "w",
    "wh": "w", "x": "ks", "y": "j", "z": "z", "zh": "ʒ", "zz": "z",
}  # fmt: skip
_VOWELS: dict[str, tuple[str, str]] = {
    # spelling: (stressed, unstressed)
    "ah": ("ɑː", "ɑː"), "aa": ("ɑː", "ɑː"), "ar": ("ɑːr", "ɑːr"), "ahr": ("ɑːr", "ɑːr"), "air": ("ɛr", "ɛr"),
    "ai": ("eɪ", "eɪ"), "ay": ("eɪ", "eɪ"), "ae": ("æ", "æ"), "aw": ("ɔː", "ɔː"), "au": ("ɔː", "ɔː"),
    "awr": ("ɔːr", "ɔːr"), "e": ("ɛ", "ɛ"), "eh": ("ɛ", "ɛ"), "ehr": ("ɛr", "ɛr"), "ee": ("iː", "i"),
    "ea": ("iː", "i"), "eer": ("ɪr", "ɪr"), "ear": ("ɪr", "ɪr"), "er": ("ɜːr", "ər"), "ur": ("ɜːr", "ər"),
    "uhr": ("ɜːr", "ər"), "ir": ("ɜːr", "ər"), "ew": ("juː", "juː"), "i": ("ɪ", "ɪ"), "ih": ("ɪ", "ɪ"),
    "igh": ("aɪ", "aɪ"), "ie": ("aɪ", "aɪ"), "eye": ("aɪ", "aɪ"), "y": ("aɪ", "i"), "ye": ("aɪ", "aɪ"),
    "oh": ("oʊ", "oʊ"), "oa": ("oʊ", "oʊ"), "oe": ("oʊ", "oʊ"), "oo": ("uː", "uː"), "ooh": ("uː", "uː"),
    "uu": ("ʊ", "ʊ"), "oor": ("ʊr", "ʊr"), "or": ("ɔːr", "ɔːr"), "ohr": ("ɔːr", "ɔːr"),
    "ow": ("aʊ", "aʊ"), "ou": ("aʊ", "aʊ"), "oy": ("ɔɪ", "ɔɪ"), "oi": ("ɔɪ", "ɔɪ"), "uh": ("ʌ", "ə"),
}  # fmt: skip
_SHORT = {"a": ("æ", "æ"), "o": ("ɑː", "ɑː"), "u": ("ʌ", "ə")}
_OPEN = {"a": ("ɑː", "ə"), "o": ("oʊ", "oʊ"), "u": ("uː", "ə")}
_LONG = {"a": "eɪ", "i": "aɪ", "o": "oʊ", "u": "uː", "e": "iː"}


def _any_of(spellings: Iterable[str]) -> str:
    """A pattern that matches any of some spellings."""
    return "|".join(sorted(spellings, key=len, reverse=True))


_CONSONANT = re.compile(_any_of(_CONSONANTS))
_SILENT_E = re.compile(rf"((?:{_any_of(_CONSONANTS)})*?)([aeiou])({_any_of(set(_CONSONANTS) - {'y', 'w', 'h', 'r'})})e")
_SYLLABLE = re.compile(rf"((?:{_any_of(_CONSONANTS)})*?)({_any_of([*_VOWELS, *_SHORT])})((?:{_any_of(_CONSONANTS)})*)")
_SHAPE = re.compile(r"[A-Za-z]+(?:[- ][A-Za-z]+)*")


def ipa_of(written: str) -> str:
    """The IPA of a pronunciation that an author wrote in either way.

    Text between slashes is IPA; so is text with letters that only IPA has, or all in lower case. A respelling has its
    stressed syllable in capitals; if there are several, the last has the main stress.

    Raises:
        VoiceError: It is neither; the message names the syllable or symbol.
    """
    text = written.strip()
    plain = fold(text)
    if text[:1] in "/[" or not plain.isascii():
        sounds_of(text)
        return text.strip("/[]")
    if any(map(str.isupper, plain)):
        return _respell(plain, written)
    if "-" in plain.strip("-"):
        message = f"the pronunciation {written!r} does not tell which syllable is stressed"
        raise VoiceError(message, hint="Write that syllable in capitals, as in EF-luh-RAHZH.")
    sounds_of(text)
    return text


def _respell(text: str, written: str) -> str:
    """The IPA of a respelling of one or more words."""
    if not _SHAPE.fullmatch(text):
        raise VoiceError(f"the pronunciation {written!r} is neither IPA nor a respelling", hint=EXAMPLE)
    words = [word.split("-") for word in text.split(" ")]
    return " ".join(_word(syllables, written) for syllables in words)


def _word(syllables: list[str], written: str) -> str:
    """The IPA of one word's syllables, with its stress marks."""
    stressed = [number for number, each in enumerate(syllables) if each.isupper()]
    marks = dict.fromkeys(stressed[:-1], "ˌ") | dict.fromkeys(stressed[-1:], "ˈ")
    return "".join(
        marks.get(number, "") + _sounds(each.casefold(), number in marks, written)
        for number, each in enumerate(syllables)
    )


def _sounds(syllable: str, stressed: bool, written: str) -> str:
    """The IPA of one syllable."""
    silent = _SILENT_E.fullmatch(syllable)
    if silent is not None:
        onset, vowel, coda = silent.groups()
        return _consonants(onset) + _LONG[vowel] + _consonants(coda)
    match = _SYLLABLE.fullmatch(syllable)
    if match is None:
        message = f"{syllable!r} in the pronunciation {written!r} is no syllable that can be read"
        raise VoiceError(message, hint=f"Give each syllable one vowel, such as ah, ay, ee, oh, oo, uh. {EXAMPLE}")
    onset, vowel, coda = match.groups()
    table = _VOWELS if vowel in _VOWELS else _SHORT if coda else _OPEN
    return _consonants(onset) + table[vowel][not stressed] + _consonants(coda)


def _consonants(spelling: str) -> str:
    return _CONSONANT.sub(lambda match: _CONSONANTS[match[0]], spelling)
