"""Beds: the same samples however they are asked for, no seam, level and energy as told, any file worked with."""

from __future__ import annotations

import itertools
import math
import tempfile
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.sounds import noise, tone, write
from voiceguide import files, loudness
from voiceguide.audio import Samples
from voiceguide.errors import AudioError, UsageError
from voiceguide.files import cache_folder
from voiceguide.heap import frugal, frugally
from voiceguide.mix import bed as bed_module
from voiceguide.mix.bed import DEFAULT_BED, Bed, BedSequence, open_bed, open_beds, shipped_beds, tracks_of
from voiceguide.mix.loop_bed import LoopBed
from voiceguide.mix.loop_file import LoopFile
from voiceguide.mix.loops import PlaylistBed
from voiceguide.mix.tracks import Track, prepare
from voiceguide.timeline.model import BedSpan
from voiceguide.units import RATE_HZ, decibels


def opened(ambient: str | Path | None) -> Bed:
    return open_bed(None if ambient is None else str(ambient), cache=cache_folder())


def measured_lufs(sound: Samples) -> float:
    return loudness.integrated_loudness(loudness.k_energy(sound[:, 0]) + loudness.k_energy(sound[:, 1]))


def made_of(bed: Bed, edges: list[int]) -> Samples:
    return np.concatenate([bed.block(a, b - a) for a, b in itertools.pairwise(edges)])


def track(seconds: float, seed: int, level: float = 0.1) -> Track:
    pcm = np.round(noise(seconds, seed, level) * 32_768).astype(np.int16)
    samples = pcm / 32_768
    energy = loudness.k_energy(samples[:, 0]) + loudness.k_energy(samples[:, 1])
    level = loudness.integrated_loudness(energy)
    return Track(f"{seed}", pcm, 0, len(pcm), np.zeros(2, np.float32), energy.astype(np.float32), level)


def a_loop(seconds: float = 3.0) -> LoopBed:
    return LoopBed("loop", np.round(noise(seconds, 3) * 32_768).astype(np.int16))


THREE_S = np.round(noise(3.0, 3) * 32_768).astype(np.int16)


BEDS: dict[str, Bed] = {
    "loop": a_loop(),
    "loop in a file": LoopBed("loop", LoopFile([*np.array_split(THREE_S, 4)], Path(tempfile.gettempdir()))),
    "one track": PlaylistBed("one", [track(6.0, 1)], 2.0),
    "playlist": PlaylistBed("three", [track(6.0, 1), track(5.0, 2, 0.02), track(8.0, 3)], 2.0),
    "stages": BedSequence(
        [(a_loop(), 0, 200_000), (PlaylistBed("p", [track(6.0, 5)], 1.0), 200_000, 500_001),
         (bed_module.SilentBed(), 500_001, 700_000), (a_loop(), 700_000, 2_000_000)], 3.0),
}  # fmt: skip


@pytest.mark.parametrize("name", BEDS)
@examples(20)
@given(start=st.integers(0, 1_500_000), lengths=st.lists(st.integers(1, 120_000), min_size=1, max_size=4))
def test_a_stretch_is_the_same_however_it_is_divided(name: str, start: int, lengths: list[int]) -> None:
    bed = BEDS[name]
    whole = bed.block(start, sum(lengths))
    assert whole.dtype == np.float32
    assert whole.shape == (sum(lengths), 2)
    np.testing.assert_array_equal(made_of(bed, [start, *(start + np.cumsum(lengths))]), whole)


@pytest.mark.parametrize("name", BEDS)
def test_it_can_be_read_by_many_threads_and_its_blocks_changed(name: str) -> None:
    bed = BEDS[name]
    starts = [n * 40_000 for n in range(24)]
    wanted = [bed.block(start, 50_000) for start in starts]

    def spoilt(start: int) -> Samples:
        block = bed.block(start, 50_000)
        kept = block.copy()
        block[:] = 7.0
        return kept

    with ThreadPoolExecutor(4) as pool:
        for got, want in zip(pool.map(spoilt, starts), wanted, strict=True):
            np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("name", BEDS)
