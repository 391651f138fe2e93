"""Sounds and sound files for tests, each the same every time."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import soundfile

from voiceguide.audio import Samples

RATE_HZ = 44_100
PIECE = 4096  # libsndfile's Vorbis writer overflows its stack on long writes


def noise(seconds: float, seed: int = 1, level: float = 0.1, rate_hz: int = RATE_HZ, channels: int = 2) -> Samples:
    """Soft low noise, different in each channel: something like distant surf."""
    frames = round(seconds * rate_hz)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal((frames, channels)), axis=0)
    hz = np.fft.rfftfreq(frames, 1 / rate_hz)[:, np.newaxis]
    shaped = np.fft.irfft(spectrum / (1.0 + (hz / 400.0) ** 2) * (hz > 30), frames, axis=0)
    return np.asarray(shaped / shaped.std() * level, dtype=np.float32)


def tone(seconds: float, hz: float = 220.0, level: float = 0.2, rate_hz: int = RATE_HZ, channels: int = 2) -> Samples:
    """A sine, the same in each channel."""
    wave = level * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)
    return np.repeat(wave[:, np.newaxis], channels, axis=1).astype(np.float32)


def write(path: Path, samples: Samples, rate_hz: int = RATE_HZ, subtype: str | None = None) -> Path:
    """Write a file by libsndfile, of the kind its name tells."""
    kind = {"mp3": "MP3", "opus": "OGG"}.get(path.suffix[1:], path.suffix[1:].upper())
    subtype = subtype or {"OGG": "VORBIS", "MP3": "MPEG_LAYER_III"}.get(kind, "PCM_16")
    with soundfile.SoundFile(path, "w", rate_hz, samples.shape[1], subtype, format=kind) as out:
        for at in range(0, len(samples), PIECE):
            out.write(samples[at : at + PIECE])
    return path


def write_by_ffmpeg(path: Path, samples: Samples, codec: str, rate_hz: int = RATE_HZ) -> Path:
    """Write a file by FFmpeg's libraries, of the kind its name tells."""
    layout = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}[samples.shape[1]]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate_hz, layout=layout)
        assert isinstance(stream, av.AudioStream)
        stream.bit_rate = 128_000
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.reshape(1, -1)), format="flt", layout=layout)
        frame.sample_rate = rate_hz
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return path
