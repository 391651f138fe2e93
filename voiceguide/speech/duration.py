"""How long a line takes to say, without saying it.

Comes in: a text, a voice, a rate. Goes out: seconds, from the phonemes of hibari's rules (0.4 ms a line once they are
loaded, which takes 0.15 s). Two layers: `count` tells how many phonemes, commas and sentences a text has, and needs
hibari's package but no model; `seconds` and `raw_seconds` are plain arithmetic on such counts.

Errors of single lines are independent: over a window of n lines they add like the square root of n.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from voiceguide.text import reading

_SILENT = frozenset(' ˈˌ.!?…"“”()')
_COMMAS = frozenset(",;:—")


@dataclass(frozen=True, slots=True)
class PhonemeCounts:
    """What there is to say in a text.

    Attributes:
        phonemes: Sounds, each diphthong and affricate one; without stresses, spaces and punctuation.
        commas: Commas, semicolons, colons and dashes.
        sentences: Sentences that have a sound.
    """

    phonemes: int
    commas: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a voice takes: ``fixed_s + (line_s + phoneme_s × phonemes + comma_s × commas + sentence_s × sentences)
    × at_wpm / rate`` seconds for a finished clip.

    Attributes:
        at_wpm: The rate at which the factors hold.
        natural_wpm: The rate the voice takes when none is asked for.
        fixed_s: Seconds of a line, at any rate.
        line_s: Seconds of a line.
        phoneme_s: Seconds of a phoneme.
        comma_s: Seconds of a comma.
        sentence_s: Seconds of a sentence, besides its phonemes.
        within_s: 95 of 100 lines are within so many seconds of it, at the natural rate.
    """

    at_wpm: float
    natural_wpm: float
    fixed_s: float
    line_s: float
    phoneme_s: float
    comma_s: float
    sentence_s: float
    within_s: float


PACES: Mapping[str, Pace] = MappingProxyType(
    {
        "hibari": Pace(154.0, 154.0, -0.15, -0.62, 0.090, 0.26, 1.03, 0.39),
        "kokoro": Pace(125.0, 125.0, 0.0, -0.36, 0.1175, 0.30, 0.56, 0.51),
        "pyttsx3": Pace(125.0, 125.0, 0.0, -0.50, 0.1085, 0.50, 0.875, 0.54),
    }
)
"""Each engine's pace: least squares over 399 lines of the shipped routines and of three sessions (kokoro: 137), as
``python -m benchmarks.voices`` measures it again over the lines of one session. A line lasted 3.55, 4.23 and 4.37 s on
average."""

SLOWEST = "pyttsx3"
"""The engine whose lines are longest at its natural rate (espeak-ng's voice)."""


def phoneme_counts(sentences: Iterable[str]) -> PhonemeCounts:
    """What there is to say in the phonemes of some sentences (`hibari_text.Reader.sentences`)."""
    phonemes = commas = number = 0
    for sentence in sentences:
        marks = sum(each in _COMMAS for each in sentence)
        phonemes += sum(each not in _SILENT for each in sentence) - marks
        commas += marks
        number += 1
    return PhonemeCounts(phonemes, commas, number)


def count(text: str, pairs: Iterable[tuple[str, str]] = (), *, british: bool = False) -> PhonemeCounts:
    """What there is to say in a text: offline, without a model.

    Args:
        text: As it is given to an engine.
        pairs: Pronunciations, (word, IPA).
        british: British English in place of American.

    Raises:
        VoiceError: hibari's package is not installed, or a pronunciation is not English IPA.
    """
    from voiceguide.speech.hibari_text import reader

    return phoneme_counts(reader(british).sentences(text, pairs))


def seconds(counts: PhonemeCounts, engine: str = "hibari", rate_wpm: float | None = None) -> float:
    """How long the finished clip of a text is, about.

    Args:
        counts: Of the text.
        engine: Of `PACES`.
        rate_wpm: Words per minute; by default the engine's natural rate.

    Returns:
        Seconds, never less than 0.2.
    """
    pace = PACES[engine]
    varying_s = (
        pace.line_s
        + pace.phoneme_s * counts.phonemes
        + pace.comma_s * counts.commas
        + pace.sentence_s * counts.sentences
    )
    return max(0.2, pace.fixed_s + varying_s * pace.at_wpm / (rate_wpm or pace.natural_wpm))


def estimate_s(text: str, voice: str = "hibari:heart", rate_wpm: float | None = None) -> float:
    """About how long the finished clip of a text is, in seconds: its words as they are read, and the silences in it.

    Args:
        text: As an author writes it.
        voice: Uniform name, ``ENGINE:NAME``; the engine must be in `PACES`.
        rate_wpm: Words per minute; by default the engine's natural rate.

    Raises:
        UnitError: A silence in it is too long.
        VoiceError: hibari's package is not installed.
    """
    found = reading(text)
    engine = voice.partition(":")[0]
    return sum(seconds(count(part), engine, rate_wpm) for part in found.parts) + sum(found.silences)


def raw_seconds(counts: PhonemeCounts, speed: float) -> float:
    """How long hibari's sound of a text is as the model gives it, silences included, within a sixth.

    Measured over 260 sentences at speeds 0.6, 0.7, 0.8, 1 and 1.2: the factors come out the same at each, in
    proportion to 1 / speed.
    """
    return (0.765 * counts.sentences + 0.073 * counts.phonemes + 0.16 * counts.commas) / speed
