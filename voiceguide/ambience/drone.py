"""Warm drone: a deep open fifth on D whose colours change slowly."""

from __future__ import annotations

import numpy as np

from voiceguide.ambience.circular import Circle, Pair, lines, movement, stereo_noise, unit
from voiceguide.ambience.recipe import Recipe
from voiceguide.ambience.shaping import band, tilt
from voiceguide.mix.tuning import pitch_hz

_VOICES = (
    # note, level, how many partials, roll-off dB/octave, slowest and fastest movement in s, depth
    ("D2", 0.70, 6, -9.0, 60.0, 20.0, 0.20),
    ("A2", 0.52, 6, -9.0, 45.0, 14.0, 0.35),
    ("D3", 0.50, 6, -9.5, 40.0, 11.0, 0.40),
    ("A3", 0.26, 5, -10.0, 32.0, 9.0, 0.60),
    ("D4", 0.16, 4, -10.0, 30.0, 8.0, 0.70),
    ("F#4", 0.09, 3, -10.0, 28.0, 8.0, 0.90),
    ("E4", 0.07, 3, -10.0, 26.0, 7.0, 0.90),
)


def _partials(note: str, count: int, slope_db: float) -> list[tuple[float, float, float]]:
    hz = pitch_hz(note)
    return [(hz * n, 10.0 ** (slope_db * np.log2(n) / 20.0), 0.10 + 0.00035 * hz * n) for n in range(1, count + 1)]


def _make(circle: Circle) -> Pair:
    sound = np.zeros((2, circle.frames))
    for note, level, count, slope, slowest, fastest, depth in _VOICES:
        middle, side = (lines(circle, _partials(note, count, slope)) for _ in range(2))
        width = 0.25 if note in {"D2", "A2"} else 0.6
        swell = (1.0 - depth) + depth * 2.0 * unit(movement(circle, slowest, fastest, 0.8))
        sound += level * swell * np.stack([middle + width * side, middle - width * side])
    air = stereo_noise(circle, lambda hz: band(hz, 150, 2_500, 1.0) * tilt(hz, -5.0), 0.8)
    return np.asarray(sound + 0.05 * air / air.std() * (1.0 + 0.3 * movement(circle, 30.0, 8.0)))


RECIPE = Recipe("drone", "A deep, warm drone whose colours change slowly.", _make, room_db=2.0)
