"""The MP3 file: exact length, level, joins, the same bytes for any number of threads; decoded and measured."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import threading
from pathlib import Path

import lameenc
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from tests.mix.synthetic import NoiseBed, speech_like
from voiceguide.audio import Samples
from voiceguide.errors import ExportError
from voiceguide.export.mp3 import Mp3Info, encode_mp3
from voiceguide.export.pcm import MemorySource, to_pcm16
from voiceguide.mp3 import joining
from voiceguide.mp3.encoder import Encoding, input_gain
from voiceguide.mp3.errors import Mp3Error
from voiceguide.mp3.frames import FRAME_SAMPLES, FrameReader, Layout
from voiceguide.mp3.info import Crc16
from voiceguide.mp3.segments import BLOCK, QUALITY, Segment, segment_starts
from voiceguide.units import RATE_HZ

RATES = (96, 128, 160, 192, 256)


def session_like(seconds: float, channels: int = 2) -> MemorySource:
    """Surf under words."""
    frames = round(seconds * 44_100) + 321
    sound = NoiseBed(8).block(0, frames)[:, :channels] * np.float32(0.2)
    for at in range(1, int(seconds) - 3, 7):
        words = speech_like(2.5, at)
        sound[at * 44_100 : at * 44_100 + len(words)] += words[:, np.newaxis] * np.float32(0.6)
    return MemorySource(sound)


SESSION = session_like(47.0)


def encoded(source: MemorySource, bitrate_kbps: int = 128, threads: int = 2) -> tuple[bytes, Mp3Info]:
    file = io.BytesIO()
    info = encode_mp3(source, file, bitrate_kbps=bitrate_kbps, threads=threads)
    return file.getvalue(), info


def decoded(data: bytes) -> Samples:
    return np.asarray(soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)[0])


def snr_db(source: Samples, heard: Samples) -> float:
    noise = source.astype(np.float64) - heard
    return float(10 * np.log10((source.astype(np.float64) ** 2).sum() / (noise**2).sum()))


def single_pass(source: MemorySource, bitrate_kbps: int) -> bytes:
    """What LAME gives in one go, with an Info frame taken from the joined file's."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(source.channels)
    encoder.set_in_sample_rate(44_100)
    encoder.set_out_sample_rate(44_100)
    encoder.set_bit_rate(bitrate_kbps)
    encoder.set_quality(QUALITY)
    gain = {192: 1 / 0.97, 256: 1.0}.get(bitrate_kbps, 1 / 0.95)
    return bytes(encoder.encode(to_pcm16(source.samples, 0, gain).tobytes()) + encoder.flush())


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("bitrate_kbps", RATES)
def test_length_place_and_level_are_exact_at_every_rate(bitrate_kbps: int, channels: int) -> None:
    source = session_like(5.0, channels)
    data, info = encoded(source, bitrate_kbps)
    sound = decoded(data)
    assert sound.shape == source.samples.shape
    assert len(data) == info.bytes
    kbps = len(data) * 8 / (info.audio_frames + 1) / FRAME_SAMPLES * 44.1
    assert kbps == pytest.approx(bitrate_kbps, rel=0.002)
    # every sample in its place, at its level: nothing but noise remains
    level = float((sound * source.samples).sum() / (source.samples**2).sum())
    assert 20 * np.log10(level) == pytest.approx(0, abs=0.12)
    assert snr_db(source.samples, sound) > 11


@pytest.mark.parametrize("frames", [1, 100, 575, 576, 577, 1151, 1152, 1153, 2304, 44_100, 100_000])
def test_any_length_is_kept(frames: int) -> None:
    data, info = encoded(MemorySource(SESSION.samples[44_100 : 44_100 + frames]))
    assert len(decoded(data)) == frames == info.frames


def test_the_same_bytes_for_any_number_of_threads() -> None:
    one, two, many = (encoded(SESSION, threads=threads)[0] for threads in (1, 2, 5))
    assert one == two == many


