"""The meter against the signals of EBU Tech 3341 and 3342, made here, and against ffmpeg where there is one."""

from __future__ import annotations

import dataclasses
import itertools
import math
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from voiceguide import loudness, loudness_files
from voiceguide.audio import Samples
from voiceguide.errors import AudioError
from voiceguide.kweight import KFilter


def tones(*parts: tuple[float, float], rate_hz: int = 48_000, hz: float = 1000.0) -> Samples:
    """A stereo sine whose level changes: (dBFS of its peak, seconds)…; −inf is silence."""
    levels = np.concatenate([np.full(round(seconds * rate_hz), 10 ** (db / 20)) for db, seconds in parts])
    sine = levels * np.sin(2 * np.pi * hz * np.arange(len(levels)) / rate_hz)
    return np.repeat(sine.astype(np.float32)[:, np.newaxis], 2, axis=1)


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
@pytest.mark.parametrize(
    ("parts", "lufs"),
    [
        ([(-23, 20)], -23),
        ([(-33, 20)], -33),
        ([(-36, 10), (-23, 60), (-36, 10)], -23),
        ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23),
        ([(-26, 20), (-20, 20.1), (-26, 20)], -23),
    ],
    ids=["3341-1", "3341-2", "3341-3", "3341-4", "3341-5"],
)
def test_integrated_loudness_of_ebu_3341(parts: list[tuple[float, float]], lufs: float, rate_hz: int) -> None:
    assert loudness.measure(tones(*parts, rate_hz=rate_hz), rate_hz).integrated_lufs == pytest.approx(lufs, abs=0.1)


def _energy(sound: Samples, rate_hz: int = 48_000) -> loudness.Energies:
    return loudness.k_energy(sound[:, 0], rate_hz) + loudness.k_energy(sound[:, 1], rate_hz)


def test_short_term_loudness_stays_level_in_ebu_3341_9() -> None:
    measured = loudness.measure(tones(*[(-20, 1.34), (-30, 1.66)] * 5), 48_000)
    assert measured.max_short_term_lufs == pytest.approx(-23, abs=0.1)
    assert measured.loudness_range_lu < 0.1


@pytest.mark.parametrize("number", range(0, 20, 3))
def test_loudest_three_seconds_of_ebu_3341_10(number: int) -> None:
    sound = tones((-math.inf, number * 0.15), (-23, 3), (-math.inf, 1))
    assert loudness.measure(sound, 48_000).max_short_term_lufs == pytest.approx(-23, abs=0.1)


def test_momentary_loudness_stays_level_in_ebu_3341_12() -> None:
    readings = loudness.momentary(_energy(tones(*[(-20, 0.18), (-30, 0.22)] * 25)), 48_000)
    assert np.abs(readings[2:] + 23).max() < 0.1


@pytest.mark.parametrize("number", range(0, 20, 3))
def test_loudest_400_ms_of_ebu_3341_13(number: int) -> None:
    sound = tones((-math.inf, number * 0.02), (-23, 0.4), (-math.inf, 1))
    assert loudness.measure(sound, 48_000).max_momentary_lufs == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize(
    ("divisor", "degrees", "amplitude", "dbtp"),
    [(4, 0, 0.5, -6), (4, 45, 0.5, -6), (6, 60, 0.5, -6), (8, 67.5, 0.5, -6), (4, 45, 1.41, 3)],
    ids=["3341-15", "3341-16", "3341-17", "3341-18", "3341-19"],
)
def test_true_peak_of_ebu_3341(divisor: int, degrees: float, amplitude: float, dbtp: float) -> None:
    angle = 2 * np.pi * np.arange(48_000) / divisor + math.radians(degrees)
    fade = np.clip(np.minimum(np.arange(48_000), np.arange(48_000)[::-1]) / 4800, 0, 1)
    sound = (amplitude * fade * np.sin(angle)).astype(np.float32)
    assert dbtp - 0.4 < loudness.measure(sound, 48_000).true_peak_dbtp < dbtp + 0.2


@pytest.mark.parametrize("offset", range(4), ids=["3341-20", "3341-21", "3341-22", "3341-23"])
def test_true_peak_between_samples_of_ebu_3341(offset: int) -> None:
    time = (np.arange(48_000) * 4 + offset) / 192_000
    bell = np.exp(-(((time - 0.5) / 0.002) ** 2))
    sound = (0.5 * np.cos(2 * np.pi * 12_000 * (time - 0.5)) * bell).astype(np.float32)
    assert -6.4 < loudness.measure(sound, 48_000).true_peak_dbtp < -5.8


