"""Prepare lines for speaking: the text as a voice reads it, in parts with silences between them.

Only here are texts prepared for speaking; engines, and the keys of cached clips, use nothing else. Knows nothing of
engines.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from voiceguide.errors import SpeechError, UnitError
from voiceguide.speech.engine import Utterance
from voiceguide.speech.lexicon import pronunciations
from voiceguide.text import Reading, reading
from voiceguide.text.pronunciation import Pronunciation

LONGEST_TEXT = 2_000
"""Most characters of one cue: far more than anyone can follow while giving a massage."""


@dataclass(frozen=True, slots=True)
class VoiceParameters:
    """How lines are spoken.

    Attributes:
        voice: The engine's own name of the voice.
        rate_wpm: Words per minute.
        pitch_st: Semitones from the voice's normal pitch.
        pronounce: Pronunciations that override the lexicon's.
    """

    voice: str
    rate_wpm: float
    pitch_st: float = 0.0
    pronounce: tuple[Pronunciation, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """The text of one clip.

    Attributes:
        text: The whole line as read, silences as ``[2 s]``.
        parts: What is spoken.
        silences: Seconds of silence before each part, and after the last.
    """

    text: str
    parts: tuple[Utterance, ...]
    silences: tuple[float, ...]


def read(text: str, cue: str, language: str = "en") -> Reading:
    """Read the text of a cue as a voice does.

    Raises:
        SpeechError: There is nothing in it to say, far too much, or a silence that is too long.
    """
    _check_length(text, cue)
    try:
        found = reading(text, language)
    except UnitError as error:
        raise SpeechError(error.message, cue=cue, hint=error.hint) from error
    if not found.parts:
        raise SpeechError(f"there is nothing to say in {text!r}", cue=cue, hint="Write words, or remove the cue.")
    return found


def as_written(text: str, cue: str) -> Reading:
    """Keep a text as written, in one piece, for people who read it aloud; only spaces and control characters change.

    Raises:
        SpeechError: It is far too long.
    """
    _check_length(text, cue)
    clean = unicodedata.normalize("NFC", text)
    clean = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in clean)
    return Reading((" ".join(clean.split()),), (0.0, 0.0))


def line_of(found: Reading, parameters: VoiceParameters) -> Line:
    """Make the utterances of a reading."""
    return Line(str(found), tuple(_utterance(part, parameters) for part in found.parts), found.silences)


def _utterance(part: str, parameters: VoiceParameters) -> Utterance:
    """Make the utterance of one part."""
    phonemes = pronunciations(part, parameters.pronounce)
    wanted = {word.casefold() for word, _ in parameters.pronounce}
    asked = tuple(word for word, _ in phonemes if word in wanted)
    return Utterance(part, parameters.voice, parameters.rate_wpm, parameters.pitch_st, phonemes, asked)


def _check_length(text: str, cue: str) -> None:
    """Refuse a text that is too long to be one cue."""
    length = len(" ".join(text.split()))
    if length > LONGEST_TEXT:
        raise SpeechError(f"one cue has {length} characters; {LONGEST_TEXT} is the most", cue=cue)
