"""Compare a finished file with its mix in some places: level, highest true peak, coding noise.

A few seconds in many places are enough, because an encoder treats all places alike, and cost a twentieth of decoding
and measuring the whole file (`loudness_files.measure_file` does that).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock

import numpy as np

from voiceguide.audio import Samples
from voiceguide.errors import ExportError, Where
from voiceguide.export.pcm import Source
from voiceguide.kweight import KFilter
from voiceguide.truepeak import PeakMeter
from voiceguide.units import RATE_HZ, decibels

PART_S = 2.0
"""Seconds compared in each place."""

_SPREAD = 12
_LEAD = RATE_HZ // 10  # decoded before each part, so that the loudness filter has settled


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a comparison.

    Attributes:
        frames: Length of the decoded file in samples.
        heard_s: Seconds that were compared.
        difference_lu: How much louder the file is than the mix.
        true_peak_dbtp: Highest true peak found in the file.
        snr_db: Level of the mix above what coding added to it.
    """

    frames: int
    heard_s: float
    difference_lu: float
    true_peak_dbtp: float
    snr_db: float


def verify(path: Path, mix: Source, places: Sequence[int] = (), *, threads: int = 1) -> Verification:
    """Compare a file with its mix, in places spread over it and in those given.

    Args:
        path: The encoded file.
        mix: What it was made from.
        places: Samples around which to compare as well: where peaks are highest.
        threads: How many threads may work at a time.

    Raises:
        ExportError: It cannot be decoded, is of another length, or does not hold what was mixed.
    """
    length = min(round(PART_S * RATE_HZ), mix.frames)
    spread = [(2 * n + 1) * mix.frames // (2 * _SPREAD) for n in range(_SPREAD)]
    starts = sorted(min(max(place - length // 2, 0), mix.frames - length) for place in (*spread, *places))
    try:
        with _Decoder(path, mix) as decoder, ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(partial(_listen, decoder, mix, length), starts))
    except (OSError, RuntimeError) as error:
        raise ExportError("the finished file cannot be decoded", where=Where(str(path))) from error
    heard, mixed, power, noise = (
        sum(getattr(each, name) for each in parts) for name in ("heard", "mixed", "power", "noise")
    )
    difference = 10.0 * math.log10(heard / mixed) if heard > 0 and mixed > 0 else 0.0
    snr = 10.0 * math.log10(power / noise) if noise > 0 and power > 0 else math.inf
    if power > 0 and (abs(difference) > 1.0 or snr < 3.0):
        raise ExportError("the finished file does not hold what was mixed", where=Where(str(path)))
    peak = decibels(max(each.peak for each in parts))
    return Verification(mix.frames, len(starts) * length / RATE_HZ, difference, peak, snr)


class _Decoder:
    """The finished file, read by one thread at a time from one open handle: seeking costs more than decoding."""

    def __init__(self, path: Path, mix: Source) -> None:
        import soundfile

        self._sound = soundfile.SoundFile(path)
        self._lock = Lock()
        if self._sound.frames != mix.frames or self._sound.channels != mix.channels:
            self._sound.close()
            raise ExportError("the finished file is not as long as what was mixed", where=Where(str(path)))

    def read(self, start: int, frames: int) -> Samples:
        """Samples of the file; reading in rising order is fastest."""
        with self._lock:
            self._sound.seek(start)
            return np.asarray(self._sound.read(frames, dtype="float32", always_2d=True))

    def __enter__(self) -> _Decoder:
        return self

    def __exit__(self, *exc: object) -> None:
        self._sound.close()


@dataclass(frozen=True, slots=True)
class _Part:
    """One place, in the file and in the mix.

    Attributes:
        heard: K-weighted energy of the file.
        mixed: K-weighted energy of the mix.
        peak: True peak of the file, linear.
        power: Sum of squares of the mix.
        noise: Sum of squares of their difference.
    """

    heard: float
    mixed: float
    peak: float
    power: float
    noise: float


def _listen(decoder: _Decoder, mix: Source, length: int, start: int) -> _Part:
    """Decode and compare one place of the file."""
    lead = min(start, _LEAD)
    file = decoder.read(start - lead, length + lead)
    own = mix.block(start - lead, length + lead)
    meter = PeakMeter(mix.channels)
    meter.push(np.ascontiguousarray(file.T))
    power, noise = (float(np.square(each).sum(dtype=np.float64)) for each in (own, file - own))
    return _Part(weigh(file, lead), weigh(own, lead), meter.result(), power, noise)


def weigh(block: Samples, lead: int) -> float:
    """K-weighted energy of all channels together, without the first `lead` frames."""
    rows = np.ascontiguousarray(block.T)
    return float(np.square(KFilter(len(rows), RATE_HZ).push(rows)[:, lead:]).sum())