@pytest.mark.parametrize(
    ("levels", "lu"),
    [((-20, -30), 10), ((-20, -15), 5), ((-40, -20), 20), ((-50, -35, -20, -35, -50), 15)],
    ids=["3342-1", "3342-2", "3342-3", "3342-4"],
)
def test_loudness_range_of_ebu_3342(levels: tuple[float, ...], lu: float) -> None:
    assert loudness.measure(tones(*[(db, 20) for db in levels]), 48_000).loudness_range_lu == pytest.approx(lu, abs=1)


def test_the_filters_are_the_standards_own_at_48_khz() -> None:
    (shelf_b, shelf_a), (_, pass_a) = loudness.k_biquads(48_000)
    assert shelf_b == pytest.approx([1.53512485958697, -2.69169618940638, 1.19839281085285], abs=1e-6)
    assert shelf_a == pytest.approx([1.0, -1.69065929318241, 0.73248077421585], abs=1e-6)
    assert pass_a == pytest.approx([1.0, -1.99004745483398, 0.99007225036621], abs=1e-6)


def test_weighting_by_blocks_is_the_recursive_filter() -> None:
    sound = np.random.default_rng(5).standard_normal(3000)
    expected = sound
    for b, a in loudness.k_biquads(44_100):
        out = np.zeros_like(expected)
        for n in range(len(out)):
            out[n] = sum(b[k] * expected[n - k] for k in range(3) if n >= k)
            out[n] -= sum(a[k] * out[n - k] for k in (1, 2) if n >= k)
        expected = out
    assert loudness.k_weight(sound) == pytest.approx(expected, abs=1e-9)


@given(lengths=st.lists(st.integers(1, 9000), min_size=1, max_size=6), rate_hz=st.sampled_from([8000, 44_100, 192_000]))
def test_weighting_does_not_depend_on_how_a_sound_is_cut(lengths: list[int], rate_hz: int) -> None:
    sound = np.random.default_rng(6).standard_normal((2, sum(lengths)))
    weighting = KFilter(2, rate_hz)
    pieces = [weighting.push(piece) for piece in np.split(sound, np.cumsum(lengths)[:-1], axis=1)]
    whole = np.concatenate(pieces, axis=1)
    np.testing.assert_allclose(whole, KFilter(2, rate_hz).push(sound), rtol=0, atol=1e-9)
    np.testing.assert_allclose(KFilter(1, rate_hz).push(sound[1:])[0], whole[1], rtol=0, atol=1e-9)


