"""Rain: steady summer rain on leaves and ground, now a little nearer, now farther."""

from __future__ import annotations

import numpy as np

from voiceguide.ambience.circular import Circle, Pair, Row, movement, scatter, stereo_noise, unit
from voiceguide.ambience.recipe import Recipe
from voiceguide.ambience.shaping import band, tilt
from voiceguide.units import RATE_HZ


def _pat(circle: Circle, hz: float, ring_s: float, tone: float) -> Row:
    """One drop: a soft thud of noise plus a damped tone of level `tone`; energy 1."""
    t = np.arange(round(ring_s * 8 * RATE_HZ)) / RATE_HZ
    smooth = np.hanning(max(3, round(RATE_HZ / hz)))
    rough = np.convolve(circle.random.standard_normal(len(t) + len(smooth)), smooth, "same")[: len(t)]
    rough = np.diff(rough, prepend=0.0)  # centred on hz: smoothing removes the highs, differencing the lows
    ringing = np.sin(2 * np.pi * hz * t + circle.random.uniform(0, 2 * np.pi))
    sound = (1.0 - np.exp(-t / 0.0012)) * np.exp(-t / ring_s) * (tone * ringing + rough / max(rough.std(), 1e-9))
    return np.asarray(sound / np.sqrt(np.sum(sound**2)))


def _drops(
    circle: Circle, pitch_hz: tuple[float, float], ring_s: float, tone: float, per_s: float, spread: float
) -> Pair:
    """Many drops in a range of pitches, with unit RMS."""
    near = 0.75 + 0.5 * unit(movement(circle, 30.0, 4.0, 0.8))
    low_hz, high_hz = pitch_hz
    pitches = low_hz * (high_hz / low_hz) ** circle.random.random(240)
    kernels = [_pat(circle, hz, ring_s * (low_hz / hz) ** 0.5, tone) for hz in pitches]
    drops = scatter(circle, per_s * near, kernels, spread, 0.9)
    return np.asarray(drops / drops.std())


def _make(circle: Circle) -> Pair:
    """The dense rush of near and far rain, with drops on leaves in front of it."""
    sheet = stereo_noise(circle, lambda hz: band(hz, 250, 9_000, 1.0) * tilt(hz, -3.4), 0.85)
    far = stereo_noise(circle, lambda hz: band(hz, 90, 420, 1.5) * tilt(hz, -2.0), 0.4)
    sheet *= (1.0 + 0.12 * movement(circle, 40.0, 4.0, 0.8)) / sheet.std()
    far *= (1.0 + 0.12 * movement(circle, 45.0, 6.0, 0.8)) / far.std()
    leaves = _drops(circle, (360.0, 1_500.0), 0.010, 0.7, 170.0, 3.5)
    fine = _drops(circle, (2_200.0, 7_000.0), 0.004, 0.0, 500.0, 4.0)
    return np.asarray(0.50 * sheet + 0.52 * far + 0.40 * leaves + 0.12 * fine)


RECIPE = Recipe("rain", "Steady, soft rain on leaves.", _make)
