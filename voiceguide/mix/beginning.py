"""A bed that starts in the middle of a session, for music that is heard for some seconds only."""

from __future__ import annotations

import numpy as np

from voiceguide.audio import Samples
from voiceguide.loudness import Energies
from voiceguide.mix.ambient_reader import STEP
from voiceguide.mix.loops import Bed


class Beginning:
    """A bed whose first sample is heard at a given sample of the session.

    Args:
        bed: The bed.
        at: The sample, rounded down to a step of energies.
    """

    def __init__(self, bed: Bed, at: int) -> None:
        self._bed, self._at = bed, at // STEP * STEP
        self.name, self.lufs = bed.name, bed.lufs

    def block(self, start: int, frames: int) -> Samples:
        """See `Bed.block`; silence before its beginning."""
        lead = min(max(self._at - start, 0), frames)
        block = np.zeros((frames, 2), dtype=np.float32)
        if lead < frames:
            block[lead:] = self._bed.block(start + lead - self._at, frames - lead)
        return block

    def energy(self, start: int, count: int) -> Energies:
        """See `Bed.energy`."""
        at = self._at // STEP
        lead = min(max(at - start, 0), count)
        energy = np.zeros(count)
        if lead < count:
            energy[lead:] = self._bed.energy(start + lead - at, count - lead)
        return energy
