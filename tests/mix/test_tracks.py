"""A user's file as a bed: any kind worked with or refused, long ones kept on disk, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.sounds import noise, tone, write, write_by_ffmpeg
from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.errors import AudioError
from voiceguide.files import cache_folder
from voiceguide.mix.bed import Bed, open_bed
from voiceguide.mix.tracks import Track, prepare
from voiceguide.units import RATE_HZ, decibels


def opened(path: Path) -> Bed:
    return open_bed(str(path), cache=cache_folder())


def measured_lufs(sound: Samples) -> float:
    return loudness.integrated_loudness(loudness.k_energy(sound[:, 0]) + loudness.k_energy(sound[:, 1]))


@pytest.mark.parametrize(
    ("name", "codec"), [("a.wav", ""), ("a.flac", ""), ("a.ogg", ""), ("a.mp3", ""), ("a.m4a", "aac")]
)
def test_any_kind_becomes_a_bed(tmp_path: Path, name: str, codec: str) -> None:
    sound = noise(8.0)
    path = write_by_ffmpeg(tmp_path / name, sound, codec) if codec else write(tmp_path / name, sound)
    bed = opened(path)
    assert bed.name == name
    assert bed.lufs == pytest.approx(measured_lufs(sound), abs=0.3)
    assert bed.block(10 * RATE_HZ, 1000).std() > 0.02


def test_the_first_round_begins_with_the_file_and_the_next_is_faded_in(tmp_path: Path) -> None:
    sound = noise(12.0)
    bed = opened(write(tmp_path / "a.flac", sound))
    np.testing.assert_allclose(bed.block(0, 8 * RATE_HZ), sound[: 8 * RATE_HZ], atol=1e-4)
    lap = 8 * RATE_HZ  # 12 s less a cross-fade of 4 s
    np.testing.assert_allclose(bed.block(lap + 4 * RATE_HZ, 4 * RATE_HZ), sound[4 * RATE_HZ : 8 * RATE_HZ], atol=1e-4)


def test_the_cross_fade_keeps_the_level(tmp_path: Path) -> None:
    bed = opened(write(tmp_path / "a.wav", noise(20.0)))
    levels = [decibels(float(bed.block(at, RATE_HZ).std())) for at in range(10 * RATE_HZ, 40 * RATE_HZ, RATE_HZ // 2)]
    assert max(levels) - min(levels) < 1.2


def test_no_click_at_any_join(tmp_path: Path) -> None:
    """A low tone, in which any click would stand out."""
    bed = opened(write(tmp_path / "a.wav", tone(7.3, 110.0)))
    bend = np.abs(np.diff(bed.block(0, 30 * RATE_HZ), 2, axis=0))
    usual = 0.2 * (2 * np.pi * 110 / RATE_HZ) ** 2
    assert float(bend[1000:].max()) < 2.0 * usual + 3 / 32_768


@pytest.mark.parametrize(
    ("rate_hz", "channels"), [(8_000, 1), (11_025, 3), (22_050, 2), (44_100, 8), (48_000, 6), (96_000, 2), (192_000, 1)]
)
def test_any_rate_and_channels(tmp_path: Path, rate_hz: int, channels: int) -> None:
    bed = opened(write(tmp_path / "a.wav", tone(5.5, 330.0, rate_hz=rate_hz, channels=channels), rate_hz))
    sound = bed.block(0, 2 * RATE_HZ)
    hz = np.argmax(np.abs(np.fft.rfft(sound[:, 0]))) / 2
    assert hz == pytest.approx(330.0, abs=1.0)
    np.testing.assert_allclose(sound[:, 0], sound[:, 1], atol=2e-4)


def test_each_loudspeaker_of_six_goes_to_its_side(tmp_path: Path) -> None:
    surround = np.zeros((6 * RATE_HZ, 6), np.float32)
    surround[:, 0] = tone(6.0, 200.0, channels=1)[:, 0]  # front left
    surround[:, 5] = tone(6.0, 500.0, channels=1)[:, 0]  # back right
    surround[:, 3] = tone(6.0, 50.0, channels=1)[:, 0]  # bass
    spectrum = np.abs(np.fft.rfft(opened(write(tmp_path / "a.wav", surround)).block(0, RATE_HZ), axis=0))
    assert spectrum[200, 0] > 50 * spectrum[200, 1]
    assert spectrum[500, 1] > 50 * spectrum[500, 0]
    assert spectrum[50].max() < 0.02 * spectrum[200, 0]


def test_dc_is_taken_away(tmp_path: Path) -> None:
    bed = opened(write(tmp_path / "a.wav", noise(10.0) + np.float32(0.3)))
    assert float(np.abs(bed.block(0, 6 * RATE_HZ).mean(axis=0)).max()) < 2e-3


def test_silence_at_the_ends_is_left_out(tmp_path: Path) -> None:
    quiet = np.zeros((3 * RATE_HZ, 2), np.float32)
    bed = opened(write(tmp_path / "a.wav", np.concatenate([quiet, noise(10.0), quiet])))
    assert bed.block(0, RATE_HZ).std() > 0.05
    levels = [float(bed.block(at, RATE_HZ).std()) for at in range(0, 30 * RATE_HZ, RATE_HZ)]
    assert min(levels) > 0.05


@pytest.mark.parametrize(
    ("sound", "words"),
    [
        (noise(4.0), "has 4.0 s of sound, but a bed needs at least 5 s"),
        (np.zeros((6 * RATE_HZ, 2), np.float32), "is silent"),
        (np.full((6 * RATE_HZ, 2), 0.4, np.float32), "has 0.0 s of sound"),
        (np.concatenate([noise(3.0), np.zeros((6 * RATE_HZ, 2), np.float32)]), "has 3.0 s of sound"),
        (np.full((1, 1), 0.4, np.float32), "is silent"),
    ],
    ids=["short", "silent", "only DC", "mostly silence", "one sample"],
)
def test_what_cannot_be_a_bed(tmp_path: Path, sound: Samples, words: str) -> None:
    with pytest.raises(AudioError) as caught:
        opened(write(tmp_path / "a.wav", sound))
    assert words in caught.value.message
    assert str(caught.value.where) == str(tmp_path / "a.wav")
    assert caught.value.hint


def test_no_audio_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_text("not music\n" * 5000)
    with pytest.raises(AudioError, match="is not audio that can be read"):
        opened(tmp_path / "a.mp3")


def test_what_may_not_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.wav", noise(7.0))

    def forbidden(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(AudioError, match="cannot be read: Permission denied"):
        opened(path)


def test_a_float_file_above_full_scale_is_measured_as_it_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "hot.wav"
    soundfile.write(path, noise(8.0) * 100.0, RATE_HZ, subtype="FLOAT")
    bed = opened(path)
    assert bed.lufs == pytest.approx(measured_lufs(bed.block(0, 8 * RATE_HZ)), abs=0.3)
    assert bed.lufs < 4.0


# --- long files lie in the cache ------------------------------------------------------------------


def prepared(path: Path, **more: Any) -> Track:
    return prepare(path, cache=cache_folder(), in_memory_s=0.0, **more)


def kept() -> list[Path]:
    return sorted((cache_folder() / "beds").iterdir())


def test_from_disk_it_is_the_same_as_from_memory(tmp_path: Path) -> None:
    path = write(tmp_path / "a.flac", noise(7.0))
    on_disk, in_memory = prepared(path), prepare(path, cache=tmp_path / "other")
    assert isinstance(on_disk.pcm, Path)
    assert isinstance(in_memory.pcm, np.ndarray)
    np.testing.assert_array_equal(on_disk.read(1000, 200_000), in_memory.read(1000, 200_000))
    np.testing.assert_array_equal(on_disk.energy, in_memory.energy)
    assert not (tmp_path / "other").exists()


def test_what_is_in_the_cache_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.flac", noise(7.0) + np.float32(0.1))
    first = prepared(path)
    monkeypatch.setattr("voiceguide.audio.blocks", lambda *_: pytest.fail("it was decoded again"))
    again = prepared(path.rename(tmp_path / "b.flac"))
    assert again.name == "b.flac"
    np.testing.assert_array_equal(again.read(0, again.frames), first.read(0, first.frames))
    np.testing.assert_array_equal(again.energy, first.energy)


@pytest.mark.parametrize("harm", ["cut", "gone", "garbled", "empty"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, harm: str) -> None:
    path = write(tmp_path / "a.flac", noise(7.0))
    first = prepared(path)
    wanted = first.read(0, first.frames)
    measured, samples = (next(each for each in kept() if each.suffix == suffix) for suffix in (".npz", ".pcm"))
    if harm == "cut":
        samples.write_bytes(samples.read_bytes()[:1000])
    elif harm == "gone":
        samples.unlink()
    else:
        measured.write_bytes(b"PK\x03\x04garbage" if harm == "garbled" else b"")
    again = prepared(path)
    np.testing.assert_array_equal(again.read(0, again.frames), wanted)


def test_a_track_that_leaves_the_cache_while_it_is_read_is_reported(tmp_path: Path) -> None:
    track = prepared(write(tmp_path / "a.flac", noise(7.0)))
    assert isinstance(track.pcm, Path)
    track.pcm.write_bytes(b"")
    with pytest.raises(AudioError, match="gone from the cache"):
        track.read(0, 100)
    track.pcm.unlink()
    with pytest.raises(AudioError, match="gone from the cache"):
        track.read(0, 100)


def test_nothing_is_left_of_a_track_that_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioError):
        prepared(write(tmp_path / "a.wav", noise(2.0)))
    damaged = write(tmp_path / "b.flac", noise(20.0))
    damaged.write_bytes(damaged.read_bytes()[:-20_000])
    with pytest.raises(AudioError, match="is damaged"):
        prepared(damaged)
    assert kept() == []


def test_a_cache_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = write(tmp_path / "a.flac", noise(7.0))
    with pytest.raises(AudioError) as caught:
        prepare(path, cache=tmp_path / "file", in_memory_s=0.0)
    assert "VOICEGUIDE_CACHE" in str(caught.value.hint)


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numpy.savez", full)
    with pytest.raises(AudioError, match="No space left on device"):
        prepared(write(tmp_path / "a.flac", noise(7.0)))
    assert [path.suffix for path in kept()] == [".pcm"]
    monkeypatch.undo()
    assert prepared(tmp_path / "a.flac").frames == 7 * RATE_HZ


def test_the_oldest_leave_a_full_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceguide.mix.tracks.KEPT_BYTES", 2_500_000)
    for seed in (1, 2, 3):
        newest = prepared(write(tmp_path / f"{seed}.wav", noise(6.0, seed)))  # 1.06 MB each
    assert len(kept()) == 4
    assert newest.pcm in kept()


def test_only_as_much_as_is_heard_is_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceguide.mix.tracks.LIMIT_UNIT_S", 8.0)
    path = write(tmp_path / "a.wav", noise(20.0, rate_hz=8_000, channels=1), 8_000)
    assert prepared(path, longest_s=3.0).frames == 8 * RATE_HZ
    assert prepared(path, longest_s=9.0).frames == 16 * RATE_HZ
    assert prepared(path, longest_s=30.0).frames == pytest.approx(20 * RATE_HZ, abs=1000)
    assert len([each for each in kept() if each.suffix == ".pcm"]) == 3
