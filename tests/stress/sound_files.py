"""The sound files that people have and should not have: each made on the spot, by name.

`CATALOGUE` maps a description to a function that makes the file in a folder and gives its path.
"""

from __future__ import annotations

import os
import stat
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.sounds import noise, write, write_by_ffmpeg
from voiceguide.audio import Samples

Make = Callable[[Path], Path]

SECONDS = 8.0


def wave(
    content: bytes, *, kind: int = 1, channels: int = 2, rate_hz: int = 44_100, bits: int = 16, says: int = -1
) -> bytes:
    """A WAV file whose header says what is asked, true or not."""
    frame = max(1, channels * bits // 8)
    form = struct.pack("<HHIIHH", kind, channels, rate_hz, rate_hz * frame & 0xFFFFFFFF, frame & 0xFFFF, bits)
    size = len(content) if says < 0 else says
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", size) + content
    return b"RIFF" + struct.pack("<I", len(body) & 0xFFFFFFFF) + body


def _sound(name: str, samples: Callable[[], Samples], rate_hz: int = 44_100, subtype: str | None = None) -> Make:
    return lambda folder: write(folder / name, samples(), rate_hz, subtype)


def _coded(name: str, codec: str) -> Make:
    return lambda folder: write_by_ffmpeg(folder / name, noise(SECONDS), codec)


def _bytes(name: str, content: bytes | Callable[[], bytes]) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content())
        return folder / name

    return make


def _cut(make: Make, share: float = 0.5) -> Make:
    def cut(folder: Path) -> Path:
        path = make(folder)
        whole = path.read_bytes()
        path.write_bytes(whole[: round(len(whole) * share)])
        return path

    return cut


def _named(make: Make, name: str) -> Make:
    return lambda folder: make(folder).rename(folder / name)


def _changed(make: Make, change: Callable[[Path], None]) -> Make:
    def changed(folder: Path) -> Path:
        path = make(folder)
        change(path)
        return path

    return changed


def _scratch(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    garbage = np.random.default_rng(5).bytes(4000)
    whole[len(whole) // 2 : len(whole) // 2 + 4000] = garbage
    path.write_bytes(whole)


def _pcm(samples: Samples) -> bytes:
    return bytes((samples * 32_767).astype("<i2").tobytes())


def _floats(*odd: float) -> Samples:
    samples = noise(SECONDS)
    samples[1000 : 1000 + 7 * len(odd)] = np.repeat(np.array(odd, np.float32), 7)[:, np.newaxis]
    return samples


def _three_hours(folder: Path) -> Path:
    """A minute of MP3, 180 times one after the other: 3 h in 43 MB."""
    minute = write(folder / "minute.mp3", noise(60.0, rate_hz=16_000, channels=1), 16_000).read_bytes()
    path = folder / "long.mp3"
    with path.open("wb") as out:
        for _ in range(180):
            out.write(minute)
    return path


def _hollow(folder: Path) -> Path:
    """A WAV of 3 h of silence that takes no room on the disk."""
    path = folder / "hollow.wav"
    size = 3 * 3600 * 44_100 * 4
    path.write_bytes(wave(b"", says=size))
    with path.open("rb+") as handle:
        handle.truncate(path.stat().st_size + size)
    return path


def _film(folder: Path) -> Path:
    """A film without sound."""
    import av

    path = folder / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _zip(folder: Path) -> Path:
    path = folder / "sounds.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("waves.wav", wave(bytes(1000)))
    return path


def _folder(name: str, *files: Make) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).mkdir()
        for each in files:
            each(folder / name)
        return folder / name

    return make


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.wav")
    return folder / "pipe.wav"


def _socket(folder: Path) -> Path:
    os.mknod(folder / "socket.wav", stat.S_IFSOCK | 0o600)
    return folder / "socket.wav"


def _link(name: str, target: str) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).symlink_to(target)
        return folder / name

    return make


