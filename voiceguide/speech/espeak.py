"""Translate an utterance for espeak-ng: spelling, rate and pitch.

The numbers come from tables measured on espeak-ng. Knows nothing of processes or files.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from voiceguide.errors import VoiceError
from voiceguide.speech.engine import Utterance, cannot_pronounce
from voiceguide.speech.phonemes import for_espeak, replace_words

_REAL_WPM = {"en-us": 1.122, "en": 1.163, "en-gb": 1.163, "en-gb-x-rp": 1.165}
"""Real words per minute for each one requested of espeak-ng, measured over the cues of a session."""
_VARIANT_WPM = 0.945
_ESPEAK_RATES = (80, 450)
_PITCHES = ((-3.8, -3.5, -2.7, -2.1, -1.2, 0.0, 1.7, 3.4, 5.3, 7.1), (0, 10, 20, 30, 40, 50, 60, 70, 80, 90))
"""Measured semitones, and the pitches of espeak-ng that give them."""


def variants() -> list[str]:
    """The variants of espeak-ng's voices, such as ``f2``; empty if its package is not installed."""
    try:
        import espeakng_loader
    except ImportError:
        return []
    return sorted(path.name for path in Path(espeakng_loader.get_data_path(), "voices", "!v").iterdir())


def espeak_text(utterance: Utterance) -> str:
    """The text for espeak-ng, with phoneme mnemonics in place of words that need them.

    Raises:
        VoiceError: The voice cannot follow a requested pronunciation.
    """
    english = utterance.voice.startswith("en")  # the mnemonics of other languages differ
    if utterance.asked and not english:
        raise cannot_pronounce("pyttsx3", utterance)
    pieces = replace_words(utterance.text.replace("[[", "[ ["), utterance.phonemes if english else ())
    return "".join(f"[[{for_espeak(ipa)}]]" if ipa else piece for piece, ipa in pieces)


def espeak_manner(utterance: Utterance) -> dict[str, int]:
    """The rate and pitch for an utterance, in espeak-ng's units.

    Raises:
        VoiceError: It cannot speak so slowly, fast or low.
    """
    language, plus, _ = utterance.voice.partition("+")
    rate = utterance.rate_wpm / (_REAL_WPM.get(language, 1.12) * (_VARIANT_WPM if plus else 1.0))
    if not _ESPEAK_RATES[0] <= round(rate) <= _ESPEAK_RATES[1]:
        low, high = (round(limit / rate * utterance.rate_wpm) for limit in _ESPEAK_RATES)
        raise VoiceError(
            f"pyttsx3:{utterance.voice} cannot speak {utterance.rate_wpm:g} words/min",
            hint=f"Choose a rate from {low + 1} to {high - 1}.",
        )
    parameters = {"rate": round(rate)}
    if utterance.pitch_st:
        semitones, pitches = _PITCHES
        if not semitones[0] <= utterance.pitch_st <= semitones[-1]:
            raise VoiceError(
                f"pyttsx3:{utterance.voice} cannot change its pitch by {utterance.pitch_st:g} semitones",
                hint=f"Choose a pitch from {semitones[0]:g} to {semitones[-1]:g}.",
            )
        parameters["pitch"] = round(float(np.interp(utterance.pitch_st, semitones, pitches)))
    return parameters
