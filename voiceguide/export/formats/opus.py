"""Opus in Ogg (RFC 7845): the smallest file for its quality; at 48 kHz, which Opus always is."""

from __future__ import annotations

from collections.abc import Iterator

from mutagen.oggopus import OggOpus

from voiceguide.audio import Samples
from voiceguide.export.formats.avfile import BITEXACT, add_stream, create, encode
from voiceguide.export.formats.comments import fill, picture_field
from voiceguide.export.formats.job import Job
from voiceguide.units import RATE_HZ

OPUS_RATE_HZ = 48_000


def write(job: Job) -> None:
    """Write one Opus file."""
    with create(job.path, "opus", BITEXACT) as container:
        channels, bitrate_kbps = job.source.channels, job.session.settings.bitrate_kbps
        encode(container, add_stream(container, "libopus", OPUS_RATE_HZ, channels, bitrate_kbps), _resampled(job))
    file = OggOpus(job.path)
    fill(file, job.session)
    cover = job.cover()
    if cover is not None:
        file["metadata_block_picture"] = picture_field(cover)
    file.save(padding=lambda _: 0)


def _resampled(job: Job) -> Iterator[Samples]:
    import soxr

    resampler = soxr.ResampleStream(RATE_HZ, OPUS_RATE_HZ, job.source.channels, dtype="float32", quality="VHQ")
    for start, block in job.blocks():
        last = start + len(block) >= job.source.frames
        yield resampler.resample_chunk(block, last=last).reshape(-1, job.source.channels)
