"""Estimate from its phonemes how long a sentence spoken by hibari is, to check that it is complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_SILENT = frozenset(' ˈˌ.!?…"“”()')
_COMMAS = frozenset(",;:—")


@dataclass(frozen=True, slots=True)
class PhonemeCounts:
    """Counts of what is spoken in a text.

    Attributes:
        phonemes: Sounds, counting each diphthong and affricate as one; without stresses, spaces and punctuation.
        commas: Commas, semicolons, colons and dashes.
        sentences: Sentences that have a sound.
    """

    phonemes: int
    commas: int
    sentences: int


def phoneme_counts(sentences: Iterable[str]) -> PhonemeCounts:
    """Count the phonemes of some sentences (from `hibari_text.Reader.sentences`)."""
    phonemes = commas = number = 0
    for sentence in sentences:
        marks = sum(each in _COMMAS for each in sentence)
        phonemes += sum(each not in _SILENT for each in sentence) - marks
        commas += marks
        number += 1
    return PhonemeCounts(phonemes, commas, number)


def raw_seconds(counts: PhonemeCounts, speed: float) -> float:
    """Estimate the length of hibari's sound of a text as the model gives it, silences included, within a sixth.

    Measured over 260 sentences at speeds 0.6, 0.7, 0.8, 1 and 1.2: the factors come out the same at each, in
    proportion to 1 / speed.
    """
    return (0.765 * counts.sentences + 0.073 * counts.phonemes + 0.16 * counts.commas) / speed
