"""The pacer's stem: pulses laid where the timeline puts them, panned to the side being worked.

Comes in: pulses with their absolute places. Goes out: any stretch of the stem, as a pure function of
the absolute sample. Knows nothing of speech; the mix sets the level from `PACER_LUFS`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

import numpy as np

from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.loudness import Energies
from voiceguide.mix.pulse import Beats, pulse_sound
from voiceguide.routine.model import Role
from voiceguide.settings import PacerStyle
from voiceguide.timeline.model import PacerPulse
from voiceguide.units import gain, to_samples

PACER_LUFS = -23.0
"""Loudest 400 ms, in LUFS, of a pulse of 5 s out and 3 s back in every style, panned to the middle."""

PACER_PEAK = 0.4
"""No sample of the stem is higher than this, linear."""

PAN = 0.35
"""How far the pacer moves to the side being worked: 0 is the middle, 1 one ear only."""

_NOMINAL: Beats = ((Role.PRESS, to_samples(5.0)), (Role.RETURN, to_samples(3.0)))
_KEPT_FRAMES = 1_200_000  # 5 MB: the pulses of a slot are alike, so few are needed at a time


@lru_cache(maxsize=len(PacerStyle))
def _level(style: PacerStyle) -> np.float32:
    """The factor that brings a style to `PACER_LUFS`; the energy of a panned sound is that of the mono one."""
    loudest = float(loudness.momentary(loudness.k_energy(pulse_sound(style, _NOMINAL))).max())
    return np.float32(gain(PACER_LUFS - loudest))


class _PulseCache:
    """The latest pulse sounds, by shape, up to `_KEPT_FRAMES`; shared by all threads."""

    def __init__(self) -> None:
        self._sounds: OrderedDict[tuple[PacerStyle, Beats], Samples] = OrderedDict()
        self._frames = 0
        self._lock = Lock()

    def get(self, style: PacerStyle, beats: Beats) -> Samples:
        key = (style, beats)
        with self._lock:
            known = self._sounds.get(key)
            if known is not None:
                self._sounds.move_to_end(key)
                return known
        sound = pulse_sound(style, beats) * _level(style)
        with self._lock:
            if key not in self._sounds:
                self._sounds[key] = sound
                self._frames += len(sound)
            while self._frames > _KEPT_FRAMES and len(self._sounds) > 1:
                self._frames -= len(self._sounds.popitem(last=False)[1])
        return sound


_cache = _PulseCache()


def pulse_energy(style: PacerStyle, beats: Beats) -> Energies:
    """K-weighted energy of each 10 ms of a pulse, both channels together, whatever the pan: it keeps the energy."""
    return loudness.k_energy(_cache.get(style, beats))


def _pan_gains(side: str, pan: bool) -> np.complex64:
    """Left and right factors of equal power, as real and imaginary part."""
    position = {"left": -PAN, "right": PAN}.get(side, 0.0) if pan else 0.0
    angle = (position + 1.0) * math.pi / 4.0
    return np.complex64(complex(math.cos(angle), math.sin(angle)))


def add_pacer(
    out: Samples,
    pulses: Sequence[PacerPulse],
    start: int,
    *,
    style: PacerStyle,
    pan: bool,
    gains: np.float32 | Samples,
) -> None:
    """Add a stretch of the pacer's stem to a mix.

    Args:
        out: float32, shape (frames × 2); changed.
        pulses: Ordered by start, none overlapping another; they may lie outside the stretch.
        start: Absolute sample of the first frame of `out`.
        style: How it sounds; `PacerStyle.OFF` is silence.
        pan: Whether pulses of one side move gently toward it.
        gains: Linear, for the whole stretch or for each frame.
    """
    if style is PacerStyle.OFF:
        return
    stop = start + len(out)
    frames = out.view(np.complex64)[:, 0]  # left and right as one number: twice as fast as one after the other
    first = max(bisect_right(pulses, start, key=lambda pulse: pulse.start) - 1, 0)
    for pulse in pulses[first:]:
        if pulse.start >= stop:
            break
        begin, end = max(start, pulse.start), min(stop, pulse.stop)
        if begin < end:
            sound = _cache.get(style, pulse.beats)[begin - pulse.start : end - pulse.start]
            here = gains[begin - start : end - start] if isinstance(gains, np.ndarray) else gains
            frames[begin - start : end - start] += (sound * here) * _pan_gains(pulse.side, pan)


def render_pacer(
    pulses: Sequence[PacerPulse], start: int, frames: int, *, style: PacerStyle = PacerStyle.SWELL, pan: bool = True
) -> Samples:
    """A stretch of the pacer's stem.

    Args:
        pulses: See `add_pacer`.
        start: First sample of the stretch, absolute.
        frames: Length of the stretch in samples.
        style: See `add_pacer`.
        pan: See `add_pacer`.

    Returns:
        float32, shape (frames × 2), at the level `PACER_LUFS` tells. The same samples come out however a
        longer stretch is divided.
    """
    stem = np.zeros((frames, 2), dtype=np.float32)
    add_pacer(stem, pulses, start, style=style, pan=pan, gains=np.float32(1.0))
    return stem
