"""Stems: each part of the mix in a file of its own, lossless and 24 bit, for people who mix further."""

from __future__ import annotations

from pathlib import Path

from voiceguide.export.formats.job import blocks
from voiceguide.export.formats.sndfile import stream
from voiceguide.export.pcm import Source
from voiceguide.files import write_error
from voiceguide.progress import Counting
from voiceguide.units import RATE_HZ


def stem_name(session_name: str, stem: str, suffix: str = ".flac") -> str:
    """File name of one stem of a session."""
    return f"{session_name}.{stem}{suffix}"


def write_stem(source: Source, path: Path, *, progress: Counting | None = None) -> None:
    """Write one stem; ``.wav`` in the path's name gives WAV, anything else FLAC.

    Raises:
        ExportError: It cannot be written.
    """
    container = "WAV" if path.suffix.casefold() == ".wav" else "FLAC"
    pieces = (block for _, block in blocks(source, progress))
    try:
        stream(path, RATE_HZ, source.channels, pieces, container=container, subtype="PCM_24")
    except OSError as error:
        raise write_error(path, error, "--output") from error
