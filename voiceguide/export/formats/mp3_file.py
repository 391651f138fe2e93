"""MP3: the tag first, then the sound, so that the file is written once."""

from __future__ import annotations

from voiceguide.export.formats.job import Job
from voiceguide.export.mp3 import encode_mp3
from voiceguide.export.tags import id3_bytes


def write(job: Job) -> None:
    """Write one MP3: ID3v2.3 tag, Info frame, constant bit rate."""
    with job.path.open("wb") as file:
        encode_mp3(
            job.source,
            file,
            opening=lambda: id3_bytes(job.session, job.cover()),
            bitrate_kbps=job.session.settings.bitrate_kbps,
            threads=job.threads,
            progress=job.progress,
        )
