"""Files become sound, or a clear refusal; never a crash and never noise on the terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sounds import noise, tone, write, write_by_ffmpeg
from voiceguide.audio import Audio, blocks, decode, mono, resample
from voiceguide.errors import AudioError


def pitch_hz(sound: Audio) -> float:
    """The frequency that is strongest."""
    spectrum = np.abs(np.fft.rfft(sound.samples[:, 0] * np.hanning(sound.frames)))
    return float(np.argmax(spectrum) * sound.rate_hz / sound.frames)


@pytest.mark.parametrize("kind", ["wav", "flac", "aiff"])
def test_lossless_kinds_keep_every_sample(tmp_path: Path, kind: str) -> None:
    wanted = np.round(noise(2.0) * 32_768) / 32_768
    sound = decode(write(tmp_path / f"a.{kind}", wanted.astype(np.float32)))
    assert sound.rate_hz == 44_100
    np.testing.assert_array_equal(sound.samples, wanted)


@pytest.mark.parametrize("kind", ["ogg", "mp3"])
def test_lossy_kinds_keep_length_and_pitch(tmp_path: Path, kind: str) -> None:
    sound = decode(write(tmp_path / f"a.{kind}", tone(2.0, 440.0)))
    assert sound.samples.shape == (88_200, 2)
    assert pitch_hz(sound) == pytest.approx(440.0, abs=1.0)
    assert float(np.abs(sound.samples).max()) == pytest.approx(0.2, abs=0.02)


@pytest.mark.parametrize(("name", "codec"), [("a.m4a", "aac"), ("a.aac", "aac"), ("a.wma", "wmav2")])
def test_other_kinds_come_through_ffmpeg(tmp_path: Path, name: str, codec: str) -> None:
    sound = decode(write_by_ffmpeg(tmp_path / name, tone(2.0, 440.0), codec))
    assert sound.channels == 2
    assert sound.seconds == pytest.approx(2.0, abs=0.1)
    assert pitch_hz(sound) == pytest.approx(440.0, abs=1.0)


def test_opus(tmp_path: Path) -> None:
    sound = decode(write(tmp_path / "a.opus", tone(2.0, 440.0, rate_hz=48_000), 48_000, "OPUS"))
    assert (sound.rate_hz, sound.frames) == (48_000, 96_000)


@pytest.mark.parametrize("name", ["song.wav", "song.mp3", "song.ogg", "song", "song.raw", "song.txt"])
@pytest.mark.parametrize("kind", ["wav", "mp3", "flac"])
def test_the_content_counts_and_not_the_name(tmp_path: Path, name: str, kind: str) -> None:
    write(tmp_path / f"true.{kind}", tone(1.0))
    sound = decode((tmp_path / f"true.{kind}").rename(tmp_path / name))
    assert sound.frames == 44_100


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2, 6, 8])
def test_rates_and_channels_are_kept(tmp_path: Path, rate_hz: int, channels: int) -> None:
    sound = decode(write(tmp_path / "a.wav", noise(0.2, rate_hz=rate_hz, channels=channels), rate_hz))
    assert (sound.rate_hz, sound.channels, sound.frames) == (rate_hz, channels, round(0.2 * rate_hz))


def test_one_sample_is_a_sound(tmp_path: Path) -> None:
    assert decode(write(tmp_path / "a.wav", np.full((1, 1), 0.5, np.float32))).samples.tolist() == [[0.5]]


def test_numbers_that_are_none_become_finite(tmp_path: Path) -> None:
    broken = tone(0.1)
    broken[10], broken[20], broken[30] = np.nan, np.inf, -np.inf
    sound = decode(write(tmp_path / "a.wav", broken, subtype="FLOAT"))
    assert sound.samples[[10, 20, 30], 0].tolist() == [0.0, 1.0, -1.0]
    np.testing.assert_array_equal(sound.samples[40:], broken[40:])


def test_blocks_make_up_the_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "a.flac", noise(3.3))
    pieces = list(blocks(path, 0.5))
    assert [piece.frames for piece in pieces] == [22_050] * 6 + [145_530 - 6 * 22_050]
    np.testing.assert_array_equal(np.concatenate([piece.samples for piece in pieces]), decode(path).samples)


def test_blocks_of_a_compressed_file_stay_small(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp3", noise(8.0))
    assert max(piece.seconds for piece in blocks(path, 1.0)) < 1.5


# --- refusals ------------------------------------------------------------------------------------


def refused(path: Path) -> AudioError:
    with pytest.raises(AudioError) as caught:
        decode(path)
    assert caught.value.where is not None
    assert str(path) in str(caught.value)
    return caught.value


@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.ogg", "a.m4a", "a.txt", "a"])
@pytest.mark.parametrize(
    "content",
    [b"hello, this is a text\n" * 3000, b"\x00" * 50_000, b"RIFF", b"OggS" + b"\x00" * 400, b"\x89PNG\r\n\x1a\n"],
)
def test_what_is_no_audio(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    error = refused(path)
    assert error.message == "is not audio that can be read"
    assert "mp3" in str(error.hint)


@given(
    content=st.binary(min_size=1, max_size=3000),
    magic=st.sampled_from([b"", b"RIFF", b"fLaC", b"OggS", b"ID3\x03", b"\xff\xfb\x90\x64"]),
)
def test_any_bytes_are_sound_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes, magic: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a.bin"
    path.write_bytes(magic + content)
    try:
        sound = decode(path)
    except AudioError:
        return
    assert np.isfinite(sound.samples).all()


@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile beside.mp3\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:8,\nbeside.mp3\n#EXT-X-ENDLIST\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
    ],
    ids=["concat", "HLS", "SDP"],
)
def test_a_list_of_sounds_opens_no_other_file_and_no_address(tmp_path: Path, text: str) -> None:
    write(tmp_path / "beside.mp3", tone(1.0))
    (tmp_path / "a.mp3").write_text(text, "utf-8")
    assert refused(tmp_path / "a.mp3").message == "is not audio that can be read"


@pytest.mark.parametrize("name", ["-", "data:x.mp3", "file:x.wav"])
@pytest.mark.parametrize("kind", ["wav", "mp3"])
def test_names_that_mean_something_else_to_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    write(tmp_path / f"true.{kind}", tone(1.0)).rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert decode(Path(name)).frames == 44_100


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
@pytest.mark.parametrize("kind", ["wav", "mp3"])
def test_a_name_that_is_no_text(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / f"true.{kind}", tone(1.0)).rename(tmp_path / "w\udce4ves.wav")
    assert decode(path).frames == 44_100


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    assert refused(tmp_path / "a.wav").message == "is empty"


def test_a_file_of_no_length(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "a.wav", np.zeros((0, 2), np.float32))).message == "holds no sound"


def test_no_such_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.wav").message == "there is no such file"
    assert refused(write(tmp_path / "a.wav", tone(0.1)) / "inside.wav").message == "there is no such file"


def test_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path).message == "is a folder, not an audio file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    assert refused(tmp_path / "pipe.wav").message == "is not a plain file"


def test_what_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.wav", tone(0.1))

    def forbidden(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", forbidden)
    assert refused(path).message == "cannot be read: Permission denied"


def test_a_name_that_cannot_be_one() -> None:
    assert refused(Path("a\0b.wav")).message == "cannot be read"


def test_a_cut_flac_is_damaged(tmp_path: Path) -> None:
    path = write(tmp_path / "a.flac", noise(20.0))
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])
    error = refused(path)
    assert error.message.startswith("is damaged after 1")
    assert "download it again" in str(error.hint)


@pytest.mark.parametrize("kind", ["wav", "mp3", "ogg"])
def test_what_is_left_of_a_cut_file_is_heard(tmp_path: Path, kind: str) -> None:
    whole = noise(10.0)
    path = write(tmp_path / f"a.{kind}", whole)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    sound = decode(path)
    assert 3.0 < sound.seconds < 6.0
    assert float(sound.samples.std()) == pytest.approx(float(whole.std()), rel=0.1)


def test_a_scratched_mp3_is_heard_and_a_ruined_one_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp3", tone(8.0))
    whole = bytearray(path.read_bytes())
    garbage = np.random.default_rng(5).bytes(1200)
    whole[20_000:21_200] = garbage
    path.write_bytes(whole)
    assert decode(path).seconds == pytest.approx(8.0, abs=0.4)
    for at in range(3000, len(whole) - 400, 700):
        whole[at : at + 400] = garbage[:400]
    path.write_bytes(whole)
    assert refused(path).message.startswith("is damaged")


def test_too_long_for_memory(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", tone(3.0, rate_hz=8_000), 8_000)
    with pytest.raises(AudioError, match="is longer than 2 seconds"):
        decode(path, longest_s=2.0)


def test_nothing_is_printed_about_damage(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp3", tone(4.0))
    path.write_bytes(path.read_bytes()[:9_000] + b"not music" * 100)
    code = f"from voiceguide.audio import decode; from pathlib import Path; decode(Path({str(path)!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert "mpg123" not in done.stderr


# --- working with sound --------------------------------------------------------------------------


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 48_000, 192_000])
def test_resampling_keeps_pitch_length_and_level(rate_hz: int) -> None:
    sound = resample(Audio(tone(2.0, 440.0, rate_hz=rate_hz), rate_hz))
    assert (sound.rate_hz, sound.frames) == (44_100, 88_200)
    assert pitch_hz(sound) == pytest.approx(440.0, abs=1.0)
    assert float(sound.samples[4_000:-4_000].std()) == pytest.approx(0.2 / np.sqrt(2), rel=1e-3)


def test_mono_is_the_mean() -> None:
    pair = np.stack([np.full(10, 0.5), np.full(10, -0.1)], axis=1).astype(np.float32)
    np.testing.assert_allclose(mono(Audio(pair, 44_100)).samples, 0.2, atol=1e-7)
