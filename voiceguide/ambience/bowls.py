"""Singing bowls: soft strikes far apart, ringing into each other over a quiet hum."""

from __future__ import annotations

import numpy as np

from voiceguide.ambience.circular import Circle, Pair, Row, add, lines, movement, unit
from voiceguide.ambience.recipe import Recipe
from voiceguide.mix.tuning import pitch_hz
from voiceguide.units import RATE_HZ

_MODES = ((1.0, 1.0, 1.0), (2.71, 0.20, 0.55), (5.05, 0.045, 0.32))
"""A bowl's modes: (frequency against the first, level, decay time against the first)."""

_NOTES = (("D3", 1.0), ("A3", 0.8), ("E3", 0.75), ("F#3", 0.65), ("B3", 0.6), ("D4", 0.5))
"""The set of bowls: (note, level)."""


def _ring(circle: Circle, note: str) -> Row:
    """One soft strike: it swells for a third of a second, beats slowly, and rings for half a minute."""
    decay_s = 9.0 * (pitch_hz("D3") / pitch_hz(note)) ** 0.5
    t = np.arange(round(4.2 * decay_s * RATE_HZ)) / RATE_HZ
    sound = np.zeros(len(t))
    for ratio, level, decay in _MODES:
        hz = pitch_hz(note) * ratio
        beat_hz = circle.random.uniform(0.25, 0.6) * ratio**0.5
        beat = 1.0 + 0.3 * np.sin(2 * np.pi * beat_hz * t + circle.random.uniform(0, 2 * np.pi))
        swell = 1.0 - np.exp(-((t / (0.35 / ratio**0.3)) ** 2))
        sound += level * swell * beat * np.exp(-t / (decay_s * decay)) * np.sin(2 * np.pi * hz * t)
    fade = np.clip((t[-1] - t) / 4.0, 0.0, 1.0)
    return np.asarray(sound * fade * fade * (3.0 - 2.0 * fade))


def _strikes(circle: Circle) -> list[tuple[float, str, float, float]]:
    """(time in s, note, level, pan) of each strike; no note twice in a row."""
    count = max(1, round(circle.seconds / 8.1))
    gaps = circle.random.uniform(0.75, 1.3, count)
    times = np.cumsum(gaps) * circle.seconds / gaps.sum()
    strikes, last = [], -1
    for at_s in times:
        pick = int(circle.random.choice([n for n in range(len(_NOTES)) if n != last]))
        note, level = _NOTES[pick]
        strength = level * circle.random.uniform(0.6, 1.0)
        strikes.append((float(at_s), note, strength, circle.random.uniform(-0.45, 0.45)))
        last = pick
    return strikes


def _make(circle: Circle) -> Pair:
    sound = np.zeros((2, circle.frames))
    for at_s, note, level, pan in _strikes(circle):
        for channel, angle in enumerate((np.cos((pan + 1) * np.pi / 4), np.sin((pan + 1) * np.pi / 4))):
            add(sound[channel], round(at_s * RATE_HZ), 0.5 * level * angle * _ring(circle, note))
    hum = [(pitch_hz(note), level, 0.15) for note, level in (("D2", 0.6), ("D3", 0.8), ("A3", 0.4), ("D4", 0.15))]
    middle, side = lines(circle, hum), lines(circle, hum)
    swell = 0.5 + unit(movement(circle, 40.0, 9.0, 0.8))
    return np.asarray(sound + 0.085 * swell * np.stack([middle + 0.5 * side, middle - 0.5 * side]))


RECIPE = Recipe("bowls", "Singing bowls, struck softly and far apart.", _make, room_db=1.0)
