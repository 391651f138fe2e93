"""The voice: one gain for all clips, the limiter's curve where a peak needs one, and clips finished with both.

Comes in: clips. Goes out: the gain that brings the speech stem, limited, to the loudness asked for, solved
from the energies and peaks kept with the clips; and each clip's sound as it is mixed.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

import numpy as np

from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.loudness import Energies
from voiceguide.mix.energies import STEP, add_at, empty_tenths
from voiceguide.mix.limiter import gain_curve, limiting_gains
from voiceguide.speech.clip import MOST_LIMITING_DB, PEAK_BLOCK, Clip
from voiceguide.timeline.model import SpeechPlacement, Timeline
from voiceguide.units import decibels, gain, to_samples

CLIP_FADE = to_samples(0.004)
"""Samples over which every clip fades in and out, so that no edge clicks."""

_KEPT_FRAMES = 2_000_000  # 8 MB; a clip is asked for by a few neighbouring blocks and then no more
_CLOSE_LU = 0.005
_MOST_ROUNDS = 10


@dataclass(frozen=True, slots=True, eq=False)
class VoiceLevel:
    """How the clips are mixed.

    Attributes:
        gain: Factor for every clip in each channel it is heard in, on top of its own.
        ceiling: Highest true peak; the limiter's curve follows from it and the peaks kept with a clip.
        tenths: Energy of the speech stem in each 100 ms.
        lufs: Loudness of the speech stem; −inf without speech.
        peak: Highest true peak of the speech stem, linear.
        limited_db: The most by which a peak is lowered.
    """

    gain: float
    ceiling: float
    tenths: Energies
    lufs: float
    peak: float
    limited_db: float


def solve_voice(
    timeline: Timeline,
    clips: Mapping[str, Clip],
    *,
    target_lufs: float,
    ceiling: float,
    heard: Callable[[SpeechPlacement], int],
) -> VoiceLevel:
    """Find the gain that brings the speech stem to its loudness with its peaks held at a ceiling.

    Args:
        timeline: Where the clips lie.
        clips: The clip of every spoken cue, by cue id.
        target_lufs: Loudness of the stem.
        ceiling: Highest true peak of the stem, linear.
        heard: How many channels carry some words.
    """
    unique = {clips[each.cue].key: clips[each.cue] for each in timeline.speech}
    tallest = max((float(clip.peaks.max(initial=0.0)) * clip.gain for clip in unique.values()), default=0.0)
    factor = 1.0
    level = _at_gain(timeline, clips, unique, factor, ceiling, heard)
    if not math.isfinite(level.lufs) or tallest <= 0:
        return level
    most = ceiling * gain(MOST_LIMITING_DB) / tallest
    for _ in range(_MOST_ROUNDS):
        wanted = min(factor * gain(target_lufs - level.lufs), most)
        if abs(decibels(wanted / factor)) < _CLOSE_LU:
            break
        factor = wanted
        level = _at_gain(timeline, clips, unique, factor, ceiling, heard)
    return level


def _at_gain(
    timeline: Timeline,
    clips: Mapping[str, Clip],
    unique: Mapping[str, Clip],
    factor: float,
    ceiling: float,
    heard: Callable[[SpeechPlacement], int],
) -> VoiceLevel:
    energies: dict[str, Energies] = {}
    peak, deepest = 0.0, 1.0
    for key, clip in unique.items():
        scale = clip.gain * factor
        energies[key] = clip.energy * scale**2
        curve = limiting_gains(np.multiply(clip.peaks, scale, dtype=np.float32), ceiling)
        if curve is not None:
            deepest = min(deepest, float(curve.min()))
            middles = (np.arange(len(clip.energy)) + 0.5) * (STEP / PEAK_BLOCK)
            energies[key] *= np.interp(middles, np.arange(len(curve)), curve) ** 2
        peak = max(peak, min(float(clip.peaks.max(initial=0.0)) * scale, ceiling))
    tenths = empty_tenths(timeline.frames)
    for each in timeline.speech:
        add_at(tenths, each.start, energies[clips[each.cue].key] * heard(each))
    return VoiceLevel(factor, ceiling, tenths, loudness.integrated_tenths(tenths), peak, -decibels(deepest))


class Voices:
    """Clips finished for the mix: levelled, limited, edges faded. The latest few are kept, for all threads."""

    def __init__(self, level: VoiceLevel) -> None:
        self._level = level
        self._sounds: OrderedDict[str, Samples] = OrderedDict()
        self._frames = 0
        self._lock = Lock()

    def sound(self, clip: Clip) -> Samples:
        """A clip as it is mixed: float32, shape (frames,); not to be changed.

        Raises:
            SpeechError: Its samples are gone from the disk, or damaged.
        """
        with self._lock:
            known = self._sounds.get(clip.key)
            if known is not None:
                self._sounds.move_to_end(clip.key)
                return known
        sound = self._finish(clip)
        with self._lock:
            if clip.key not in self._sounds:
                self._sounds[clip.key] = sound
                self._frames += len(sound)
            while self._frames > _KEPT_FRAMES and len(self._sounds) > 1:
                self._frames -= len(self._sounds.popitem(last=False)[1])
        return sound

    def _finish(self, clip: Clip) -> Samples:
        sound = clip.samples()
        sound *= np.float32(self._level.gain)
        peaks = np.multiply(clip.peaks, clip.gain * self._level.gain, dtype=np.float32)
        edges = limiting_gains(peaks, self._level.ceiling)
        if edges is not None:
            sound *= gain_curve(edges, len(sound))
        fade = min(CLIP_FADE, len(sound) // 2)
        rise = (0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / max(fade, 1))).astype(np.float32)
        sound[:fade] *= rise
        sound[len(sound) - fade :] *= rise[::-1]
        return sound