def test_the_energy_predicts_the_loudness(name: str) -> None:
    bed = BEDS[name]
    sound = bed.block(0, 40 * RATE_HZ)
    assert loudness.integrated_loudness(bed.energy(0, 4000)) == pytest.approx(measured_lufs(sound), abs=0.05)
    later = bed.energy(1234, 700)
    np.testing.assert_array_equal(later, bed.energy(0, 4000)[1234:1934])


def test_a_loop_begins_again_to_the_sample() -> None:
    loop = a_loop(3.0)
    first = loop.block(0, 3 * RATE_HZ)
    np.testing.assert_array_equal(loop.block(3 * RATE_HZ * 1000, 3 * RATE_HZ), first)
    np.testing.assert_array_equal(
        loop.block(2 * RATE_HZ, 2 * RATE_HZ), np.concatenate([first, first])[2 * RATE_HZ : 4 * RATE_HZ]
    )


def test_a_loop_in_a_file_is_the_same_bed() -> None:
    there, kept = LoopBed("loop", THREE_S), LoopBed("loop", LoopFile([THREE_S], cache_folder()))
    assert kept.digest == there.digest
    assert kept.lufs == there.lufs
    np.testing.assert_array_equal(kept.block(100_000, 200_000), there.block(100_000, 200_000))
    assert not list(cache_folder().iterdir())  # it has no name, so that nothing is left of it


@pytest.mark.parametrize("mono", [False, True])
def test_where_memory_is_short_shipped_beds_are_not_in_it(mono: bool) -> None:
    usual = open_bed("rain", cache=cache_folder(), mono=mono)
    with frugally():
        assert bed_module.open_early("rain", mono=mono) is None  # not beside the voice
        tracemalloc.start()
        bed = open_bed("rain", cache=cache_folder(), mono=mono)
        sound = bed.block(RATE_HZ, RATE_HZ)
        _, most_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    np.testing.assert_array_equal(sound, usual.block(RATE_HZ, RATE_HZ))
    assert most_bytes < 8 << 20


def test_where_memory_is_short_and_no_file_can_be_written_the_bed_is_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = open_bed("rain", cache=cache_folder())
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "file"))
    with frugally():
        bed = open_bed("rain", cache=cache_folder())
    np.testing.assert_array_equal(bed.block(0, RATE_HZ), usual.block(0, RATE_HZ))


def test_memory_is_saved_until_the_last_session_that_asks_for_it_ends() -> None:
    first, other, usual = frugally(), frugally(), frugally(wanted=False)
    first.__enter__()
    usual.__enter__()
    other.__enter__()
    first.__exit__(None, None, None)
    usual.__exit__(None, None, None)
    assert frugal()
    other.__exit__(None, None, None)
    assert not frugal()


# --- shipped beds --------------------------------------------------------------------------------


def test_the_energy_of_a_loop_is_that_of_its_later_rounds() -> None:
    pcm = np.round((noise(1.0, 4, 0.01) + 0.3) * 32_768).astype(
        np.int16
    )  # an offset, that a filter takes long to leave
    sound = np.tile(pcm, (3, 1)) / 32_768
    played = loudness.k_energy(sound[:, 0]) + loudness.k_energy(sound[:, 1])
    assert LoopBed("loop", pcm).energy(0, 100) == pytest.approx(played[200:], rel=1e-3)


def test_the_default_and_none() -> None:
    assert opened(None).name == DEFAULT_BED
    silent = opened("none")
    assert silent.lufs == -math.inf
    assert not silent.block(5, 100).any()
    assert not silent.energy(5, 100).any()


def test_a_shipped_bed_has_the_loudness_it_tells() -> None:
    bed = opened("rain")
    assert bed.lufs == pytest.approx(-23.0, abs=0.3)
    assert bed.lufs == pytest.approx(measured_lufs(bed.block(0, 90 * RATE_HZ)), abs=0.1)


def test_an_unknown_name_gets_the_nearest_one() -> None:
    with pytest.raises(UsageError) as caught:
        opened("oceen")
    assert caught.value.exit_code == 2
    assert "'ocean'" in str(caught.value.hint)
    with pytest.raises(UsageError, match=r"no bed or file 'music/none\.mp3'"):
        opened("music/none.mp3")


