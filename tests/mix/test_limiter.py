"""The limiter holds true peaks at the ceiling, glides, and touches nothing that needs nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mix.synthetic import speech_like
from voiceguide import loudness
from voiceguide.mix.limiter import KNEE, gain_curve, limiting_gains, soften

_VOICE = speech_like(3.0, 4)
_VOICE /= np.float32(loudness.true_peak(_VOICE))
_PEAKS = loudness.true_peaks(_VOICE, 32)


@pytest.mark.parametrize("ceiling", [0.3, 0.5, 0.84, 0.9])
def test_a_limited_voice_has_no_true_peak_above_the_ceiling(ceiling: float) -> None:
    edges = limiting_gains(_PEAKS, ceiling)
    assert edges is not None
    limited = _VOICE * gain_curve(edges, len(_VOICE))
    assert ceiling * 0.9 < loudness.true_peak(limited) <= ceiling * 1.002


def test_below_the_ceiling_there_is_nothing_to_do() -> None:
    assert limiting_gains(_PEAKS, 2.0) is None
    assert limiting_gains(np.zeros(0, np.float32), 0.5) is None


def test_one_peak_is_met_by_one_glide_and_the_rest_is_untouched() -> None:
    peaks = np.full(400, 0.5, np.float32)
    peaks[200] = 1.0
    edges = limiting_gains(peaks, 0.8)
    assert edges is not None
    assert len(edges) == 401
    assert edges[[200, 201]] == pytest.approx([0.8, 0.8], abs=1e-5)
    assert (edges[:150] == 1).all()
    assert (edges[251:] == 1).all()
    assert (np.diff(edges[150:201]) <= 1e-6).all()
    assert (np.diff(edges[200:252]) >= -1e-6).all()
    assert np.abs(np.diff(edges)).max() < 0.02


@pytest.mark.parametrize("at", [0, 1, 30, 398, 399])
def test_peaks_at_the_edges_are_held_too(at: int) -> None:
    peaks = np.full(400, 0.1, np.float32)
    peaks[at] = 1.0
    edges = limiting_gains(peaks, 0.5)
    assert edges is not None
    assert edges[[at, at + 1]].max() <= 0.5 + 1e-6


@settings(deadline=None)
@given(st.floats(0.05, 3.0))
def test_the_safety_bends_only_what_is_above_its_knee(level: float) -> None:
    sound = np.linspace(-level, level, 5001, dtype=np.float32)[:, np.newaxis]
    bent = sound.copy()
    soften(bent, 0.8)
    below = np.abs(sound) <= KNEE * 0.8
    assert np.array_equal(bent[below], sound[below])
    assert np.abs(bent).max() <= 0.8
    assert (np.diff(bent[:, 0]) >= 0).all()
