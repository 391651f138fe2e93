"""Warm drone: an open fifth on D whose timbre changes slowly, with one note after another getting louder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voiceguide.ambience.circular import Circle, Pair, lines, movement, stereo_noise, to_full_rate
from voiceguide.ambience.recipe import Recipe
from voiceguide.ambience.shaping import band, tilt
from voiceguide.mix.tuning import pitch_hz


@dataclass(frozen=True, slots=True)
class _Voice:
    """A note of the drone.

    Attributes:
        note: Its pitch.
        level: Its middle level.
        partials: How many partials it has.
        slowest_s: Longest period of its changes of level.
        fastest_s: Shortest period of its changes of level.
        swing_db: Largest change of level, in dB.
        width: Stereo width (see `circular.stereo_noise`).
    """

    note: str
    level: float
    partials: int
    slowest_s: float
    fastest_s: float
    swing_db: float
    width: float


_VOICES = (
    _Voice("D2", 0.42, 8, 60.0, 20.0, 2.0, 0.2),
    _Voice("A2", 0.42, 7, 45.0, 14.0, 3.0, 0.3),
    _Voice("D3", 0.50, 7, 40.0, 12.0, 3.5, 0.5),
    _Voice("A3", 0.34, 6, 34.0, 10.0, 5.0, 0.6),
    _Voice("D4", 0.24, 5, 30.0, 9.0, 6.0, 0.65),
    _Voice("F#4", 0.12, 4, 30.0, 9.0, 9.0, 0.7),
    _Voice("E4", 0.08, 4, 28.0, 8.0, 9.0, 0.7),
    _Voice("A4", 0.08, 3, 26.0, 8.0, 8.0, 0.75),
)
_ROLL_OFF_DB = -8.0


def _partials(voice: _Voice, brightness: float) -> list[tuple[float, float, float]]:
    """The partials of a note: (frequency in Hz, level, width in Hz)."""
    hz = pitch_hz(voice.note)
    return [
        (hz * n, 10.0 ** (brightness * _ROLL_OFF_DB * np.log2(n) / 20.0), 0.08 + 0.0005 * hz * n)
        for n in range(1, voice.partials + 1)
    ]


def _voices(circle: Circle) -> Pair:
    """All notes of the drone, each with its slow changes of level and timbre."""
    sound = np.zeros((2, circle.frames))
    for voice in _VOICES:
        swing = voice.swing_db * np.tanh(0.7 * movement(circle, voice.slowest_s, voice.fastest_s, 0.6))
        colour = 0.5 + 0.5 * np.tanh(movement(circle, voice.slowest_s, voice.fastest_s, 0.6))
        for brightness, share in ((1.0, colour), (1.9, 1.0 - colour)):  # a bright and a dark timbre, cross-faded
            middle, side = (lines(circle, _partials(voice, brightness)) for _ in range(2))
            pair = np.stack([middle + voice.width * side, middle - voice.width * side])
            sound += voice.level * 10.0 ** (swing / 20.0) * np.sqrt(share) * pair
    return sound


def _make(circle: Circle) -> Pair:
    sound = to_full_rate(_voices(circle.coarse))
    air = stereo_noise(circle, lambda hz: band(hz, 200, 3_000, 1.0) * tilt(hz, -5.0), 0.8)
    breathing = 10.0 ** (2.5 * np.tanh(movement(circle, 30.0, 8.0)) / 20.0)
    return np.asarray(sound + 0.045 * air / air.std() * breathing)


RECIPE = Recipe("drone", "A warm drone whose colours change slowly.", _make, room_db=1.5)
