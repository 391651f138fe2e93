"""The tuning of everything with a pitch, so that pacer, earcons and tonal beds agree with each other.

All of them use the major pentatonic scale on D (D E F♯ A B) in equal temperament at A4 = 440 Hz, in
which any two notes may sound together.
"""

from __future__ import annotations

import re

CONCERT_A_HZ = 440.0

_STEPS_ABOVE_C = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_NOTE = re.compile(r"([A-G])(#?)(\d)", re.ASCII)


def pitch_hz(note: str) -> float:
    """The frequency in Hz of a note such as ``"F#4"`` (equal temperament, A4 = 440 Hz).

    Raises:
        ValueError: Not a note's name.
    """
    match = _NOTE.fullmatch(note)
    if match is None:
        raise ValueError(f"{note!r} is not a note such as 'D4' or 'F#3'")
    letter, sharp, octave = match.groups()
    semitones = _STEPS_ABOVE_C[letter] + bool(sharp) + 12 * (int(octave) - 4) - _STEPS_ABOVE_C["A"]
    return float(CONCERT_A_HZ * 2.0 ** (semitones / 12.0))
