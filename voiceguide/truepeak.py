"""Measures true peaks: how high a sound rises between its samples (ITU-R BS.1770-4, annex 2), 4 × oversampled."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voiceguide.audio import Samples

HALF_TAPS = 16
"""An oversampled value depends on this many samples before it and after it."""

_OVERSAMPLING = 4
_BLOCK = 32
_COARSE = 1024
_KAISER_BETA = 8.0
_PRODUCT = 32  # rows of one product: OpenBLAS uses one thread for so small a one; more threads would only wait
_ROWS = 16 * _PRODUCT

_GROWTH = 2.0
"""A true peak is assumed to be at most 6 dB above the samples near it. Sound that passed an encoder's low-pass stays
well below that: a sine at a quarter of the sample rate reaches 3 dB."""


@lru_cache(maxsize=8)
def _interpolator(block: int) -> Samples:
    """The matrix from `block` + 2 × `HALF_TAPS` samples to the `block` × 3 oversampled ones between them.

    Each phase is a sinc at the Nyquist frequency under a Kaiser window.
    """
    wanted = (np.arange(block)[:, np.newaxis] + np.arange(1, _OVERSAMPLING) / _OVERSAMPLING).reshape(-1)
    distance = np.arange(block + 2 * HALF_TAPS)[:, None] - HALF_TAPS - wanted[None]
    inside = 1.0 - (distance / HALF_TAPS) ** 2
    window = np.i0(_KAISER_BETA * np.sqrt(np.maximum(inside, 0.0))) / np.i0(_KAISER_BETA) * (inside > 0)
    return np.asarray(np.sinc(distance) * window, dtype=np.float32)


def peaks_inside(context: Samples, block: int) -> Samples:
    """True peaks of the blocks of a sound that has `HALF_TAPS` more samples at each end.

    Args:
        context: float32, shape (2 × HALF_TAPS + count × block,).
        block: Frames for each peak.

    Returns:
        float32, shape (count,).
    """
    windows = np.lib.stride_tricks.sliding_window_view(context, block + 2 * HALF_TAPS)[::block]
    return np.maximum(_sample_peaks(context[HALF_TAPS:-HALF_TAPS], block), _peaks_between(windows, block))


def _peaks_between(windows: Samples, block: int) -> Samples:
    """The highest oversampled value between the samples of each row's middle `block` frames."""
    matrix = _interpolator(block)
    peaks = np.empty(-(-len(windows) // _PRODUCT) * _PRODUCT, dtype=np.float32)
    for at in range(0, len(peaks), _ROWS):
        rows = windows[at : at + _ROWS]
        if len(rows) % _PRODUCT:
            rows = np.pad(rows, ((0, -len(rows) % _PRODUCT), (0, 0)))
        oversampled = np.ascontiguousarray(rows).reshape(-1, _PRODUCT, rows.shape[1]) @ matrix
        np.abs(oversampled, out=oversampled).max(axis=2, out=peaks[at : at + _ROWS].reshape(-1, _PRODUCT))
    return peaks[: len(windows)]


def true_peaks(mono: Samples, block: int = 32, *, floor: float = 0.0) -> Samples:
    """The true peak (4 × oversampled, at least the sample peak) of each block of `block` frames.

    Args:
        mono: float32, shape (frames,), assumed to have silence before and after it.
        block: Frames for each peak, at least `HALF_TAPS`; the last block may be short.
        floor: Where no true peak can reach this, the sample peak is returned, which costs a tenth.

    Returns:
        float32, shape (⌈frames / block⌉,), linear.
    """
    count = -(-len(mono) // block)
    if not count:
        return np.zeros(0, dtype=np.float32)
    context = np.zeros(count * block + 2 * HALF_TAPS, dtype=np.float32)
    context[HALF_TAPS : HALF_TAPS + len(mono)] = mono
    if not floor:
        return peaks_inside(context, block)
    peaks = _sample_peaks(context[HALF_TAPS:-HALF_TAPS], block)
    around = np.pad(peaks, 1)
    high = np.maximum(np.maximum(around[:-2], around[2:]), peaks) * _GROWTH >= floor
    windows = np.lib.stride_tricks.sliding_window_view(context, block + 2 * HALF_TAPS)[::block]
    peaks[high] = np.maximum(peaks[high], _peaks_between(windows[high], block))
    return peaks


def _sample_peaks(samples: Samples, block: int) -> Samples:
    """The highest of each `block` samples, by halving; a maximum over many short rows would take five times as long."""
    highest = np.abs(samples)
    while block % 2 == 0:
        highest, block = np.maximum(highest[0::2], highest[1::2]), block // 2
    return np.asarray(highest if block == 1 else highest.reshape(-1, block).max(axis=1))


def true_peak(samples: Samples) -> float:
    """The highest true peak of any channel, linear; `samples` has shape (frames,) or (frames × channels)."""
    columns = samples[:, np.newaxis] if samples.ndim == 1 else samples
    return max((float(true_peaks(column, _BLOCK).max(initial=0.0)) for column in columns.T), default=0.0)


class PeakMeter:
    """Finds the highest true peak of a sound that comes in blocks.

    It oversamples only where the samples are high enough for a new highest peak, and so skips nearly everything.
    """

    def __init__(self, channels: int) -> None:
        self._highest = 0.0
        self._past = np.zeros((channels, 2 * HALF_TAPS), dtype=np.float32)

    def push(self, rows: Samples) -> None:
        """Take the next samples, float32, shape (channels × frames)."""
        joined = np.concatenate([self._past, rows], axis=1)
        self._past = joined[:, -2 * HALF_TAPS :].copy()
        self._highest = max(self._highest, _highest_inside(joined, self._highest))

    def prime(self, rows: Samples) -> None:
        """Take the sound before the first samples, at least 2 × `HALF_TAPS` frames, without measuring it."""
        self._past = rows[:, -2 * HALF_TAPS :].copy()

    def result(self, after: Samples | None = None) -> float:
        """The highest true peak so far, linear, assuming that `after` follows (by default silence)."""
        ending = np.pad(self._past, ((0, 0), (0, HALF_TAPS)))
        if after is not None:
            known = after[:, :HALF_TAPS]
            ending[:, 2 * HALF_TAPS : 2 * HALF_TAPS + known.shape[1]] = known
        return max(self._highest, _highest_inside(ending, self._highest))


def _highest_inside(joined: Samples, known: float) -> float:
    """The highest true peak more than `HALF_TAPS` from both ends of each row, or `known` if none is higher."""
    margin = 2 * HALF_TAPS
    for row in joined:
        inside = len(row) - margin
        if inside <= 0:
            continue
        starts = np.arange(0, inside, _COARSE)
        tops = np.maximum(np.maximum.reduceat(row, starts), -np.minimum.reduceat(row, starts))
        reach = np.maximum(tops, np.append(tops[1:], np.abs(row[-margin:]).max())) * _GROWTH
        order = starts[np.argsort(-reach, kind="stable")]
        reach = np.sort(reach)[::-1]
        at, batch = 0, 4
        while at < len(order) and reach[at] > known:
            chosen = order[at : at + batch][reach[at : at + batch] > known]
            known = max(known, _highest_of(row, chosen))
            at, batch = at + batch, 64
    return known


def _highest_of(row: Samples, starts: NDArray[np.int64]) -> float:
    """The highest true peak of the coarse blocks at `starts`; the last of a row may be short."""
    margin = 2 * HALF_TAPS
    last = len(row) - margin - _COARSE
    if last < 0:  # the whole row is shorter than one block
        blocks, rest = divmod(len(row) - margin, _BLOCK)
        highest = float(peaks_inside(row[: len(row) - rest], _BLOCK).max()) if blocks else 0.0
        return max(highest, float(peaks_inside(row[-rest - margin :], rest).max())) if rest else highest
    pieces = row[np.minimum(starts, last)[:, np.newaxis] + np.arange(_COARSE + margin)]
    windows = np.lib.stride_tricks.sliding_window_view(pieces, _BLOCK + margin, axis=1)[:, ::_BLOCK]
    oversampled = np.ascontiguousarray(windows) @ _interpolator(_BLOCK)  # one small product for each coarse block
    return max(float(np.abs(oversampled, out=oversampled).max()), float(np.abs(pieces[:, HALF_TAPS:-HALF_TAPS]).max()))
