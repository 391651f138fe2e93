"""The bed: endless ambient sound as a pure function of the absolute sample.

Comes in: what the user asked for (a shipped bed's name, a file, a folder, none). Goes out: a `Bed`
that gives any stretch, the same samples however it is divided, from any thread; its loudness, and
its energy for the prediction. Knows nothing of speech or ducking.
"""

from __future__ import annotations

import math
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.errors import UsageError, did_you_mean
from voiceguide.files import shipped_folder

STEP = 441
"""Frames of one step of `Bed.energy`: 10 ms."""


class Bed(Protocol):
    """An endless stereo sound at `units.RATE_HZ`."""

    @property
    def name(self) -> str:
        """What it is called in reports."""
        ...

    @property
    def lufs(self) -> float:
        """Integrated loudness of the whole; −inf for silence."""
        ...

    def block(self, start: int, frames: int) -> Samples:
        """The stretch from absolute sample `start` on: float32, shape (frames × 2), the caller's own."""
        ...

    def energy(self, start: int, count: int) -> NDArray[np.float64]:
        """K-weighted sum of squares, both channels together, of `count` steps of 10 ms from step `start` on."""
        ...


class SilentBed:
    """No bed."""

    name = "none"
    lufs = -math.inf

    def block(self, start: int, frames: int) -> Samples:  # noqa: ARG002
        """Silence."""
        return np.zeros((frames, 2), dtype=np.float32)

    def energy(self, start: int, count: int) -> NDArray[np.float64]:  # noqa: ARG002
        """Nothing."""
        return np.zeros(count)


class LoopBed:
    """A loop without a seam, held as 16 bit."""

    def __init__(self, name: str, pcm: NDArray[np.int16]) -> None:
        self.name = name
        self._pcm = pcm

    def block(self, start: int, frames: int) -> Samples:
        """See `Bed.block`."""
        out = np.empty((frames, 2), dtype=np.float32)
        filled = 0
        while filled < frames:
            at = (start + filled) % len(self._pcm)
            piece = self._pcm[at : at + frames - filled]
            np.multiply(piece, np.float32(1 / 32768), out=out[filled : filled + len(piece)])
            filled += len(piece)
        return out

    @cached_property
    def _energy(self) -> NDArray[np.float64]:
        steps = len(self._pcm) // STEP
        energies, warm, size = [], 50, 1000
        for first in range(0, steps, size):
            count = min(size, steps - first)
            block = self.block((first - warm) * STEP, (count + warm) * STEP)
            energies.append((loudness.k_energy(block[:, 0]) + loudness.k_energy(block[:, 1]))[warm:])
        return np.concatenate(energies)

    def energy(self, start: int, count: int) -> NDArray[np.float64]:
        """See `Bed.energy`."""
        return self._energy[np.arange(start, start + count) % len(self._energy)]

    @cached_property
    def lufs(self) -> float:
        """See `Bed.lufs`."""
        return loudness.integrated(self._energy)


def shipped_beds() -> dict[str, Path]:
    """The shipped beds: name to file."""
    return {path.stem: path for path in sorted(shipped_folder("ambient").glob("*.ogg"))}


DEFAULT_BED = "ocean"


def open_bed(ambient: str | None, *, cache: Path) -> Bed:  # noqa: ARG001
    """Open a bed."""
    import soundfile

    name = ambient or DEFAULT_BED
    if name == "none":
        return SilentBed()
    beds = shipped_beds()
    if name not in beds:
        raise UsageError(f"there is no bed called {name!r}", hint=did_you_mean(name, (*beds, "none")))
    pcm, _ = soundfile.read(beds[name], dtype="int16", always_2d=True)
    return LoopBed(name, pcm)
