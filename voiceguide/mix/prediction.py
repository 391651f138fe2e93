"""What a meter will read of a mix, told from its plan.

Comes in: timeline, bed, settings and the solved levels. Goes out: a `Prediction`. The mix is linear and its
parts are unrelated sounds, so their K-weighted energies add up; they are gated as the meter gates. Nothing is
rendered but one pulse of each shape and each earcon.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from voiceguide import loudness
from voiceguide.mix.bed import Bed
from voiceguide.mix.energies import bed_tenths, signal_tenths
from voiceguide.mix.levels import Levels
from voiceguide.settings import Settings
from voiceguide.timeline.model import Timeline
from voiceguide.units import decibels


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a meter will read of the finished file, and the levels behind it.

    Attributes:
        integrated_lufs: The whole programme.
        speech_lufs: The speech stem; −inf without speech.
        signals_lufs: The stem of pacer and earcons.
        bed_lufs: The bed's stem.
        bed_below_lu: How far the bed lies under the speech while words are spoken.
        limited_db: The most by which the limiter lowers a peak; 0 when it never acts.
        ceiling_dbtp: Highest true peak before encoding.
    """

    integrated_lufs: float
    speech_lufs: float
    signals_lufs: float
    bed_lufs: float
    bed_below_lu: float
    limited_db: float
    ceiling_dbtp: float


def predict(timeline: Timeline, bed: Bed, settings: Settings, levels: Levels) -> Prediction:
    """Predict what a meter will read."""
    signals = signal_tenths(
        timeline, settings.pacer, levels.pacer_gain, levels.pacer_envelope, levels.earcon_gain, settings.mono
    )
    ambient = bed_tenths(bed, levels.bed_envelope, levels.bed_gain**2 * levels.bed_ratio)
    return Prediction(
        integrated_lufs=loudness.integrated_tenths(levels.voice.tenths + signals + ambient),
        speech_lufs=levels.voice.lufs,
        signals_lufs=loudness.integrated_tenths(signals),
        bed_lufs=loudness.integrated_tenths(ambient),
        bed_below_lu=levels.bed_below_lu,
        limited_db=levels.voice.limited_db,
        ceiling_dbtp=decibels(levels.ceiling),
    )


class Forecast:
    """A prediction that is made when it is first asked for, once, from whatever thread: mixing does not need it."""

    def __init__(self, timeline: Timeline, bed: Bed, settings: Settings, levels: Levels) -> None:
        self._parts = (timeline, bed, settings, levels)
        self._made: Prediction | None = None
        self._lock = Lock()

    def prediction(self) -> Prediction:
        """What a meter will read."""
        with self._lock:
            if self._made is None:
                self._made = predict(*self._parts)
            return self._made