@pytest.mark.parametrize("name", ["", "x" * 5000, "a\0b", "~nobody-of-this-name/a.mp3", "../none"])
def test_names_that_no_path_can_have(name: str) -> None:
    with pytest.raises((UsageError, AudioError)):
        opened(name)


def test_a_broken_installation_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ocean.ogg").write_bytes(b"OggS")
    monkeypatch.setattr(files, "shipped_folder", lambda _: tmp_path)
    with pytest.raises(AudioError, match="shipped bed cannot be read"):
        opened("ocean")


# --- folders, playlists, stages -------------------------------------------------------------------


def tracks_in(folder: Path) -> Path:
    """Three tones that tell which track it is, in an order that plain sorting would spoil."""
    folder.mkdir()
    for name, hz in (("2 second.wav", 300.0), ("10 third.flac", 400.0), ("1 first.mp3", 200.0)):
        write(folder / name, tone(9.0, hz))
    (folder / "cover.jpg").write_bytes(b"\xff\xd8")
    (folder / ".hidden.wav").write_bytes(b"junk")
    return folder


def pitch_at(bed: Bed, at_s: float) -> float:
    block = bed.block(round(at_s * RATE_HZ), RATE_HZ // 2)
    return float(np.argmax(np.abs(np.fft.rfft(block[:, 0]))) * 2)


def test_a_folder_plays_in_the_order_people_expect(tmp_path: Path) -> None:
    bed = opened(tracks_in(tmp_path / "music"))
    assert bed.name == "music"
    # tracks of 9 s with cross-fades of 3 s: one begins every 6 s
    assert [pitch_at(bed, at) for at in (0.5, 4.5, 10.2, 16.2, 22.2)] == [200, 200, 300, 400, 200]


def test_a_playlist_plays_as_written(tmp_path: Path) -> None:
    tracks_in(tmp_path / "music")
    text = "#EXTM3U\r\n#EXTINF:9,Third\r\nmusic/10 third.flac\r\n\r\nmusic\\1 first.mp3\r\n"
    (tmp_path / "list.m3u8").write_bytes(b"\xef\xbb\xbf" + text.encode())
    bed = opened(tmp_path / "list.m3u8")
    assert [pitch_at(bed, at) for at in (1.0, 10.2, 16.2)] == [400, 200, 400]


def test_tracks_are_made_equally_loud(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    for number, level in enumerate((0.2, 0.05, 0.1)):
        write(tmp_path / "m" / f"{number}.flac", noise(12.0, number, level))
    bed = opened(tmp_path / "m")
    levels = [decibels(float(bed.block(round(at * RATE_HZ), RATE_HZ).std())) for at in (3.0, 13.0, 21.0)]
    assert max(levels) - min(levels) < 0.7


def test_only_the_tracks_that_are_heard_are_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[Path] = []

    def recorded(path: Path, **how: Any) -> Track:
        prepared.append(path)
        return prepare(path, **how)

    monkeypatch.setattr(bed_module, "prepare", recorded)
    open_bed(str(tracks_in(tmp_path / "m")), cache=cache_folder(), longest_s=2.0)
    assert len(prepared) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names no audio files"),
        ("#EXTM3U\n# nothing\n", "names no audio files"),
        ("a.mp3\n", "there is no file 'a.mp3'"),
        ("#x\nhttps://example.org/a.mp3\n", "is an address"),
        ("a\0b.mp3", "there is no file"),
        ("x" * 5000 + "\n", "there is no file"),
    ],
)
def test_playlists_that_cannot_be_used(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "a.m3u").write_text(text)
    with pytest.raises(AudioError, match=words):
        opened(tmp_path / "a.m3u")


def test_folders_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="holds no audio files") as caught:
        opened(tmp_path)
    assert ".mp3" in str(caught.value.hint)
    (tmp_path / "b.wav").write_text("no sound")
    with pytest.raises(AudioError, match="is not audio") as caught:
        opened(tmp_path)
    assert str(caught.value.where) == str(tmp_path / "b.wav")


