"""Sound in memory: one record, and how files become one.

Everything heard passes through `Audio`. Nothing here knows about cues, voices or mixes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voiceguide.errors import AudioError, Where
from voiceguide.units import RATE_HZ

Samples = NDArray[np.float32]
"""Sound, float32, shape (frames × channels) or (frames,) where a function says mono; full scale is ±1."""


@dataclass(frozen=True, slots=True)
class Audio:
    """A piece of sound.

    Attributes:
        samples: float32, shape (frames × channels), full scale ±1.
        rate_hz: Sample rate in Hz.
    """

    samples: Samples
    rate_hz: int

    @property
    def frames(self) -> int:
        """Length in samples per channel."""
        return int(self.samples.shape[0])

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[1])

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.frames / self.rate_hz


def resample(audio: Audio, rate_hz: int = RATE_HZ) -> Audio:
    """The same sound at another rate (soxr, very high quality)."""
    if audio.rate_hz == rate_hz:
        return audio
    import soxr

    samples = soxr.resample(audio.samples, audio.rate_hz, rate_hz, quality="VHQ")
    return Audio(np.ascontiguousarray(samples, dtype=np.float32), rate_hz)


def mono(audio: Audio) -> Audio:
    """The mean of all channels, as one channel."""
    if audio.channels == 1:
        return audio
    return Audio(audio.samples.mean(axis=1, keepdims=True, dtype=np.float32), audio.rate_hz)


def decode(path: Path) -> Audio:
    """Read an audio file of any common kind (wav, flac, ogg, mp3, m4a).

    Raises:
        AudioError: There is no such file, or it is not audio that can be read.
    """
    import soundfile

    try:
        samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, RuntimeError) as error:
        raise AudioError("cannot be read as audio", where=Where(str(path))) from error
    return Audio(samples, int(rate_hz))
