"""Listening to a finished file in places: does it hold what was mixed?

Comes in: the path of an encoded file and the mix it was made from. Goes out: how far their levels differ,
the highest true peak, the coding noise. A few seconds in many places tell this as surely as the whole, because
an encoder treats all places alike, and cost a twentieth of decoding and measuring everything
(`loudness.measure_file` does that).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voiceguide import loudness
from voiceguide.errors import ExportError, Where
from voiceguide.export.pcm import Source
from voiceguide.units import RATE_HZ, decibels

PART_S = 2.0
"""Seconds heard in each place."""

_SPREAD = 12
_LEAD = RATE_HZ // 10  # heard before each part, so that the loudness filter has settled
_SILENCE = np.zeros((_LEAD, 2), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was heard.

    Attributes:
        frames: Length of the decoded file in samples.
        heard_s: Seconds that were compared.
        difference_lu: How much louder the file is than the mix.
        true_peak_dbtp: Highest true peak heard in the file.
        snr_db: Level of the mix above what coding added to it.
    """

    frames: int
    heard_s: float
    difference_lu: float
    true_peak_dbtp: float
    snr_db: float


def verify(path: Path, mix: Source, places: Sequence[int] = (), *, threads: int = 1) -> Verified:
    """Compare a file with its mix, in places spread over it and in those given.

    Args:
        path: The encoded file.
        mix: What it was made from.
        places: Samples around which to listen as well: where peaks are highest.
        threads: How many may listen at a time.

    Raises:
        ExportError: It cannot be decoded, is of another length, or does not hold what was mixed.
    """
    length = min(round(PART_S * RATE_HZ), mix.frames)
    spread = [(2 * n + 1) * mix.frames // (2 * _SPREAD) for n in range(_SPREAD)]
    starts = [min(max(place - length // 2, 0), mix.frames - length) for place in (*spread, *places)]
    listeners = [_Listener(path, mix, length, starts[first::threads]) for first in range(threads)]
    try:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(_Listener.listen, listeners))
    except (OSError, RuntimeError) as error:
        raise ExportError("the finished file cannot be decoded", where=Where(str(path))) from error
    power, noise = (sum(getattr(each, name) for each in listeners) for name in ("power", "noise"))
    heard, mixed = (sum(float(getattr(each, name).energy.sum()) for each in listeners) for name in ("heard", "mixed"))
    difference = 10.0 * math.log10(heard / mixed) if heard > 0 and mixed > 0 else 0.0
    snr = 10.0 * math.log10(power / noise) if noise > 0 and power > 0 else math.inf
    if power > 0 and (abs(difference) > 1.0 or snr < 3.0):
        raise ExportError("the finished file does not hold what was mixed", where=Where(str(path)))
    peak = max(each.heard.peak() for each in listeners)
    return Verified(mix.frames, len(starts) * length / RATE_HZ, difference, decibels(peak), snr)


class _Listener:
    """Hears some of the places, with a decoder and meters of its own."""

    def __init__(self, path: Path, mix: Source, length: int, starts: Sequence[int]) -> None:
        self._path, self._mix, self._length, self._starts = path, mix, length, starts
        self.heard, self.mixed = loudness.Meter(mix.channels), loudness.Meter(mix.channels)
        self.power = self.noise = 0.0

    def listen(self) -> None:
        import soundfile

        mix = self._mix
        with soundfile.SoundFile(self._path) as sound:
            if sound.frames != mix.frames or sound.channels != mix.channels:
                raise ExportError("the finished file is not as long as what was mixed", where=Where(str(self._path)))
            for start in self._starts:
                lead = min(start, _LEAD)
                sound.seek(start - lead)
                file = sound.read(self._length + lead, dtype="float32", always_2d=True)
                own = mix.block(start - lead, self._length + lead)
                for meter, block in ((self.heard, file), (self.mixed, own)):
                    meter.prime(block[:lead] if lead else _SILENCE[:, : mix.channels])
                    meter.push(block[lead:])
                self.power += float(np.square(own).sum(dtype=np.float64))
                self.noise += float(np.square(file - own).sum(dtype=np.float64))
