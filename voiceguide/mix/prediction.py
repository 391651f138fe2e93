"""Predict from its plan what a meter will read of a mix.

The mix is linear and its parts are unrelated sounds, so their K-weighted energies add up; they are gated as the
meter gates. Only one pulse of each shape and each earcon are rendered for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from voiceguide import loudness
from voiceguide.loudness import Energies
from voiceguide.mix.bed import Bed
from voiceguide.mix.energies import add_at, bed_tenths, empty_tenths, signal_tenths
from voiceguide.mix.levels import Levels, channels_of
from voiceguide.mix.voice import Voices
from voiceguide.settings import Settings
from voiceguide.speech.clip import Clip
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
        bed_below_lu: How far the bed is below the speech while words are spoken.
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


def speech_tenths(timeline: Timeline, clips: Mapping[str, Clip], settings: Settings, voices: Voices) -> Energies:
    """Energy of the speech stem in each 100 ms."""
    tenths = empty_tenths(timeline.frames)
    for each in timeline.speech:
        add_at(tenths, each.start, voices.energy(clips[each.cue], len(channels_of(each, settings))))
    return tenths


def predict(
    timeline: Timeline, clips: Mapping[str, Clip], bed: Bed, settings: Settings, levels: Levels, voices: Voices
) -> Prediction:
    """Predict what a meter will read of a mix."""
    speech = speech_tenths(timeline, clips, settings, voices)
    limited = (voices.level(clips[each.cue], len(channels_of(each, settings))).limited_db for each in timeline.speech)
    signals = signal_tenths(timeline, settings, levels.pacer_gain, levels.pacer_envelope, levels.earcon_gain)
    ambient = bed_tenths(bed, levels.bed_envelope, levels.bed_gain**2)
    return Prediction(
        integrated_lufs=loudness.integrated_tenths(speech + signals + ambient),
        speech_lufs=loudness.integrated_tenths(speech),
        signals_lufs=loudness.integrated_tenths(signals),
        bed_lufs=loudness.integrated_tenths(ambient),
        bed_below_lu=levels.bed_below_lu,
        limited_db=max(limited, default=0.0),
        ceiling_dbtp=decibels(levels.ceiling),
    )


class PredictedLoudness:
    """A prediction that is made once, on first use, in any thread, as mixing does not need it."""

    def __init__(
        self,
        timeline: Timeline,
        clips: Mapping[str, Clip],
        bed: Bed,
        settings: Settings,
        levels: Levels,
        voices: Voices,
    ) -> None:
        self._parts = (timeline, clips, bed, settings, levels, voices)
        self._made: Prediction | None = None
        self._lock = Lock()

    def prediction(self) -> Prediction:
        """The prediction, made on the first call."""
        with self._lock:
            if self._made is None:
                self._made = predict(*self._parts)
            return self._made
