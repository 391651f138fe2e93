"""Encode a mix as MP3: float blocks become 16 bit with dither and go to the parallel encoder (`voiceguide.mp3`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol, runtime_checkable

import numpy as np

from voiceguide.errors import ExportError
from voiceguide.export.kept_segments import KeptSegments
from voiceguide.export.pcm import Source, to_pcm16
from voiceguide.files import cache_folder
from voiceguide.heap import give_back
from voiceguide.mp3 import segments
from voiceguide.mp3.encoder import Encoding, input_gain
from voiceguide.mp3.errors import Mp3Error
from voiceguide.mp3.file import write_file
from voiceguide.mp3.segments import SegmentStore
from voiceguide.progress import Counting

TIDIED_BYTES = 2_400_000  # 2.5 minutes at 128 kbit/s: taking memory again that was given back costs time


@dataclass(frozen=True, slots=True)
class Mp3Info:
    """What was written of an MP3.

    Attributes:
        frames: Length of the sound in samples; a decoder that reads the Info frame gives as many.
        channels: 1 or 2.
        bitrate_kbps: Constant bit rate.
        offset: Byte at which the Info frame begins in the file.
        bytes: Bytes written, the Info frame included.
        audio_frames: MP3 frames after the Info frame.
        joins: How many joins were made.
        stuffed_bytes: Zero bytes put between segments.
        merged: How many segments had to be encoded in one go with the one before.
    """

    frames: int
    channels: int
    bitrate_kbps: int
    offset: int
    bytes: int
    audio_frames: int
    joins: int
    stuffed_bytes: int
    merged: int


def encoding_of(
    source: Source,
    *,
    bitrate_kbps: int = 128,
    threads: int = 2,
    progress: Counting | None = None,
    abandon: Callable[[], None] = lambda: None,
    kept: SegmentStore | None = None,
    starts: Sequence[int] | None = None,
) -> Encoding:
    """The encoding of a mix, not yet started.

    Args:
        source: The mix. Its blocks are read from several threads.
        bitrate_kbps: 96, 128, 160, 192 or 256.
        threads: How many encode at a time, 1 or more; the bytes do not depend on it.
        progress: Called with samples encoded; whatever it raises stops the work.
        abandon: See `Encoding`.
        kept: See `Encoding`.
        starts: See `Encoding`.

    Raises:
        ExportError: The bit rate or the number of channels cannot be used.
    """
    try:
        factor = input_gain(bitrate_kbps)

        def pcm(start: int, frames: int) -> bytes:
            return np.ascontiguousarray(to_pcm16(source.block(start, frames), start, factor)).tobytes()

        return Encoding(
            pcm,
            frames=source.frames,
            channels=source.channels,
            bitrate_kbps=bitrate_kbps,
            threads=threads,
            progress=progress,
            abandon=abandon,
            kept=kept,
            starts=starts,
        )
    except Mp3Error as error:
        raise ExportError(str(error), hint=error.hint) from error


@runtime_checkable
class Describable(Protocol):
    """A source that can describe, without mixing, what is heard in it."""

    def describe(self, start: int, stop: int) -> str:
        """The key of the samples from `start` to `stop`: equal keys mean equal samples."""
        ...


def kept_of(source: Source, bitrate_kbps: int) -> KeptSegments | None:
    """The store of encoded segments for a source; None where the source cannot describe itself."""
    if not isinstance(source, Describable):
        return None
    layout = f"{bitrate_kbps}-{source.channels}-q{segments.QUALITY}"
    return KeptSegments(cache_folder() / "segments", source.describe, layout)


def encode_mp3(
    source: Source,
    file: BinaryIO,
    *,
    opening: Callable[[], bytes] = bytes,
    bitrate_kbps: int = 128,
    threads: int = 2,
    progress: Counting | None = None,
) -> Mp3Info:
    """Encode a mix to an open, seekable file, from its present position on.

    Args:
        source: See `encoding_of`.
        file: Open for binary writing. What comes before its position is left alone.
        opening: Makes what comes before the sound, such as tags, while the encoders are already at work.
        bitrate_kbps: See `encoding_of`.
        threads: See `encoding_of`.
        progress: See `encoding_of`.

    Raises:
        ExportError: The bit rate or the number of channels cannot be used, or the encoder failed.
        OSError: The file cannot be written.
    """
    kept = kept_of(source, bitrate_kbps)
    encoding = encoding_of(source, bitrate_kbps=bitrate_kbps, threads=threads, progress=progress, kept=kept)
    tidied = 0

    def tidy(written: int) -> None:
        nonlocal tidied
        if written - tidied > TIDIED_BYTES:
            give_back()
            tidied = written

    try:
        offset = write_file(encoding, file, opening=opening, after_piece=tidy)
    except Mp3Error as error:
        raise ExportError(str(error), hint=error.hint) from error
    finally:
        if kept is not None:
            kept.evict()
    return Mp3Info(
        frames=encoding.frames,
        channels=encoding.layout.channels,
        bitrate_kbps=encoding.layout.bitrate_kbps,
        offset=offset,
        bytes=encoding.info_bytes + encoding.bytes,
        audio_frames=encoding.audio_frames,
        joins=encoding.joins,
        stuffed_bytes=encoding.stuffed_bytes,
        merged=encoding.merged,
    )
