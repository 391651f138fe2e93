"""A line to be spoken: its text as a voice reads it, piece by piece, with the silences between the pieces.

Comes in: a text and how it is to be spoken. Goes out: one utterance for each piece. This is the one place where
texts are read for speaking; engines, and the keys of kept clips, see nothing else. Knows nothing of engines.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from voiceguide.errors import SpeechError, UnitError
from voiceguide.speech.engine import Utterance
from voiceguide.speech.lexicon import pronunciations
from voiceguide.text import Reading, reading

LONGEST_TEXT = 2_000
"""Characters of one cue: far more than anyone can follow while giving a massage."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How lines are spoken.

    Attributes:
        voice: The engine's own name of the voice.
        rate_wpm: Words per minute.
        pitch_st: Semitones from the voice's normal pitch.
        pronounce: Pairs (word, pronunciation) that go before the lexicon's.
    """

    voice: str
    rate_wpm: float
    pitch_st: float = 0.0
    pronounce: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes one clip.

    Attributes:
        text: The whole line as it is read, silences as ``[2 s]``.
        parts: What is spoken.
        silences: Seconds of silence before each part, and after the last.
    """

    text: str
    parts: tuple[Utterance, ...]
    silences: tuple[float, ...]


def read(text: str, cue: str, language: str = "en") -> Reading:
    """How the text of a cue is read.

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
    """A text as it stands, in one piece, for people who read it aloud: single spaces, no control characters.

    Raises:
        SpeechError: It is far too long.
    """
    _check_length(text, cue)
    clean = unicodedata.normalize("NFC", text)
    clean = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in clean)
    return Reading((" ".join(clean.split()),), (0.0, 0.0))


def line_of(found: Reading, manner: Manner) -> Line:
    """The utterances of a reading."""
    return Line(str(found), tuple(_utterance(part, manner) for part in found.parts), found.silences)


def _utterance(part: str, manner: Manner) -> Utterance:
    phonemes = pronunciations(part, manner.pronounce)
    wanted = {word.casefold() for word, _ in manner.pronounce}
    asked = tuple(word for word, _ in phonemes if word in wanted)
    return Utterance(part, manner.voice, manner.rate_wpm, manner.pitch_st, phonemes, asked)


def _check_length(text: str, cue: str) -> None:
    length = len(" ".join(text.split()))
    if length > LONGEST_TEXT:
        raise SpeechError(f"one cue has {length} characters; {LONGEST_TEXT} is the most", cue=cue)
