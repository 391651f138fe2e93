"""A clip: one spoken text, ready for the mix, on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from voiceguide.audio import Samples
from voiceguide.errors import SpeechError

PEAK_BLOCK = 32
"""A clip's true peak is stored for each block of this many frames."""

MOST_LIMITING_DB = 12.0
"""The mix lowers no peak of a clip by more. So a peak further below its clip's highest is never limited,
and need not be known exactly."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One spoken text: mono, at `units.RATE_HZ`, head and tail trimmed, level matched.

    The samples stay on disk until they are mixed, so that a long session does not fill the memory.

    Attributes:
        key: Content address: hex digest of everything that shapes the sound.
        text: What is said.
        path: The file that contains the samples.
        offset: Byte offset of the first sample in that file.
        frames: Length in samples.
        gain: Factor to bring this clip to the common loudness of all clips (level matching).
        energy: float64, K-weighted sum of squares of each 10 ms *before* `gain`, by absolute position
            in the clip: entry i covers frames [i × 441, (i + 1) × 441).
        peaks: float16, rounded up, true peak (4 × oversampled) of each 32 frames *before* `gain`; the sample
            peak where it is more than `MOST_LIMITING_DB` below the clip's highest.
        checksum: CRC-32 of the samples as stored in the file, or None to trust the file.
        restore: Makes the samples again, before `gain`, if the file is gone or damaged.
    """

    key: str
    text: str
    path: Path
    offset: int
    frames: int
    gain: float
    energy: NDArray[np.float64]
    peaks: NDArray[np.floating]
    checksum: int | None = None
    restore: Callable[[], Samples] | None = field(default=None, repr=False)

    def samples(self) -> Samples:
        """The whole clip, float32, shape (frames,), with `gain` applied.

        Raises:
            SpeechError: The file is gone or damaged, and the same clip cannot be made again.
        """
        raw = self._from_file()
        if raw is None and self.restore is not None:
            raw = self.restore()
        if raw is None or len(raw) != self.frames:
            raise SpeechError(f"the clip of {self.text!r} has gone from the cache", hint="Start the render once more.")
        return raw * np.float32(self.gain)

    def _from_file(self) -> Samples | None:
        """Read the samples; None if the file is gone or damaged."""
        try:
            raw = np.fromfile(self.path, dtype="<f4", count=self.frames, offset=self.offset)
        except OSError:
            return None
        whole = len(raw) == self.frames and (self.checksum is None or crc32(raw.data) == self.checksum)
        return raw if whole else None
