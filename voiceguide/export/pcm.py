"""Convert float samples to 16 bit, with dither; no other module does.

The dither of a sample depends on its absolute position alone, so that blocks of any size give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voiceguide.audio import FULL_SCALE, Samples

_DITHER_FRAMES = 1 << 18  # repeats after about 6 s: far too long to be heard as a pattern at -98 dB
_CHANNELS = 2


class Source(Protocol):
    """Sound that can be written: a mix, or a stem of one."""

    @property
    def frames(self) -> int:
        """Length in samples per channel."""
        ...

    @property
    def channels(self) -> int:
        """1 or 2."""
        ...

    def block(self, start: int, frames: int) -> Samples:
        """Samples from `start` on, float32, shape (frames × channels), full scale ±1.

        Pure: the result does not depend on earlier calls; may be called from any thread.
        """
        ...


@dataclass(frozen=True, slots=True)
class MemorySource:
    """A `Source` that lies in memory.

    Attributes:
        samples: float32, shape (frames × channels), full scale ±1.
    """

    samples: Samples

    @property
    def frames(self) -> int:
        """See `Source.frames`."""
        return len(self.samples)

    @property
    def channels(self) -> int:
        """See `Source.channels`."""
        return int(self.samples.shape[1])

    def block(self, start: int, frames: int) -> Samples:
        """See `Source.block`."""
        return self.samples[start : start + frames]


@lru_cache(maxsize=1)
def _dither() -> Samples:
    """Triangular noise of ±1 step (TPDF), float32, shape (_DITHER_FRAMES × 2)."""
    random = np.random.Generator(np.random.Philox(20))
    noise = random.random((_DITHER_FRAMES, _CHANNELS), dtype=np.float32)
    noise -= random.random((_DITHER_FRAMES, _CHANNELS), dtype=np.float32)
    return noise


def to_pcm16(block: Samples, start: int, gain: float = 1.0) -> NDArray[np.int16]:
    """Round to 16 bit with triangular dither; what exceeds full scale is clipped.

    Args:
        block: float32, shape (frames × channels), 1 or 2 channels, full scale ±1. Not changed.
        start: Absolute position of its first frame.
        gain: Factor to apply on the way.

    Returns:
        Little-endian int16 of the same shape.
    """
    steps = block * np.float32(FULL_SCALE * gain)
    noise, done = _dither(), 0
    while done < len(steps):
        at = (start + done) % _DITHER_FRAMES
        count = min(len(steps) - done, _DITHER_FRAMES - at)
        steps[done : done + count] += noise[at : at + count, : steps.shape[1]]
        done += count
    np.rint(steps, out=steps)
    np.clip(steps, -32768.0, 32767.0, out=steps)
    return steps.astype("<i2")
