"""Compare joined segments with one pass of LAME: signal-to-noise ratio, overall and at the joins."""

from __future__ import annotations

import io
from dataclasses import dataclass

import lameenc
import numpy as np
import soundfile

from voiceguide.audio import Samples
from voiceguide.export.mp3 import encode_mp3
from voiceguide.export.pcm import MemorySource, to_pcm16
from voiceguide.mp3.frames import FRAME_SAMPLES
from voiceguide.mp3.joining import WINDOW
from voiceguide.mp3.segments import QUALITY, segment_starts


@dataclass(frozen=True, slots=True)
class Joined:
    """Signal-to-noise ratios of both ways, in dB.

    Attributes:
        joins: How many joins there were.
        joined_db: The joined file, overall.
        single_db: One pass, overall.
        worst_loss_db: The most by which the joined file is worse than one pass around any join; negative is better.
    """

    joins: int
    joined_db: float
    single_db: float
    worst_loss_db: float


def compare(samples: Samples, bitrate_kbps: int = 128) -> Joined:
    """Encode a sound both ways and compare what is decoded with what went in.

    Args:
        samples: float32, shape (frames × channels), at 44.1 kHz.
        bitrate_kbps: 128 or 160, at which LAME scales by 0.95.
    """
    file = io.BytesIO()
    info = encode_mp3(MemorySource(samples), file, bitrate_kbps=bitrate_kbps)
    joined = _decoded(file.getvalue())
    alone = _alone(samples, bitrate_kbps)
    single = _decoded(file.getvalue()[: info.bytes - len(alone)] + alone)  # with the same Info frame
    losses = []
    for start in segment_starts(len(samples))[1:]:
        part = slice(start * FRAME_SAMPLES, (start + WINDOW) * FRAME_SAMPLES)
        losses.append(_snr_db(samples[part], single[part]) - _snr_db(samples[part], joined[part]))
    return Joined(info.joins, _snr_db(samples, joined), _snr_db(samples, single), max(losses))


def _alone(samples: Samples, bitrate_kbps: int) -> bytes:
    """The sound encoded in one pass of LAME."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(samples.shape[1])
    encoder.set_in_sample_rate(44_100)
    encoder.set_out_sample_rate(44_100)
    encoder.set_bit_rate(bitrate_kbps)
    encoder.set_quality(QUALITY)
    return bytes(encoder.encode(to_pcm16(samples, 0, 1 / 0.95).tobytes()) + encoder.flush())


def _decoded(data: bytes) -> Samples:
    return np.asarray(soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)[0])


def _snr_db(source: Samples, heard: Samples) -> float:
    noise = np.square(source - heard, dtype=np.float64).sum()
    return float(10 * np.log10(np.square(source, dtype=np.float64).sum() / noise))
