"""Estimate how much of a sound is like speech, to warn before two voices talk at once.

Three features together distinguish speech from surf, music and machines:

- its loudness in the band of the voice swings by many decibels 2 to 8 times a second, the rate of
  syllables (Houtgast and Steeneken 1985; Scheirer and Slaney 1997 use the 4 Hz peak the same way);
- it is voiced, with a pitch between 70 and 400 Hz, for a good part of the time, but not always;
- its pitch glides, while the notes of instruments stay level.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voiceguide.audio import Audio, Samples, mono, resample

SPEECH_SHARE = 0.2
"""Share of windows from which on a sound counts as speech-like."""

WINDOW_S = 4.0
"""Length of the windows that are judged, in seconds."""

_RATE_HZ = 16_000
_STEP = 160  # 10 ms
_FRAME = 640  # 40 ms: two periods of the lowest voice
_LOWEST_HZ, _HIGHEST_HZ = 70.0, 400.0
_VOICED = 0.55
_LEAST_SWING_DB = 3.2
_LEAST_GLIDE = 0.0012  # octaves in 10 ms: a semitone in 0.7 s
_MOST_GLIDE = 0.03


def speech_share(audio: Audio) -> float:
    """The share of a sound that is like speech.

    Args:
        audio: Any channels and rate; under 4 s the result is 0.

    Returns:
        0 to 1.
    """
    samples = resample(mono(audio), _RATE_HZ).samples[:, 0]
    window = round(WINDOW_S * _RATE_HZ)
    count = len(samples) // window
    if not count:
        return 0.0
    return float(np.mean([_is_speechlike(piece) for piece in samples[: count * window].reshape(count, window)]))


def _is_speechlike(piece: Samples) -> bool:
    """Whether a window has the features of speech."""
    if _syllable_swing_db(piece) < _LEAST_SWING_DB:
        return False
    voiced, glide = _voicing(piece)
    return 0.15 <= voiced <= 0.95 and _LEAST_GLIDE <= glide <= _MOST_GLIDE


def _syllable_swing_db(piece: Samples) -> float:
    """How far the level of the voice's band (300–3400 Hz) swings at 2 to 8 Hz: RMS, in dB."""
    spectrum = np.fft.rfft(piece)
    hz = np.fft.rfftfreq(len(piece), 1 / _RATE_HZ)
    spectrum[(hz < 300) | (hz > 3_400)] = 0.0
    power = np.square(np.fft.irfft(spectrum, len(piece))).reshape(-1, 2 * _STEP).mean(axis=1)
    level = 10.0 * np.log10(power + power.max() * 1e-4 + 1e-12)
    swings = np.fft.rfft((level - level.mean()) * np.hanning(len(level))) / len(level)
    rate = np.fft.rfftfreq(len(level), 2 * _STEP / _RATE_HZ)
    inside = np.square(np.abs(swings[(rate >= 2) & (rate <= 8)])).sum()
    return float(np.sqrt(2.0 * inside / 0.375))  # 0.375: the share of power that a Hann window leaves


def _voicing(piece: Samples) -> tuple[float, float]:
    """The share of voiced frames, and the median glide of their pitch in octaves for each 10 ms."""
    frames = np.lib.stride_tricks.sliding_window_view(piece, _FRAME)[::_STEP] * np.hanning(_FRAME)
    energy = np.square(frames).sum(axis=1)
    size = 2 * _FRAME
    lags = np.fft.irfft(np.square(np.abs(np.fft.rfft(frames, size, axis=1))), size, axis=1)
    window = np.fft.irfft(np.square(np.abs(np.fft.rfft(np.hanning(_FRAME), size))), size)
    first, last = round(_RATE_HZ / _HIGHEST_HZ), round(_RATE_HZ / _LOWEST_HZ)
    likeness = lags[:, first:last] / (lags[:, :1] + 1e-9) * (window[0] / window[first:last])
    best = likeness.argmax(axis=1)
    strength = likeness[np.arange(len(best)), best]
    loud = energy > 0.02 * np.percentile(energy, 95)
    inner = (best > 0) & (best < last - first - 1)
    voiced = (strength > _VOICED) & loud & inner
    return float(voiced.mean()), _glide(_refine_peaks(likeness, best), voiced, first)


def _refine_peaks(likeness: NDArray[np.float64], best: NDArray[np.int64]) -> NDArray[np.float64]:
    """The position of each peak between the lags, by a parabola through its neighbours."""
    rows, inner = np.arange(len(best)), np.clip(best, 1, likeness.shape[1] - 2)
    before, at, after = (likeness[rows, inner + shift] for shift in (-1, 0, 1))
    bend = before - 2.0 * at + after
    return np.asarray(inner + np.where(np.abs(bend) > 1e-9, 0.5 * (before - after) / np.where(bend, bend, 1.0), 0.0))


def _glide(place: NDArray[np.float64], voiced: NDArray[np.bool_], first: int) -> float:
    """The median change of pitch between voiced frames five frames apart, without leaps, in octaves for each 10 ms."""
    octaves = -np.log2(np.maximum(place + first, 1.0))
    apart = 5
    both = np.convolve(voiced, np.ones(apart + 1), "valid") == apart + 1
    change = np.abs(octaves[apart:] - octaves[:-apart])[both] / apart
    change = change[change < 2 * _MOST_GLIDE]
    return float(np.median(change)) if len(change) >= 10 else 0.0