def spans(*each: tuple[str | None, float]) -> list[BedSpan]:
    found, at = [], 0
    for name, seconds in each:
        found.append(BedSpan(name, at, at + round(seconds * RATE_HZ)))
        at = found[-1].stop
    return found


def test_one_bed_for_all_stages_is_just_that_bed() -> None:
    bed = open_beds(spans((None, 5), ("rain", 5)), "rain", cache=cache_folder())
    assert bed.name == "rain"
    assert bed.block(4 * RATE_HZ, 2 * RATE_HZ) == pytest.approx(
        opened("rain").block(4 * RATE_HZ, 2 * RATE_HZ) * 10 ** ((bed.lufs - opened("rain").lufs) / 20), rel=1e-5
    )
    assert open_beds([], "none", cache=cache_folder()).name == "none"


def test_each_stage_has_its_own_bed_equally_loud(tmp_path: Path) -> None:
    loud = write(tmp_path / "loud.wav", tone(8.0, 500.0, level=0.5))
    bed = open_beds(spans(("drone", 30), (str(loud), 20), ("none", 20), (None, 20)), "rain", cache=cache_folder())
    assert bed.name == "drone → loud.wav → none → rain"
    same = bed.block(0, RATE_HZ) / 10 ** ((bed.lufs - opened("drone").lufs) / 20)
    np.testing.assert_allclose(same, opened("drone").block(0, RATE_HZ), rtol=1e-5)
    assert pitch_at(bed, 40) == 500
    assert not bed.block(60 * RATE_HZ, RATE_HZ).any()
    loudnesses = [measured_lufs(bed.block(at * RATE_HZ, 12 * RATE_HZ)) for at in (10, 35, 75)]
    assert loudnesses == pytest.approx([bed.lufs] * 3, abs=2.0)


def test_stages_are_cross_faded_without_a_gap_or_a_click(tmp_path: Path) -> None:
    one, other = (write(tmp_path / f"{hz}.wav", tone(8.0, hz)) for hz in (100.0, 150.0))
    bed = open_beds(spans((str(one), 15), (str(other), 15)), None, cache=cache_folder())
    sound = bed.block(8 * RATE_HZ, 14 * RATE_HZ)
    levels = np.sqrt(np.square(sound[: 28 * 22_050]).reshape(28, -1).mean(axis=1))
    assert float(levels.min()) > 0.8 * float(levels.max()) / np.sqrt(2)
    assert float(np.abs(np.diff(sound, 2, axis=0)).max()) < 0.2 * 2 * (2 * np.pi * 150 / RATE_HZ) ** 2 + 6 / 32_768


def test_stages_shorter_than_a_cross_fade() -> None:
    bed = open_beds(spans(("rain", 0.5), ("wind", 1.0), ("ocean", 0.02), ("rain", 4)), None, cache=cache_folder())
    sound = bed.block(0, 5 * RATE_HZ)
    assert np.isfinite(sound).all()
    assert sound.std() > 0.01


def test_all_shipped_beds_are_there() -> None:
    assert set(shipped_beds()) >= {"ocean", "rain", "stream", "wind", "drone", "bowls", "pad"}


def test_digits_of_any_kind_in_names_are_no_trouble(tmp_path: Path) -> None:
    for name in ("²1.wav", "٣.wav", "10.wav", "2.wav", "①.wav"):
        write(tmp_path / name, noise(6.0))
    assert [path.name for path in tracks_of(tmp_path)][:2] == ["2.wav", "٣.wav"]


def test_a_loop_in_mono_is_the_one_that_is_opened_for_a_mono_file() -> None:
    for name in ("ocean", "bowls"):
        stereo, mono = (open_bed(name, cache=cache_folder(), mono=each) for each in (False, True))
        assert isinstance(stereo, LoopBed)
        before = stereo.block(0, 5000).copy()
        made = stereo.in_mono()
        assert np.array_equal(made.block(0, 100_000), mono.block(0, 100_000))
        assert made.lufs == mono.lufs
        assert np.array_equal(stereo.block(0, 5000), before), "the stereo loop stays as it is"
