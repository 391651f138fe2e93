"""Measures loudness (ITU-R BS.1770-4, EBU R 128) and true peak of sound.

Every loudness is computed from the K-weighted energy of each 10 ms. The energies of parts add up, so the loudness of a
mix can be predicted before it is made.

Sources: ITU-R BS.1770-4 (gates), EBU Tech 3341 (momentary, short-term), EBU Tech 3342 (loudness range).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voiceguide.audio import Samples
from voiceguide.kweight import STEPS_PER_S, Energies, KFilter, k_biquads, k_energy, k_weight, step_edges, sum_steps
from voiceguide.truepeak import PeakMeter, true_peak, true_peaks
from voiceguide.units import RATE_HZ, decibels

__all__ = [
    "Energies", "Measurement", "Meter", "integrated_alone", "integrated_loudness", "integrated_tenths", "k_biquads",
    "k_energy", "k_weight", "loudness_range", "lufs", "measure", "measure_blocks",
    "momentary", "step_edges", "true_peak", "true_peaks",
]  # fmt: skip

_OFFSET_LU = -0.691
_ABSOLUTE_GATE_LUFS = -70.0
_BLOCK_STEPS = 40  # 400 ms
READ_FRAMES = 1 << 17


@dataclass(frozen=True, slots=True)
class Measurement:
    """What the meter read.

    Attributes:
        frames: Length in samples per channel.
        channels: Number of channels.
        rate_hz: Sample rate in Hz.
        integrated_lufs: Gated programme loudness; −inf when everything is below −70 LUFS.
        max_momentary_lufs: Loudest 400 ms.
        max_short_term_lufs: Loudest 3 s.
        loudness_range_lu: EBU 3342 loudness range.
        true_peak_dbtp: Highest true peak of any channel, in dB against full scale.
    """

    frames: int
    channels: int
    rate_hz: int
    integrated_lufs: float
    max_momentary_lufs: float
    max_short_term_lufs: float
    loudness_range_lu: float
    true_peak_dbtp: float

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.frames / self.rate_hz


# --- loudness from energies ----------------------------------------------------------------------


def _windows(energy: Energies, steps: int, hop: int) -> Energies:
    """Sums of `steps` neighbours, one every `hop` steps."""
    if len(energy) < steps:
        return np.zeros(0)
    groups = energy[: len(energy) // hop * hop].reshape(-1, hop).sum(axis=1) if hop > 1 else energy
    width = steps // hop
    total = np.concatenate(([0.0], np.cumsum(groups, dtype=np.float64)))
    return np.asarray(np.maximum(total[width:] - total[:-width], 0.0), dtype=np.float64)


def lufs(mean_square: float) -> float:
    """The loudness in LUFS of a K-weighted mean square, summed over channels; −inf for 0."""
    return _OFFSET_LU + 10.0 * math.log10(mean_square) if mean_square > 0 else -math.inf


def _levels(sums: Energies, steps: int, rate_hz: int) -> Energies:
    """Loudness in LUFS of energies, each summed over so many steps."""
    with np.errstate(divide="ignore"):
        return np.asarray(_OFFSET_LU + 10.0 * np.log10(sums / (steps * rate_hz / STEPS_PER_S)))


def integrated_loudness(energy: Energies, rate_hz: int = RATE_HZ) -> float:
    """Gated loudness (BS.1770-4: blocks of 400 ms, 75 % overlap, gates at −70 LUFS and −10 LU).

    A sound shorter than 400 ms counts as one block of its own length.

    Args:
        energy: Per 10 ms, summed over channels.
        rate_hz: Sample rate in Hz.

    Returns:
        LUFS; −inf when nothing passes the gates.
    """
    if len(energy) < 40:
        seconds = max(len(energy), 1) / STEPS_PER_S
        return _gate(np.array([energy.sum() / (seconds * rate_hz)]))
    return integrated_tenths(energy[: len(energy) // 10 * 10].reshape(-1, 10).sum(axis=1), rate_hz)


def integrated_alone(energy: Energies) -> float:
    """Gated loudness of a sound with silence before and after it, over blocks that begin at each 10 ms.

    Args:
        energy: Per 10 ms, summed over channels.

    Returns:
        LUFS; −inf when nothing passes the gates.
    """
    around = np.pad(energy, _BLOCK_STEPS - 1)
    return _gate(_windows(around, _BLOCK_STEPS, 1) / (_BLOCK_STEPS * RATE_HZ / STEPS_PER_S))


def integrated_tenths(sums: Energies, rate_hz: int = RATE_HZ) -> float:
    """Gated loudness in LUFS from the energy of each 100 ms, summed over channels; takes a tenth of the memory."""
    return _gate(_windows(sums, 4, 1) / (0.4 * rate_hz))


def _gate(mean_squares: Energies) -> float:
    """Loudness in LUFS of the blocks that pass both gates."""
    loud = mean_squares[mean_squares > 10.0 ** ((_ABSOLUTE_GATE_LUFS - _OFFSET_LU) / 10.0)]
    if not loud.size:
        return -math.inf
    return lufs(float(loud[loud > 0.1 * loud.mean()].mean()))


def momentary(energy: Energies, rate_hz: int = RATE_HZ) -> Energies:
    """Loudness in LUFS of every 400 ms, one each 10 ms; entry i covers steps i to i + 39."""
    return _levels(_windows(energy, 40, 1), 40, rate_hz)


def loudness_range(energy: Energies, rate_hz: int = RATE_HZ) -> float:
    """Loudness range in LU (EBU Tech 3342); 0 when there is nothing to compare."""
    sums = _windows(energy, 300, 10) / (3 * rate_hz)
    sums = sums[sums > 10.0 ** ((_ABSOLUTE_GATE_LUFS - _OFFSET_LU) / 10.0)]
    if not sums.size:
        return 0.0
    levels = np.log10(sums[sums > 0.01 * sums.mean()]) * 10.0
    low, high = np.percentile(levels, (10.0, 95.0))
    return float(high - low)


# --- measuring a stream --------------------------------------------------------------------------


class Meter:
    """Measures a sound that comes in blocks; memory grows by 400 bytes for each second.

    Args:
        channels: 1 or more; all are weighted alike (BS.1770's weights for left, right and centre).
        rate_hz: Sample rate in Hz.
    """

    def __init__(self, channels: int, rate_hz: int = RATE_HZ) -> None:
        self._channels, self.rate_hz = channels, rate_hz
        self._weighting = KFilter(channels, rate_hz)
        self._frames = 0
        self._open = 0.0  # energy of the step that is not yet full
        self._energies: list[NDArray[np.float32]] = []
        self._peaks = PeakMeter(channels)

    def prime(self, block: Samples) -> None:
        """Filter the sound before the first block, without measuring it."""
        rows = _rows(block)
        self._weighting.push(rows)
        self._peaks.prime(rows)

    def push(self, block: Samples) -> None:
        """Take the next samples, float32, shape (frames × channels)."""
        if not len(block):
            return
        rows = _rows(block)
        squares = np.square(self._weighting.push(rows)).sum(axis=0)
        first = self._frames * STEPS_PER_S // self.rate_hz
        last = (self._frames + len(squares)) * STEPS_PER_S // self.rate_hz
        edges = step_edges(first, last - first, self.rate_hz) - self._frames
        sums = sum_steps(squares, np.maximum(edges, 0))
        sums[0] += self._open
        self._open = float(sums[-1])
        self._energies.append(sums[:-1].astype(np.float32))
        self._peaks.push(rows)
        self._frames += len(squares)

    @property
    def energy(self) -> Energies:
        """Energy of each 10 ms so far, summed over channels, with a short last step."""
        return np.concatenate([*self._energies, [self._open]]).astype(np.float64)

    def peak(self, after: Samples | None = None) -> float:
        """The highest true peak so far, linear, assuming that `after` follows (by default silence)."""
        return self._peaks.result(None if after is None else _rows(after))

    def result(self) -> Measurement:
        """The measurement of everything pushed so far."""
        return measurement_of(self._frames, self._channels, self.rate_hz, self.energy, self.peak())


def _rows(block: Samples) -> Samples:
    return np.ascontiguousarray(block.T, dtype=np.float32)


def measurement_of(frames: int, channels: int, rate_hz: int, energy: Energies, peak: float) -> Measurement:
    """Everything measured of a sound."""
    whole = energy[: frames * STEPS_PER_S // rate_hz]
    return Measurement(
        frames=frames,
        channels=channels,
        rate_hz=rate_hz,
        integrated_lufs=integrated_loudness(whole, rate_hz),
        max_momentary_lufs=_loudest(whole, 40, rate_hz),
        max_short_term_lufs=_loudest(whole, 300, rate_hz),
        loudness_range_lu=loudness_range(whole, rate_hz),
        true_peak_dbtp=decibels(peak),
    )


def _loudest(energy: Energies, steps: int, rate_hz: int) -> float:
    """The loudness of the loudest window of `steps` steps, in LUFS; searched in parts to save memory."""
    parts = (energy[at : at + 30_000 + steps - 1] for at in range(0, len(energy), 30_000))
    loudest = max((float(_windows(part, steps, 1).max(initial=0.0)) for part in parts), default=0.0)
    return lufs(loudest / (steps * rate_hz / STEPS_PER_S))


def measure(samples: Samples, rate_hz: int = RATE_HZ) -> Measurement:
    """Measure a sound in memory, shape (frames × channels) or (frames,)."""
    columns = samples[:, np.newaxis] if samples.ndim == 1 else samples
    return measure_blocks((columns[at : at + READ_FRAMES] for at in range(0, len(columns), READ_FRAMES)), rate_hz)


def measure_blocks(blocks: Iterable[Samples], rate_hz: int = RATE_HZ) -> Measurement:
    """Measure a sound that comes in blocks, each (frames × channels)."""
    meter: Meter | None = None
    for block in blocks:
        meter = meter or Meter(block.shape[1], rate_hz)
        meter.push(block)
    return (meter or Meter(1, rate_hz)).result()
