"""Loudness over time, for the picture, from a mix, a sound file, or energies that a meter has gathered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voiceguide.kweight import STEPS_PER_S
from voiceguide.loudness import Energies, lufs
from voiceguide.loudness_files import meter_file
from voiceguide.mix.energies import PER_TENTH, bed_tenths, signal_tenths
from voiceguide.mix.mixdown import Mix
from voiceguide.mix.prediction import speech_tenths
from voiceguide.units import RATE_HZ

STEP_S = 1.0
"""Each point of a curve stands for this many seconds."""

FLOOR_LUFS = -70.0
"""The meter's absolute gate: what is quieter is drawn at this level."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Loudness over time.

    Attributes:
        lufs: float64, mean loudness of each `STEP_S`, not below `FLOOR_LUFS`.
    """

    lufs: NDArray[np.float64]

    @property
    def seconds(self) -> NDArray[np.float64]:
        """The middle of each step, in seconds."""
        return np.asarray((np.arange(len(self.lufs)) + 0.5) * STEP_S, np.float64)


def curve_of_energy(energy: Energies, rate_hz: int = RATE_HZ, steps_per_s: int = STEPS_PER_S) -> Curve:
    """The curve of K-weighted energies, summed over channels (`loudness.Meter.energy`).

    Args:
        energy: Sums of squares of each step.
        rate_hz: Sample rate of the sound.
        steps_per_s: How many steps make a second.
    """
    steps = round(STEP_S * steps_per_s)
    if len(energy) % steps < steps // 2:  # a short remainder gets no point of its own
        energy = energy[: len(energy) // steps * steps]
    starts = np.arange(0, len(energy), steps)
    sums = np.add.reduceat(energy, starts) if len(energy) else np.zeros(0)
    lengths = np.minimum(steps, len(energy) - starts) * rate_hz / steps_per_s
    return Curve(np.array([max(FLOOR_LUFS, lufs(float(each))) for each in sums / lengths]))


def curves_of_mix(mix: Mix) -> dict[str, Curve]:
    """``mix`` and ``bed`` as the loudness plan predicts them, without rendering anything."""
    levels, settings = mix.levels, mix.settings
    bed = bed_tenths(mix.bed, levels.bed_envelope, levels.bed_gain**2)
    signals = signal_tenths(mix.timeline, settings, levels.pacer_gain, levels.pacer_envelope, levels.earcon_gain)
    speech = speech_tenths(mix.timeline, mix.clips, settings, mix.voices)
    tenths = STEPS_PER_S // PER_TENTH
    both = {"mix": speech + signals + bed, "bed": bed}
    return {name: curve_of_energy(energy, RATE_HZ, tenths) for name, energy in both.items()}


def curve_of_file(path: Path) -> Curve:
    """The curve of a sound file of any kind, by decoding and metering it.

    Raises:
        AudioError: It cannot be read.
    """
    meter = meter_file(path)
    return curve_of_energy(meter.energy, meter.rate_hz)
