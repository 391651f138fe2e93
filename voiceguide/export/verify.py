"""Listening to a finished file in places: does it hold what was mixed?

Comes in: the path of an encoded file and the mix it was made from. Goes out: how far their levels differ,
the highest true peak, the coding noise. A few seconds in many places tell this as surely as the whole, because
an encoder treats all places alike, and cost a twentieth of decoding and measuring everything
(`loudness.measure_file` does that).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voiceguide import loudness
from voiceguide.errors import ExportError, Where
from voiceguide.export.pcm import Source
from voiceguide.units import RATE_HZ, decibels

PART_S = 2.0
"""Seconds heard in each place."""

_SPREAD = 16
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


def verify(path: Path, mix: Source, places: Sequence[int] = ()) -> Verified:
    """Compare a file with its mix, in places spread over it and in those given.

    Args:
        path: The encoded file.
        mix: What it was made from.
        places: Samples around which to listen as well: where peaks are highest.

    Raises:
        ExportError: It cannot be decoded, is of another length, or does not hold what was mixed.
    """
    import soundfile

    noise = power = 0.0
    heard, mixed = loudness.Meter(mix.channels), loudness.Meter(mix.channels)
    spread = [(2 * n + 1) * mix.frames // (2 * _SPREAD) for n in range(_SPREAD)]
    try:
        with soundfile.SoundFile(path) as sound:
            frames = sound.frames
            if frames != mix.frames or sound.channels != mix.channels:
                raise ExportError("the finished file is not as long as what was mixed", where=Where(str(path)))
            length = min(round(PART_S * RATE_HZ), frames)
            starts = [min(max(place - length // 2, 0), frames - length) for place in (*spread, *places)]
            for start in starts:
                lead = min(start, _LEAD)
                sound.seek(start - lead)
                file = sound.read(length + lead, dtype="float32", always_2d=True)
                own = mix.block(start - lead, length + lead)
                for meter, block in ((heard, file), (mixed, own)):
                    meter.prime(block[:lead] if lead else _SILENCE[:, : mix.channels])
                    meter.push(block[lead:])
                power += float(np.square(own, dtype=np.float64).sum())
                noise += float(np.square(file - own, dtype=np.float64).sum())
    except (OSError, RuntimeError) as error:
        raise ExportError("the finished file cannot be decoded", where=Where(str(path))) from error
    file_energy, own_energy = float(heard.energy.sum()), float(mixed.energy.sum())
    difference = 10.0 * math.log10(file_energy / own_energy) if file_energy > 0 and own_energy > 0 else 0.0
    snr = 10.0 * math.log10(power / noise) if noise > 0 and power > 0 else math.inf
    if power > 0 and (abs(difference) > 1.0 or snr < 3.0):
        raise ExportError("the finished file does not hold what was mixed", where=Where(str(path)))
    return Verified(frames, len(starts) * length / RATE_HZ, difference, decibels(heard.peak()), snr)
