"""Ocean: waves that come in every 7 to 12 seconds, break and run back over sand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from voiceguide.ambience.circular import (
    CONTROL_HZ,
    Circle,
    Pair,
    Row,
    movement,
    scatter,
    stereo_noise,
    stretch_curve,
    to_full_rate,
)
from voiceguide.ambience.recipe import Recipe
from voiceguide.ambience.shaping import band
from voiceguide.units import RATE_HZ


@dataclass(frozen=True, slots=True)
class _Band:
    """A part of the spectrum and how it follows a wave.

    Attributes:
        low_hz: Lower end.
        high_hz: Upper end.
        level: Level at the height of a strong wave.
        floor: Level between waves, against `level`.
        lag_s: Seconds from the breaking of the wave to its loudest moment.
        rise_s: Time scale of its rise, in seconds.
        fall_s: Time scale of its fall, in seconds.
        back: Level when the water runs back, against that of the breaking.
        power: Exponent of a wave's strength: how much more a strong wave has of it than a weak one.
        width: Stereo width (see `circular.stereo_noise`).
    """

    low_hz: float
    high_hz: float
    level: float
    floor: float
    lag_s: float
    rise_s: float
    fall_s: float
    back: float
    power: float
    width: float


_BANDS = (
    _Band(55, 140, 0.74, 0.42, -0.7, 2.4, 2.6, 0.0, 1.0, 0.35),
    _Band(140, 320, 0.78, 0.30, -0.3, 1.9, 2.5, 0.0, 1.2, 0.45),
    _Band(320, 700, 0.66, 0.22, 0.1, 1.4, 2.4, 0.08, 1.4, 0.55),
    _Band(700, 1500, 0.50, 0.17, 0.4, 1.15, 2.5, 0.16, 1.7, 0.65),
    _Band(1500, 3200, 0.34, 0.13, 0.7, 1.05, 2.6, 0.28, 2.0, 0.75),
    _Band(3200, 6500, 0.23, 0.11, 1.0, 1.05, 2.6, 0.42, 2.2, 0.85),
    _Band(6500, 12000, 0.13, 0.10, 1.2, 1.1, 2.6, 0.55, 2.3, 0.9),
)
_BACK_LAG_S, _BACK_RISE_S, _BACK_FALL_S = 4.3, 1.3, 2.4


@dataclass(frozen=True, slots=True)
class _Wave:
    """One wave: when it breaks, how strong and how slow it is, and how much later it is heard right than left."""

    at_s: float
    strength: float
    slowness: float
    travel_s: float


def _waves(circle: Circle, mean_s: float) -> list[_Wave]:
    """Waves at irregular intervals, in groups of stronger and weaker ones, as in a real swell."""
    count = max(1, round(circle.seconds / mean_s))
    gaps = circle.random.uniform(0.78, 1.26, count)
    times = np.cumsum(gaps) * circle.seconds / gaps.sum()
    groups = max(1, round(circle.seconds / 45.0))
    group = 0.5 + 0.5 * np.sin(2 * np.pi * (times / circle.seconds * groups + circle.random.random()))
    strengths = 0.62 + 0.22 * group + 0.2 * circle.random.random(count)
    slowness = circle.random.uniform(0.85, 1.25, count)
    travel = circle.random.uniform(0.2, 0.7, count) * circle.random.choice((-1.0, 1.0), count)
    return [_Wave(*each) for each in zip(times, strengths, slowness, travel, strict=True)]


def _hump(t: Row, rise_s: float, fall_s: float) -> Row:
    """A curve that rises like a bell and falls more slowly with a long tail; 1 at t = 0."""
    return np.where(t < 0, np.exp(-0.5 * (t / rise_s) ** 2), (1.0 + (t / fall_s) ** 2) ** -1.5)


def _envelope(circle: Circle, part: _Band, waves: list[_Wave], side: float) -> Row:
    """Level of a band along the loop, in one channel (`side` −1 left, 1 right)."""
    steps = circle.frames * CONTROL_HZ // circle.rate_hz
    seconds = np.arange(steps) / CONTROL_HZ
    total = np.zeros(steps)
    for wave in waves:
        for lag, rise, fall, level in (
            (part.lag_s, part.rise_s, part.fall_s, 1.0),
            (_BACK_LAG_S, _BACK_RISE_S, _BACK_FALL_S, part.back),
        ):
            centre = wave.at_s + lag * wave.slowness + side * wave.travel_s / 2
            t = (seconds - centre + circle.seconds / 2) % circle.seconds - circle.seconds / 2
            edge = np.clip((circle.seconds / 2 - np.abs(t)) / 2.0, 0.0, 1.0)  # zero half a loop away
            total += level * wave.strength**part.power * edge * _hump(t, rise * wave.slowness, fall * wave.slowness)
    return stretch_curve(part.level * (part.floor + total), circle.frames)


def _fizz(circle: Circle, waves: list[_Wave]) -> Pair:
    """The foam: thousands of tiny bubbles that burst while the water runs back."""
    back = _Band(0, 0, 1.0, 0.06, 1.8, 1.2, 2.0, 0.8, 1.8, 0.0)
    rate = 900.0 * _envelope(circle, back, waves, 0.0)
    kernels = []
    for hz in np.geomspace(2_600.0, 7_500.0, 24):
        t = np.arange(round(0.006 * RATE_HZ)) / RATE_HZ
        burst = np.sin(2 * np.pi * hz * t) * np.exp(-t * hz / 4.0) * np.hanning(len(t) * 2)[len(t) :]
        kernels.append(burst / np.sqrt(np.sum(burst**2)))
    fizz = scatter(circle, rate, kernels, 5.0, 0.9)
    return np.asarray(fizz / fizz.std())


def _surf(circle: Circle, bands: tuple[_Band, ...], near: list[_Wave], far: list[_Wave]) -> Pair:
    """The sound of near and far waves in some bands."""
    sound = np.zeros((2, circle.frames))
    for part in bands:
        layer = stereo_noise(circle, partial(band, low_hz=part.low_hz, high_hz=part.high_hz), part.width)
        layer /= layer.std()
        churn = 1.0 + 0.10 * movement(circle, 12.0, 0.5, 0.5)
        distance = 0.30 if part.high_hz < 1_000 else 0.12
        for channel, side in enumerate((-1.0, 1.0)):
            level = _envelope(circle, part, near, side) + distance * _envelope(circle, part, far, -side)
            sound[channel] += layer[channel] * churn * level
    return sound


def _make(circle: Circle) -> Pair:
    near, far = _waves(circle, 9.3), _waves(circle, 7.4)
    low = tuple(part for part in _BANDS if part.high_hz < 1_000)
    high = tuple(part for part in _BANDS if part.high_hz >= 1_000)
    sound = to_full_rate(_surf(circle.coarse, low, near, far)) + _surf(circle, high, near, far)
    return np.asarray(sound + 0.05 * _fizz(circle, near))


RECIPE = Recipe("ocean", "Waves that come in slowly, break and run back over sand.", _make)
