"""FLAC: lossless, 16 bit, with Vorbis comments and cover."""

from __future__ import annotations

from mutagen.flac import FLAC

from voiceguide.export.formats.comments import fill, picture
from voiceguide.export.formats.job import Job
from voiceguide.export.formats.sndfile import stream
from voiceguide.export.pcm import to_pcm16
from voiceguide.units import RATE_HZ


def write(job: Job) -> None:
    """Write one FLAC file."""
    pieces = (to_pcm16(block, start) for start, block in job.blocks())
    stream(job.path, RATE_HZ, job.source.channels, pieces, container="FLAC", subtype="PCM_16")
    file = FLAC(job.path)
    fill(file, job.session)
    cover = job.cover()
    if cover is not None:
        file.add_picture(picture(cover))
    file.save(padding=lambda _: 0)
