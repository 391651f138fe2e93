"""Loudness over time, for the picture.

Comes in: a source, a sound file, or energies that a meter has gathered already. Goes out: a `Curve`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voiceguide.audio import Samples
from voiceguide.errors import AudioError, Where
from voiceguide.export.formats.job import blocks
from voiceguide.export.pcm import Source
from voiceguide.kweight import STEPS_PER_S
from voiceguide.loudness import Energies, Meter, lufs
from voiceguide.units import RATE_HZ

STEP_S = 1.0
"""Each point of a curve stands for this many seconds."""

FLOOR_LUFS = -70.0
"""What is quieter is drawn here: the meter's absolute gate."""

_READ = 1 << 17


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


def curve_of_energy(energy: Energies, rate_hz: int = RATE_HZ) -> Curve:
    """From K-weighted energies of each 10 ms (`loudness.Meter.energy`)."""
    steps = round(STEP_S * STEPS_PER_S)
    if len(energy) % steps < steps // 2:  # a short rest is no point of its own
        energy = energy[: len(energy) // steps * steps]
    starts = np.arange(0, len(energy), steps)
    sums = np.add.reduceat(energy, starts) if len(energy) else np.zeros(0)
    lengths = np.minimum(steps, len(energy) - starts) * rate_hz / STEPS_PER_S
    return Curve(np.array([max(FLOOR_LUFS, lufs(float(each))) for each in sums / lengths]))


def curve_of_source(source: Source) -> Curve:
    """By metering a mix or a stem from end to end."""
    meter = Meter(source.channels)
    for _, block in blocks(source):
        meter.push(block)
    return curve_of_energy(meter.energy)


def curve_of_file(path: Path) -> Curve:
    """By decoding and metering a sound file that libsndfile reads.

    Raises:
        AudioError: It cannot be read.
    """
    import soundfile

    try:
        with soundfile.SoundFile(path) as sound:
            meter = Meter(sound.channels, sound.samplerate)
            while len(block := _next(sound)):
                meter.push(block)
            return curve_of_energy(meter.energy, sound.samplerate)
    except (OSError, RuntimeError) as error:
        raise AudioError("cannot be read as audio", where=Where(str(path))) from error


def _next(sound: object) -> Samples:
    block: Samples = sound.read(_READ, dtype="float32", always_2d=True)  # type: ignore[attr-defined]
    return block
