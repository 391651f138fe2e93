"""True peaks: how high a sound rises between its samples (ITU-R BS.1770-4, annex 2).

Comes in: samples. Goes out: linear peaks of the 4 × oversampled sound. Knows nothing of loudness.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from voiceguide.audio import Samples

HALF_TAPS = 16
"""An oversampled value depends on this many samples before it and after it."""

_OVERSAMPLING = 4
_BLOCK = 64
_COARSE = 1024
_KAISER_BETA = 8.0
_SINGLE_THREADED = 1 << 18  # OpenBLAS multiplies up to here in one thread; its others would spin and cost 5 × the time


@lru_cache(maxsize=8)
def _interpolator(block: int) -> Samples:
    """The matrix from `block` + 2 × `HALF_TAPS` samples to `block` × 4 oversampled ones.

    Each phase is a sinc at the Nyquist frequency under a Kaiser window; phase 0 is the sample itself.
    """
    wanted = np.arange(block * _OVERSAMPLING) / _OVERSAMPLING
    distance = np.arange(block + 2 * HALF_TAPS)[:, None] - HALF_TAPS - wanted[None]
    inside = 1.0 - (distance / HALF_TAPS) ** 2
    window = np.i0(_KAISER_BETA * np.sqrt(np.maximum(inside, 0.0))) / np.i0(_KAISER_BETA) * (inside > 0)
    return np.asarray(np.sinc(distance) * window, dtype=np.float32)


@lru_cache(maxsize=1)
def _growth() -> float:
    """No oversampled value is higher than this × the highest sample within `HALF_TAPS`."""
    return float(np.abs(_interpolator(_BLOCK)).sum(axis=0).max())


def peaks_inside(context: Samples, block: int) -> Samples:
    """True peaks of the blocks in a sound that has `HALF_TAPS` more samples at either end.

    Args:
        context: float32, shape (2 × HALF_TAPS + count × block,).
        block: Frames for each peak.

    Returns:
        float32, shape (count,).
    """
    windows = np.lib.stride_tricks.sliding_window_view(context, block + 2 * HALF_TAPS)[::block]
    matrix = _interpolator(block)
    peaks = np.empty(len(windows), dtype=np.float32)
    rows = max(1, _SINGLE_THREADED // matrix.size)
    for at in range(0, len(windows), rows):
        oversampled = np.ascontiguousarray(windows[at : at + rows]) @ matrix
        np.abs(oversampled, out=oversampled).max(axis=1, out=peaks[at : at + rows])
    return peaks


def true_peaks(mono: Samples, block: int = 32) -> Samples:
    """The true peak (4 × oversampled, at least the sample peak) of each block of `block` frames.

    Args:
        mono: float32, shape (frames,); silence is taken to lie around it.
        block: Frames for each peak; the last block may be short.

    Returns:
        float32, shape (⌈frames / block⌉,), linear.
    """
    count = -(-len(mono) // block)
    context = np.zeros(count * block + 2 * HALF_TAPS, dtype=np.float32)
    context[HALF_TAPS : HALF_TAPS + len(mono)] = mono
    return peaks_inside(context, block) if count else np.zeros(0, dtype=np.float32)


def true_peak(samples: Samples) -> float:
    """The highest true peak of any channel, linear; `samples` has shape (frames,) or (frames × channels)."""
    columns = samples[:, np.newaxis] if samples.ndim == 1 else samples
    return max((float(true_peaks(column, _BLOCK).max(initial=0.0)) for column in columns.T), default=0.0)


class PeakMeter:
    """The highest true peak of a sound that comes in blocks.

    Oversamples only where the samples are high enough to hide a peak above the highest one known,
    which is exact and skips nearly everything.
    """

    def __init__(self, channels: int) -> None:
        self._highest = 0.0
        self._past = np.zeros((channels, 2 * HALF_TAPS), dtype=np.float32)

    def push(self, rows: Samples) -> None:
        """Take the next samples, float32, shape (channels × frames)."""
        joined = np.concatenate([self._past, rows], axis=1)
        self._past = joined[:, -2 * HALF_TAPS :].copy()
        self._highest = max(self._highest, _highest_inside(joined, self._highest))

    def result(self) -> float:
        """The highest true peak so far, linear, as if silence followed."""
        ending = np.pad(self._past, ((0, 0), (0, HALF_TAPS)))
        return max(self._highest, _highest_inside(ending, self._highest))


def _highest_inside(joined: Samples, known: float) -> float:
    """The highest true peak more than `HALF_TAPS` from both ends of each row, or `known` if none is higher."""
    margin = 2 * HALF_TAPS
    for row in joined:
        starts = np.arange(0, len(row) - margin, _COARSE)
        if not starts.size:
            continue
        tops = np.maximum(np.maximum.reduceat(row, starts), -np.minimum.reduceat(row, starts))
        reach = np.maximum(tops, np.append(tops[1:], np.abs(row[-margin:]).max())) * _growth()
        for each in np.argsort(-reach, kind="stable"):
            if reach[each] <= known:
                break
            known = max(known, _highest_in(row[starts[each] : starts[each] + _COARSE + margin]))
    return known


def _highest_in(context: Samples) -> float:
    blocks, rest = divmod(len(context) - 2 * HALF_TAPS, _BLOCK)
    highest = 0.0
    if blocks:
        highest = float(peaks_inside(context[: len(context) - rest], _BLOCK).max())
    if rest:
        highest = max(highest, float(peaks_inside(context[-rest - 2 * HALF_TAPS :], rest).max()))
    return highest
