"""Sound files: each container decodes to the whole session and shows titles, cover and chapters."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import mutagen
import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.wave import WAVE

from voiceguide.audio import Samples
from voiceguide.errors import ExportError, UsageError
from voiceguide.export.cover.picture import cover_jpeg
from voiceguide.export.formats.comments import comments
from voiceguide.export.formats.job import Job
from voiceguide.export.formats.registry import FORMATS, format_named, write_audio
from voiceguide.export.formats.stems import stem_name, write_stem
from voiceguide.export.session import Track, one_line
from voiceguide.mix.mixdown import STEMS
from voiceguide.settings import Settings

from .sessions import TITLES, session

SECONDS = 4.9173
names = pytest.mark.parametrize("name", list(FORMATS))
COVER = cover_jpeg("Test", 5, seed="test", size=200)


@dataclass(frozen=True)
class Tones:
    """A source: a quiet tone in each channel, the left twice as high as the right."""

    frames: int
    channels: int = 2

    def block(self, start: int, frames: int) -> Samples:
        at = np.arange(start, start + frames, dtype=np.float64)[:, None]
        pitch = np.array([[440.0, 220.0]])[:, : self.channels]
        return np.asarray(0.2 * np.sin(2 * np.pi * pitch * at / 44_100), np.float32)


def write(name: str, folder: Path, *, title: str = TITLES[0], settings: Settings | None = None) -> Path:
    made = session(title, seconds=SECONDS, settings=settings)
    channels = 1 if made.settings.mono else 2
    path = folder / f"out{FORMATS[name].suffix}"
    write_audio(FORMATS[name], Job(Tones(made.timeline.frames, channels), path, made, lambda: COVER))
    return path


def decoded(path: Path) -> tuple[Samples, int]:
    """All samples by FFmpeg's libraries, which skip an encoder's lead-in: (frames × channels), rate."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        frames = [frame.to_ndarray() for frame in container.decode(stream)]
        planes = [one if stream.format.is_planar else one.reshape(-1, stream.channels).T for one in frames]
        scale = 32768.0 if planes[0].dtype == np.int16 else 1.0
        return np.concatenate(planes, axis=1).T.astype(np.float32) / np.float32(scale), stream.rate


@names
def test_the_whole_session_is_in_the_file(name: str, tmp_path: Path) -> None:
    samples, rate_hz = decoded(write(name, tmp_path))
    expected = round(SECONDS * rate_hz)
    spare = {"m4b": 1024}.get(name, 1)  # the last AAC frame is whole; the edit list says where the sound ends
    assert expected <= len(samples) <= expected + spare
    assert samples.shape[1] == 2
    left, right = (np.abs(np.fft.rfft(samples[4096 : 4096 + 32768, side])).argmax() for side in (0, 1))
    assert left * rate_hz / 32768 == pytest.approx(440, abs=3)
    assert right * rate_hz / 32768 == pytest.approx(220, abs=3)
    assert np.sqrt((samples[4096:-4096] ** 2).mean()) == pytest.approx(0.2 / np.sqrt(2), rel=0.02)


@names
def test_the_stated_length_is_exact(name: str, tmp_path: Path) -> None:
    path = write(name, tmp_path)
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert stream.duration is not None
        assert stream.time_base is not None
        assert float(stream.duration * stream.time_base) == pytest.approx(
            SECONDS, abs={"opus": 0.0066, "mp3": 0.03, "ogg": 0.002}.get(name, 0.5 / 44_100)
        )


@names
def test_the_sound_is_where_it_should_be(name: str, tmp_path: Path) -> None:
    """No format shifts the sound: the tone's phase is right to less than a sample at 440 Hz."""
    samples, rate_hz = decoded(write(name, tmp_path))
    at = np.arange(rate_hz, 2 * rate_hz)
    turn = np.angle((samples[at, 0] * np.exp(-2j * np.pi * 440 * at / rate_hz)).sum() * 1j)
    assert abs(turn / (2 * np.pi * 440)) * rate_hz < 1


@names
def test_the_same_render_gives_the_same_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert write(name, tmp_path / "a").read_bytes() == write(name, tmp_path / "b").read_bytes()


@names
def test_one_channel_stays_one(name: str, tmp_path: Path) -> None:
    samples, _ = decoded(write(name, tmp_path, settings=Settings(mono=True)))
    assert samples.shape[1] == 1


@names
@pytest.mark.parametrize("title", TITLES[1:5])
def test_any_title_is_read_back(name: str, title: str, tmp_path: Path) -> None:
    assert one_line(title) in titles(write(name, tmp_path, title=title))


def titles(path: Path) -> list[str]:
    """The title and chapter titles, by mutagen."""
    file: Any = mutagen.File(path)
    if isinstance(file, MP4):
        return [*(str(each) for each in (file["\xa9nam"])), *(each.title for each in file.chapters or ())]
    if isinstance(file.tags, ID3):
        chapters = [str(each.sub_frames["TIT2"]) for each in file.tags.getall("CHAP")]
        return [str(file.tags["TIT2"]), *chapters]
    return [file["title"][0], *(file[key][0] for key in sorted(file.keys()) if key.endswith("name"))]


