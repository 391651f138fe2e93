"""What the formats that FFmpeg's libraries (PyAV) write have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import Samples
from voiceguide.errors import ExportError, Where

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer

BITEXACT = {"fflags": "+bitexact"}
"""Container option: no library version, date or random number in the file."""


@contextmanager
def create(path: Path, container: str, options: dict[str, str]) -> Iterator[OutputContainer]:
    """A container open for writing. FFmpeg's libraries are loaded only here: they are large.

    Raises:
        ExportError: FFmpeg refused something on the way.
        OSError: The file cannot be written.
    """
    import av

    try:
        with av.open(str(path), "w", format=container, options=options) as opened:
            yield opened
    except av.FFmpegError as error:
        if isinstance(error, OSError):
            raise
        raise ExportError(f"the encoder failed: {error}", where=Where(str(path))) from error


def add_stream(container: OutputContainer, codec: str, rate_hz: int, channels: int, bitrate_kbps: int) -> AudioStream:
    """A stream to encode into, one or two channels."""
    import av

    stream = container.add_stream(codec, rate=rate_hz, options={"flags": "+bitexact"})
    if not isinstance(stream, av.AudioStream):
        raise TypeError(codec)
    stream.layout = _layout(channels)
    stream.bit_rate = bitrate_kbps * 1000
    stream.time_base = Fraction(1, rate_hz)
    return stream


def encode(container: OutputContainer, stream: AudioStream, pieces: Iterable[Samples]) -> None:
    """Encode float32 pieces of shape (frames × channels), one after the other, and finish the stream."""
    import av

    position = 0
    for piece in pieces:
        if not len(piece):
            continue
        planes = np.ascontiguousarray(piece.T)
        frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=_layout(piece.shape[1]))
        frame.sample_rate = stream.rate
        frame.pts, frame.time_base = position, Fraction(1, stream.rate)
        position += len(piece)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _layout(channels: int) -> str:
    return "mono" if channels == 1 else "stereo"
