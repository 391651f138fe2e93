"""Ogg Vorbis through libsndfile, with Vorbis comments, chapters and cover."""

from __future__ import annotations

from pathlib import Path

from mutagen.ogg import OggPage
from mutagen.oggvorbis import OggVorbis

from voiceguide.export.formats.comments import tag_ogg
from voiceguide.export.formats.job import Job
from voiceguide.export.formats.sndfile import stream
from voiceguide.units import RATE_HZ

_SERIAL = 1


def write(job: Job) -> None:
    """Write one Ogg Vorbis file, quality 4 (about 128 kbit/s)."""
    pieces = (block for _, block in job.blocks())
    stream(job.path, RATE_HZ, job.source.channels, pieces, container="OGG", subtype="VORBIS")
    tag_ogg(OggVorbis(job.path), job)
    _number_stream(job.path)


def _number_stream(path: Path) -> None:
    """Give the stream a fixed serial number: libsndfile's is random, but equal renders shall be equal files."""
    renumbered = path.with_name(f"{path.name}.pages")
    try:
        with path.open("rb") as source, renumbered.open("wb") as target:
            while True:
                try:
                    page = OggPage(source)
                except EOFError:
                    break
                page.serial = _SERIAL
                target.write(page.write())
        renumbered.replace(path)
    finally:
        renumbered.unlink(missing_ok=True)