def chapters_by_ffmpeg(path: Path) -> list[tuple[float, str]]:
    with av.open(str(path)) as container:
        return [
            (float(each["start"] * (each["time_base"] or 0)), each["metadata"]["title"])
            for each in container.chapters()
        ]


@pytest.mark.parametrize("name", ["mp3", "m4b", "opus", "ogg", "flac"])
def test_chapters_are_read_back(name: str, tmp_path: Path) -> None:
    made = session(TITLES[2], seconds=SECONDS)
    expected = [(mark.start / 44_100, one_line(mark.title)) for mark in made.timeline.chapters]
    found = chapters_by_ffmpeg(write(name, tmp_path, title=TITLES[2]))
    assert [title for _, title in found] == [title for _, title in expected]
    assert [start for start, _ in found] == pytest.approx([start for start, _ in expected], abs=0.001)


def test_wav_carries_the_same_tag_as_mp3(tmp_path: Path) -> None:
    tags: Any = WAVE(write("wav", tmp_path)).tags
    assert str(tags["TIT2"]) == TITLES[0]
    assert len(tags.getall("CHAP")) == 2
    assert soundfile.info(str(tmp_path / "out.wav")).frames == round(SECONDS * 44_100)


def cover_in(path: Path) -> bytes:
    file: Any = mutagen.File(path)
    if isinstance(file, MP4):
        return bytes(file["covr"][0])
    if isinstance(file, FLAC):
        return bytes(file.pictures[0].data)
    if isinstance(file.tags, ID3):
        return bytes(file.tags.getall("APIC")[0].data)
    import base64

    return bytes(Picture(base64.b64decode(file["metadata_block_picture"][0])).data)


@names
def test_the_cover_is_in_the_file(name: str, tmp_path: Path) -> None:
    assert cover_in(write(name, tmp_path)) == COVER


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed here")
@names
def test_ffprobe_finds_nothing_to_complain_of(name: str, tmp_path: Path) -> None:
    command = ["ffprobe", "-v", "error", "-show_format", "-of", "json", str(write(name, tmp_path))]
    probed = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    assert probed.stderr == ""
    assert float(json.loads(probed.stdout)["format"]["duration"]) == pytest.approx(SECONDS, abs=0.06)


@names
def test_progress_is_reported_and_can_stop_the_work(name: str, tmp_path: Path) -> None:
    made = session(seconds=SECONDS)
    path = tmp_path / "out"
    reports: list[tuple[int, int]] = []
    tones = Tones(made.timeline.frames)
    write_audio(FORMATS[name], Job(tones, path, made, progress=lambda done, total: reports.append((done, total))))
    assert reports[-1] == (tones.frames, tones.frames)
    assert [done for done, _ in reports] == sorted(done for done, _ in reports)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_audio(FORMATS[name], Job(tones, tmp_path / "stopped", made, progress=stop))


@pytest.fixture
def small_disk() -> Any:
    """Files can grow to 20 kB only, as on a full disk."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@names
def test_a_full_disk_is_a_clear_error(name: str, tmp_path: Path, small_disk: None) -> None:
    with pytest.raises(ExportError) as caught:
        write(name, tmp_path)
    assert caught.value.where is not None
    assert caught.value.hint


@names
def test_a_folder_that_is_not_there_is_a_clear_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError):
        write(name, tmp_path / "missing")


@pytest.mark.parametrize("suffix", [".flac", ".wav"])
@pytest.mark.parametrize("channels", [1, 2])
def test_stems_are_lossless(suffix: str, channels: int, tmp_path: Path) -> None:
    tones = Tones(100_003, channels)
    path = tmp_path / stem_name("x", "speech", suffix)
    write_stem(tones, path)
    read, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    assert rate_hz == 44_100
    assert read.shape == (100_003, channels)
    assert np.abs(read - tones.block(0, 100_003)).max() < 2**-23
    assert soundfile.info(str(path)).subtype == "PCM_24"


def test_stems_have_names_of_their_own() -> None:
    assert [stem_name("a b", each) for each in STEMS] == ["a b.speech.flac", "a b.signals.flac", "a b.bed.flac"]


def test_a_stem_on_a_full_disk_is_a_clear_error(tmp_path: Path, small_disk: None) -> None:
    with pytest.raises(ExportError):
        write_stem(Tones(100_000), tmp_path / "x.flac")


def test_formats_by_name() -> None:
    assert format_named(" .MP3").name == "mp3"
    with pytest.raises(UsageError) as caught:
        format_named("ops")
    assert "opus" in str(caught.value.hint)


def test_every_part_of_a_set_has_its_number() -> None:
    import dataclasses

    made = session()
    made = dataclasses.replace(made, facts=dataclasses.replace(made.facts, track=Track(2, 3)))
    assert comments(made)["tracknumber"] == "2"
    assert comments(made)["tracktotal"] == "3"


@pytest.mark.parametrize("read", [lambda data: mutagen.File(io.BytesIO(data))])
def test_lyrics_hold_the_words(read: Callable[[bytes], Any], tmp_path: Path) -> None:
    file = read(write("flac", tmp_path).read_bytes())
    assert "Begin." in file["lyrics"][0]
    assert file["language"] == ["eng"]
