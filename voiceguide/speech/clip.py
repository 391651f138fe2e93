"""A clip: one spoken text, finished for the mix and lying on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voiceguide.audio import Samples

ENERGY_STEP_S = 0.01
"""A clip's K-weighted energy is stored for each 10 ms: the grid on which loudness is predicted."""

PEAK_BLOCK = 32
"""A clip's true peak is stored for each block of this many frames."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One spoken text: mono, at `units.RATE_HZ`, head and tail trimmed, level matched.

    The samples stay on disk until they are mixed, so that a long session does not fill the memory.

    Attributes:
        key: Content address: hex digest of everything that shapes the sound.
        text: What is said.
        path: The file the samples lie in.
        offset: Byte offset of the first sample in that file.
        frames: Length in samples.
        gain: Factor to bring this clip to the common loudness of all clips (level matching).
        energy: float64, K-weighted sum of squares of each 10 ms *before* `gain`, by absolute position
            in the clip: entry i covers frames [i × 441, (i + 1) × 441).
        peaks: float32, true peak (4 × oversampled) of each 32 frames *before* `gain`.
    """

    key: str
    text: str
    path: Path
    offset: int
    frames: int
    gain: float
    energy: NDArray[np.float64]
    peaks: NDArray[np.float32]

    def samples(self) -> Samples:
        """The whole clip, float32, shape (frames,), with `gain` applied."""
        raw = np.fromfile(self.path, dtype="<f4", count=self.frames, offset=self.offset)
        return raw * np.float32(self.gain)
