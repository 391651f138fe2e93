"""Gain curves go through their points, glide evenly between, and cost one number where nothing moves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceguide.mix import ducking
from voiceguide.mix.ducking import BED, PACER, build_envelope
from voiceguide.mix.envelope import GRID, Envelope, lines
from voiceguide.script.lines import Purpose
from voiceguide.timeline.model import SpeechPlacement
from voiceguide.units import to_samples

FRAMES = 100_000


def curve(*points: tuple[int, float], fade_in: int = 0, fade_out: int = 0, frames: int = FRAMES) -> Envelope:
    at, db = zip(*points, strict=True)
    return Envelope(np.array(at, dtype=np.int64), np.array(db, dtype=np.float64), frames, fade_in, fade_out)


def db_at(envelope: Envelope, *positions: int) -> NDArray[np.float64]:
    return np.asarray(20.0 * np.log10(envelope.values(np.array(positions, dtype=np.int64))))


def test_it_goes_through_its_points_and_stays_level_outside_them() -> None:
    envelope = curve((1000, -3.0), (2000, -15.0), (5000, -6.0))
    assert db_at(envelope, 0, 1000, 2000, 5000, 99_999) == pytest.approx([-3, -3, -15, -6, -6])


def test_between_points_it_glides_on_a_raised_cosine_in_decibels() -> None:
    envelope = curve((1000, 0.0), (2000, -12.0))
    quarter = -12 * (0.5 - 0.5 * np.cos(np.pi / 4))
    assert db_at(envelope, 1250, 1500, 1750) == pytest.approx([quarter, -6.0, -12 - quarter])


def test_two_points_at_one_place_are_a_step_and_no_division_by_nothing() -> None:
    envelope = curve((1000, 0.0), (1000, -6.0))
    assert db_at(envelope, 999, 1000, 1001) == pytest.approx([0, -6, -6])


def test_fades_multiply_the_curve_at_both_ends_alone() -> None:
    envelope = curve((0, -6.0), fade_in=1000, fade_out=4000)
    half, level = 0.5 * 10 ** (-6 / 20), 10 ** (-6 / 20)
    found = envelope.values(np.array([0, 500, 1000, 50_000, FRAMES - 4000, FRAMES - 2000, FRAMES]))
    assert found == pytest.approx([0, half, level, level, level, half, 0])


@pytest.mark.parametrize(
    ("start", "stop", "level"),
    [
        (0, 640, True),
        (0, 960, True),
        (0, 1280, False),  # the glide begins at 1000
        (1280, 1920, False),
        (2048, 4096, True),
        (4096, 5056, False),
        (5120, 5888, False),  # though it glides to where the curve began
        (6016, 90_000, True),
    ],
)
def test_where_it_is_level_it_is_one_number(start: int, stop: int, level: bool) -> None:
    envelope = curve((1000, 0.0), (2000, -12.0), (5000, -12.0), (6000, 0.0))
    found = envelope.gains(start, stop - start)
    assert (np.ndim(found) == 0) is level
    exact = envelope.values(np.arange(start, stop, dtype=np.int64))
    assert np.abs(np.broadcast_to(found, stop - start) - exact).max() < 5e-3  # a point may lie between two of the grid


def test_where_it_fades_it_is_no_single_number() -> None:
    envelope = curve((0, 0.0), fade_in=1024, fade_out=2048)
    last = FRAMES - 2048 - (FRAMES - 2048) % GRID
    assert np.ndim(envelope.gains(960, 64)) == 1
    assert np.ndim(envelope.gains(1024, 64)) == 0
    assert np.ndim(envelope.gains(last - GRID, GRID)) == 0
    assert np.ndim(envelope.gains(last, 2 * GRID)) == 1
    assert np.ndim(envelope.gains(1024, last - 1024)) == 0


@pytest.mark.parametrize("start", [0, 1, 63, 64, 65, 1000, 1937])
@pytest.mark.parametrize("frames", [1, 63, 64, 65, 700])
def test_a_stretch_is_as_long_as_asked_and_has_the_gains_of_its_place(start: int, frames: int) -> None:
    envelope = curve((1000, 0.0), (2000, -12.0), fade_in=500)
    whole = envelope.gains(0, 4096)
    found = np.broadcast_to(envelope.gains(start, frames), frames)
    assert found.dtype == np.float32
    assert found.shape == (frames,)
    assert np.array_equal(found, np.broadcast_to(whole, 4096)[start : start + frames])


def test_gains_are_exact_on_the_grid_and_straight_between() -> None:
    assert GRID == 64
    envelope = curve((1000, 0.0), (2000, -12.0))
    found = np.asarray(envelope.gains(1280, 128))
    edges = envelope.values(np.array([1280, 1344, 1408]))
    assert found[[0, 64]] == pytest.approx(edges[:2], abs=1e-6)
    assert found[32] == pytest.approx((edges[0] + edges[1]) / 2, abs=1e-6)
    assert found[96] == pytest.approx((edges[1] + edges[2]) / 2, abs=1e-6)


def test_lines_run_from_each_value_toward_the_next() -> None:
    found = lines(np.array([0.0, 1.0, -1.0], dtype=np.float32), 4)
    assert found.tolist() == [0.0, 0.25, 0.5, 0.75, 1.0, 0.5, 0.0, -0.5]


# --- what ducking draws ------------------------------------------------------------------------------


def under(db: float) -> Callable[[SpeechPlacement], float]:
    return lambda _: db


def words(*stretches: tuple[int, int]) -> list[SpeechPlacement]:
    return [
        SpeechPlacement(f"{n}", "word", Purpose.STEP, start, stop - start) for n, (start, stop) in enumerate(stretches)
    ]


@pytest.mark.parametrize("parameters", [BED, PACER])
def test_it_rises_in_a_gap_of_the_least_length_and_in_none_below(parameters: ducking.DuckingParameters) -> None:
    least, tail = to_samples(parameters.least_gap_s), to_samples(parameters.tail_s)
    for gap, rises in ((least - 1, False), (least, True)):
        envelope = build_envelope(
            words((0, 100), (100 + gap, 200 + gap)), parameters, FRAMES, under_db=under(-6.0), between_db=0.0
        )
        curve = envelope.values(np.arange(0, 200 + gap + tail, 64))
        assert (curve.max() > 0.51) == rises


def test_each_of_some_words_has_its_own_level_and_in_short_gaps_it_glides() -> None:
    said = words((to_samples(10), to_samples(12)), (to_samples(13), to_samples(14)), (to_samples(40), to_samples(41)))
    envelope = build_envelope(said, BED, FRAMES, under_db=lambda each: -each.start / to_samples(1), between_db=-2.0)
    seconds = [9.4, 9.95, 12.15, 12.95, 14.15, 16.15, 39.4, 39.95, 41.15, 43.15]
    assert envelope.at.tolist() == [to_samples(each) for each in seconds]
    assert envelope.db.tolist() == [-2, -10, -10, -13, -13, -2, -2, -40, -40, -2]
    assert (envelope.frames, envelope.fade_in, envelope.fade_out) == (FRAMES, 0, 0)


def test_words_that_follow_at_once_keep_their_order() -> None:
    envelope = build_envelope(words((0, 4000), (4010, 8000)), BED, FRAMES, under_db=under(-6.0), between_db=0.0)
    assert (np.diff(envelope.at) >= 0).all()


@pytest.mark.parametrize("parameters", [BED, PACER])
def test_words_change_nothing_that_lies_longer_before_them(parameters: ducking.DuckingParameters) -> None:
    said = words((to_samples(10), to_samples(12)), (to_samples(14), to_samples(20)), (to_samples(27), to_samples(28)))
    for count in range(len(said)):
        some, more = (
            build_envelope(said[:number], parameters, FRAMES, under_db=under(-6.0), between_db=0.0)
            for number in (count, count + 1)
        )
        final = np.arange(0, said[count].start - to_samples(parameters.least_gap_s), 441)
        assert np.array_equal(some.values(final), more.values(final))


def test_the_pacer_comes_back_sooner_than_the_bed() -> None:
    envelope = build_envelope(
        words((to_samples(10), to_samples(12))), PACER, FRAMES, under_db=under(-9.0), between_db=0.0
    )
    assert envelope.at.tolist() == [to_samples(each) for each in (9.4, 9.95, 12.1, 12.9)]
    assert (BED.least_gap_s, PACER.least_gap_s) == (4.0, 1.6)


def test_without_words_it_is_level() -> None:
    envelope = build_envelope((), BED, FRAMES, under_db=lambda _: -9.0, between_db=-4.0)
    assert np.ndim(envelope.gains(0, FRAMES)) == 0
    assert db_at(envelope, 0, FRAMES) == pytest.approx([-4, -4])


@pytest.mark.parametrize(
    ("seconds", "fade_in_s", "fade_out_s"), [(600.0, 5.0, 10.0), (20.0, 5.0, 20 / 3), (8.0, 2.0, 8 / 3)]
)
def test_fades_are_shorter_in_a_short_session(seconds: float, fade_in_s: float, fade_out_s: float) -> None:
    frames = to_samples(seconds)
    envelope = build_envelope((), BED, frames, under_db=lambda _: -9.0, between_db=0.0, fades=True)
    assert envelope.fade_in == pytest.approx(to_samples(fade_in_s), abs=1)
    assert envelope.fade_out == pytest.approx(to_samples(fade_out_s), abs=1)
