"""Loudness over time, for the picture.

Comes in: a source, a sound file, or energies that a meter has gathered already. Goes out: a `Curve`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voiceguide.audio import blocks as audio_blocks
from voiceguide.export.formats.job import blocks
from voiceguide.export.pcm import Source
from voiceguide.kweight import STEPS_PER_S
from voiceguide.loudness import Energies, Meter, lufs
from voiceguide.mix.energies import PER_TENTH, bed_tenths, signal_tenths
from voiceguide.mix.mixdown import Mix
from voiceguide.units import RATE_HZ

STEP_S = 1.0
"""Each point of a curve stands for this many seconds."""

FLOOR_LUFS = -70.0
"""What is quieter is drawn here: the meter's absolute gate."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Loudness over time.

    Attributes:
        lufs: float64, mean loudness of each `STEP_S`, not below `FLOOR_LUFS`.
    """

    lufs: NDArray[np.float64]

    @property
    def seconds(self) -> NDArray[np.float64]:
        """The middle of each step."""
        return np.asarray((np.arange(len(self.lufs)) + 0.5) * STEP_S, np.float64)


def curve_of_energy(energy: Energies, rate_hz: int = RATE_HZ, steps_per_s: int = STEPS_PER_S) -> Curve:
    """From K-weighted energies, summed over channels (`loudness.Meter.energy`).

    Args:
        energy: Sums of squares of each step.
        rate_hz: Sample rate of the sound.
        steps_per_s: How many steps make a second.
    """
    steps = round(STEP_S * steps_per_s)
    if len(energy) % steps < steps // 2:  # a short rest is no point of its own
        energy = energy[: len(energy) // steps * steps]
    starts = np.arange(0, len(energy), steps)
    sums = np.add.reduceat(energy, starts) if len(energy) else np.zeros(0)
    lengths = np.minimum(steps, len(energy) - starts) * rate_hz / steps_per_s
    return Curve(np.array([max(FLOOR_LUFS, lufs(float(each))) for each in sums / lengths]))


def curves_of_mix(mix: Mix) -> dict[str, Curve]:
    """``mix`` and ``bed`` as the loudness plan predicts them, without rendering anything."""
    levels, settings = mix.levels, mix.settings
    bed = bed_tenths(mix.bed, levels.bed_envelope, levels.bed_gain**2 * levels.bed_ratio)
    signals = signal_tenths(
        mix.timeline, settings.pacer, levels.pacer_gain, levels.pacer_envelope, levels.earcon_gain, settings.mono
    )
    tenths = STEPS_PER_S // PER_TENTH
    both = {"mix": levels.voice.tenths + signals + bed, "bed": bed}
    return {name: curve_of_energy(energy, RATE_HZ, tenths) for name, energy in both.items()}


def curve_of_source(source: Source) -> Curve:
    """By metering a mix or a stem from end to end."""
    meter = Meter(source.channels)
    for _, block in blocks(source):
        meter.push(block)
    return curve_of_energy(meter.energy)


def curve_of_file(path: Path) -> Curve:
    """By decoding and metering a sound file of any kind.

    Raises:
        AudioError: It cannot be read.
    """
    meter: Meter | None = None
    rate_hz = RATE_HZ
    for block in audio_blocks(path):
        meter = meter or Meter(block.channels, block.rate_hz)
        rate_hz = block.rate_hz
        meter.push(block.samples)
    return curve_of_energy(meter.energy if meter else np.zeros(0), rate_hz)