@pytest.mark.parametrize(("bitrate_kbps", "channels"), [(128, 2), (128, 1), (96, 2), (256, 2)])
def test_joined_stretches_sound_like_a_single_pass(bitrate_kbps: int, channels: int) -> None:
    source = MemorySource(SESSION.samples[:, :channels])
    data, info = encoded(source, bitrate_kbps)
    assert info.joins == len(segment_starts(source.frames)) - 1 >= 1
    alone = single_pass(source, bitrate_kbps)
    assert len(alone) == info.bytes - Layout(bitrate_kbps, channels).size
    joined, single = decoded(data), decoded(data[: len(data) - len(alone)] + alone)
    assert snr_db(source.samples, joined) == pytest.approx(snr_db(source.samples, single), abs=0.05)
    for start in segment_starts(source.frames)[1:]:  # the join lies within the first frames of a stretch
        part = slice(start * FRAME_SAMPLES, (start + joining.WINDOW) * FRAME_SAMPLES)
        assert snr_db(source.samples[part], joined[part]) > snr_db(source.samples[part], single[part]) - 0.3
        noise = np.abs(source.samples[part] - joined[part])
        assert noise.max() < 1.5 * np.abs(source.samples[part] - single[part]).max()


def test_where_reservoirs_never_agree_the_join_is_stuffed(monkeypatch: pytest.MonkeyPatch) -> None:
    """At every other place than usual the sound is as good, and what is put between takes no more than it must."""

    def late(before: Segment, after: Segment) -> joining.Join | None:
        places = []
        for frame in range(after.first + joining.WARM_UP, after.first + joining.WINDOW):
            before.run_to_frame(frame + 1)
            spare = before.frame(frame).reservoir - after.frame(frame).reservoir
            if spare >= 0 and before.frame(frame - 1).last_windows == after.frame(frame - 1).last_windows:
                places.append(joining.Join(frame, spare))
        return max(places, key=lambda join: join.stuffed)

    usual = decoded(encoded(SESSION)[0])
    monkeypatch.setattr("voiceguide.mp3.encoder.find_join", late)
    data, info = encoded(SESSION)
    assert info.stuffed_bytes > 0
    assert info.joins >= 1
    sound = decoded(data)
    assert len(sound) == SESSION.frames
    assert snr_db(SESSION.samples, sound) == pytest.approx(snr_db(SESSION.samples, usual), abs=0.1)


def test_where_no_join_is_possible_the_first_encoder_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceguide.mp3.encoder.find_join", lambda before, after: None)  # noqa: ARG005
    data, info = encoded(SESSION)
    assert (info.joins, info.merged) == (0, len(segment_starts(SESSION.frames)) - 1)
    alone = single_pass(SESSION, 128)
    assert data[-len(alone) :] == alone


def test_every_frame_follows_on_from_the_one_before() -> None:
    data, info = encoded(SESSION)
    assert info.merged == 0
    assert info.stuffed_bytes <= joining.MOST_STUFFED * info.joins
    layout = Layout(128, 2)
    reader = FrameReader(layout)
    reader.push(data[layout.size :])
    assert len(reader) == info.audio_frames
    for index in range(len(reader)):
        assert 0 <= reader[index].reservoir <= 511


def test_the_info_frame_tells_the_truth() -> None:
    data, info = encoded(SESSION)
    size = Layout(128, 2).size
    assert data[36:40] == b"Info"
    assert int.from_bytes(data[44:48], "big") == info.audio_frames
    assert int.from_bytes(data[48:52], "big") == info.bytes == len(data)
    assert int.from_bytes(data[40:44], "big") == 0b1011, "frames, bytes and quality; no table of contents"
    assert data[56:60] == b"LAME"
    delay_and_padding = int.from_bytes(data[77:80], "big")
    assert (delay_and_padding >> 12) + (delay_and_padding & 0xFFF) + info.frames == info.audio_frames * FRAME_SAMPLES
    for expected, content in ((data[88:90], data[size:]), (data[90:92], data[:90])):
        crc = 0
        for byte in content:
            crc ^= byte
            for _ in range(8):
                crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
        assert int.from_bytes(expected, "big") == crc


