"""Check by its silences and its length that a sentence spoken by hibari is complete.

Every sentence of the model begins and ends with silence, and its length follows from its phonemes within a sixth; a
sentence that lost its beginning or end, or is a different one, does not match.
"""

from __future__ import annotations

import numpy as np

from voiceguide.audio import Samples
from voiceguide.speech.duration import phoneme_counts, raw_seconds

LEAST_HEAD_S, LEAST_TAIL_S = 0.15, 0.2
"""Silence before and after every sentence at speed 1, in seconds. Measured over 250 lines at speeds 0.6 to 1: at least
0.21 and 0.27 at speed 1, and more when slower."""

LEAST_OF_LENGTH, MOST_OF_LENGTH = 0.72, 1.35
"""A sentence's length as a share of the one expected by its phonemes. Measured over 250 lines: 0.84 to 1.16."""

SILENCE_DB = -45.0
"""What is quieter, relative to the peak of the sentence, is silence. Measured at the edges: −78 dB and less."""


def fault(sound: Samples, rate_hz: int, phonemes: str, speed: float) -> str:
    """What is wrong with a sentence, in a few words; empty if it is complete.

    Args:
        sound: float32, shape (frames,).
        rate_hz: Its sample rate.
        phonemes: What was to be said.
        speed: 1 is the voice's own pace.
    """
    if not len(sound) or not np.isfinite(sound).all():
        return "there is no sound"
    level = np.abs(sound)
    peak = float(level.max())
    if peak < 0.01:
        return "it is silent"
    loud = np.flatnonzero(level > peak * 10 ** (SILENCE_DB / 20))
    if loud[0] < LEAST_HEAD_S * rate_hz:
        return "its beginning is cut off"
    if len(sound) - loud[-1] < LEAST_TAIL_S * rate_hz:
        return "its end is cut off"
    expected_s = raw_seconds(phoneme_counts([phonemes]), speed)
    ratio = len(sound) / rate_hz / expected_s
    if not LEAST_OF_LENGTH <= ratio <= MOST_OF_LENGTH:
        return f"it lasts {len(sound) / rate_hz:.2f} s and should last about {expected_s:.2f} s"
    return ""
