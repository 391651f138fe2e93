"""WAV: plain, 16 bit, with the MP3's tag in a chunk of its own, as editors and players read it."""

from __future__ import annotations

import struct
from pathlib import Path

from voiceguide.export.formats.job import Job
from voiceguide.export.formats.sndfile import stream
from voiceguide.export.pcm import to_pcm16
from voiceguide.export.tags import id3_bytes
from voiceguide.units import RATE_HZ

_LARGEST_RIFF = 2**32 - 2**20  # RIFF counts bytes in 32 bits; the rest is room for header and tag


def write(job: Job) -> None:
    """Write one WAV file; what is too long for RIFF becomes RF64 (EBU Tech 3306), without the tag."""
    plain = job.source.frames * job.source.channels * 2 < _LARGEST_RIFF
    pieces = (to_pcm16(block, start) for start, block in job.blocks())
    container = "WAV" if plain else "RF64"
    stream(job.path, RATE_HZ, job.source.channels, pieces, container=container, subtype="PCM_16")
    if plain:
        _append_chunk(job.path, b"id3 ", id3_bytes(job.session, job.cover()))


def _append_chunk(path: Path, name: bytes, content: bytes) -> None:
    """Add a chunk at the end of a RIFF file and count it in the header."""
    with path.open("rb+") as file:
        file.seek(0, 2)
        file.write(name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2))
        size = file.tell() - 8
        file.seek(4)
        file.write(struct.pack("<I", size))
