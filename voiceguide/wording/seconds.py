"""Estimate how long a text takes to say, without speaking it.

The figures are a fit to the natural voice at 156 words a minute inside sentences, over 201 lines and tested on 258
others; at other rates everything is scaled in proportion. Errors of single lines are independent: over several lines
they grow like the square root of their number.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from voiceguide.errors import UnitError
from voiceguide.text import Reading, reading
from voiceguide.wording.data import phrasebook
from voiceguide.wording.model import SLOWEST_WPM

FITTED_WPM = 156.0
"""The rate at which the figures below were measured, words per minute inside sentences."""

_LINE_S, _SYLLABLE_S, _COMMA_S, _END_S = -0.70, 0.212, 0.37, 1.09
_WITHIN_S = 0.60
"""95 of 100 lines are at most this much longer than estimated, seconds."""

_SHORTEST_S = 0.3
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_END = re.compile(r"[.!?…]+(?=\s|$)")
_COMMA = re.compile(r"[,;:—]+(?=\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_MUTE = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)es?$|[^aeiouytd]ed$")
_HISSING = ("ces", "ches", "ges", "ses", "shes", "xes", "zes")


def syllables(word: str) -> int:
    """Estimate the syllables of an English word; a digit counts as one."""
    if word.isdigit():
        return len(word)
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    found = len(_VOWELS.findall(plain))
    if found > 1 and _MUTE.search(plain) and not plain.endswith(_HISSING):
        found -= 1
    return max(1, found)


@lru_cache(maxsize=16384)
def _computed_s(text: str) -> tuple[float, float]:
    """Seconds of a text at `FITTED_WPM`, by syllables, commas and sentence ends as it is read; and of its silences."""
    try:
        found = reading(text)
    except UnitError:  # a silence out of range, which `check` reports
        found = Reading((text,), (0.0, 0.0))
    words_s = 0.0
    for part in found.parts:
        spoken = sum(map(syllables, _WORD.findall(part)))
        ends, commas = len(_END.findall(part)), len(_COMMA.findall(part))
        words_s += max(_SHORTEST_S, _LINE_S + _SYLLABLE_S * spoken + _COMMA_S * commas + _END_S * max(1, ends))
    return words_s, sum(found.silences)


@lru_cache(maxsize=1)
def _measured_seconds() -> dict[str, float]:
    return phrasebook().fixed_seconds()


def estimate_s(text: str, words_per_minute: float) -> float:
    """Estimate how long a text takes to say, in seconds; 0 for an empty text.

    Args:
        text: What is said.
        words_per_minute: Rate of the voice inside sentences.
    """
    if not text:
        return 0.0
    at_slowest = _measured_seconds().get(text)
    if at_slowest is not None:
        return at_slowest * SLOWEST_WPM / words_per_minute
    words_s, silences_s = _computed_s(text)
    return words_s * FITTED_WPM / words_per_minute + silences_s


def error_s(lines: int, words_per_minute: float) -> float:
    """How much longer than estimated this many lines may be, in seconds (95 of 100)."""
    return _WITHIN_S * math.sqrt(lines) * FITTED_WPM / words_per_minute
