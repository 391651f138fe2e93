"""MP3 of a mix: float blocks become 16 bit with dither, and go through the parallel encoder (`voiceguide.mp3`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from voiceguide.errors import ExportError
from voiceguide.export.pcm import Source, to_pcm16
from voiceguide.heap import give_back
from voiceguide.mp3.encoder import Encoding, Progress, input_gain
from voiceguide.mp3.errors import Mp3Error
from voiceguide.mp3.file import write_file

_TIDIED_BYTES = 9_600_000  # ten minutes at 128 kbit/s; what was given back has to be cleared when it is taken again


@dataclass(frozen=True, slots=True)
class Mp3Info:
    """What was written.

    Attributes:
        frames: Length of the sound in samples; a decoder that reads the Info frame gives as many.
        channels: 1 or 2.
        bitrate_kbps: Constant bit rate.
        offset: Byte at which the Info frame stands in the file.
        bytes: Bytes written, the Info frame included.
        audio_frames: MP3 frames after the Info frame.
        joins: How many joins were made.
        stuffed_joins: How many of them needed stuffing.
        merged: How many segments had to be encoded in one go with the one before.
    """

    frames: int
    channels: int
    bitrate_kbps: int
    offset: int
    bytes: int
    audio_frames: int
    joins: int
    stuffed_joins: int
    merged: int


def encoding_of(
    source: Source, *, bitrate_kbps: int = 128, threads: int = 2, progress: Progress | None = None
) -> Encoding:
    """The encoding of a mix, not yet begun.

    Args:
        source: The mix. Its blocks are asked for from several threads.
        bitrate_kbps: 96, 128, 160, 192 or 256.
        threads: How many encode at a time, 1 or more; the bytes do not depend on it.
        progress: Called with samples encoded; whatever it raises stops the work.

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
        )
    except Mp3Error as error:
        raise ExportError(str(error), hint=error.hint) from error


def encode_mp3(
    source: Source,
    file: BinaryIO,
    *,
    opening: Callable[[], bytes] = bytes,
    bitrate_kbps: int = 128,
    threads: int = 2,
    progress: Progress | None = None,
) -> Mp3Info:
    """Encode a mix to an open, seekable file, from its present position on.

    Args:
        source: See `encoding_of`.
        file: Open for binary writing. What stands before its position is left alone.
        opening: Makes what stands before the sound, such as tags, while the encoders are already at work.
        bitrate_kbps: See `encoding_of`.
        threads: See `encoding_of`.
        progress: See `encoding_of`.

    Raises:
        ExportError: The bit rate or the number of channels cannot be used, or the encoder failed.
        OSError: The file cannot be written.
    """
    encoding = encoding_of(source, bitrate_kbps=bitrate_kbps, threads=threads, progress=progress)
    tidied = 0

    def tidy(written: int) -> None:
        nonlocal tidied
        if written - tidied > _TIDIED_BYTES:
            give_back()
            tidied = written

    try:
        offset = write_file(encoding, file, opening=opening, after_piece=tidy)
    except Mp3Error as error:
        raise ExportError(str(error), hint=error.hint) from error
    return Mp3Info(
        frames=encoding.frames,
        channels=encoding.layout.channels,
        bitrate_kbps=encoding.layout.bitrate_kbps,
        offset=offset,
        bytes=encoding.info_bytes + encoding.bytes,
        audio_frames=encoding.audio_frames,
        joins=encoding.joins,
        stuffed_joins=encoding.stuffed_joins,
        merged=encoding.merged,
    )
