"""Is a sentence that hibari spoke whole? Its silences and its length tell.

Comes in: the sound of one sentence as the model gave it, its phonemes and the speed. Goes out: what is wrong with it,
or nothing. Every sentence of the model begins and ends in silence, and lasts as long as its phonemes say within a
sixth; a sentence that lost its head or its tail, or is another one, does not.
"""

from __future__ import annotations

import numpy as np

from voiceguide.audio import Samples
from voiceguide.speech.duration import phoneme_counts, raw_seconds

LEAST_HEAD_S, LEAST_TAIL_S = 0.15, 0.2
"""Silence before and after every sentence at speed 1, in seconds. Measured over 250 lines at speeds 0.6 to 1: at least
0.21 and 0.27 at speed 1, and more when slower."""

LEAST_OF_LENGTH, MOST_OF_LENGTH = 0.72, 1.35
"""A sentence's length against the one its phonemes give. Measured over 250 lines: 0.84 to 1.16."""

SILENCE_DB = -45.0
"""Below the peak of the sentence: silence. Measured at the edges: −78 dB and less."""


def fault(sound: Samples, rate_hz: int, phonemes: str, speed: float) -> str:
    """What is wrong with a sentence, in a few words; empty when it is whole.

    Args:
        sound: float32, shape (frames,).
        rate_hz: Its sample rate.
        phonemes: What was to be said.
        speed: At which pace, 1 being the voice's own.
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