@given(st.lists(st.binary(max_size=9000), max_size=5))
def test_a_crc_does_not_depend_on_how_the_stream_is_divided(parts: list[bytes]) -> None:
    by_parts, whole = Crc16(), Crc16()
    for part in parts:
        by_parts.push(part)
    whole.push(b"".join(parts))
    assert by_parts.value == whole.value


@pytest.mark.parametrize("count", [0, 1, 32_766, 32_767, 32_768, 70_000])
def test_the_crc_of_a_long_stream_is_that_of_its_definition(count: int) -> None:
    content, expected = random.Random(count).randbytes(count), 0
    for byte in content:
        expected ^= byte
        for _ in range(8):
            expected = expected >> 1 ^ (0xA001 if expected & 1 else 0)
    crc = Crc16()
    for at in range(0, count, 20_000):
        crc.push(content[at : at + 20_000])
    assert crc.value == expected


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("bitrate_kbps", RATES)
def test_frames_begin_where_the_bit_rate_puts_them(bitrate_kbps: int, channels: int) -> None:
    layout, reader = Layout(bitrate_kbps, channels), FrameReader(Layout(bitrate_kbps, channels))
    source = MemorySource(SESSION.samples[: 120 * FRAME_SAMPLES, :channels])
    content = single_pass(source, bitrate_kbps)
    for at in range(0, len(content), 1000):
        reader.push(content[at : at + 1000])
    at = 0
    for index in range(len(reader)):
        padded = content[at + 2] >> 1 & 1
        assert reader[index].data == content[at : at + 144_000 * bitrate_kbps // 44_100 + padded]
        at += len(reader[index].data)
    assert at == len(content) == layout.total(len(reader))
    assert [layout.count(layout.total(n) + more) for n in range(1, 99) for more in (-1, 0)] == [
        n + more for n in range(1, 99) for more in (-1, 0)
    ]


@pytest.mark.parametrize("byte", [0, 1, 2])
def test_what_is_no_frame_is_refused(byte: int) -> None:
    content = bytearray(single_pass(MemorySource(SESSION.samples[: 60 * FRAME_SAMPLES]), 128))
    content[Layout(128, 2).total(40) + byte] ^= 0x04
    reader = FrameReader(Layout(128, 2))
    with pytest.raises(Mp3Error, match="no frame"):
        reader.push(content)


def test_what_stands_before_is_left_alone() -> None:
    file = io.BytesIO(b"ID3" + bytes(997))
    file.seek(1000)
    info = encode_mp3(MemorySource(SESSION.samples[:50_000]), file)
    assert info.offset == 1000
    assert file.getvalue()[:1000] == b"ID3" + bytes(997)
    assert file.getvalue()[1000:] == encoded(MemorySource(SESSION.samples[:50_000]))[0]


def test_a_late_place_can_be_sought() -> None:
    data, _ = encoded(SESSION)
    full = decoded(data)
    with soundfile.SoundFile(io.BytesIO(data)) as file:
        for start in (100_000, 1_500_000, 2_000_001):
            file.seek(start)
            heard = file.read(5000, dtype="float32", always_2d=True)
            assert np.abs(heard - full[start : start + 5000]).max() < 1e-3


@pytest.mark.parametrize("options", [{}, {"usetoc": "1"}], ids=["usual", "by the table"])
def test_a_player_lands_where_it_was_sent(tmp_path: Path, options: dict[str, str]) -> None:
    """A moment's place follows from its time; a table of a hundred bytes would be seconds off in a long session."""
    av = pytest.importorskip("av")
    data, _ = encoded(SESSION)
    path = tmp_path / "session.mp3"
    path.write_bytes(data)
    full = decoded(data)
    with av.open(str(path), options=options) as container:
        stream = container.streams.audio[0]
        for at in (7.3, 21.05, 44.4):
            container.seek(round(at / stream.time_base), stream=stream)
            frames = container.decode(stream)
            next(frames)  # the first frames after a jump lack their reservoir
            next(frames)
            frame = next(frames)
            heard = frame.to_ndarray()[0]
            claimed = round(float(frame.pts * stream.time_base) * RATE_HZ)
            window = full[max(0, claimed - 8000) : claimed + len(heard) + 8000, 0]
            match = int(np.argmax(np.correlate(window, heard, "valid"))) + max(0, claimed - 8000)
            assert abs(match - claimed) / RATE_HZ <= 0.1
            assert abs(match / RATE_HZ - at) <= 0.3


def test_frames_are_handed_out_while_the_rest_is_encoded() -> None:
    asked: list[int] = []

    def pcm(start: int, count: int) -> bytes:
        asked.append(start + count)
        return to_pcm16(SESSION.block(start, count), start, input_gain(128)).tobytes()

    with Encoding(pcm, frames=SESSION.frames, channels=2, threads=1) as encoding:
        pieces = iter(encoding)
        first = bytes(next(pieces))
        assert max(asked) < SESSION.frames, "the end is not mixed yet"
        whole = first + b"".join(bytes(piece) for piece in pieces)
    assert encoding.info_frame() + whole == encoded(SESSION)[0]


def test_a_segment_gives_the_same_frames_however_it_is_fed_and_ends_once() -> None:
    frames = SESSION.frames
    done: list[str] = []

    def pcm(start: int, count: int) -> bytes:
        done.append("mixed")
        return to_pcm16(SESSION.block(start, count), start).tobytes()

    whole = Segment(0, frames, Layout(128, 2), pcm)
    whole.feed(frames + 1000, lambda _: done.append("encoded"))
    blocks = -(-frames // BLOCK)
    assert done == ["mixed"] * blocks + ["encoded"] * blocks, "nothing is mixed between encoding and encoding"
    pieces = Segment(0, frames, Layout(128, 2), pcm)
    for stop in (1, 1000, 1000, 500, 200_000, frames, frames + 5, frames, 0):
        pieces.feed(stop)
    assert pieces.at == frames
    assert pieces.stop == whole.stop
    assert bytes(pieces.span(0, pieces.stop)) == bytes(whole.span(0, whole.stop))


def test_the_heap_is_tidied_in_long_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    tidied: list[int] = []
    monkeypatch.setattr("voiceguide.export.mp3.give_back", lambda: tidied.append(1))
    encode_mp3(SESSION, io.BytesIO())
    assert not tidied, "not in a minute"
    monkeypatch.setattr("voiceguide.export.mp3.TIDIED_BYTES", 100_000)
    encode_mp3(SESSION, io.BytesIO())
    assert tidied


def test_progress_rises_to_the_whole() -> None:
    reports: list[tuple[int, int]] = []
    encode_mp3(SESSION, io.BytesIO(), progress=lambda done, total: reports.append((done, total)))
    assert reports == sorted(reports)
    assert reports[-1] == (SESSION.frames, SESSION.frames)
    assert np.diff([0, *(done for done, _ in reports)]).max() < 2 * RATE_HZ


class StopError(Exception):
    pass


def test_progress_may_stop_the_work_and_no_thread_stays() -> None:
    def stop(done: int, total: int) -> None:
        if done > total // 5:
            raise StopError

    before = threading.active_count()
    with pytest.raises(StopError):
        encode_mp3(SESSION, io.BytesIO(), progress=stop)
    assert threading.active_count() == before


def test_what_is_stopped_is_not_worked_on() -> None:
    asked: list[int] = []

    class Heard(MemorySource):
        def block(self, start: int, frames: int) -> Samples:
            asked.append(frames)
            return super().block(start, frames)

    def stop(done: int, total: int) -> None:
        raise StopError

    with pytest.raises(StopError):
        encode_mp3(Heard(np.tile(SESSION.samples, (4, 1))), io.BytesIO(), threads=1, progress=stop)
    assert sum(asked) < 35 * RATE_HZ, "of the minute that it was at work on"


def test_a_source_that_fails_fails_the_work() -> None:
    class Broken(MemorySource):
        def block(self, start: int, frames: int) -> Samples:
            if start > 1_000_000:
                raise StopError
            return super().block(start, frames)

    before = threading.active_count()
    with pytest.raises(StopError):
        encode_mp3(Broken(SESSION.samples), io.BytesIO())
    assert threading.active_count() == before


def test_a_full_disk_fails_the_work() -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            if self.tell() > 100_000:
                raise OSError(28, "No space left on device")
            return super().write(data)  # type: ignore[arg-type]

    with pytest.raises(OSError, match="No space"):
        encode_mp3(SESSION, Full())


def test_what_cannot_be_encoded_is_refused() -> None:
    with pytest.raises(ExportError) as caught:
        encode_mp3(SESSION, io.BytesIO(), bitrate_kbps=100)
    assert caught.value.hint is not None
    assert "128" in caught.value.hint
    for shape in ((0, 2), (10, 3)):
        with pytest.raises(ExportError):
            encode_mp3(MemorySource(np.zeros(shape, np.float32)), io.BytesIO())


@given(st.integers(1, 44_100 * 60 * 240))
def test_stretches_cover_a_session_of_any_length(frames: int) -> None:
    starts = segment_starts(frames)
    total = -(-frames // FRAME_SAMPLES)
    lengths = np.diff([*starts, total])
    assert starts[0] == 0
    assert all(start % 49 == 0 for start in starts)
    assert len(starts) == 1 or lengths.min() >= 4 * 49 > joining.WINDOW + 2
    assert lengths.max() <= (141 + 12) * 49


@pytest.mark.parametrize("bitrate_kbps", [96, 128, 160, 192, 256])
@pytest.mark.parametrize("frames", [1, 577, 1152, 1153, 3000, 49 * 1152, 700_001])
def test_how_many_bytes_there_will_be_is_known_before_there_is_one(bitrate_kbps: int, frames: int) -> None:
    def pcm(start: int, count: int) -> bytes:
        return np.random.default_rng(start).integers(-3000, 3000, count, "<i2").tobytes()

    encoding = Encoding(pcm, frames=frames, channels=1, bitrate_kbps=bitrate_kbps)
    expected, ahead = (encoding.total_frames, encoding.total_bytes), encoding.info_ahead()
    with encoding:
        sent = sum(map(len, encoding))
    assert (encoding.audio_frames, sent) == expected
    assert len(ahead) == encoding.info_bytes
    assert ahead[:60] == encoding.info_frame()[:60]


def test_dither_belongs_to_the_place_and_keeps_the_level() -> None:
    quiet = np.full((600_000, 2), 0.25 / 32768, np.float32)  # a quarter of a step: lost without dither
    steps = to_pcm16(quiet, 1000)
    assert steps.mean() == pytest.approx(0.25, abs=0.01)
    assert set(np.unique(steps)) <= {-1, 0, 1, 2}
    assert np.array_equal(to_pcm16(quiet[5000:300_000], 6000), steps[5000:300_000])
    loud = to_pcm16(np.array([[2.0, -2.0]], np.float32), 0)
    assert loud.tolist() == [[32767, -32768]]


@pytest.mark.parametrize("channels", [1, 2])
def test_other_programs_find_no_fault(tmp_path: Path, channels: int) -> None:
    tools = [tool for tool in ("ffmpeg", "lame", "mp3val") if shutil.which(tool)]
    if not tools:
        pytest.skip("none of ffmpeg, lame and mp3val is here")
    path = tmp_path / "x.mp3"
    path.write_bytes(encoded(MemorySource(SESSION.samples[:, :channels]))[0])
    if "ffmpeg" in tools:
        ffmpeg = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-"]
        ran = subprocess.run(ffmpeg, capture_output=True, check=True)
        assert ran.stderr == b""
        assert len(ran.stdout) == SESSION.frames * channels * 4
    if "lame" in tools:
        wave = tmp_path / "x.wav"
        subprocess.run(["lame", "--quiet", "--decode", str(path), str(wave)], check=True)
        assert soundfile.info(wave).frames == SESSION.frames
    if "mp3val" in tools:
        report = subprocess.run(["mp3val", str(path)], capture_output=True, text=True, check=True).stdout
        faults = [line for line in report.splitlines() if "WARNING" in line or "ERROR" in line]
        assert [line for line in faults if "No supported tags" not in line] == []
