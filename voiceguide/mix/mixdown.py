"""The mix: everything heard, summed in blocks.

Comes in: timeline, clips, bed, settings. Goes out: a `Mix` that gives any stretch of the session or of one
of its stems, from any thread, the same samples however the session is divided; and what a meter will read.
Nothing but the latest clips is kept between blocks, so memory does not grow with the length.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

from voiceguide.audio import Samples
from voiceguide.errors import SpeechError
from voiceguide.mix.bed import Bed
from voiceguide.mix.earcons import earcon
from voiceguide.mix.energies import HALF_POWER
from voiceguide.mix.levels import Levels, heard_on, solve_levels
from voiceguide.mix.limiter import soften
from voiceguide.mix.pacer import add_pacer
from voiceguide.mix.prediction import Forecast, Prediction
from voiceguide.mix.voice import Voices
from voiceguide.settings import PacerStyle, Settings
from voiceguide.speech.clip import PEAK_BLOCK, Clip
from voiceguide.timeline.model import EarconPlacement, PacerPulse, SpeechPlacement, Timeline

_Placed = TypeVar("_Placed", SpeechPlacement, EarconPlacement, PacerPulse)

StemName = Literal["speech", "signals", "bed"]
STEMS: tuple[StemName, ...] = ("speech", "signals", "bed")
"""The parts of a mix: the voice; pacer and earcons; the ambient bed. Their sum is the mix."""


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """A session that can be heard anywhere. Make one with `plan_mix`.

    Attributes:
        timeline: Where everything lies.
        clips: The clip of every spoken cue, by cue id.
        bed: The bed.
        settings: What was asked for.
        levels: Every gain.
        voices: The clips as they are mixed.
        forecast: What a meter will read, in the making.
        stems: The parts that sound.
    """

    timeline: Timeline
    clips: Mapping[str, Clip]
    bed: Bed
    settings: Settings
    levels: Levels
    voices: Voices
    forecast: Forecast
    stems: tuple[StemName, ...] = STEMS

    @property
    def frames(self) -> int:
        """Length in samples per channel."""
        return self.timeline.frames

    @property
    def channels(self) -> int:
        """1 or 2."""
        return 1 if self.settings.mono else 2

    @property
    def prediction(self) -> Prediction:
        """What a meter will read of the finished file; made when first asked for, and not needed for mixing."""
        return self.forecast.prediction()

    def stem(self, name: StemName) -> Mix:
        """One part of the mix by itself, at the level it has in the mix."""
        return Mix(self.timeline, self.clips, self.bed, self.settings, self.levels, self.voices, self.forecast, (name,))

    def block(self, start: int, frames: int) -> Samples:
        """A stretch of the session.

        Args:
            start: First sample, from 0.
            frames: Length in samples; what lies past the end of the session is silence.

        Returns:
            float32, shape (frames × channels), the caller's own; no sample is above the ceiling.
        """
        stereo = self._ambient(start, frames)
        if "signals" in self.stems:
            self._add_pacer(stereo, start)
            self._add_earcons(stereo, start)
        out = ((stereo[:, 0] + stereo[:, 1]) * HALF_POWER)[:, np.newaxis] if self.settings.mono else stereo
        if "speech" in self.stems:
            self._add_speech(out, start)
        soften(out, self.levels.ceiling)
        if start + frames > self.frames:
            out[max(self.frames - start, 0) :] = 0.0
        return out

    def loudest_places(self, count: int) -> list[int]:
        """Samples around which the voice's peaks are highest, at most `count`, one for a clip."""
        found: dict[str, tuple[float, int]] = {}
        for each in self.timeline.speech:
            clip = self.clips[each.cue]
            if len(clip.peaks) and clip.key not in found:
                at = int(clip.peaks.argmax())
                found[clip.key] = (float(clip.peaks[at]) * clip.gain, each.start + at * PEAK_BLOCK)
        return [place for _, place in sorted(found.values(), reverse=True)[:count]]

    def _ambient(self, start: int, frames: int) -> Samples:
        if "bed" not in self.stems or self.levels.bed_gain == 0.0:
            return np.zeros((frames, 2), dtype=np.float32)
        block = np.ascontiguousarray(self.bed.block(start, frames))
        return _scaled(block, self.levels.bed_envelope.gains(start, frames) * np.float32(self.levels.bed_gain))

    def _add_pacer(self, out: Samples, start: int) -> None:
        if self.settings.pacer is PacerStyle.OFF:
            return
        pulses = _within(self.timeline.pulses, start, start + len(out))
        if not pulses:
            return
        gains = self.levels.pacer_envelope.gains(start, len(out)) * np.float32(self.levels.pacer_gain)
        pan = self.settings.pan and not self.settings.mono
        add_pacer(out, pulses, start, style=self.settings.pacer, pan=pan, gains=gains)

    def _add_earcons(self, out: Samples, start: int) -> None:
        for each in _within(self.timeline.earcons, start, start + len(out)):
            first, last = max(each.start, start), min(each.stop, start + len(out))
            sound = earcon(each.earcon)[first - each.start : last - each.start]
            out[first - start : first - start + len(sound)] += sound * np.float32(self.levels.earcon_gain)

    def _add_speech(self, out: Samples, start: int) -> None:
        for each in _within(self.timeline.speech, start, start + len(out)):
            first, last = max(each.start, start), min(each.stop, start + len(out))
            sound = self.voices.sound(self.clips[each.cue])[first - each.start : last - each.start]
            for channel in heard_on(each, self.settings):
                out[first - start : last - start, channel] += sound


def plan_mix(timeline: Timeline, clips: Mapping[str, Clip], bed: Bed, settings: Settings) -> Mix:
    """Plan a mix: solve every level, so that it only remains to be added up.

    Args:
        timeline: Where everything lies.
        clips: The clip of every spoken cue, by cue id.
        bed: The bed.
        settings: Levels, pacer, channels.

    Raises:
        SpeechError: A spoken cue has no clip, or one of another length than the timeline says.
    """
    for each in timeline.speech:
        clip = clips.get(each.cue)
        if clip is None or clip.frames != each.frames:
            raise SpeechError(f"the words of cue {each.cue} are missing or of another length", cue=each.cue)
    levels = solve_levels(timeline, clips, bed, settings)
    forecast = Forecast(timeline, bed, settings, levels)
    return Mix(timeline, clips, bed, settings, levels, Voices(levels.voice), forecast)


def _scaled(stereo: Samples, gains: np.float32 | Samples) -> Samples:
    """Multiply a stretch, contiguous in memory, in place, by one gain or by a gain for every frame."""
    if isinstance(gains, np.ndarray):
        # each frame as one complex number: five times as fast as multiplying pairs by a column
        pairs = stereo.view(np.complex64)[:, 0]
        pairs *= gains
        return stereo
    stereo *= gains
    return stereo


def _within(items: Sequence[_Placed], start: int, stop: int) -> Sequence[_Placed]:
    """The items that sound between two samples; `items` are ordered and none overlaps another."""
    first = bisect_right(items, start, key=lambda each: each.stop)
    last = bisect_right(items, stop - 1, key=lambda each: each.start)
    return items[first:last]
