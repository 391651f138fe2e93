"""Rain: steady summer rain on leaves and ground, a little nearer and farther by turns."""

from __future__ import annotations

import numpy as np

from voiceguide.ambience.circular import Circle, Pair, Row, movement, scatter, stereo_noise, unit
from voiceguide.ambience.recipe import Recipe
from voiceguide.ambience.shaping import band, tilt
from voiceguide.units import RATE_HZ


def _pat(circle: Circle, hz: float, ring_s: float) -> Row:
    """One drop on a leaf: a short soft thud of filtered noise and a damped tone."""
    t = np.arange(round(ring_s * 8 * RATE_HZ)) / RATE_HZ
    rise = 1.0 - np.exp(-t / 0.0012)
    tone = np.sin(2 * np.pi * hz * t + circle.random.uniform(0, 2 * np.pi))
    rough = np.convolve(circle.random.standard_normal(len(t)), np.hanning(max(3, round(RATE_HZ / hz / 2))), "same")
    sound = rise * np.exp(-t / ring_s) * (tone + 0.8 * rough / max(rough.std(), 1e-9))
    return np.asarray(sound / np.sqrt(np.sum(sound**2)))


def _drops(circle: Circle, low_hz: float, high_hz: float, ring_s: float, per_s: float, spread: float) -> Pair:
    near = 0.65 + 0.7 * unit(movement(circle, 30.0, 3.0, 0.8))
    pitches = low_hz * (high_hz / low_hz) ** circle.random.random(20)
    kernels = [_pat(circle, hz, ring_s * (low_hz / hz) ** 0.5) for hz in pitches]
    drops = scatter(circle, per_s * near, kernels, spread, 0.9)
    return np.asarray(drops / drops.std())


def _make(circle: Circle) -> Pair:
    sheet = stereo_noise(circle, lambda hz: band(hz, 250, 9_000, 1.0) * tilt(hz, -3.2), 0.85)
    far = stereo_noise(circle, lambda hz: band(hz, 70, 420, 1.5) * tilt(hz, -2.0), 0.4)
    sheet *= (1.0 + 0.16 * movement(circle, 40.0, 4.0, 0.8)) / sheet.std()
    far *= (1.0 + 0.20 * movement(circle, 45.0, 6.0, 0.8)) / far.std()
    leaves = _drops(circle, 380.0, 1_500.0, 0.010, 160.0, 3.5)
    fine = _drops(circle, 2_400.0, 6_500.0, 0.004, 420.0, 4.0)
    return np.asarray(0.50 * sheet + 0.62 * far + 0.40 * leaves + 0.13 * fine)


RECIPE = Recipe("rain", "Steady, soft rain on leaves.", _make)
