"""Wind in leaves: slow gusts through a big tree, in which the leaves follow the air a little later."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from voiceguide.ambience.circular import Circle, Pair, Row, movement, stereo_noise, to_full_rate
from voiceguide.ambience.recipe import Recipe
from voiceguide.ambience.shaping import band, tilt
from voiceguide.units import to_samples


@dataclass(frozen=True, slots=True)
class _Layer:
    """A part of the spectrum and how it follows the wind.

    Attributes:
        low_hz: Lower end.
        high_hz: Upper end.
        slope_db: Tilt in dB an octave.
        level: Level in a wind of medium strength.
        power: Exponent of the wind's strength: how much more it has of a strong wind than of a weak one.
        lag_s: How much later than the air it follows.
        rustle: How much it fluctuates from one moment to the next.
        width: Stereo width (see `circular.stereo_noise`).
    """

    low_hz: float
    high_hz: float
    slope_db: float
    level: float
    power: float
    lag_s: float
    rustle: float
    width: float


_LAYERS = (
    _Layer(60.0, 220.0, -2.0, 0.42, 0.7, 0.0, 0.04, 0.35),
    _Layer(200.0, 520.0, -3.0, 0.36, 0.9, 0.1, 0.05, 0.5),
    _Layer(450.0, 1_300.0, -3.0, 0.21, 1.1, 0.25, 0.06, 0.65),
    _Layer(1_600.0, 4_200.0, -2.5, 0.115, 1.4, 0.5, 0.15, 0.8),
    _Layer(3_600.0, 9_500.0, -2.5, 0.095, 1.6, 0.8, 0.18, 0.9),
)


def _gust_db(circle: Circle) -> Row:
    """The strength of the wind along the loop in dB, within ±8: slow gusts with smaller ones inside."""
    db = 2.3 * movement(circle, 34.0, 9.0, 0.6) + 1.1 * movement(circle, 8.0, 2.2, 0.6)
    return np.asarray(8.0 * np.tanh(db / 8.0))


def _air(circle: Circle, layers: tuple[_Layer, ...], sides: list[Row]) -> Pair:
    """The sound of some layers in a wind whose strength on both sides is given at the full rate."""
    sound = np.zeros((2, circle.frames))
    step = len(sides[0]) // circle.frames
    for each in layers:
        layer = stereo_noise(circle, partial(_response, each), each.width)
        layer /= layer.std()
        rustle = 1.0 + each.rustle * movement(circle, 1.5, 0.16, 0.4)
        for channel in range(2):
            strength = 10.0 ** (np.roll(sides[channel], to_samples(each.lag_s))[::step] * each.power / 20.0)
            sound[channel] += each.level * layer[channel] * strength * rustle
    return sound


def _make(circle: Circle) -> Pair:
    gust = _gust_db(circle)
    sides = [np.roll(gust, to_samples(lag_s)) + 1.2 * movement(circle, 6.0, 1.0, 0.6) for lag_s in (0.0, 0.5)]
    low, high = _LAYERS[:2], _LAYERS[2:]
    return to_full_rate(_air(circle.coarse, low, sides)) + _air(circle, high, sides)


def _response(each: _Layer, hz: Row) -> Row:
    """The spectrum of one layer of wind."""
    return band(hz, each.low_hz, each.high_hz, 1.5) * tilt(hz, each.slope_db)


RECIPE = Recipe("wind", "Slow gusts of wind in the leaves of a big tree.", _make)
