"""Weights sound as a loudness meter does (K weighting, ITU-R BS.1770-4, annex 1), and sums its energy per 10 ms.

The filters are recomputed for each sample rate from the analogue prototypes behind the coefficients that the
standard prints for 48 kHz, and applied to 32 samples at a time by a matrix: a loop over samples in Python would be
sixty times slower, and scipy costs 75 MB to import.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voiceguide.units import RATE_HZ

Energies = NDArray[np.float64]
"""K-weighted sum of squares of each 10 ms, float64, shape (steps,); of one channel, or summed over channels."""

STEPS_PER_S = 100
"""Number of energies per second: one for each 10 ms."""

_BLOCK = 32  # samples in one row of a product
_ROWS = 128  # rows of a product: OpenBLAS uses one thread for so small a one; more threads would only wait
_FORGOTTEN = 1e-13  # a share of a state that is taken as zero (-260 dB)
_HIGHEST_SHELF = 0.45  # of the rate: at lower rates the shelf lies above all that can be heard, and is left out


def k_biquads(rate_hz: int) -> tuple[tuple[Energies, Energies], ...]:
    """The two filters of BS.1770 at any rate, each as (b, a): the head's shelf, then the high-pass.

    Bilinear transforms of the analogue prototypes (shelf 1,682 Hz, +4 dB, Q 0.707; high-pass 38 Hz,
    Q 0.5) that give the standard's own coefficients at 48 kHz.
    """
    k = math.tan(math.pi * min(1681.974450955533 / rate_hz, _HIGHEST_SHELF))
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


@dataclass(frozen=True, slots=True, eq=False)
class _Blocks:
    """The two filters in series over `_BLOCK` samples, as matrices. The state has four numbers.

    Attributes:
        out: Maps samples and the state before them to weighted samples, shape (_BLOCK + 4, _BLOCK).
        into: Maps samples to their share of the state after them, shape (_BLOCK, 4).
        steps: Map a state to itself 0, 1, … `_BLOCK` samples later, each of shape (4, 4).
        leaps: Map a state to itself 1, 2, 4, 8 … blocks later, until nothing is left of it, each of shape (4, 4).
    """

    out: Energies
    into: Energies
    steps: tuple[Energies, ...]
    leaps: tuple[Energies, ...]


@lru_cache(maxsize=4)
def _blocks(rate_hz: int) -> _Blocks:
    """The matrices for a sample rate.

    Both filters are in transposed direct form II, the second after the first, and the state is a row of four numbers.
    Next state: state @ step + sample · inlet; output: state @ outlet + sample · b1[0] · b2[0].
    """
    (b1, a1), (b2, a2) = ((b / a[0], a / a[0]) for b, a in k_biquads(rate_hz))
    first, second = b1[1:] - a1[1:] * b1[0], b2[1:] - a2[1:] * b2[0]
    inlet, outlet = np.array([*first, *(second * b1[0])]), np.array([b2[0], 0.0, 1.0, 0.0])
    step = np.zeros((4, 4))
    step[0] = -a1[1], -a1[2], *second
    step[1, 0] = 1.0
    step[2, 2:] = -a2[1:]
    step[3, 2] = 1.0
    steps = [np.eye(4)]
    for _ in range(_BLOCK):
        steps.append(steps[-1] @ step)
    impulse = np.array([b1[0] * b2[0], *(inlet @ each @ outlet for each in steps[: _BLOCK - 1])])
    later = np.arange(_BLOCK) - np.arange(_BLOCK)[:, np.newaxis]
    direct = np.where(later >= 0, impulse[np.maximum(later, 0)], 0.0)
    leaps = [steps[_BLOCK]]
    while np.abs(leaps[-1]).max() > _FORGOTTEN:
        leaps.append(leaps[-1] @ leaps[-1])
    return _Blocks(
        out=np.vstack([direct, np.stack([each @ outlet for each in steps[:_BLOCK]], axis=1)]),
        into=np.stack([inlet @ each for each in reversed(steps[:_BLOCK])]),
        steps=tuple(steps),
        leaps=tuple(leaps[:-1]),
    )


class KFilter:
    """The K filter for a stream; each block continues the one before.

    Args:
        channels: Number of rows.
        rate_hz: Sample rate in Hz.
    """

    def __init__(self, channels: int, rate_hz: int) -> None:
        self._blocks = _blocks(rate_hz)
        self._state = np.zeros((channels, 4))

    def push(self, rows: NDArray[np.floating]) -> Energies:
        """Weight the next samples and return as many, shape (channels × frames), float64."""
        (channels, frames), blocks = rows.shape, self._blocks
        whole, rest = divmod(frames, _BLOCK)
        groups = whole // _ROWS + 1
        known = np.empty((channels, groups * _ROWS, _BLOCK + 4))  # each row: samples, then the state before them
        samples, states = known[:, :, :_BLOCK], known[:, :, _BLOCK:]
        samples[:, :whole] = rows[:, : whole * _BLOCK].reshape(channels, whole, _BLOCK)
        samples[:, whole:] = 0.0
        samples[:, whole, :rest] = rows[:, whole * _BLOCK :]
        grouped = known.reshape(channels, groups, _ROWS, _BLOCK + 4)
        after = (grouped[..., :_BLOCK] @ blocks.into).reshape(channels, -1, 4)
        after[:, 0] += self._state @ blocks.steps[_BLOCK]
        for number, leap in enumerate(blocks.leaps):
            if 1 << number < after.shape[1]:
                after[:, 1 << number :] += after[:, : -(1 << number)] @ leap
        states[:, 0], states[:, 1:] = self._state, after[:, :-1]
        self._state = states[:, whole] @ blocks.steps[rest] + samples[:, whole, :rest] @ blocks.into[_BLOCK - rest :]
        weighted: Energies = (grouped @ blocks.out).reshape(channels, -1)
        return weighted[:, :frames]


def k_weight(mono: NDArray[np.floating], rate_hz: int = RATE_HZ) -> Energies:
    """K-weight a sound; the filter starts at rest.

    Args:
        mono: Shape (frames,), full scale ±1.
        rate_hz: Sample rate in Hz.

    Returns:
        float64, shape (frames,).
    """
    weighted: Energies = KFilter(1, rate_hz).push(mono[np.newaxis])[0]
    return weighted


def step_edges(first: int, steps: int, rate_hz: int = RATE_HZ) -> NDArray[np.int64]:
    """The first sample of each of `steps` + 1 steps of 10 ms, beginning with step `first`."""
    return np.asarray(-(-np.arange(first, first + steps + 1, dtype=np.int64) * rate_hz // STEPS_PER_S))


def sum_steps(squares: NDArray[np.floating], edges: NDArray[np.int64]) -> Energies:
    """Sums from each edge to the next, and from the last to the end."""
    return np.asarray(np.add.reduceat(np.append(squares, 0.0), edges))


def k_energy(mono: NDArray[np.floating], rate_hz: int = RATE_HZ) -> Energies:
    """The K-weighted sum of squares of each 10 ms of one channel; a last short step counts as a step.

    Args:
        mono: Shape (frames,), full scale ±1.
        rate_hz: Sample rate in Hz.
    """
    frames = len(mono)
    if not frames:
        return np.zeros(0)
    steps = -(-frames * STEPS_PER_S // rate_hz)
    meter, sums = KFilter(1, rate_hz), []
    for second in range(-(-frames // rate_hz)):  # a step begins at each whole second, at any rate
        weighted = meter.push(mono[np.newaxis, second * rate_hz : (second + 1) * rate_hz])[0]
        here = min(STEPS_PER_S, steps - second * STEPS_PER_S)
        sums.append(sum_steps(np.square(weighted, out=weighted), step_edges(0, here, rate_hz)[:-1]))
    return np.concatenate(sums)
