"""Translate an utterance for Windows' voices (SAPI 5): markup, rate steps and phonemes.

Gives the text with SAPI's XML, the rate that pyttsx3 turns into a whole step, and how much the sound must then be
stretched. Knows nothing of processes.

Sources: SAPI 5.4's "XML TTS tutorial" (pitch: a unit is 1/24 octave, 10 at most; ``pron sym``) and "American English
phoneme representation"; pyttsx3 2.99's sapi5 driver for the steps (each is a factor of 1.11 from 156.63 words/min).
"""

from __future__ import annotations

import math
from xml.sax.saxutils import escape

from voiceguide.errors import VoiceError
from voiceguide.speech.engine import Utterance, cannot_pronounce
from voiceguide.speech.phonemes import replace_words
from voiceguide.text.ipa import sounds_of

_STEP_WPM, _STEP = 156.63, 1.11
_STEPS = 10
_UNITS_PER_SEMITONE = 2.0
_HIGHEST = 10.0
_PHONEMES = {
    "tʃ": "ch", "dʒ": "jh", "eɪ": "ey", "aɪ": "ay", "oʊ": "ow", "əʊ": "ow", "aʊ": "aw", "ɔɪ": "oy", "iː": "iy",
    "uː": "uw", "ɑː": "aa", "ɔː": "ao", "ɜː": "er", "ɝ": "er", "i": "iy", "u": "uw", "ɑ": "aa", "ɒ": "aa", "ɔ": "ao",
    "ɜ": "er", "æ": "ae", "a": "ae", "ɛ": "eh", "e": "eh", "ə": "ax", "ɐ": "ax", "ɚ": "er", "ɪ": "ih", "ᵻ": "ih",
    "o": "ow", "ʊ": "uh", "ʌ": "ah", "ɡ": "g", "g": "g", "r": "r", "ɹ": "r", "ɾ": "t", "ŋ": "ng", "ʃ": "sh",
    "ʒ": "zh", "θ": "th", "ð": "dh", "j": "y", " ": "-", **{same: same for same in "bdfhklmnpstvwz"},
}  # fmt: skip
_STRESS = {"ˈ": "1", "ˌ": "2"}


def for_sapi(ipa: str) -> str:
    """A pronunciation in SAPI's American phonemes; a stress mark comes after its vowel.

    Raises:
        VoiceError: It is not English IPA.
    """
    found: list[str] = []
    stress = ""
    for sound in sounds_of(ipa):
        if sound in _STRESS:
            stress = _STRESS[sound]
            continue
        found.append(_PHONEMES[sound])
        if stress:
            found.append(stress)
            stress = ""
    return " ".join(found)


def sapi_text(utterance: Utterance, language: str) -> str:
    """The text for SAPI. It begins with a tag, by which SAPI recognises XML.

    Args:
        utterance: What is said.
        language: BCP 47 tag of the voice; phonemes are known only for American English.

    Raises:
        VoiceError: The voice cannot follow the pitch or a requested pronunciation.
    """
    american = language.casefold() in {"en-us", "en"}
    if utterance.asked and not american:
        raise cannot_pronounce("pyttsx3", utterance)
    pieces = replace_words(utterance.text, utterance.phonemes if american else ())
    marked = "".join(
        f'<pron sym="{for_sapi(ipa)}">{escape(piece)}</pron>' if ipa else escape(piece) for piece, ipa in pieces
    )
    units = utterance.pitch_st * _UNITS_PER_SEMITONE
    if abs(units) > _HIGHEST:
        most = _HIGHEST / _UNITS_PER_SEMITONE
        raise VoiceError(
            f"pyttsx3:{utterance.voice} cannot change its pitch by {utterance.pitch_st:g} semitones",
            hint=f"Choose a pitch from {-most:g} to {most:g}.",
        )
    return f'<pitch absmiddle="{round(units)}">{marked}</pitch>'


def sapi_rate(rate_wpm: float) -> tuple[int, float]:
    """The rate for pyttsx3, in words per minute, and the tempo at which to play the sound afterwards.

    SAPI has only whole steps, and pyttsx3 truncates to them. So the step nearest to the rate is requested, and
    stretching does the rest, at most a twentieth. Outside the range of the steps it is stretched further.
    """
    step = max(-_STEPS, min(_STEPS, round(math.log(rate_wpm / _STEP_WPM, _STEP))))
    step_wpm = _STEP_WPM * _STEP**step
    asked = math.ceil(step_wpm) if step >= 0 else math.floor(step_wpm)  # pyttsx3 truncates towards zero
    return asked, rate_wpm / step_wpm
