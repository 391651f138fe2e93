"""Opus in Ogg (RFC 7845): the smallest file for its quality; always at 48 kHz."""

from __future__ import annotations

from collections.abc import Iterator

from mutagen.oggopus import OggOpus

from voiceguide.audio import Samples
from voiceguide.export.formats.avfile import BITEXACT, add_stream, create, encode
from voiceguide.export.formats.comments import tag_ogg
from voiceguide.export.formats.job import Job
from voiceguide.units import RATE_HZ

OPUS_RATE_HZ = 48_000


def write(job: Job) -> None:
    """Write one Opus file."""
    with create(job.path, "opus", BITEXACT) as container:
        channels, bitrate_kbps = job.source.channels, job.session.settings.bitrate_kbps
        encode(container, add_stream(container, "libopus", OPUS_RATE_HZ, channels, bitrate_kbps), _resample(job))
    tag_ogg(OggOpus(job.path), job)


def _resample(job: Job) -> Iterator[Samples]:
    """The source at `OPUS_RATE_HZ`, in blocks."""
    import soxr

    resampler = soxr.ResampleStream(RATE_HZ, OPUS_RATE_HZ, job.source.channels, dtype="float32", quality="VHQ")
    for start, block in job.blocks():
        last = start + len(block) >= job.source.frames
        yield resampler.resample_chunk(block, last=last).reshape(-1, job.source.channels)
