"""Pad: slow chords that get louder for 10 seconds and softer for 6, the tempo of a long back stroke.

The period of 16 s is that of an effleurage from neck to pelvis and back (10 s out, 6 s light return).
At another pace the pad keeps its own time; it is slow enough not to pull the hands along.
"""

from __future__ import annotations

import numpy as np

from voiceguide.ambience.circular import Circle, Pair, Row, lines, stereo_noise, to_full_rate
from voiceguide.ambience.recipe import Recipe
from voiceguide.ambience.shaping import band, tilt
from voiceguide.mix.tuning import pitch_hz

PERIOD_S = 16.0
"""One swell and ebb, in seconds."""

RISE_S = 10.0
"""How long the swell takes, in seconds."""

_CHORDS = (
    ("D3", "A3", "E4", "F#4"),
    ("B2", "F#3", "D4", "A4"),
    ("A2", "E3", "B3", "E4"),
    ("D3", "A3", "B3", "F#4"),
    ("B2", "A3", "D4", "E4"),
    ("A2", "E3", "A3", "F#4"),
)


def _tide(circle: Circle) -> Row:
    """A smooth curve: 0 where the stroke begins to go out, 1 where it begins to go back."""
    t = np.arange(circle.frames) / circle.rate_hz % PERIOD_S
    rising = 0.5 - 0.5 * np.cos(np.pi * t / RISE_S)
    falling = 0.5 + 0.5 * np.cos(np.pi * (t - RISE_S) / (PERIOD_S - RISE_S))
    return np.where(t < RISE_S, rising, falling)


def _presence(circle: Circle, number: int, count: int) -> Row:
    """Level of chord `number` of `count`: on for one period, cross-faded with its neighbours where the tide is low."""
    phase = np.arange(circle.frames) / circle.rate_hz / PERIOD_S - number
    distance = np.abs((phase - 0.5 + count / 2) % count - count / 2)
    edge = np.clip((distance - 0.5) / 0.16 + 0.5, 0.0, 1.0)
    return np.cos(0.5 * np.pi * edge)


def _chord(circle: Circle, notes: tuple[str, ...], bright: bool) -> Pair:
    """One chord over the whole loop: its body, or with `bright` its upper partials."""
    slope = -7.5 if bright else -12.0
    partials = [
        (pitch_hz(note) * n, 10.0 ** (slope * np.log2(n) / 20.0) * (pitch_hz("D3") / pitch_hz(note)) ** 0.4,
         0.10 + 0.0007 * pitch_hz(note) * n)
        for note in notes
        for n in range(2 if bright else 1, 7)
    ]  # fmt: skip
    middle, side = lines(circle, partials), lines(circle, partials)
    return np.stack([middle + 0.55 * side, middle - 0.55 * side])


def _chords(circle: Circle) -> Pair:
    """All chords with the tide, over a steady root."""
    tide = _tide(circle)
    count = round(circle.seconds / PERIOD_S)
    sound = np.zeros((2, circle.frames))
    for number in range(count):
        notes = _CHORDS[number % len(_CHORDS)]
        body, shine = _chord(circle, notes, bright=False), _chord(circle, notes, bright=True)
        sound += _presence(circle, number, count) * (body * (0.45 + 0.55 * tide) + 0.75 * shine * tide**2)
    root = [(pitch_hz(note), level, 0.08) for note, level in (("D2", 0.45), ("A2", 0.40), ("D3", 0.30))]
    middle, side = lines(circle, root), lines(circle, root)
    return np.asarray(sound + 1.1 * np.stack([middle + 0.2 * side, middle - 0.2 * side]))


def _make(circle: Circle) -> Pair:
    sound = to_full_rate(_chords(circle.coarse))
    air = stereo_noise(circle, lambda hz: band(hz, 400, 5_000, 1.0) * tilt(hz, -4.0), 0.85)
    return np.asarray(sound + 0.10 * air / air.std() * (0.25 + 0.75 * _tide(circle) ** 2))


RECIPE = Recipe(
    "pad",
    "Slow chords that swell and ebb with a long stroke (10 s out, 6 s back).",
    _make,
    seconds=96.0,
    grains=25,
    room_db=2.0,
)
