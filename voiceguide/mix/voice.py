"""The voice: solves a gain for each clip, applies the limiter's curve where a peak needs one, and fades the edges.

The gain that brings a clip, limited, to the requested loudness is solved from the energies and peaks kept with it. A
meter counts the blocks in which words are spoken; as every clip is at the target loudness, so is the speech of any
session, and no level has to wait for words that have not been spoken yet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from threading import Lock

import numpy as np

from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.loudness import Energies
from voiceguide.mix.energies import STEP
from voiceguide.mix.limiter import gain_curve, limiting_gains
from voiceguide.mix.sound_cache import sound_cache
from voiceguide.speech.clip import MOST_LIMITING_DB, PEAK_BLOCK, Clip
from voiceguide.units import decibels, gain, to_samples

CLIP_FADE = to_samples(0.004)
"""Samples over which every clip fades in and out, so that no edge clicks."""

_KEPT_FRAMES = 1_000_000  # 4 MB; only a few neighbouring blocks use a clip
_CLOSE_LU = 0.005
_MOST_ROUNDS = 10
_STEEPEST = 4.0  # step per difference left: the loudness of a limited clip changes less than its gain


@dataclass(frozen=True, slots=True)
class ClipLevel:
    """How one clip is mixed.

    Attributes:
        gain: Factor in each channel in which it is heard, on top of the clip's own.
        lufs: Its loudness in the speech stem, in LUFS; −inf for silence.
        peak: Its highest true peak, linear.
        limited_db: The most by which a peak is lowered.
    """

    gain: float
    lufs: float
    peak: float
    limited_db: float


class Voices:
    """The clips of a session as they are mixed: levelled, limited, edges faded. Methods may be called from any thread.

    The latest sounds and the level of every clip are cached.

    Args:
        target_lufs: Loudness of every clip in the speech stem.
        ceiling: Highest true peak, linear.

    Attributes:
        target_lufs: As given.
        ceiling: As given.
    """

    def __init__(self, target_lufs: float, ceiling: float) -> None:
        self.target_lufs, self.ceiling = target_lufs, ceiling
        self._levels: dict[tuple[str, int], ClipLevel] = {}
        self._sounds = sound_cache(_KEPT_FRAMES)
        self._lock = Lock()

    def level(self, clip: Clip, channels: int) -> ClipLevel:
        """The level of a clip that is heard in that many channels; solved once."""
        key = clip.key, channels
        known = self._levels.get(key)
        if known is None:
            known = self._levels[key] = _solve(clip, channels, self.target_lufs, self.ceiling)
        return known

    def energy(self, clip: Clip, channels: int) -> Energies:
        """K-weighted energy of each 10 ms of a clip as it is mixed, all its channels together."""
        return _at_gain(clip, channels, self.level(clip, channels).gain, self.ceiling)[0]

    def sound(self, clip: Clip, channels: int) -> Samples:
        """A clip as it is mixed: float32, shape (frames,); not to be changed.

        Raises:
            SpeechError: Its samples are missing on the disk, or damaged.
        """
        key = clip.key, channels
        with self._lock:  # cachetools' own decorator would tie sounds and voices in a cycle, of megabytes
            known = self._sounds.get(key)
        if known is None:
            made = self._shaped(clip, channels)
            with self._lock:
                known = self._sounds.setdefault(key, made)
        return known

    def _shaped(self, clip: Clip, channels: int) -> Samples:
        """A clip at its level, with its peaks limited and its edges faded."""
        factor = self.level(clip, channels).gain
        sound = clip.samples()
        sound *= np.float32(factor)
        edges = limiting_gains(_peaks(clip, factor), self.ceiling)
        if edges is not None:
            sound *= gain_curve(edges, len(sound))
        fade = min(CLIP_FADE, len(sound) // 2)
        rise = (0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / max(fade, 1))).astype(np.float32)
        sound[:fade] *= rise
        sound[len(sound) - fade :] *= rise[::-1]
        return sound


def _solve(clip: Clip, channels: int, target_lufs: float, ceiling: float) -> ClipLevel:
    """The gain that brings one clip to its loudness with its peaks held at the ceiling."""
    tallest = float(clip.peaks.max(initial=0.0)) * clip.gain
    most = ceiling * gain(MOST_LIMITING_DB) / tallest if tallest > 0 else 0.0
    factor, step_db, before, steepness = 1.0, 0.0, -math.inf, 1.0
    for number in range(_MOST_ROUNDS + 1):
        energy, limited_db = _at_gain(clip, channels, factor, ceiling)
        lufs = loudness.integrated_alone(energy)
        left_lu = target_lufs - lufs
        if not math.isfinite(lufs) or abs(left_lu) < _CLOSE_LU or number == _MOST_ROUNDS:
            break
        if step_db and lufs != before:
            steepness = min(max(step_db / (lufs - before), 1.0), _STEEPEST)
        wanted = min(factor * gain(left_lu * steepness), most)
        step_db, before = decibels(wanted / factor), lufs
        if abs(step_db) < _CLOSE_LU:
            break
        factor = wanted
    return ClipLevel(factor, lufs, min(tallest * factor, ceiling), limited_db)


def _peaks(clip: Clip, factor: float) -> Samples:
    """The peaks of a clip at its level in the mix."""
    return np.asarray(np.multiply(clip.peaks, clip.gain * factor, dtype=np.float32))


def _at_gain(clip: Clip, channels: int, factor: float, ceiling: float) -> tuple[Energies, float]:
    """The energies of a clip at a gain, limited, and the most by which the limiter lowers it, in dB."""
    energy = clip.energy * ((clip.gain * factor) ** 2 * channels)
    curve = limiting_gains(_peaks(clip, factor), ceiling)
    if curve is None:
        return energy, 0.0
    middles = (np.arange(len(energy)) + 0.5) * (STEP / PEAK_BLOCK)
    return energy * np.interp(middles, np.arange(len(curve)), curve) ** 2, -decibels(float(curve.min()))
