"""The seam detector finds what would be heard, and nothing else."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from tests.sounds import RATE_HZ, noise, tone
from voiceguide.ambience.circular import Circle, stereo_noise
from voiceguide.ambience.circular import noise as circular_noise
from voiceguide.ambience.seams import measure_seam
from voiceguide.ambience.shaping import band, bump
from voiceguide.audio import Samples

SECONDS = 10


def faults(loop: Samples) -> str:
    return " ".join(measure_seam(loop[-5 * RATE_HZ :], loop[: 5 * RATE_HZ], RATE_HZ).faults)


def seamless(seed: int = 1) -> Samples:
    """Noise made on a circle."""
    circle = Circle(SECONDS * RATE_HZ, np.random.default_rng(seed))
    pair = stereo_noise(circle, partial(band, low_hz=30.0, high_hz=300.0), 0.7)
    return np.asarray(0.1 * pair.T / pair.std(), dtype=np.float32)


@pytest.mark.parametrize("seed", range(20))
def test_a_circle_is_clean(seed: int) -> None:
    assert faults(seamless(seed)) == ""


def test_whole_periods_are_clean() -> None:
    assert faults(tone(SECONDS, 220.0)) == ""


@pytest.mark.parametrize("seed", range(5))
def test_a_cut_in_soft_noise_clicks(seed: int) -> None:
    uncut = noise(SECONDS + 1, seed)
    dark = np.cumsum(uncut, axis=0) / 50.0  # what is low has few sharp places of its own
    assert "click" in faults((dark - dark.mean(axis=0))[: SECONDS * RATE_HZ].astype(np.float32))


@pytest.mark.parametrize("hz", [60.05, 220.05, 500.05])
def test_a_broken_tone_clicks(hz: float) -> None:
    """Half a period is missing at the join."""
    assert "click" in faults(tone(SECONDS, hz))


def test_one_wrong_sample_clicks() -> None:
    loop = seamless()
    loop[0] += 0.2
    assert "click" in faults(loop)


def test_a_step_of_the_level_is_found() -> None:
    loop = seamless() * np.linspace(0.4, 1.0, SECONDS * RATE_HZ, dtype=np.float32)[:, np.newaxis]
    assert "jump of the level" in faults(loop)


def test_a_change_of_colour_is_found() -> None:
    circle = Circle(SECONDS * RATE_HZ, np.random.default_rng(1))
    dark, bright = (
        circular_noise(circle, partial(bump, centre_hz=hz, octaves=0.7, db=60.0)) for hz in (200.0, 3_000.0)
    )
    mixed = np.concatenate([dark[: len(dark) // 2] / dark.std(), bright[len(dark) // 2 :] / bright.std()])
    assert "change of sound" in faults(np.repeat(mixed[:, np.newaxis], 2, axis=1).astype(np.float32) * 0.1)


def test_silence_is_clean() -> None:
    assert faults(np.zeros((SECONDS * RATE_HZ, 2), np.float32)) == ""


def test_one_channel_and_another_rate() -> None:
    loop = seamless()[:, :1]
    assert measure_seam(loop[-60_000:], loop[:60_000], 22_050).faults == ()
