"""The beds' synthesis: seamless, deterministic, calm, with room for speech; and the shipped files are what it makes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceguide import ambience, loudness
from voiceguide.ambience import registry
from voiceguide.ambience.circular import GRAIN, Circle, add, lines, movement, noise, scatter, stereo_noise
from voiceguide.ambience.pad import PERIOD_S, RISE_S
from voiceguide.ambience.seams import measure_seam
from voiceguide.ambience.shaping import BED_LUFS
from voiceguide.ambience.speechlike import speech_share
from voiceguide.audio import Audio, Samples, decode
from voiceguide.errors import UsageError
from voiceguide.mix.bed import DEFAULT_BED, shipped_beds
from voiceguide.units import RATE_HZ, decibels

BED_PEAK = 0.7
"""No sample of a shipped bed is higher than this, linear."""

NAMES = ambience.names()
TONAL = {"drone", "bowls", "pad"}
SHORT_S = 20.48  # short loops are quicker to make; the seconds of a recipe are tried on the shipped files


@lru_cache(maxsize=len(NAMES))
def short(name: str) -> Samples:
    return ambience.render(name, SHORT_S).samples


@lru_cache(maxsize=len(NAMES))
def shipped(name: str) -> Samples:
    return decode(shipped_beds()[name]).samples


def energy_of(loop: Samples) -> NDArray[np.float64]:
    """Energy of a loop on its second round, so that the meter does not start from rest."""
    twice = np.concatenate([loop[-RATE_HZ:], loop])
    return (loudness.k_energy(twice[:, 0]) + loudness.k_energy(twice[:, 1]))[100:]


@lru_cache(maxsize=1)
def spectrum_of(name: str) -> NDArray[np.complex128]:
    """Both channels of a shipped bed."""
    return np.fft.rfft(shipped(name), axis=0)


def band_power(spectrum: NDArray[np.complex128], low_hz: float, high_hz: float) -> float:
    """Share of the power of a whole loop within a band."""
    power = np.square(np.abs(spectrum)).reshape(len(spectrum), -1).sum(axis=1)
    edges = np.clip(np.array([low_hz, high_hz]) / RATE_HZ * 2 * (len(power) - 1), 0, len(power)).astype(int)
    return float(power[edges[0] : edges[1]].sum() / power.sum())


def seam_faults(loop: Samples) -> tuple[str, ...]:
    reach = min(10 * RATE_HZ, len(loop) // 2)
    return measure_seam(loop[-reach:], loop[:reach], RATE_HZ).faults


# --- what the code makes -------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
class TestRendered:
    def test_form(self, name: str) -> None:
        loop = short(name)
        assert loop.dtype == np.float32
        assert loop.shape[1] == 2
        assert len(loop) % GRAIN == 0
        assert len(loop) % 1152 == len(loop) % 441 == 0
        assert np.isfinite(loop).all()

    def test_no_seam(self, name: str) -> None:
        assert seam_faults(short(name)) == ()

    def test_no_seam_wherever_it_begins(self, name: str) -> None:
        """A circle has no special place: the detector finds nothing at its end that it does not find elsewhere."""
        assert seam_faults(np.roll(short(name), 5 * RATE_HZ + 123, axis=0)) == ()

    def test_the_same_seed_gives_the_same_bytes_and_another_another_sound(self, name: str) -> None:
        again = ambience.render(name, SHORT_S, seed=0).samples
        assert again.tobytes() == short(name).tobytes()
        other = ambience.render(name, SHORT_S, seed=1).samples
        assert abs(np.corrcoef(other[:, 0], again[:, 0])[0, 1]) < 0.6

    def test_level(self, name: str) -> None:
        loop = short(name)
        assert loudness.integrated_loudness(energy_of(loop)) == pytest.approx(BED_LUFS, abs=0.3)
        assert float(np.abs(loop).max()) < BED_PEAK
        assert float(np.abs(loop.mean(axis=0)).max()) < 1e-6


# --- what is shipped -----------------------------------------------------------------------------


def test_every_recipe_is_shipped_and_nothing_else() -> None:
    assert set(shipped_beds()) == set(NAMES)
    assert DEFAULT_BED in NAMES
    assert sum(path.stat().st_size for path in shipped_beds().values()) <= 12e6


@pytest.mark.listening
@pytest.mark.parametrize("name", NAMES)
class TestShipped:
    def test_length_is_exact(self, name: str) -> None:
        how = registry.recipe(name)
        assert len(shipped(name)) == how.frames(how.seconds)
        assert 60.0 <= len(shipped(name)) / RATE_HZ <= 120.0

    def test_no_seam_after_decoding(self, name: str) -> None:
        assert seam_faults(shipped(name)) == ()

    def test_level(self, name: str) -> None:
        loop = shipped(name)
        assert loudness.integrated_loudness(energy_of(loop)) == pytest.approx(BED_LUFS, abs=0.3)
        assert loudness.true_peak(loop) < BED_PEAK
        assert float(np.abs(loop.mean(axis=0)).max()) < 1e-4

    def test_calm(self, name: str) -> None:
        energy = energy_of(shipped(name))
        momentary = loudness.momentary(energy)
        assert loudness.loudness_range(energy) < 8.0
        assert float(momentary.max()) < BED_LUFS + 6.5
        assert float(momentary.min()) > BED_LUFS - 9.0
        assert decibels(float(np.abs(shipped(name)).max() / shipped(name).std())) < 19.0

    def test_nothing_startles(self, name: str) -> None:
        """Within a fifth of a second the level never leaps."""
        energy = energy_of(shipped(name)).reshape(-1, 10).sum(axis=1)
        levels = 10 * np.log10(np.convolve(energy, np.ones(2), "valid"))
        assert float((levels[2:] - levels[:-2]).max()) < (8.0 if name in {"wind", "stream"} else 6.5)

    def test_spectrum(self, name: str) -> None:
        spectrum = spectrum_of(name)
        assert band_power(spectrum, 0, 30) < 2e-3
        assert band_power(spectrum, 1_000, 4_000) < 0.25
        assert band_power(spectrum, 8_000, 22_050) < 0.02
        assert band_power(spectrum, 100, 1_000) > 0.4

    def test_stereo_that_survives_mono(self, name: str) -> None:
        loop = shipped(name)
        together = np.corrcoef(loop[:, 0], loop[:, 1])[0, 1]
        assert 0.2 < together < 0.97
        mono = np.repeat(loop.mean(axis=1, keepdims=True), 2, axis=1)
        lost = loudness.integrated_loudness(energy_of(loop)) - loudness.integrated_loudness(energy_of(mono))
        assert -0.1 < lost < 2.0
        assert abs(decibels(float(loop[:, 0].std() / loop[:, 1].std()))) < 2.0

    def test_nobody_would_take_it_for_speech(self, name: str) -> None:
        assert speech_share(Audio(shipped(name), RATE_HZ)) == 0.0


@pytest.mark.listening
@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_file_is_what_the_code_makes(name: str) -> None:
    """The tool may begin the loop elsewhere, and the coder adds a little noise; nothing else differs."""
    made, file = ambience.render(name).samples, shipped(name)
    assert made.shape == file.shape
    spectra = [np.fft.rfft(each[:, 0]) for each in (made, file)]
    shift = int(np.argmax(np.fft.irfft(spectra[0] * spectra[1].conj(), len(made))))
    assert shift % 1152 == 0
    begun = np.roll(made, -shift, axis=0)
    assert decibels(float((begun - file).std() / begun.std())) < -12.0
    for low, high in ((60, 250), (250, 1_000), (1_000, 4_000)):
        shares = [band_power(spectrum, low, high) for spectrum in spectra]
        assert 10 * np.log10(shares[0] / shares[1]) == pytest.approx(0.0, abs=0.5)
    levels = [10 * np.log10(np.square(each).reshape(-1, GRAIN // 2, 2).mean(axis=(1, 2))) for each in (begun, file)]
    assert float(np.abs(levels[0] - levels[1]).max()) < 1.0


# --- the character of some -----------------------------------------------------------------------


def test_ocean_has_waves_that_open_upward() -> None:
    """Its level moves in waves of 7 to 12 s, and the highs follow the lows."""
    loop = shipped("ocean")
    spectrum = np.fft.rfft(loop.mean(axis=1))
    hz = np.fft.rfftfreq(len(loop), 1 / RATE_HZ)

    def level(low: float, high: float) -> NDArray[np.float64]:
        part = np.fft.irfft(np.where((hz >= low) & (hz < high), spectrum, 0.0), len(loop))
        steps = np.sqrt(np.square(part).reshape(-1, 4410 // 5 * 2).mean(axis=1))  # 40 ms
        window = np.hanning(50)
        smooth = np.convolve(np.tile(steps, 3), window / window.sum(), "same")
        return np.asarray(smooth[len(steps) : 2 * len(steps)], dtype=np.float64)

    highs, lows = level(2_000, 8_000), level(100, 400)
    swings = np.abs(np.fft.rfft(highs - highs.mean()))
    seconds = len(loop) / RATE_HZ / np.maximum(np.arange(len(swings)), 1)
    assert 7.0 <= seconds[np.argmax(swings)] <= 12.0
    assert 20 * np.log10(np.percentile(highs, 95) / np.percentile(highs, 5)) > 8.0
    lag = np.argmax(np.fft.irfft(np.fft.rfft(highs - highs.mean()) * np.fft.rfft(lows - lows.mean()).conj()))
    assert 0.2 < lag * 0.04 < 3.0


def test_the_pad_swells_with_the_long_stroke() -> None:
    loop = shipped("pad")
    periods = len(loop) / RATE_HZ / PERIOD_S
    assert periods == round(periods)
    levels = np.square(loop).reshape(round(periods), 32, -1).mean(axis=(0, 2))  # each half second of the period
    rise_s = (int(np.argmax(levels)) - int(np.argmin(levels))) % 32 / 2
    assert rise_s == pytest.approx(RISE_S, abs=1.5)
    assert 10 * np.log10(levels.max() / levels.min()) > 4.0


def test_descriptions() -> None:
    assert all(ambience.describe(name).endswith(".") for name in NAMES)


# --- asking for a bed ----------------------------------------------------------------------------


def test_a_bed_that_is_not() -> None:
    with pytest.raises(UsageError, match="no bed called 'rian'") as caught:
        ambience.render("rian")
    assert "'rain'" in str(caught.value.hint)
    with pytest.raises(UsageError):
        ambience.describe("")


@pytest.mark.parametrize(("seconds", "seed"), [(19.9, 0), (301.0, 0), (float("nan"), 0), (30.0, -1)])
def test_lengths_and_seeds_that_cannot_be(seconds: float, seed: int) -> None:
    with pytest.raises(UsageError):
        ambience.render("rain", seconds, seed)


@pytest.mark.parametrize(("wished", "made"), [(20.0, 20.48), (60.0, 60.16)])
def test_the_nearest_possible_length(wished: float, made: float) -> None:
    assert registry.recipe("bowls").frames(wished) / RATE_HZ == pytest.approx(made)


def test_the_pad_keeps_whole_periods() -> None:
    assert [registry.recipe("pad").frames(wished) / RATE_HZ for wished in (20.0, 50.0, 100.0)] == [32.0, 64.0, 96.0]


# --- the circle ----------------------------------------------------------------------------------


def circle(frames: int = 4 * GRAIN) -> Circle:
    return Circle(frames, np.random.default_rng(7))


def test_noise_has_the_spectrum_asked_for() -> None:
    row = noise(circle(), lambda hz: np.asarray((hz > 1_000) & (hz < 2_000), dtype=np.float64))
    power = np.square(np.abs(np.fft.rfft(row)))
    hz = circle().hz
    assert power[(hz < 990) | (hz > 2_010)].sum() < 1e-9 * power.sum()


@pytest.mark.parametrize("width", [0.0, 0.3, 0.7, 1.0])
def test_stereo_noise_has_the_requested_correlation(width: float) -> None:
    pair = stereo_noise(circle(), np.ones_like, width)
    together = float(np.mean(pair[0] * pair[1]) / np.sqrt(np.mean(pair[0] ** 2) * np.mean(pair[1] ** 2)))
    assert together == pytest.approx((1 - width**2) / (1 + width**2), abs=0.02)
    assert pair.std() == pytest.approx(1.0, abs=0.02)


def test_a_movement_is_slow_and_has_no_beginning() -> None:
    curve = movement(circle(16 * GRAIN), 10.0, 2.0)
    assert curve.mean() == pytest.approx(0.0, abs=1e-3)
    assert curve.std() == pytest.approx(1.0, abs=1e-2)
    assert abs(curve[0] - curve[-1]) < 1e-3
    spectrum = np.square(np.abs(np.fft.rfft(curve)))
    assert spectrum[circle(16 * GRAIN).hz > 0.6].sum() < 1e-4 * spectrum.sum()


def test_an_event_past_the_end_goes_on_at_the_start() -> None:
    row = np.zeros(10)
    add(row, 7, np.arange(1.0, 6.0))
    assert row.tolist() == [4, 5, 0, 0, 0, 0, 0, 1, 2, 3]
    add(row, -1, np.ones(21))
    assert row.sum() == 15 + 21


def test_scattered_events_are_as_many_as_asked_for() -> None:
    place = circle(40 * GRAIN)
    pair = scatter(place, np.full(place.frames, 50.0), [np.ones(1)], 0.0, 0.0)
    assert np.square(pair).sum() == pytest.approx(50.0 * place.seconds, rel=0.1)


def test_a_living_tone_wavers_but_never_fades() -> None:
    place = circle(70 * GRAIN)
    row = lines(place, [(220.0, 0.5, 0.2)])
    levels = np.sqrt(np.square(row.reshape(-1, GRAIN // 2)).mean(axis=1))
    assert row.std() == pytest.approx(0.5, rel=0.15)
    assert float(levels.min()) > 0.12
    assert float(levels.max() / levels.min()) > 1.3
