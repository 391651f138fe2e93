"""MP3: a mix in blocks becomes one file, encoded on several threads and joined exactly.

Comes in: anything with `frames`, `channels` and a pure `block(start, frames)`. Goes out: constant bit
rate MPEG-1 Layer III at 44.1 kHz with an Info frame, written in order to an open file. The bytes are the
same for any number of threads: the session is cut by its length alone, and dither is fixed to
absolute positions. Tags are another's work and may already stand in the file.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from voiceguide.errors import ExportError
from voiceguide.export.mp3_frames import FRAME_SAMPLES, Layout
from voiceguide.export.mp3_info import Crc16, info_frame
from voiceguide.export.mp3_join import find_join, seam
from voiceguide.export.mp3_stretch import BLOCK, Stretch, stretch_starts
from voiceguide.export.pcm import Source, to_pcm16
from voiceguide.heap import give_back

Progress = Callable[[int, int], None]
"""Called with (done, total) samples as work goes on; may raise to stop it."""

_LAME_SCALE = {96: 0.95, 128: 0.95, 160: 0.95, 192: 0.97, 256: 1.0}
"""What LAME multiplies its input by at each constant bit rate; undone here, so that levels stay."""

_MIXED_AHEAD = 12 * BLOCK  # samples that are mixed before any of them is encoded: 15 s, 3 MB
_PIECE = 1 << 19  # bytes written at a time
_TIDIED_FRAMES = 23_000  # ten minutes; what was given back has to be cleared by the system when it is taken again


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
        merged: How many stretches had to be encoded in one go with the one before.
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
        source: The mix. Its blocks are asked for from several threads.
        file: Open for binary writing. What stands before its position is left alone.
        opening: Makes what stands before the sound, such as tags, while the encoders are already at work.
        bitrate_kbps: 96, 128, 160, 192 or 256.
        threads: How many encode at a time, 1 or more; the bytes do not depend on it.
        progress: Called in the calling thread with samples encoded; whatever it raises stops the work.

    Raises:
        ExportError: The bit rate or the number of channels cannot be used, or the encoder failed.
        OSError: The file cannot be written.
    """
    if bitrate_kbps not in _LAME_SCALE:
        allowed = ", ".join(str(each) for each in _LAME_SCALE)
        raise ExportError(f"{bitrate_kbps} kbit/s is no bit rate this encoder is set up for", hint=f"Use {allowed}.")
    if source.channels not in (1, 2) or source.frames < 1:
        raise ExportError("an MP3 needs one or two channels and at least one sample")
    layout = Layout(bitrate_kbps, source.channels)
    with _Workers(source, layout, threads, progress) as workers:
        file.write(opening())
        return _write(source, file, layout, workers)


def _write(source: Source, file: BinaryIO, layout: Layout, workers: _Workers) -> Mp3Info:
    offset, crc = file.tell(), Crc16()
    reserved = layout.size(layout.header)
    file.write(bytes(reserved))
    written = joins = stuffed = merged = 0

    def put(data: bytes | memoryview) -> None:
        nonlocal written
        for first in range(0, len(data), _PIECE):
            file.write(data[first : first + _PIECE])
            crc.push(data[first : first + _PIECE])
        written += len(data)

    current = workers.take(0)
    at = tidied = 0
    for number in range(1, len(workers.starts)):
        after = workers.take(number)
        join = find_join(current, after)
        if join is None:
            merged += 1
            workers.run(current, number)
            continue
        first, bridge = seam(current, after, join, layout)
        put(current.span(at, first))
        put(bridge)
        joins, stuffed = joins + 1, stuffed + (not join.agreed)
        current, at = after, join.frame
        if at - tidied > _TIDIED_FRAMES:
            give_back()
            tidied = at
    put(current.span(at, current.stop))
    file.seek(offset)
    file.write(info_frame(layout, source.frames, current.stop, written, crc.value))
    file.seek(0, 2)
    return Mp3Info(
        frames=source.frames,
        channels=source.channels,
        bitrate_kbps=layout.bitrate_kbps,
        offset=offset,
        bytes=reserved + written,
        audio_frames=current.stop,
        joins=joins,
        stuffed_joins=stuffed,
        merged=merged,
    )


class _StoppedError(Exception):
    """The calling thread wants no more."""


class _Workers:
    """Threads that encode the stretches of a session, a few ahead of the one that is wanted."""

    def __init__(self, source: Source, layout: Layout, threads: int, progress: Progress | None) -> None:
        self.starts = stretch_starts(source.frames)
        self._source, self._layout, self._progress = source, layout, progress
        self._gain = 1.0 / _LAME_SCALE[layout.bitrate_kbps]
        self._done_samples = 0
        self._finished: dict[int, Stretch] = {}
        self._news: queue.SimpleQueue[int | tuple[int, Stretch] | BaseException] = queue.SimpleQueue()
        self._numbers = iter(range(len(self.starts)))
        self._lock = threading.Lock()
        self._stop = threading.Event()
        threads = max(1, min(threads, len(self.starts)))
        self._ahead = threading.Semaphore(threads + 1)
        self._threads = [threading.Thread(target=self._work, name=f"mp3-{n}", daemon=True) for n in range(threads)]

    def __enter__(self) -> _Workers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        for _ in self._threads:
            self._ahead.release()
        for thread in self._threads:
            thread.join()

    def take(self, number: int) -> Stretch:
        """Wait for a stretch; the next one may then be begun."""
        while number not in self._finished:
            news = self._news.get()
            if isinstance(news, BaseException):
                raise news
            if isinstance(news, int):
                self._done_samples += news
                if self._progress:
                    self._progress(min(self._done_samples, self._source.frames), self._source.frames)
            else:
                self._finished[news[0]] = news[1]
        self._ahead.release()
        return self._finished.pop(number)

    def run(self, stretch: Stretch, number: int) -> None:
        """Encode a stretch on through the range of another one."""
        last = number + 1 == len(self.starts)
        stop = self._source.frames if last else self.starts[number + 1] * FRAME_SAMPLES
        while stretch.at < stop:
            stretch.feed(min(stretch.at + _MIXED_AHEAD, stop), self._encoded)

    def _encoded(self, samples: int) -> None:
        if self._stop.is_set():
            raise _StoppedError
        self._news.put(samples)

    def _work(self) -> None:
        try:
            while True:
                self._ahead.acquire()
                with self._lock:
                    number = next(self._numbers, None)
                if number is None or self._stop.is_set():
                    return
                first = self.starts[number]
                stretch = Stretch(first, self._source.frames, self._layout, self._pcm)
                self.run(stretch, number)
                self._news.put((number, stretch))
        except _StoppedError:
            pass
        except BaseException as error:  # the calling thread raises it
            self._news.put(error)

    def _pcm(self, start: int, frames: int) -> bytes:
        return np.ascontiguousarray(to_pcm16(self._source.block(start, frames), start, self._gain)).tobytes()
