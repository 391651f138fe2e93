"""Estimate how long any engine takes to say a line, without speaking it.

It uses the phonemes of hibari's rules (0.4 ms a line once they are loaded, which takes 0.15 s). `count` counts the
phonemes, commas and sentences of a text, and needs hibari's package but no model; `seconds` is plain arithmetic on such
counts. Errors of single lines are independent: over n lines they grow like the square root of n.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from voiceguide.speech.duration import PhonemeCounts, phoneme_counts
from voiceguide.speech.hibari_text import reader
from voiceguide.text import reading
from voiceguide.text.pronunciation import Pronunciation


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a voice takes: ``fixed_s + (line_s + phoneme_s × phonemes + comma_s × commas + sentence_s × sentences)
    × at_wpm / rate`` seconds for a finished clip.

    Attributes:
        at_wpm: The rate at which the factors hold.
        natural_wpm: The voice's rate if none is requested.
        fixed_s: Seconds of a line, at any rate.
        line_s: Seconds of a line.
        phoneme_s: Seconds of a phoneme.
        comma_s: Seconds of a comma.
        sentence_s: Seconds of a sentence, besides its phonemes.
        within_s: Error in seconds that 95 of 100 lines do not exceed, at the natural rate.
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


def count(text: str, pairs: Iterable[Pronunciation] = (), *, british: bool = False) -> PhonemeCounts:
    """Count the phonemes of a text: offline, without a model.

    Args:
        text: As given to an engine.
        pairs: Pronunciations, (word, IPA).
        british: British English instead of American.

    Raises:
        VoiceError: hibari's package is not installed, or a pronunciation is not English IPA.
    """
    return phoneme_counts(reader(british).sentences(text, pairs))


def seconds(counts: PhonemeCounts, engine: str = "hibari", rate_wpm: float | None = None) -> float:
    """Estimate the length of a text's finished clip.

    Args:
        counts: The counts of the text.
        engine: A name in `PACES`.
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
    """Estimate the length of a text's finished clip in seconds: its words as they are read, and its silences.

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
