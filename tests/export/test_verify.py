"""A finished file is heard in places: what holds the mix passes, what does not is told."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from tests.mix.synthetic import NoiseBed, make_session
from voiceguide import loudness, loudness_files
from voiceguide.errors import ExportError
from voiceguide.export.mp3 import encode_mp3
from voiceguide.export.verify import verify, weigh
from voiceguide.mix.mixdown import Mix, plan_mix
from voiceguide.settings import Settings
from voiceguide.units import RATE_HZ


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mix, Path]:
    folder = tmp_path_factory.mktemp("session")
    timeline, clips = make_session(folder, 62)
    mix = plan_mix(timeline, clips, NoiseBed(), Settings())
    with (folder / "x.mp3").open("wb") as file:
        encode_mp3(mix, file)
    return mix, folder / "x.mp3"


def test_a_good_file_passes_and_its_level_is_known(finished: tuple[Mix, Path]) -> None:
    mix, path = finished
    heard = verify(path, mix, mix.loudest_places(4))
    whole = loudness_files.measure_file(path)
    assert heard.frames == mix.frames
    assert heard.heard_s == pytest.approx(32)
    assert abs(heard.difference_lu) < 0.1
    assert mix.prediction.integrated_lufs + heard.difference_lu == pytest.approx(whole.integrated_lufs, abs=0.05)
    assert whole.true_peak_dbtp - 1 < heard.true_peak_dbtp <= whole.true_peak_dbtp + 0.01
    assert heard.snr_db > 12


def test_what_went_before_a_place_settles_the_filter_and_is_not_counted() -> None:
    sound = np.full((2 * RATE_HZ, 2), 0.5, np.float32)
    sound[: RATE_HZ // 10] *= 0.2
    sound[RATE_HZ:] += 0.01 * np.sin(2 * np.pi * 1000 / RATE_HZ * np.arange(RATE_HZ, dtype=np.float32))[:, np.newaxis]
    every = loudness.k_energy(sound[:, 0]) + loudness.k_energy(sound[:, 1])
    assert weigh(sound, RATE_HZ) == pytest.approx(every[100:].sum(), rel=1e-6)
    assert weigh(sound, 0) == pytest.approx(every.sum(), rel=1e-6)


def test_what_is_heard_does_not_depend_on_the_number_of_threads(finished: tuple[Mix, Path]) -> None:
    mix, path = finished
    alone, three = (verify(path, mix, mix.loudest_places(4), threads=count) for count in (1, 3))
    assert dataclasses.astuple(three) == pytest.approx(dataclasses.astuple(alone), rel=1e-4)


def test_loudest_places_are_where_words_are(finished: tuple[Mix, Path]) -> None:
    mix, _ = finished
    places = mix.loudest_places(3)
    assert len(places) == 3
    for place in places:
        assert any(each.start <= place < each.stop for each in mix.timeline.speech)


def test_another_mix_is_reported(finished: tuple[Mix, Path], tmp_path: Path) -> None:
    mix, path = finished
    timeline, clips = make_session(tmp_path, 62, seed=50)
    other = plan_mix(timeline, clips, NoiseBed(), Settings())
    with pytest.raises(ExportError):
        verify(path, other)
    with pytest.raises(ExportError):
        verify(path, mix.stem("bed"))


def test_a_shorter_or_broken_file_is_reported(finished: tuple[Mix, Path], tmp_path: Path) -> None:
    mix, path = finished
    (tmp_path / "none.mp3").write_bytes(b"nothing")
    with pytest.raises(ExportError) as caught:
        verify(tmp_path / "none.mp3", mix)
    assert caught.value.where is not None
    timeline, clips = make_session(tmp_path, 30)
    with pytest.raises(ExportError):
        verify(path, plan_mix(timeline, clips, NoiseBed(), Settings()))
