"""Ocean: waves that come in every 7 to 12 seconds, break, and run out over sand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voiceguide.ambience.circular import CONTROL_HZ, Circle, Pair, Row, movement, stereo_noise, stretched
from voiceguide.ambience.recipe import Recipe
from voiceguide.ambience.shaping import band


@dataclass(frozen=True, slots=True)
class _Band:
    """A part of the spectrum and how it follows a wave.

    Attributes:
        low_hz: Lower end.
        high_hz: Upper end.
        level: Level at the height of a strong wave.
        floor: Level between waves, against `level`.
        lag_s: When it is loudest, counted from the breaking of the wave.
        rise_s: How slowly it comes.
        fall_s: How slowly it goes.
        width: Stereo width (see `circular.stereo_noise`).
    """

    low_hz: float
    high_hz: float
    level: float
    floor: float
    lag_s: float
    rise_s: float
    fall_s: float
    width: float


_BANDS = (
    _Band(45, 140, 1.00, 0.50, -0.9, 2.6, 3.0, 0.35),
    _Band(140, 320, 0.80, 0.34, -0.5, 2.1, 2.6, 0.45),
    _Band(320, 700, 0.56, 0.22, -0.1, 1.6, 2.3, 0.55),
    _Band(700, 1500, 0.36, 0.14, 0.2, 1.3, 2.4, 0.65),
    _Band(1500, 3200, 0.20, 0.10, 0.5, 1.1, 2.9, 0.75),
    _Band(3200, 6500, 0.115, 0.08, 0.9, 1.1, 3.6, 0.85),
    _Band(6500, 12000, 0.06, 0.06, 1.3, 1.2, 4.2, 0.9),
)


@dataclass(frozen=True, slots=True)
class _Wave:
    at_s: float
    strength: float
    slowness: float
    travel_s: float


def _waves(circle: Circle) -> list[_Wave]:
    """Waves at irregular distances, in groups of stronger and weaker ones as swell has."""
    count = max(1, round(circle.seconds / 9.3))
    gaps = circle.random.uniform(0.78, 1.25, count)
    times = np.cumsum(gaps) * circle.seconds / gaps.sum()
    group = 0.5 + 0.5 * np.sin(2 * np.pi * (times / circle.seconds * max(1, round(circle.seconds / 45)) + 0.1))
    strengths = 0.62 + 0.24 * group + 0.14 * circle.random.random(count)
    slowness = circle.random.uniform(0.85, 1.25, count)
    travel = circle.random.uniform(0.2, 0.7, count) * circle.random.choice((-1.0, 1.0), count)
    return [_Wave(*each) for each in zip(times, strengths, slowness, travel, strict=True)]


def _envelope(circle: Circle, part: _Band, waves: list[_Wave], side: float) -> Row:
    """How loud a band is along the loop, in one channel."""
    steps = circle.frames * CONTROL_HZ // 44_100
    seconds = np.arange(steps) / CONTROL_HZ
    total = np.zeros(steps)
    for wave in waves:
        centre = wave.at_s + part.lag_s * wave.slowness + side * wave.travel_s / 2
        t = (seconds - centre + circle.seconds / 2) % circle.seconds - circle.seconds / 2
        rise, fall = part.rise_s * wave.slowness, part.fall_s * wave.slowness
        shape = np.where(t < 0, np.exp(-0.5 * (t / rise) ** 2), 1.0 / (1.0 + (t / fall) ** 2) ** 1.5)
        total += (wave.strength**1.5) * shape * np.exp(-(np.maximum(np.abs(t) - 14.0, 0.0) ** 2))
    return stretched(part.level * (part.floor + total), circle.frames)


def _make(circle: Circle) -> Pair:
    waves = _waves(circle)
    sound = np.zeros((2, circle.frames))
    for part in _BANDS:
        layer = stereo_noise(circle, lambda hz, part=part: band(hz, part.low_hz, part.high_hz, 2.0), part.width)
        layer /= layer.std()
        drift = 1.0 + 0.10 * movement(circle, 20.0, 0.6, 0.6)
        for channel, side in enumerate((-1.0, 1.0)):
            sound[channel] += layer[channel] * drift * _envelope(circle, part, waves, side)
    return sound


RECIPE = Recipe("ocean", "Waves coming in slowly, breaking and running out over sand.", _make)
