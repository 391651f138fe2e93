"""K weighting: how a loudness meter hears (ITU-R BS.1770-4, annex 1), as energy of each 10 ms.

Comes in: samples, in one piece or in blocks. Goes out: weighted samples, or their energies. The
filters are recomputed for each sample rate from the analogue prototypes behind the coefficients
that the standard prints for 48 kHz, and applied by FFT: a recursive filter in plain numpy would be
a hundred times slower, and scipy costs 75 MB to import.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voiceguide.units import RATE_HZ

Energies = NDArray[np.float64]
"""K-weighted sum of squares of each 10 ms, float64, shape (steps,); channels already summed or one channel."""

STEPS_PER_S = 100
"""Energies are kept for each 10 ms."""

_SECONDS_AT_ONCE = 5
_ROWS_AT_ONCE = 2  # numpy transforms two rows in the time of one; more would leave the processor's cache
_TAIL_S = 0.09  # by then the 38 Hz high-pass, the longer of the two filters, has rung down by 185 dB


def k_biquads(rate_hz: int) -> tuple[tuple[Energies, Energies], ...]:
    """The two filters of BS.1770 at any rate, each as (b, a): the head's shelf, then the high-pass.

    Bilinear transforms of the analogue prototypes (shelf 1,682 Hz, +4 dB, Q 0.707; high-pass 38 Hz,
    Q 0.5) that give the standard's own coefficients at 48 kHz.
    """
    k = math.tan(math.pi * 1681.974450955533 / rate_hz)
    q, high = 0.7071752369554196, 10.0 ** (3.999843853973347 / 20.0)
    band = high**0.4996667741545416
    norm = 1.0 + k / q + k * k
    shelf_b = np.array([high + band * k / q + k * k, 2.0 * (k * k - high), high - band * k / q + k * k]) / norm
    shelf_a = np.array([norm, 2.0 * (k * k - 1.0), 1.0 - k / q + k * k]) / norm
    k = math.tan(math.pi * 38.13547087602444 / rate_hz)
    q = 0.5003270373238773
    norm = 1.0 + k / q + k * k
    pass_a = np.array([norm, 2.0 * (k * k - 1.0), 1.0 - k / q + k * k]) / norm
    return (shelf_b, shelf_a), (np.array([1.0, -2.0, 1.0]), pass_a)


@lru_cache(maxsize=4)
def _response(rate_hz: int, size: int, design_hz: int) -> NDArray[np.complex128]:
    delay = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size * rate_hz / design_hz)
    total = np.ones_like(delay)
    for b, a in k_biquads(design_hz):
        total *= np.polyval(b[::-1], delay) / np.polyval(a[::-1], delay)
    return np.asarray(total)


class KFilter:
    """The K filter on a stream: overlap-save, each block continuing the one before.

    Args:
        channels: How many rows it takes.
        rate_hz: Sample rate in Hz.
        design_hz: The rate at which the sound would be filtered, when what comes is only every second sample of it.
    """

    def __init__(self, channels: int, rate_hz: int, design_hz: int | None = None) -> None:
        self._keep = math.ceil(_TAIL_S * rate_hz)
        self._size = 1 << (5 * self._keep - 1).bit_length()
        self._response = _response(rate_hz, self._size, design_hz or rate_hz)
        self._past = np.zeros((channels, self._keep))

    def prime(self, rows: NDArray[np.floating]) -> None:
        """Take what went before the first samples, shape (channels × frames): its last 0.09 s are of influence."""
        past = rows[:, -self._keep :]
        self._past = np.zeros_like(self._past)
        self._past[:, self._keep - past.shape[1] :] = past

    def push(self, rows: NDArray[np.floating]) -> Energies:
        """Weight the next samples, shape (channels × frames); as many come back."""
        frames, keep = rows.shape[1], self._keep
        hop = self._size - keep
        pieces = -(-frames // hop)
        padded = np.zeros((rows.shape[0], keep + pieces * hop))
        padded[:, :keep] = self._past
        padded[:, keep : keep + frames] = rows
        self._past = padded[:, frames : frames + keep].copy()
        weighted = np.empty_like(padded)
        windows = np.lib.stride_tricks.sliding_window_view(padded, self._size, axis=1)[:, ::hop]
        group = max(1, _ROWS_AT_ONCE // len(rows))
        for first in range(0, pieces, group):
            spectrum = np.fft.rfft(windows[:, first : first + group], axis=2)
            spectrum *= self._response
            sound = np.fft.irfft(spectrum, self._size, axis=2)[:, :, keep:]
            weighted[:, first * hop : first * hop + sound.shape[1] * hop] = sound.reshape(len(rows), -1)
        return weighted[:, :frames]


def k_weight(mono: NDArray[np.floating], rate_hz: int = RATE_HZ) -> Energies:
    """K-weight a sound as a loudness meter hears it, from rest.

    Args:
        mono: Shape (frames,), full scale ±1.
        rate_hz: Sample rate in Hz.

    Returns:
        float64, shape (frames,).
    """
    weighted: Energies = KFilter(1, rate_hz).push(mono[np.newaxis])[0]
    return weighted


def step_edges(first: int, steps: int, rate_hz: int = RATE_HZ) -> NDArray[np.int64]:
    """The first sample of each of `steps` + 1 steps of 10 ms, from step `first` on."""
    return np.asarray(-(-np.arange(first, first + steps + 1, dtype=np.int64) * rate_hz // STEPS_PER_S))


def sum_steps(squares: NDArray[np.floating], edges: NDArray[np.int64]) -> Energies:
    """Sums from each edge to the next, and from the last to the end."""
    return np.asarray(np.add.reduceat(np.append(squares, 0.0), edges))


def k_energy(mono: NDArray[np.floating], rate_hz: int = RATE_HZ, *, narrow: bool = False) -> Energies:
    """The K-weighted sum of squares of each 10 ms of one channel; a last short step counts as a step.

    Args:
        mono: Shape (frames,), full scale ±1.
        rate_hz: Sample rate in Hz.
        narrow: Nothing in it is higher than a quarter of the rate: then every second sample tells all, in half
            the time, and steps are a quarter of a sample out at most.
    """
    if narrow and rate_hz % 2 == 0:
        return 2.0 * _k_energy(mono[::2], rate_hz // 2, rate_hz)
    return _k_energy(mono, rate_hz, rate_hz)


def _k_energy(mono: NDArray[np.floating], rate_hz: int, design_hz: int) -> Energies:
    frames = len(mono)
    if not frames:
        return np.zeros(0)
    steps = -(-frames * STEPS_PER_S // rate_hz)
    meter, sums = KFilter(1, rate_hz, design_hz), []
    for second in range(0, -(-frames // rate_hz), _SECONDS_AT_ONCE):  # at whole seconds steps begin, at any rate
        squares = np.square(meter.push(mono[np.newaxis, second * rate_hz : (second + _SECONDS_AT_ONCE) * rate_hz])[0])
        here = min(_SECONDS_AT_ONCE * STEPS_PER_S, steps - second * STEPS_PER_S)
        sums.append(sum_steps(squares, step_edges(0, here, rate_hz)[:-1]))
    return np.concatenate(sums)
