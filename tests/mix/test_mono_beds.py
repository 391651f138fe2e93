"""Beds of a mono file: their levels are those of what is heard when both channels are one, at every moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.mix.synthetic import make_session
from tests.sounds import noise, write
from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.errors import AudioError
from voiceguide.files import cache_folder
from voiceguide.mix.bed import Bed, open_bed, open_early, shipped_beds
from voiceguide.mix.levels import LEAST_BELOW_LU
from voiceguide.mix.mixdown import Mix, plan_mix
from voiceguide.settings import Settings
from voiceguide.units import RATE_HZ

MONO = Settings(mono=True, ambient_below_lu=15.0)


def opened(path: Path) -> Bed:
    return open_bed(str(path), cache=cache_folder(), mono=True)


def whole(mix: Mix) -> Samples:
    return np.concatenate([mix.block(at, min(100_000, mix.frames - at)) for at in range(0, mix.frames, 100_000)])


def loudest_under_words(mix: Mix) -> float:
    """The bed's loudest 400 ms while words are spoken, in LUFS."""
    momentary = loudness.momentary(loudness.k_energy(whole(mix.stem("bed"))[:, 0]))
    step = RATE_HZ // 100
    return max(
        float(momentary[each.start // step : max(each.stop // step - 40, each.start // step + 1)].max())
        for each in mix.timeline.speech
    )


def uncertain(seconds: float) -> Samples:
    """Noise whose channels cancel each other out, but for one quarter of the time."""
    sound = noise(seconds)
    sound[:, 1] = -0.98 * sound[:, 0]
    calm = np.sin(2 * np.pi * np.arange(len(sound)) / len(sound) * 3) > 0.7
    sound[calm, 1] = sound[calm, 0]
    return sound


def test_a_bed_that_cancels_in_part_stays_below_the_words(tmp_path: Path) -> None:
    bed = opened(write(tmp_path / "a.wav", uncertain(20.0)))
    timeline, clips = make_session(tmp_path, 90)
    mix = plan_mix(timeline, clips, bed, MONO)
    spoken = loudness.integrated_loudness(loudness.k_energy(whole(mix.stem("speech"))[:, 0]))
    assert spoken - loudest_under_words(mix) > LEAST_BELOW_LU - 0.3
    measured = loudness.measure(whole(mix))
    assert measured.integrated_lufs == pytest.approx(mix.prediction.integrated_lufs, abs=0.2)
    assert measured.true_peak_dbtp < -1.0


def test_tracks_are_equally_loud_in_mono_however_wide_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "tracks"
    folder.mkdir()
    wide, narrow = noise(30.0, 1), noise(30.0, 2)
    narrow[:, 1] = narrow[:, 0]
    write(folder / "1.wav", wide)
    write(folder / "2.wav", narrow)
    bed = opened(folder)
    first, second = (
        loudness.integrated_loudness(loudness.k_energy(bed.block(at * RATE_HZ, 15 * RATE_HZ)[:, 0])) for at in (5, 35)
    )
    assert first == pytest.approx(second, abs=0.2)


def test_what_cancels_out_is_refused(tmp_path: Path) -> None:
    sound = noise(8.0)
    sound[:, 1] = -sound[:, 0] * 0.97
    path = write(tmp_path / "a.wav", sound)
    with pytest.raises(AudioError, match="cancel each other out in mono") as caught:
        opened(path)
    assert "--mono" in (caught.value.hint or "")
    assert open_bed(str(path), cache=cache_folder()).lufs > -60.0  # in stereo it is a bed like any other


@pytest.mark.parametrize("name", ["ocean", "rain"])
def test_a_shipped_bed_in_mono_is_the_mean_of_its_channels(name: str) -> None:
    assert name in shipped_beds()
    stereo, mono = open_bed(name, cache=cache_folder()), open_early(name, mono=True)
    assert mono is not None
    heard, wanted = mono.block(3 * RATE_HZ, RATE_HZ), stereo.block(3 * RATE_HZ, RATE_HZ).mean(axis=1)
    np.testing.assert_array_equal(heard[:, 0], heard[:, 1])
    np.testing.assert_allclose(heard[:, 0], wanted, atol=1.0 / 32768)
    both = loudness.integrated_loudness(mono.energy(0, 1000))
    block = mono.block(0, 10 * RATE_HZ)
    assert both == pytest.approx(loudness.integrated_loudness(2.0 * loudness.k_energy(block[:, 0])), abs=0.05)
