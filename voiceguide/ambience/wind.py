"""Wind in leaves: slow gusts through a big tree, leaves answering a little later than the air."""

from __future__ import annotations

import numpy as np

from voiceguide.ambience.circular import Circle, Pair, Row, movement, stereo_noise, unit
from voiceguide.ambience.recipe import Recipe
from voiceguide.ambience.shaping import band, tilt
from voiceguide.units import RATE_HZ, to_samples


def _gust(circle: Circle) -> Row:
    """The strength of the wind along the loop, 0 to 1: slow gusts with smaller ones inside."""
    return unit(0.95 * movement(circle, 32.0, 7.0, 0.7) + 0.38 * movement(circle, 7.0, 1.6, 0.7) - 0.1)


def _later(curve: Row, seconds: float) -> Row:
    return np.roll(curve, to_samples(seconds, RATE_HZ))


def _make(circle: Circle) -> Pair:
    gust = _gust(circle)
    local = np.stack([unit(movement(circle, 6.0, 0.8, 0.6)) for _ in range(2)])
    sides = np.stack([_later(gust, 0.0), _later(gust, 0.45)]) * (0.82 + 0.36 * local)
    layers = (
        # low Hz, high Hz, tilt dB/octave, level, quiet part, power of the gust, lag s, width
        (50.0, 220.0, -2.0, 0.85, 0.34, 1.1, 0.0, 0.35),
        (200.0, 520.0, -3.0, 0.62, 0.20, 1.4, 0.1, 0.5),
        (450.0, 1_300.0, -3.0, 0.34, 0.12, 1.7, 0.25, 0.65),
        (1_600.0, 4_200.0, -2.5, 0.155, 0.10, 1.9, 0.5, 0.8),
        (3_600.0, 9_000.0, -3.0, 0.105, 0.10, 2.1, 0.8, 0.9),
    )
    sound = np.zeros((2, circle.frames))
    for low, high, slope, level, quiet, power, lag, width in layers:
        layer = stereo_noise(circle, lambda hz, a=low, b=high, s=slope: band(hz, a, b, 1.5) * tilt(hz, s), width)
        rustle = 1.0 + (0.16 if low > 1_000 else 0.05) * movement(circle, 1.2, 0.16, 0.3)
        for channel in range(2):
            strength = quiet + (1.0 - quiet) * _later(sides[channel], lag) ** power
            sound[channel] += level * layer[channel] / layer.std() * strength * rustle
    return sound


RECIPE = Recipe("wind", "Slow gusts of wind in the leaves of a big tree.", _make)
