"""Stream: a small brook over stones, made of many little bubbles over a soft flow."""

from __future__ import annotations

import numpy as np

from voiceguide.ambience.circular import Circle, Pair, Row, movement, scatter, stereo_noise, unit
from voiceguide.ambience.recipe import Recipe
from voiceguide.ambience.shaping import band, tilt
from voiceguide.units import RATE_HZ


def _bubble(hz: float, rise: float) -> Row:
    """One bubble: a damped tone whose pitch rises as the bubble nears the surface (Minnaert 1933).

    Small bubbles ring for about 13 cycles; larger, lower ones a little longer. Energy 1.
    """
    ring_s = 13.0 / hz * (1.0 + 120.0 / hz)
    t = np.arange(round(ring_s * 6 * RATE_HZ)) / RATE_HZ
    phase = 2 * np.pi * hz * (t + 0.5 * rise * t * t / ring_s / 6)
    swell = np.minimum(1.0, t / (0.35 * ring_s))
    sound = np.sin(phase) * swell * swell * (3 - 2 * swell) * np.exp(-t / ring_s)
    return np.asarray(sound / np.sqrt(np.sum(sound**2)))


def _bubbles(
    circle: Circle, pitch_hz: tuple[float, float], per_s: float, clustering: float, spread: float, pan: float
) -> Pair:
    """Many bubbles in a range of pitches, with unit RMS."""
    rate = per_s * (1.0 - clustering + 2.0 * clustering * unit(movement(circle, 12.0, 0.7, 0.5)))
    low_hz, high_hz = pitch_hz
    pitches = low_hz * (high_hz / low_hz) ** circle.random.beta(1.0, 1.6, 300)  # fewer high ones
    kernels = [_bubble(hz, circle.random.uniform(0.05, 0.5)) for hz in pitches]
    bubbles = scatter(circle, rate, kernels, spread, pan)
    return np.asarray(bubbles / bubbles.std())


def _make(circle: Circle) -> Pair:
    """The flow and splash of water, with bubbles in front of it."""
    flow = stereo_noise(circle, lambda hz: band(hz, 110, 700, 1.2) * tilt(hz, -2.5), 0.5)
    splash = stereo_noise(circle, lambda hz: band(hz, 600, 8_000, 1.0) * tilt(hz, -3.0), 0.85)
    flow *= (1.0 + 0.16 * movement(circle, 35.0, 1.5, 0.7)) / flow.std()
    splash *= (0.85 + 0.22 * movement(circle, 20.0, 0.9, 0.6)) / splash.std()
    deep = _bubbles(circle, (170.0, 440.0), 45.0, 0.35, 3.0, 0.5)
    small = _bubbles(circle, (400.0, 3_600.0), 150.0, 0.6, 4.0, 0.9)
    return np.asarray(0.60 * flow + 0.30 * splash + 0.30 * deep + 0.36 * small)


RECIPE = Recipe("stream", "A small brook bubbling over stones.", _make)
