"""The mix: everything heard, summed in blocks.

`Mix` computes any block of the session or of one of its stems, from any thread; the samples do not depend on how the
session is divided. Only the latest clips are kept between blocks, so memory does not grow with the length.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

import numpy as np

from voiceguide.audio import Samples
from voiceguide.errors import SpeechError
from voiceguide.mix import ducking
from voiceguide.mix.bed import Bed
from voiceguide.mix.energies import HALF_POWER
from voiceguide.mix.interlude import Spans
from voiceguide.mix.levels import Levels, channels_of, solve_levels, voices_of
from voiceguide.mix.limiter import soften
from voiceguide.mix.own_earcons import earcons_of, signal_sound
from voiceguide.mix.pacer import add_pacer
from voiceguide.mix.prediction import PredictedLoudness, Prediction
from voiceguide.mix.voice import Voices
from voiceguide.settings import PacerStyle, Settings
from voiceguide.speech.clip import PEAK_BLOCK, Clip
from voiceguide.timeline.model import EarconPlacement, PacerPulse, SpeechPlacement, Timeline
from voiceguide.units import to_samples

_Placed = TypeVar("_Placed", SpeechPlacement, EarconPlacement, PacerPulse)

StemName = Literal["speech", "signals", "bed"]
LOOKS_BACK = to_samples(max(ducking.BED.least_gap_s, ducking.PACER.least_gap_s))
"""How far, in samples, words change the mix before them: bed and pacer stay down in shorter gaps, and earcons that
make room for words are shorter."""

STEMS: tuple[StemName, ...] = get_args(StemName)
"""The parts of a mix: the voice; pacer and earcons; the ambient bed. Their sum is the mix."""


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """The mix of a session, of which any block can be computed. Make one with `plan_mix`.

    Attributes:
        timeline: Where everything lies.
        clips: The clip of every spoken cue, by cue id.
        bed: The bed.
        settings: The requested levels, pacer and channels.
        levels: Every gain.
        voices: The clips as they are mixed.
        predicted: What a meter will read, computed on first use.
        stems: The stems that it contains.
    """

    timeline: Timeline
    clips: Mapping[str, Clip]
    bed: Bed
    settings: Settings
    levels: Levels
    voices: Voices
    predicted: PredictedLoudness
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
        """What a meter will read of the finished file; computed on first use, as mixing does not need it."""
        return self.predicted.prediction()

    def stem(self, name: StemName) -> Mix:
        """One part of the mix by itself, at the level it has in the mix."""
        return Mix(
            self.timeline, self.clips, self.bed, self.settings, self.levels, self.voices, self.predicted, (name,)
        )

    def block(self, start: int, frames: int) -> Samples:
        """A block of the session.

        Args:
            start: First sample, from 0.
            frames: Length in samples; after the end of the session there is silence.

        Returns:
            float32, shape (frames × channels), which the caller may change; no sample is above the ceiling.
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

    def describe(self, start: int, stop: int) -> str:
        """The key of all that is heard between two samples; see `description.describe`."""
        from voiceguide.mix.description import describe

        return describe(self, start, stop)

    def loudest_places(self, count: int) -> list[int]:
        """The samples at which the voice's peaks are highest, at most `count`, one for each clip."""
        found: dict[str, tuple[float, int]] = {}
        for each in self.timeline.speech:
            clip = self.clips[each.cue]
            if len(clip.peaks) and clip.key not in found:
                at = int(clip.peaks.argmax())
                found[clip.key] = (float(clip.peaks[at]) * clip.gain, each.start + at * PEAK_BLOCK)
        return [place for _, place in sorted(found.values(), reverse=True)[:count]]

    def _ambient(self, start: int, frames: int) -> Samples:
        """A block of the bed with its gain and envelope; silence without a bed."""
        if "bed" not in self.stems or self.levels.bed_gain == 0.0:
            return np.zeros((frames, 2), dtype=np.float32)
        block = np.ascontiguousarray(self.bed.block(start, frames))
        return _scale(block, self.levels.bed_envelope.gains(start, frames) * np.float32(self.levels.bed_gain))

    def _add_pacer(self, out: Samples, start: int) -> None:
        """Add the pacer to a block."""
        if self.settings.pacer is PacerStyle.OFF:
            return
        pulses = within(self.timeline.pulses, start, start + len(out))
        if not pulses:
            return
        gains = self.levels.pacer_envelope.gains(start, len(out)) * np.float32(self.levels.pacer_gain)
        pan = self.settings.pan and not self.settings.mono
        add_pacer(out, pulses, start, style=self.settings.pacer, pan=pan, gains=gains)

    def _add_earcons(self, out: Samples, start: int) -> None:
        """Add the earcons to a block."""
        for each in within(earcons_of(self.timeline, self.settings), start, start + len(out)):
            first, last = max(each.start, start), min(each.stop, start + len(out))
            sound = signal_sound(each.earcon, self.settings.earcons)[first - each.start : last - each.start]
            out[first - start : first - start + len(sound)] += sound * np.float32(self.levels.earcon_gain)

    def _add_speech(self, out: Samples, start: int) -> None:
        """Add the clips to a block."""
        for each in within(self.timeline.speech, start, start + len(out)):
            first, last = max(each.start, start), min(each.stop, start + len(out))
            channels = channels_of(each, self.settings)
            sound = self.voices.sound(self.clips[each.cue], len(channels))[first - each.start : last - each.start]
            for channel in channels:
                out[first - start : last - start, channel] += sound


def plan_mix(
    timeline: Timeline,
    clips: Mapping[str, Clip],
    bed: Bed,
    settings: Settings,
    voices: Voices | None = None,
    swells: Spans = (),
) -> Mix:
    """Plan a mix: solve every level, so that blocks only need to be summed.

    Args:
        timeline: Where everything lies.
        clips: The clip of every spoken cue, by cue id.
        bed: The bed.
        settings: Levels, pacer, channels.
        voices: The voice of these settings, if it exists already.
        swells: Where the bed swells between chapters.

    Raises:
        SpeechError: A spoken cue has no clip, or one of another length than the timeline says.
    """
    for each in timeline.speech:
        clip = clips.get(each.cue)
        if clip is None or clip.frames != each.frames:
            raise SpeechError(f"the words of cue {each.cue} are missing or of another length", cue=each.cue)
    voices = voices or voices_of(settings)
    levels = solve_levels(timeline, clips, bed, settings, voices, swells)
    predicted = PredictedLoudness(timeline, clips, bed, settings, levels, voices)
    return Mix(timeline, clips, bed, settings, levels, voices, predicted)


def _scale(stereo: Samples, gains: np.float32 | Samples) -> Samples:
    """Multiply a block, contiguous in memory, in place, by one gain or by a gain for every frame."""
    if isinstance(gains, np.ndarray):
        # each frame as one complex number: five times as fast as multiplying pairs by a column
        pairs = stereo.view(np.complex64)[:, 0]
        pairs *= gains
        return stereo
    stereo *= gains
    return stereo


def within(items: Sequence[_Placed], start: int, stop: int) -> Sequence[_Placed]:
    """The items that sound between two samples; `items` are ordered and do not overlap."""
    first = bisect_right(items, start, key=lambda each: each.stop)
    last = bisect_right(items, stop - 1, key=lambda each: each.start)
    return items[first:last]