_WAV, _FLAC, _MP3 = (_sound(f"good.{kind}", lambda: noise(SECONDS)) for kind in ("wav", "flac", "mp3"))
_OGG = _sound("good.ogg", lambda: noise(SECONDS))
_M4A = _coded("good.m4a", "aac")
_HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:8,\n{}\n#EXT-X-ENDLIST\n"
_SDP = "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n"


def _beside(name: str, text: str) -> Make:
    """A file whose text makes a decoder open the good one beside it."""

    def make(folder: Path) -> Path:
        good = write(folder / "beside.mp3", noise(SECONDS))
        (folder / name).write_text(text.format(good.name), "utf-8")
        return folder / name

    return make


CATALOGUE: dict[str, Make] = {
    "WAV": _WAV,
    "FLAC": _FLAC,
    "MP3": _MP3,
    "Ogg Vorbis": _OGG,
    "AAC in MPEG-4": _M4A,
    "AIFF": _sound("good.aiff", lambda: noise(SECONDS)),
    "WMA": _coded("good.wma", "wmav2"),
    "WAV, 8 bit": _sound("8.wav", lambda: noise(SECONDS), subtype="PCM_U8"),
    "WAV, 24 bit": _sound("24.wav", lambda: noise(SECONDS), subtype="PCM_24"),
    "WAV, double precision": _sound("64.wav", lambda: noise(SECONDS), subtype="DOUBLE"),
    "WAV, telephone's µ-law": _sound("ulaw.wav", lambda: noise(SECONDS, rate_hz=8_000), 8_000, "ULAW"),
    "truncated WAV": _cut(_WAV, 0.9),
    "truncated FLAC": _cut(_FLAC, 0.9),
    "truncated MP3": _cut(_MP3, 0.9),
    "truncated Ogg": _cut(_OGG, 0.9),
    "truncated MPEG-4": _cut(_M4A, 0.9),
    "scratched MP3": _changed(_MP3, _scratch),
    "scratched FLAC": _changed(_FLAC, _scratch),
    "scratched Ogg": _changed(_OGG, _scratch),
    "MP3 named .wav": _named(_MP3, "a.wav"),
    "WAV named .mp3": _named(_WAV, "a.mp3"),
    "FLAC named .ogg": _named(_FLAC, "a.ogg"),
    "zero bytes": _bytes("zero.wav", b""),
    "header only": _bytes("head.wav", wave(b"")),
    "1 sample": _sound("one.wav", lambda: np.full((1, 1), 0.5, np.float32)),
    "4 s": _sound("short.wav", lambda: noise(4.0)),
    "8 s of silence": _sound("silent.wav", lambda: np.zeros((8 * 44_100, 2), np.float32)),
    "192 kHz": _sound("192.wav", lambda: noise(SECONDS, rate_hz=192_000), 192_000),
    "768 kHz": _sound("768.wav", lambda: noise(SECONDS, rate_hz=768_000, channels=1), 768_000),
    "8 kHz, one channel": _sound("8k.wav", lambda: noise(SECONDS, rate_hz=8_000, channels=1), 8_000),
    "8 channels": _sound("8ch.wav", lambda: noise(SECONDS, channels=8)),
    "64 channels": _sound("64ch.wav", lambda: noise(SECONDS, rate_hz=8_000, channels=64), 8_000),
    "65 channels": _sound("65ch.wav", lambda: noise(1.0, rate_hz=8_000, channels=65), 8_000),
    "3 hours of MP3": _three_hours,
    "DC offset": _sound("dc.wav", lambda: noise(SECONDS) + np.float32(0.4)),
    "nothing but DC": _sound("only-dc.wav", lambda: np.full((8 * 44_100, 2), 0.4, np.float32)),
    "NaN and infinite floats": _sound("nan.wav", lambda: _floats(np.nan, np.inf, -np.inf), subtype="FLOAT"),
    "nothing but NaN": _sound("all-nan.wav", lambda: np.full((8 * 44_100, 2), np.nan, np.float32), subtype="FLOAT"),
    "floats of 1e30": _sound("huge.wav", lambda: _floats(1e30, -1e30), subtype="FLOAT"),
    "floats of 1e-40": _sound("tiny.wav", lambda: noise(SECONDS) * np.float32(1e-39), subtype="FLOAT"),
    "loud above full scale": _sound("loud.wav", lambda: noise(SECONDS) * np.float32(20), subtype="FLOAT"),
    "a lone click": _sound("click.wav", lambda: np.eye(8 * 44_100, 2, dtype=np.float32)),
    "header says 4 GB": _bytes(
        "liar.wav", lambda: wave((noise(SECONDS) * 32_767).astype("<i2").tobytes(), says=0xFFFFFFFF)
    ),
    "header says 0 Hz": _bytes("0hz.wav", wave(bytes(40_000), rate_hz=0)),
    "header says 4 GHz": _bytes("4ghz.wav", wave(bytes(40_000), rate_hz=0xFFFFFFFF)),
    "header says 0 channels": _bytes("0ch.wav", wave(bytes(40_000), channels=0)),
    "header says 0 bits": _bytes("0bit.wav", wave(bytes(40_000), bits=0)),
    "unknown WAV coding": _bytes("coding.wav", wave(bytes(40_000), kind=0x7777)),
    "text": _bytes("text.mp3", b"la la la\n" * 5000),
    "random bytes": _bytes("random.mp3", lambda: np.random.default_rng(1).bytes(200_000)),
    "zeros": _bytes("zeros.ogg", bytes(200_000)),
    "a zip": _zip,
    "a picture": _bytes("picture.m4a", b"\x89PNG\r\n\x1a\n" + bytes(3000)),
    "a web page": _bytes("page.mp3", b"<!doctype html><title>404</title>" + b"<p>Not found" * 500),
    "a film without sound": _film,
    "tag of 200 kB, then nothing": _bytes("tag.mp3", b"ID3\x03\x00\x00\x00\x0c\x35\x00" + bytes(200_000)),
    "HLS list of a file": _beside("hls.mp3", _HLS),
    "HLS list of an address": _bytes("net.mp3", _HLS.format("http://localhost:9/x.ts").encode()),
    "concat list of a file": _beside("concat.mp3", "ffconcat version 1.0\nfile {}\n"),
    "SDP, which opens a socket": _bytes("sdp.mp3", _SDP.encode()),
    "M3U of a file": _beside("list.m3u", "# mine\n{}\n"),
    "M3U of an address": _bytes("net.m3u", b"http://localhost:9/x.mp3\n"),
    "M3U of itself": _bytes("self.m3u", b"self.m3u\n"),
    "M3U of nothing": _bytes("empty.m3u", b"#EXTM3U\n"),
    "an empty folder": _folder("empty"),
    "a folder with a track and junk": _folder("mixed", _WAV, _bytes("notes.txt", b"x"), _bytes("²1.mp3", b"junk")),
    "a folder of tracks with odd names": _folder(
        "odd", *(_named(_MP3, f"{name}.mp3") for name in ("-rf", "²1", "a\nb", "背中 x", "%s{0}", "12" * 80))
    ),
    "a name with spaces, any script, a line break": _named(_WAV, "mein  Rücken\n背中 {0} %s.wav"),
    "no such file": lambda folder: folder / "none.wav",
}
"""Every system can make these."""

if sys.platform != "win32":
    CATALOGUE |= {
        "3 hours of silence, sparse": _hollow,
        "a named pipe": _fifo,
        "a socket": _socket,
        "/dev/zero": lambda _: Path("/dev/zero"),
        "/dev/null": lambda _: Path("/dev/null"),
        "a link to nowhere": _link("nowhere.wav", "gone.wav"),
        "a link to itself": _link("circle.wav", "circle.wav"),
    }
