"""The pacer: followed by ear alone, never startling, never a click, the same however it is divided."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.examples import examples
from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.mix.pacer import PACER_LUFS, PACER_PEAK, add_pacer
from voiceguide.mix.pulse import heights, pulse_sound, sine
from voiceguide.routine.model import Phase, Role, Side
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.settings import PacerStyle
from voiceguide.timeline.model import PacerPulse
from voiceguide.units import RATE_HZ, decibels, to_samples

SOUNDING = [PacerStyle.SWELL, PacerStyle.BREATH, PacerStyle.TICK]
Phases = tuple[Phase, ...]


def render_pacer(
    pulses: Sequence[PacerPulse], start: int, frames: int, *, style: PacerStyle = PacerStyle.SWELL, pan: bool = True
) -> Samples:
    """A stretch of the pacer's stem, float32 of shape (frames × 2)."""
    stem = np.zeros((frames, 2), dtype=np.float32)
    add_pacer(stem, pulses, start, style=style, pan=pan, gains=np.float32(1.0))
    return stem


def phases(*parts: tuple[Role, float]) -> Phases:
    return tuple(Phase(role.value, role, seconds, 2) for role, seconds in parts)


STROKE = phases((Role.PRESS, 5.0), (Role.RETURN, 3.0))
COMPRESSION = phases((Role.PRESS, 2.0), (Role.HOLD, 3.0), (Role.RETURN, 2.0))
HOLD = phases((Role.HOLD, 6.0), (Role.REST, 3.0))
CIRCLE = phases((Role.PRESS, 1.25), (Role.RETURN, 1.25))


def pulses(shape: Phases, count: int, side: Side = Side.BOTH, start: int = 0) -> tuple[PacerPulse, ...]:
    length = sum(phase.frames for phase in shape)
    return tuple(PacerPulse("1.1", n + 1, start + n * length, shape, side) for n in range(count))


def level(sound: Samples, at_s: float, over_s: float = 0.2) -> float:
    """RMS around a time."""
    first = to_samples(max(at_s - over_s / 2, 0.0))
    return float(np.sqrt(np.mean(np.square(sound[first : first + to_samples(over_s)]))))


def brightness_hz(sound: Samples, at_s: float) -> float:
    """Centre of the spectrum around a time."""
    piece = sound[to_samples(at_s - 0.2) : to_samples(at_s + 0.2)]
    power = np.square(np.abs(np.fft.rfft(piece * np.hanning(len(piece)))))
    return float((np.fft.rfftfreq(len(piece), 1 / RATE_HZ) * power).sum() / power.sum())


def strongest_hz(sound: Samples, at_s: float) -> float:
    piece = sound[to_samples(at_s - 0.25) : to_samples(at_s + 0.25)]
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 1 << 17))
    return float(np.argmax(spectrum) * RATE_HZ / (1 << 17))


def part_at(sound: Samples, hz: float, at_s: float) -> float:
    """The share of one frequency, within 4 Hz, around a time."""
    piece = sound[to_samples(at_s - 0.25) : to_samples(at_s + 0.25)]
    power = np.square(np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 1 << 17)))
    near = np.abs(np.fft.rfftfreq(1 << 17, 1 / RATE_HZ) - hz) < 4.0
    return float(power[near].sum() / power.sum())