@pytest.mark.parametrize("rate_hz", [22_050, 44_100, 48_000])
def test_energies_are_those_of_the_weighted_sound_from_beginning_to_end(rate_hz: int) -> None:
    sound = 0.1 + 0.01 * np.random.default_rng(7).standard_normal(round(2.57 * rate_hz))
    squares = loudness.k_weight(sound, rate_hz) ** 2
    steps = -(-len(sound) * 100 // rate_hz)
    edges = [min(math.ceil(step * rate_hz / 100), len(sound)) for step in range(steps + 1)]
    expected = [squares[first:last].sum() for first, last in itertools.pairwise(edges)]
    assert loudness.k_energy(sound, rate_hz) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("rate_hz", [500, 1000, 3000])
def test_rates_too_low_for_the_filters_still_give_a_reading(rate_hz: int) -> None:
    heard = loudness.measure(tones((-23, 5.13), rate_hz=rate_hz, hz=100), rate_hz).integrated_lufs
    assert -25.5 < heard < -20.5


@pytest.mark.parametrize("rate_hz", [8000, 11_025, 22_050, 32_000, 96_000, 192_000])
def test_any_sample_rate_reads_nearly_the_same(rate_hz: int) -> None:
    assert loudness.measure(tones((-23, 5.13), rate_hz=rate_hz), rate_hz).integrated_lufs == pytest.approx(-23, abs=0.1)


def test_silence_and_next_to_nothing_are_worked_with() -> None:
    assert loudness.measure(np.zeros((44_100, 2), np.float32)).integrated_lufs == -math.inf
    nothing = loudness.measure(np.zeros((0, 2), np.float32))
    assert (nothing.frames, nothing.integrated_lufs, nothing.true_peak_dbtp) == (0, -math.inf, -math.inf)
    short = tones((-23, 0.2), rate_hz=44_100)
    assert loudness.measure(short).integrated_lufs == pytest.approx(-23, abs=0.3)
    assert loudness.measure(np.full((1, 1), 0.5, np.float32)).true_peak_dbtp == pytest.approx(-6.02, abs=0.1)


def test_loudness_from_tenths_is_the_same_as_from_hundredths() -> None:
    energy = _energy(tones((-30, 5), (-20, 7), (-50, 4)))
    tenths = energy.reshape(-1, 10).sum(axis=1)
    assert loudness.integrated_tenths(tenths, 48_000) == pytest.approx(
        loudness.integrated_loudness(energy, 48_000), abs=1e-9
    )


_SOUND = np.random.default_rng(9).standard_normal((70_001, 2)).astype(np.float32) * np.float32(0.1)
_SOUND[40_000:40_010] *= 6


@examples(15)
@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=12), st.sampled_from([44_100, 22_050]))
def test_a_stream_reads_the_same_however_it_is_cut(cuts: list[int], rate_hz: int) -> None:
    meter = loudness.Meter(2, rate_hz)
    at = 0
    for cut in [*cuts, len(_SOUND)]:
        meter.push(_SOUND[at : at + cut])
        at += cut
    whole, cut_up = loudness.measure(_SOUND, rate_hz), meter.result()
    assert cut_up.frames == whole.frames == len(_SOUND)
    assert cut_up.integrated_lufs == pytest.approx(whole.integrated_lufs, abs=1e-4)
    assert cut_up.max_momentary_lufs == pytest.approx(whole.max_momentary_lufs, abs=1e-4)
    assert cut_up.true_peak_dbtp == pytest.approx(whole.true_peak_dbtp, abs=1e-4)
    assert len(meter.energy) in (len(_SOUND) * 100 // rate_hz, len(_SOUND) * 100 // rate_hz + 1)


def test_stored_block_peaks_hold_the_highest_of_all() -> None:
    peaks = loudness.true_peaks(_SOUND[:, 0], 32)
    assert len(peaks) == -(-len(_SOUND) // 32)
    assert float(peaks.max()) == pytest.approx(loudness.true_peak(_SOUND[:, 0]), rel=1e-5)
    loudest = np.abs(np.pad(_SOUND[:, 0], (0, -len(_SOUND) % 32))).reshape(-1, 32).max(axis=1)
    assert (peaks >= loudest - 1e-6).all()


def test_a_file_is_measured_like_its_samples(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "sound.wav", _SOUND, 44_100, subtype="FLOAT")
    of_file, of_samples = loudness_files.measure_file(tmp_path / "sound.wav"), loudness.measure(_SOUND)
    assert of_file == of_samples


@pytest.mark.parametrize("seconds", [3.5, 4.0, 7.777])
def test_sections_of_a_file_measured_at_once_read_like_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    sound = np.resize(_SOUND, (round(seconds * 44_100), 2))
    sound[40_000:100_000] = 0.6  # a step in the middle of which a cut would ring
    soundfile.write(tmp_path / "sound.wav", sound, 44_100, subtype="FLOAT")
    alone = loudness_files.measure_file(tmp_path / "sound.wav")
    monkeypatch.setattr(loudness_files, "SECTION_S", 1)
    at_once = loudness_files.measure_file(tmp_path / "sound.wav", threads=3)
    assert dataclasses.astuple(at_once) == pytest.approx(dataclasses.astuple(alone), abs=1e-3)


@pytest.mark.parametrize("content", [b"", b"no sound at all" * 99])
def test_what_is_no_audio_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.mp3").write_bytes(content)
    with pytest.raises(AudioError) as caught:
        loudness_files.measure_file(tmp_path / "x.mp3")
    assert caught.value.where is not None
    assert caught.value.where.file == str(tmp_path / "x.mp3")


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="compares with ffmpeg's meter where there is one")
def test_agrees_with_ffmpegs_meter(tmp_path: Path) -> None:
    swell = 0.3 + 0.7 * np.abs(np.sin(np.arange(44_100 * 40) / 44_100 / 3))
    sound = np.random.default_rng(1).standard_normal((len(swell), 2)) * 0.05 * swell[:, np.newaxis]
    soundfile.write(tmp_path / "x.wav", sound, 44_100, subtype="FLOAT")
    output = subprocess.run(
        ["ffmpeg", "-nostats", "-i", tmp_path / "x.wav", "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    ).stderr.rpartition("Summary:")[2]  # fmt: skip
    theirs = [float(value) for value in re.findall(r"(?:I|LRA|Peak):\s+(-?[\d.]+)", output)]
    mine = loudness_files.measure_file(tmp_path / "x.wav")
    assert theirs[0] == pytest.approx(mine.integrated_lufs, abs=0.1)
    assert theirs[1] == pytest.approx(mine.loudness_range_lu, abs=0.2)
    assert theirs[2] == pytest.approx(mine.true_peak_dbtp, abs=0.3)
