"""Pronunciations in the International Phonetic Alphabet, with the sounds that English voices have.

How each engine writes these sounds is in `speech.phonemes`.
"""

from __future__ import annotations

import re

from voiceguide.errors import VoiceError

VOWELS = "aeiouyæɑɒɔəɛɜɪʊʌɐɚɝᵻɨʉøœɵ"
TIE = "͡"
SOUNDS = (
    *("tʃ", "dʒ", "eɪ", "aɪ", "oʊ", "əʊ", "aʊ", "ɔɪ", "iː", "uː", "ɑː", "ɔː", "ɜː", "ɝ", "i", "u", "ɑ", "ɒ", "ɔ", "ɜ"),
    *("æ", "a", "ɛ", "e", "ə", "ɐ", "ɚ", "ɪ", "ᵻ", "o", "ʊ", "ʌ", "ɡ", "g", "r", "ɹ", "ɾ", "ŋ", "ʃ", "ʒ", "θ", "ð"),
    *("ˈ", "ˌ", *"bdfhjklmnpstvwz "),
)
"""The sounds of English, and the stress marks."""

EXAMPLE = "Write it as dictionaries do, /ˌɛfləˈrɑːʒ/, or as it sounds, EF-luh-RAHZH."

_SOUND = re.compile("|".join(sorted(map(re.escape, SOUNDS), key=len, reverse=True)))
_IGNORED = str.maketrans("", "", f"/[]().-ˑ{TIE}‿")


def sounds_of(ipa: str) -> list[str]:
    """IPA cut into `SOUNDS`, with each stress mark moved directly before its vowel.

    Raises:
        VoiceError: It contains a symbol that no English voice has, or no sound at all.
    """
    text = ipa.strip().translate(_IGNORED).replace("'", "ˈ")
    found, at, stress = [], 0, ""
    while at < len(text):
        match = _SOUND.match(text, at)
        if match is None:
            raise VoiceError(f"{text[at]!r} in the pronunciation {ipa!r} is not an English sound in IPA", hint=EXAMPLE)
        unit, at = match[0], match.end()
        if unit in "ˈˌ":
            stress = unit
        else:
            if stress and unit[0] in VOWELS:
                found.append(stress)
                stress = ""
            found.append(unit)
    if not found:
        raise VoiceError(f"the pronunciation {ipa!r} has no sound in it", hint=EXAMPLE)
    return found