def envelope(sound: Samples, window_s: float = 0.02) -> NDArray[np.float64]:
    window = to_samples(window_s)
    steps = np.square(sound[: len(sound) // window * window], dtype=np.float64).reshape(-1, window)
    return np.asarray(np.sqrt(steps.mean(axis=1)))


any_phase = st.builds(
    Phase.of_frames, st.just("any"), st.sampled_from(list(Role)), st.integers(1, 90_000), st.integers(1, 5)
)
shapes = st.lists(any_phase, min_size=1, max_size=5).map(tuple)


@pytest.mark.parametrize("style", [PacerStyle.SWELL, PacerStyle.BREATH])
def test_it_rises_with_the_pressing_and_falls_with_the_return(style: PacerStyle) -> None:
    sound = pulse_sound(style, STROKE)
    rising = [level(sound, at, 0.4) for at in (0.5, 1.5, 2.5, 4.0)]
    falling = [level(sound, at, 0.4) for at in (5.6, 6.5, 7.3)]
    assert rising == sorted(rising)
    assert falling == sorted(falling, reverse=True)
    assert level(sound, 4.8) > 4 * max(level(sound, 0.3), level(sound, 7.7))


@pytest.mark.parametrize("style", [PacerStyle.SWELL, PacerStyle.BREATH])
def test_it_stays_through_a_hold(style: PacerStyle) -> None:
    sound = pulse_sound(style, COMPRESSION)
    levels = [decibels(level(sound, at, 0.5)) for at in np.arange(2.3, 4.8, 0.25)]
    assert max(levels) - min(levels) < 3.0


def test_up_and_down_differ_by_pitch_and_colour_as_well() -> None:
    swell = pulse_sound(PacerStyle.SWELL, STROKE)
    assert strongest_hz(swell, 1.0) < strongest_hz(swell, 2.0) < strongest_hz(swell, 4.5)
    assert strongest_hz(swell, 7.2) < strongest_hz(swell, 6.8) < strongest_hz(swell, 5.5)
    for style in (PacerStyle.SWELL, PacerStyle.BREATH):
        sound = pulse_sound(style, STROKE)
        assert brightness_hz(sound, 1.0) < brightness_hz(sound, 3.0) < brightness_hz(sound, 4.6)
        assert brightness_hz(sound, 6.6) < brightness_hz(sound, 5.2)


def test_the_tick_is_higher_for_pressing_than_for_the_return() -> None:
    sound = pulse_sound(PacerStyle.TICK, STROKE)
    assert strongest_hz(sound, 0.25) > 1.3 * strongest_hz(sound, 5.25)
    assert level(sound, 3.0) < 1e-4


@pytest.mark.parametrize("style", SOUNDING)
def test_a_hold_ends_with_a_release_sound(style: PacerStyle) -> None:
    sound = pulse_sound(style, HOLD)
    assert level(sound, 6.9) > 0.02 * level(sound, 0.2 if style is PacerStyle.TICK else 3.0)
    assert strongest_hz(sound, 7.0) == pytest.approx(164.8, abs=4.0)
    assert level(sound, 8.5) < 1e-4


@pytest.mark.parametrize("style", SOUNDING)
def test_a_hold_with_nothing_after_it_is_released_before_its_end(style: PacerStyle) -> None:
    sound = pulse_sound(style, phases((Role.HOLD, 6.0)))
    assert part_at(sound, 164.8, 5.5) > 0.5
    assert abs(sound[-1]) < 1e-3


@pytest.mark.parametrize("style", SOUNDING)
@pytest.mark.parametrize("shape", [STROKE, COMPRESSION, HOLD, CIRCLE], ids=["stroke", "compression", "hold", "circle"])
def test_nobody_is_startled(style: PacerStyle, shape: Phases) -> None:
    """From a tenth of its height to nine tenths takes at least 60 ms: an attack of 100 ms from silence."""
    heard = envelope(np.concatenate([np.zeros(RATE_HZ, np.float32), pulse_sound(style, shape)]), 0.01)
    low, high = 0.1 * heard.max(), 0.9 * heard.max()
    quickest, last_low = 1_000_000, 0
    for step, height in enumerate(heard):
        if height < low:
            last_low = step
        elif height > high:
            quickest = min(quickest, step - last_low)
    assert 6 <= quickest < 1_000_000


@pytest.mark.parametrize("style", SOUNDING)
@pytest.mark.parametrize("shape", [STROKE, COMPRESSION, HOLD, CIRCLE], ids=["stroke", "compression", "hold", "circle"])
def test_it_lies_low_and_leaves_the_voice_its_room(style: PacerStyle, shape: Phases) -> None:
    sound = pulse_sound(style, shape)
    power = np.square(np.abs(np.fft.rfft(sound)))
    hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    low_share = {PacerStyle.SWELL: 0.99, PacerStyle.TICK: 0.99, PacerStyle.BREATH: 0.6}[style]
    assert power[hz < 500].sum() > low_share * power.sum()
    assert power[hz > 1_000].sum() < 0.05 * power.sum()
    assert power[hz < 60].sum() < 0.01 * power.sum()


@pytest.mark.parametrize("style", SOUNDING)
def test_its_loudness_is_as_reported(style: PacerStyle) -> None:
    stem = render_pacer(pulses(STROKE, 1), 0, to_samples(8.0), style=style)
    energy = loudness.k_energy(stem[:, 0]) + loudness.k_energy(stem[:, 1])
    assert float(loudness.momentary(energy).max()) == pytest.approx(PACER_LUFS, abs=0.1)


@pytest.mark.parametrize("side", ONE_SIDE)
def test_it_moves_gently_to_the_side_and_keeps_its_loudness(side: Side) -> None:
    length = to_samples(8.0)
    panned = render_pacer(pulses(STROKE, 1, side), 0, length)
    middle = render_pacer(pulses(STROKE, 1, Side.BOTH), 0, length)
    near, far = (0, 1) if side is Side.LEFT else (1, 0)
    difference = decibels(float(panned[:, near].std() / panned[:, far].std()))
    assert 3.0 < difference < 7.0
    assert float(np.square(panned).sum()) == pytest.approx(float(np.square(middle).sum()), rel=1e-4)
    np.testing.assert_array_equal(render_pacer(pulses(STROKE, 1, side), 0, length, pan=False), middle)
    np.testing.assert_array_equal(middle[:, 0], middle[:, 1])


def test_off_is_silence() -> None:
    assert not render_pacer(pulses(STROKE, 3), 0, to_samples(20.0), style=PacerStyle.OFF).any()


def test_silence_where_no_pulse_lies() -> None:
    stem = render_pacer(pulses(CIRCLE, 2, start=RATE_HZ), 0, 8 * RATE_HZ)
    assert not stem[:RATE_HZ].any()
    assert stem[RATE_HZ : 6 * RATE_HZ].any()
    assert not stem[6 * RATE_HZ :].any()
    assert render_pacer((), 0, 100).shape == (100, 2)


@pytest.mark.parametrize("style", SOUNDING)
@examples(25)
@given(cuts=st.lists(st.integers(0, 12 * RATE_HZ), max_size=6))
def test_the_same_samples_however_it_is_divided(style: PacerStyle, cuts: list[int]) -> None:
    some = (*pulses(CIRCLE, 2, Side.LEFT, 5_000), *pulses(COMPRESSION, 1, Side.RIGHT, 5_000 + 2 * 110_250))
    total = 12 * RATE_HZ
    edges = [0, *sorted(cuts), total]
    whole = render_pacer(some, 0, total, style=style)
    parts = [render_pacer(some, a, b - a, style=style) for a, b in itertools.pairwise(edges)]
    np.testing.assert_array_equal(np.concatenate(parts), whole)


@pytest.mark.parametrize("style", SOUNDING)
@examples(60)
@given(shape=shapes)
def test_any_pulse_begins_and_ends_in_silence_without_a_click(style: PacerStyle, shape: Phases) -> None:
    length = sum(phase.frames for phase in shape)
    sound = render_pacer(pulses(shape, 2), 0, 2 * length, style=style)[:, 0]
    assert np.isfinite(sound).all()
    assert float(np.abs(sound).max()) <= PACER_PEAK
    steps = np.abs(np.diff(sound, prepend=0.0, append=0.0))
    assert float(steps.max()) < (0.05 if style is PacerStyle.BREATH else 0.02)  # noise has steps of its own


@examples(300)
@given(shape=shapes)
@example(
    shape=tuple(
        Phase.of_frames("any", role, frames, 1)
        for role, frames in ((Role.PRESS, 44_100), (Role.PRESS, 1), (Role.HOLD, 1), (Role.RETURN, 1), (Role.PRESS, 1))
    )
)
def test_the_height_is_smooth_and_as_long_as_the_pulse(shape: Phases) -> None:
    height, colour = heights(shape)
    assert len(height) == len(colour) == sum(phase.frames for phase in shape)
    for curve, steepest in ((height, 1.0), (colour, 2.0)):
        assert curve.min() >= 0.0
        assert curve.max() <= 1.0
        around = np.concatenate([[0.0], curve, [0.0]])
        assert float(np.abs(np.diff(around)).max()) < steepest * np.pi / to_samples(0.1)
    assert (colour <= height + 1e-12).all()


def test_a_sine_is_as_pure_after_minutes_as_at_first() -> None:
    turns = np.linspace(0.0, 100_000.0, 500_009)
    assert np.abs(sine(turns) - np.sin(2 * np.pi * turns)).max() < 5e-7
