"""The pacer's stem: pulses where the timeline puts them, panned to the side being worked.

Its samples depend only on their absolute position. The mix sets the level from `PACER_LUFS`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

import numpy as np
from cachetools import cached

from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.loudness import Energies
from voiceguide.mix.pulse import Phases, pulse_sound
from voiceguide.mix.sound_cache import sound_cache
from voiceguide.routine.model import Phase, Role, Side
from voiceguide.settings import PacerStyle
from voiceguide.timeline.model import PacerPulse
from voiceguide.units import gain

PACER_LUFS = -23.0
"""Loudest 400 ms, in LUFS, of a pulse of 5 s out and 3 s back in every style, panned to the middle."""

PACER_PEAK = 0.4
"""No sample of the stem is higher than this, linear."""

PAN = 0.35
"""How far the pacer moves to the side being worked: 0 is the middle, 1 one ear only."""

_NOMINAL: Phases = (Phase("out", Role.PRESS, 5.0, 2), Phase("back", Role.RETURN, 3.0, 1))
_KEPT_FRAMES = 1_200_000  # 5 MB: the pulses of a stroke are alike, so few are needed at a time


@lru_cache(maxsize=len(PacerStyle))
def _level(style: PacerStyle) -> np.float32:
    """The factor that brings a style to `PACER_LUFS`; panning does not change the energy."""
    loudest = float(loudness.momentary(loudness.k_energy(pulse_sound(style, _NOMINAL))).max())
    return np.float32(gain(PACER_LUFS - loudest))


@cached(sound_cache(_KEPT_FRAMES), lock=Lock())
def _pulse(style: PacerStyle, phases: Phases) -> Samples:
    """One pulse at its level, float32 of shape (frames,); the latest are cached, for all threads."""
    return pulse_sound(style, phases) * _level(style)


def pulse_energy(style: PacerStyle, phases: Phases) -> Energies:
    """K-weighted energy of each 10 ms of a pulse, both channels together; panning does not change it."""
    return loudness.k_energy(_pulse(style, phases))


def _pan_gains(side: Side, pan: bool) -> np.complex64:
    """Left and right factors of equal power, as real and imaginary part."""
    position = {Side.LEFT: -PAN, Side.RIGHT: PAN}.get(side, 0.0) if pan else 0.0
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
    """Add the pacer to a block of the mix.

    Args:
        out: float32, shape (frames × 2); changed.
        pulses: Ordered by start, without overlap; some may lie outside the block.
        start: Absolute sample of the first frame of `out`.
        style: How it sounds; `PacerStyle.OFF` is silence.
        pan: Whether pulses of one side move gently toward it.
        gains: Linear, for the whole block or for each frame.
    """
    if style is PacerStyle.OFF:
        return
    stop = start + len(out)
    frames = out.view(np.complex64)[:, 0]  # left and right as one complex number: twice as fast
    first = max(bisect_right(pulses, start, key=lambda pulse: pulse.start) - 1, 0)
    for pulse in pulses[first:]:
        if pulse.start >= stop:
            break
        begin, end = max(start, pulse.start), min(stop, pulse.stop)
        if begin < end:
            sound = _pulse(style, pulse.phases)[begin - pulse.start : end - pulse.start]
            here = gains[begin - start : end - start] if isinstance(gains, np.ndarray) else gains
            frames[begin - start : end - start] += (sound * here) * _pan_gains(pulse.side, pan)
