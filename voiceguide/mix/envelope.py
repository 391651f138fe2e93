"""Gain curves over a session: given as a few points, read as linear gains of any block.

The gains do not depend on how the session is divided into blocks. Between two points the level moves on a raised
cosine in dB, which the ear hears as an even, S-shaped glide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voiceguide.audio import Samples

GRID = 64
"""Gains are computed every 64 samples (1.5 ms) of absolute time and interpolated linearly between."""


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """A gain for every sample of a session.

    Attributes:
        at: int64, ascending positions of the points in samples; at least one.
        db: float64, the level at each point; it stays level before the first and after the last.
        frames: Length of the session in samples.
        fade_in: Samples over which it rises from 0 at the start.
        fade_out: Samples over which it falls to 0 at the end.
    """

    at: NDArray[np.int64]
    db: NDArray[np.float64]
    frames: int
    fade_in: int = 0
    fade_out: int = 0

    def values(self, positions: NDArray[np.int64]) -> NDArray[np.float64]:
        """Linear gains at ascending absolute positions."""
        after = np.searchsorted(self.at, positions, side="right")
        before = np.maximum(after - 1, 0)
        after = np.minimum(after, len(self.at) - 1)
        width = np.maximum(self.at[after] - self.at[before], 1)
        phase = np.clip((positions - self.at[before]) / width, 0.0, 1.0)
        glide = 0.5 - 0.5 * np.cos(np.pi * phase)
        gains = 10.0 ** ((self.db[before] + (self.db[after] - self.db[before]) * glide) / 20.0)
        if self.fade_in and positions[0] < self.fade_in:
            gains *= _fade(positions / self.fade_in)
        if self.fade_out and positions[-1] > self.frames - self.fade_out:
            gains *= _fade((self.frames - positions) / self.fade_out)
        return np.asarray(gains)

    def gains(self, start: int, frames: int) -> np.float32 | Samples:
        """Linear gains of a block: one number where the curve is level, else float32 of shape (frames,)."""
        first = start // GRID
        count = (start + frames - 1) // GRID - first + 1
        if self._is_level(first * GRID, (first + count) * GRID):
            return np.float32(self.values(np.array([start]))[0])
        edges = self.values(np.arange(first, first + count + 1, dtype=np.int64) * GRID).astype(np.float32)
        if edges.min() == edges.max():
            return np.float32(edges[0])
        return lines(edges, GRID)[start - first * GRID :][:frames]

    def _is_level(self, start: int, stop: int) -> bool:
        """Whether the gain stays the same from `start` to `stop`, both included."""
        if start < self.fade_in or stop > self.frames - self.fade_out:
            return False
        before = int(np.searchsorted(self.at, start, side="right")) - 1
        after = min(before + 1, len(self.at) - 1)
        inside = self.at[after] >= stop or after == before
        return bool(inside and self.db[max(before, 0)] == self.db[after])


def lines(edges: Samples, step: int) -> Samples:
    """Straight lines between values `step` samples apart; (n + 1,) becomes (n × step,)."""
    ramp = np.arange(step, dtype=np.float32) / np.float32(step)
    out = np.multiply(np.diff(edges)[:, np.newaxis], ramp)
    out += edges[:-1, np.newaxis]
    return np.asarray(out.reshape(-1))


def _fade(progress: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.clip(progress, 0.0, 1.0)))
