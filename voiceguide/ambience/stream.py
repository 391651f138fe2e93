"""Stream: a small brook over stones; many little bubbles over a soft flow."""

from __future__ import annotations

import numpy as np

from voiceguide.ambience.circular import Circle, Pair, Row, movement, scatter, stereo_noise, unit
from voiceguide.ambience.recipe import Recipe
from voiceguide.ambience.shaping import band, tilt
from voiceguide.units import RATE_HZ


def _bubble(hz: float, rise: float) -> Row:
    """One bubble: a damped tone whose pitch rises as the bubble nears the surface (Minnaert 1933).

    Small bubbles ring for about 13 cycles; larger, lower ones ring longer.
    """
    ring_s = 13.0 / hz * (1.0 + 120.0 / hz)
    t = np.arange(round(ring_s * 6 * RATE_HZ)) / RATE_HZ
    phase = 2 * np.pi * hz * (t + 0.5 * rise * t * t / ring_s / 6)
    swell = np.minimum(1.0, t / (0.35 * ring_s))
    sound = np.sin(phase) * swell * swell * (3 - 2 * swell) * np.exp(-t / ring_s)
    return np.asarray(sound / np.sqrt(np.sum(sound**2)))


def _bubbles(circle: Circle, low_hz: float, high_hz: float, per_s: float, spread: float, pan: float) -> Pair:
    rate = per_s * (0.35 + 1.3 * unit(movement(circle, 12.0, 0.7, 0.5)))
    pitches = low_hz * (high_hz / low_hz) ** circle.random.random(40)
    kernels = [_bubble(hz, circle.random.uniform(0.05, 0.5)) for hz in pitches]
    bubbles = scatter(circle, rate, kernels, spread, pan)
    return np.asarray(bubbles / bubbles.std())


def _make(circle: Circle) -> Pair:
    flow = stereo_noise(circle, lambda hz: band(hz, 110, 700, 1.2) * tilt(hz, -2.5), 0.5)
    splash = stereo_noise(circle, lambda hz: band(hz, 600, 7_000, 1.0) * tilt(hz, -3.5), 0.85)
    flow *= (1.0 + 0.22 * movement(circle, 35.0, 1.5, 0.7)) / flow.std()
    splash *= (0.8 + 0.25 * movement(circle, 20.0, 0.9, 0.6)) / splash.std()
    deep = _bubbles(circle, 170.0, 420.0, 26.0, 3.5, 0.5)
    small = _bubbles(circle, 420.0, 1_900.0, 120.0, 4.0, 0.9)
    return np.asarray(0.62 * flow + 0.26 * splash + 0.34 * deep + 0.36 * small)


RECIPE = Recipe("stream", "A small brook bubbling over stones.", _make)
