"""How loud the voice is in a session's sound, and what is around it."""

from __future__ import annotations

import io

import numpy as np
import soundfile

from voiceguide.audio import Samples
from voiceguide.timeline.model import Timeline
from voiceguide.units import RATE_HZ


def heard(content: bytes) -> Samples:
    samples, rate = soundfile.read(io.BytesIO(content), dtype="float32", always_2d=True)
    assert rate == RATE_HZ
    return np.asarray(samples)


def levels(sound: Samples, timeline: Timeline) -> tuple[float, float]:
    """Level of the voice, and of what is heard where nothing is said and nothing signals, in dB."""
    spoken = np.zeros(len(sound), bool)
    quiet = np.ones(len(sound), bool)
    quiet[: 5 * RATE_HZ] = quiet[-10 * RATE_HZ :] = False  # fades
    sounding = [(each.start, each.stop) for each in timeline.speech]
    sounding += [(each.start, each.stop) for each in timeline.pulses]
    sounding += [(each.start, each.stop) for each in timeline.earcons]
    for start, stop in sounding:
        quiet[max(0, start - RATE_HZ) : stop + 2 * RATE_HZ] = False
    for each in timeline.speech:
        spoken[each.start : each.stop] = True
    assert quiet.sum() > 3 * RATE_HZ
    voice, bed = (float(20 * np.log10(np.sqrt(np.mean(sound[part] ** 2)))) for part in (spoken, quiet))
    return voice, bed
