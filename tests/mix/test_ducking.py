"""The bed gives way to words: when, how deep, how smoothly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.mix import ducking
from voiceguide.mix.envelope import Envelope
from voiceguide.script.lines import Purpose
from voiceguide.timeline.model import SpeechPlacement
from voiceguide.units import RATE_HZ, decibels, to_samples

FRAMES = to_samples(120)


def spoken(*stretches: tuple[float, float]) -> tuple[SpeechPlacement, ...]:
    """Words from so many seconds to so many."""
    return tuple(
        SpeechPlacement(f"c{n}", "word", Purpose.STEP, to_samples(start), to_samples(stop) - to_samples(start))
        for n, (start, stop) in enumerate(stretches)
    )


def drawn(*stretches: tuple[float, float], fades: bool = False) -> Envelope:
    words = spoken(*stretches)
    return ducking.build_envelope(words, ducking.BED, FRAMES, under_db=lambda _: -6.0, between_db=0.0, fades=fades)


def level_db(envelope: Envelope, seconds: float) -> float:
    return decibels(float(envelope.values(np.array([to_samples(seconds)]))[0]))


def test_it_is_down_before_the_first_word_and_up_two_seconds_after_the_last() -> None:
    bed = drawn((20, 25))
    assert level_db(bed, 19.3) == pytest.approx(0)
    assert level_db(bed, 19.67) == pytest.approx(-3, abs=0.2)
    assert level_db(bed, 19.96) == pytest.approx(-6)
    assert level_db(bed, 25.1) == pytest.approx(-6)
    assert -4 < level_db(bed, 26.1) < -2
    assert level_db(bed, 27.2) == pytest.approx(0)


def test_the_way_down_is_an_s() -> None:
    seconds = np.linspace(19.4, 19.95, 56)
    levels = np.array([level_db(drawn((20, 25)), each) for each in seconds])
    slopes = np.diff(levels)
    assert (slopes <= 1e-9).all()
    assert abs(slopes[0]) < 0.3 * abs(slopes).max() > abs(slopes[-1])


def test_no_rise_in_a_gap_under_four_seconds() -> None:
    seconds = np.arange(to_samples(20), to_samples(32), 441)
    assert drawn((20, 24), (27.9, 32)).values(seconds).max() == pytest.approx(10 ** (-6 / 20))
    assert drawn((20, 24), (28.1, 32)).values(seconds).max() == pytest.approx(1.0)


def test_words_at_the_very_start_find_it_down() -> None:
    bed = drawn((0, 3))
    assert level_db(bed, 0) == pytest.approx(-6)
    assert level_db(bed, 3) == pytest.approx(-6)
    assert level_db(bed, 6) == pytest.approx(0)


def test_it_fades_in_over_five_seconds_and_out_over_ten() -> None:
    bed = drawn((40, 41), fades=True)
    assert bed.values(np.array([0, FRAMES]))[[0, -1]] == pytest.approx([0, 0])
    assert level_db(bed, 2.5) == pytest.approx(-6.02, abs=0.01)
    assert level_db(bed, 5.0) == pytest.approx(0)
    assert level_db(bed, 110.0) == pytest.approx(0)
    assert level_db(bed, 115.0) == pytest.approx(-6.02, abs=0.01)


@given(
    st.lists(st.tuples(st.floats(0.1, 9), st.floats(0.2, 6)), max_size=8),
    st.integers(0, FRAMES - 2),
    st.integers(1, 100_000),
)
def test_a_stretch_is_the_same_however_it_is_asked_for(
    gaps: list[tuple[float, float]], start: int, frames: int
) -> None:
    at, stretches = 0.0, []
    for gap, length in gaps:
        stretches.append((at + gap, at + gap + length))
        at += gap + length
    bed = drawn(*stretches, fades=True)
    frames = min(frames, FRAMES - start)
    piece = np.broadcast_to(bed.gains(start, frames), frames)
    wider = np.broadcast_to(bed.gains(max(start - 777, 0), frames + min(start, 777)), frames + min(start, 777))
    assert np.array_equal(piece, wider[min(start, 777) :])
    exact = bed.values(np.arange(start, start + frames, 97))
    assert np.abs(piece[::97] - exact).max() < 2e-4


@given(st.lists(st.tuples(st.floats(0.05, 9), st.floats(0.2, 6)), min_size=1, max_size=8))
def test_while_words_are_spoken_it_is_always_down_and_it_never_jumps(gaps: list[tuple[float, float]]) -> None:
    at, stretches = 0.0, []
    for gap, length in gaps:
        stretches.append((at + gap, at + gap + length))
        at += gap + length
    bed = drawn(*stretches)
    curve = bed.values(np.arange(0, FRAMES, 441))
    for start, stop in stretches:
        assert curve[int(start * 100) + 1 : int(stop * 100)] == pytest.approx(10 ** (-6 / 20))
    assert np.abs(np.diff(20 * np.log10(curve))).max() < 6 * np.pi / 2 / 55 * 1.05  # steepest of an S of 550 ms
    assert RATE_HZ == 100 * 441
