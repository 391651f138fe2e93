"""Singing bowls: soft strikes far apart that ring into each other over a quiet hum."""

from __future__ import annotations

import numpy as np

from voiceguide.ambience.circular import Circle, Pair, Row, add, lines, movement, to_full_rate, unit
from voiceguide.ambience.recipe import Recipe
from voiceguide.mix.tuning import pitch_hz

_MODES = ((1.0, 1.0, 1.0, 0.9), (2.71, 0.34, 0.62, 0.5), (5.05, 0.10, 0.40, 0.35), (7.9, 0.025, 0.25, 0.3))
"""A bowl's modes: (frequency against the first, level, decay time against the first, time to swell in s)."""

_BOWLS = (("D3", 1.0), ("A3", 0.62), ("E3", 0.80), ("F#3", 0.66), ("B3", 0.50), ("D4", 0.42), ("A2", 0.90))
"""The set of bowls: (note, level)."""


def _ring(circle: Circle, note: str) -> Row:
    """One soft strike: it swells for most of a second, beats slowly, and rings for half a minute."""
    decay_s = 9.5 * (pitch_hz("D3") / pitch_hz(note)) ** 0.4
    t = np.arange(round(4.2 * decay_s * circle.rate_hz)) / circle.rate_hz
    sound = np.zeros(len(t))
    for ratio, level, decay, swell_s in _MODES:
        hz = pitch_hz(note) * ratio
        beat_hz = circle.random.uniform(0.2, 0.5) * ratio**0.6  # the two halves of a mode, a little apart
        beat = 1.0 + 0.28 * np.sin(2 * np.pi * beat_hz * t + circle.random.uniform(0, 2 * np.pi))
        swell = 1.0 - np.exp(-((t / swell_s) ** 2))
        sound += level * swell * beat * np.exp(-t / (decay_s * decay)) * np.sin(2 * np.pi * hz * t)
    fade = np.clip((t[-1] - t) / 4.0, 0.0, 1.0)
    return np.asarray(sound * fade * fade * (3.0 - 2.0 * fade))


def _strikes(circle: Circle) -> list[tuple[float, int, float, float]]:
    """(time in s, bowl, strength, pan) of each strike; no bowl is one of the three before."""
    count = max(1, round(circle.seconds / 7.0))
    gaps = circle.random.uniform(0.8, 1.3, count)
    times = np.cumsum(gaps) * circle.seconds / gaps.sum()
    strikes: list[tuple[float, int, float, float]] = []
    for at_s in times:
        lately = {bowl for _, bowl, _, _ in strikes[-3:]}
        bowl = int(circle.random.choice([n for n in range(len(_BOWLS)) if n not in lately]))
        side = -1.0 if len(strikes) % 2 else 1.0
        strength, pan = circle.random.uniform(0.75, 1.0), side * circle.random.uniform(0.1, 0.45)
        strikes.append((float(at_s), bowl, strength, pan))
    return strikes


def _make(circle: Circle) -> Pair:
    return to_full_rate(_bowls(circle.coarse))


def _bowls(circle: Circle) -> Pair:
    """The strikes over the hum."""
    sound = np.zeros((2, circle.frames))
    for at_s, bowl, strength, pan in _strikes(circle):
        note, level = _BOWLS[bowl]
        ring = strength * level * _ring(circle, note)
        angle = (pan + 1.0) * np.pi / 4.0
        for channel, side in enumerate((np.cos(angle), np.sin(angle))):
            add(sound[channel], round(at_s * circle.rate_hz), side * ring)
    hum = [(pitch_hz(note), level, 0.12) for note, level in (("D3", 0.9), ("A3", 0.55), ("D4", 0.3), ("F#4", 0.12))]
    middle, side_hum = lines(circle, hum), lines(circle, hum)
    swell = 0.6 + 0.8 * unit(movement(circle, 40.0, 9.0, 0.8))
    return np.asarray(sound + 0.22 * swell * np.stack([middle + 0.5 * side_hum, middle - 0.5 * side_hum]))


RECIPE = Recipe("bowls", "Singing bowls, struck softly and far apart.", _make, room_db=1.0)
