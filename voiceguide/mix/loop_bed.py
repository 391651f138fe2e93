"""A bed that is one loop: the shipped ones."""

from __future__ import annotations

import hashlib
from functools import cached_property

import numpy as np

from voiceguide import loudness
from voiceguide.audio import FULL_SCALE, Samples
from voiceguide.kweight import Energies, KFilter
from voiceguide.mix.ambient_reader import STEP, Pcm
from voiceguide.mix.loop_file import LoopFile
from voiceguide.units import RATE_HZ


def mean_of_channels(pcm: Pcm) -> Pcm:
    """Put the mean of both channels into both, in place; halves are rounded up."""
    mean = np.add(pcm[:, 0], pcm[:, 1], dtype=np.int32)
    mean += 1
    mean >>= 1
    pcm[:, 0] = pcm[:, 1] = mean
    return pcm


class MonoLoop:
    """The samples of a loop with the mean of both channels in both, made when they are read.

    Args:
        pcm: The loop.
    """

    def __init__(self, pcm: Pcm | LoopFile | MonoLoop) -> None:
        self._pcm = pcm

    def __len__(self) -> int:
        return len(self._pcm)

    def __getitem__(self, stretch: slice) -> Pcm:
        return mean_of_channels(np.array(self._pcm[stretch]))


class LoopBed:
    """A loop whose end continues with its beginning, held as 16 bit.

    Args:
        name: What it is called.
        pcm: int16, shape (frames × 2), in memory or in a file; frames is a multiple of `STEP`.
    """

    def __init__(self, name: str, pcm: Pcm | LoopFile | MonoLoop) -> None:
        self.name = name
        self._pcm = pcm

    def block(self, start: int, frames: int) -> Samples:
        """See `Bed.block`."""
        out = np.empty((frames, 2), dtype=np.float32)
        filled = 0
        while filled < frames:
            at = (start + filled) % len(self._pcm)
            piece = self._pcm[at : at + frames - filled]
            np.multiply(piece, np.float32(1.0 / FULL_SCALE), out=out[filled : filled + len(piece)])
            filled += len(piece)
        return out

    def in_mono(self) -> LoopBed:
        """The same loop as `open_bed` gives it for a mono file; it takes no memory of its own."""
        return LoopBed(self.name, MonoLoop(self._pcm))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the samples, in hex."""
        digest = hashlib.sha256()
        for at in range(0, len(self._pcm), RATE_HZ):
            digest.update(np.ascontiguousarray(self._pcm[at : at + RATE_HZ]).data)
        return digest.hexdigest()

    @cached_property
    def _energy(self) -> Energies:
        """Energies of the whole loop, per step of 10 ms."""
        steps, at_once = len(self._pcm) // STEP, 130
        meter = KFilter(2, RATE_HZ)
        meter.push(self.block(-10 * STEP, 10 * STEP).T)  # warm up the filter with the loop's end
        return np.concatenate(
            [
                np.square(meter.push(self.block(at * STEP, min(at_once, steps - at) * STEP).T))
                .sum(axis=0)
                .reshape(-1, STEP)
                .sum(axis=1, dtype=np.float64)
                for at in range(0, steps, at_once)
            ]
        )

    def energy(self, start: int, count: int) -> Energies:
        """See `Bed.energy`."""
        return np.asarray(self._energy[np.arange(start, start + count) % len(self._energy)])

    @cached_property
    def lufs(self) -> float:
        """See `Bed.lufs`."""
        return loudness.integrated_loudness(self._energy)
