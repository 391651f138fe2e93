"""Spectra of beds, and the last step of every bed: room for speech, no rumble, one loudness."""

from __future__ import annotations

import numpy as np

from voiceguide import loudness
from voiceguide.ambience.circular import Pair, Row
from voiceguide.kweight import STEPS_PER_S
from voiceguide.units import RATE_HZ, gain

BED_LUFS = -23.0
"""Integrated loudness of every shipped bed, in LUFS."""


def tilt(hz: Row, slope_db: float, pivot_hz: float = 500.0) -> Row:
    """Amplitudes that change by `slope_db` dB for each octave above `pivot_hz`."""
    return np.asarray((np.maximum(hz, 1.0) / pivot_hz) ** (slope_db / (20.0 * np.log10(2.0))))


def band(hz: Row, low_hz: float, high_hz: float, order: float = 2.0) -> Row:
    """Amplitudes of a smooth band-pass: 0.7 at both ends, falling by 6 × `order` dB an octave."""
    hz = np.maximum(hz, 1e-3)
    return np.asarray(1.0 / np.sqrt((1.0 + (low_hz / hz) ** (2 * order)) * (1.0 + (hz / high_hz) ** (2 * order))))


def bump(hz: Row, centre_hz: float, octaves: float, db: float) -> Row:
    """Amplitudes of a bell-shaped rise (or dip, when `db` is negative) around a frequency."""
    distance = np.log2(np.maximum(hz, 1e-3) / centre_hz) / octaves
    return np.asarray(10.0 ** (db * np.exp(-0.5 * distance**2) / 20.0))


def _finish_response(hz: Row, room_db: float) -> Row:
    """Amplitudes of the filter of `finish`."""
    rumble = band(hz, 42.0, 1e6, 5.0)
    harsh = band(hz, 1e-3, 11_000.0, 2.0)
    return rumble * harsh * bump(hz, 2_200.0, 0.9, -room_db)


def finish(pair: Pair, room_db: float = 3.0) -> Pair:
    """Finish a bed: remove DC and rumble, make room for speech, set the loudness to `BED_LUFS`.

    Args:
        pair: The bed.
        room_db: How deep the dip around 2.2 kHz is, in dB.
    """
    frames = pair.shape[1]
    hz = np.asarray(np.fft.rfftfreq(frames, 1 / RATE_HZ), dtype=np.float64)
    spectrum = np.fft.rfft(pair, axis=1) * _finish_response(hz, room_db)
    spectrum[:, 0] = 0.0
    shaped = np.fft.irfft(spectrum, frames, axis=1)
    around = np.concatenate([shaped[:, -RATE_HZ:], shaped], axis=1)  # warm up the meter
    energy = loudness.k_energy(around[0]) + loudness.k_energy(around[1])
    return np.asarray(shaped * gain(BED_LUFS - loudness.integrated_loudness(energy[STEPS_PER_S:])))
