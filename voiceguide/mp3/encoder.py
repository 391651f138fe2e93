"""Encoding on several threads: segments side by side, their frames handed out in order.

The bytes are the same for any number of threads: a sound is cut by its length alone.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from types import TracebackType

from voiceguide.mp3.errors import Mp3Error
from voiceguide.mp3.frames import FRAME_SAMPLES, Layout
from voiceguide.mp3.info import Crc16, info_frame
from voiceguide.mp3.joining import find_join, seam
from voiceguide.mp3.segments import BLOCK, Pcm, Segment, segment_starts

Progress = Callable[[int, int], None]
"""Called with (done, total) samples as work goes on; may raise to stop it."""

_LAME_SCALE = {96: 0.95, 128: 0.95, 160: 0.95, 192: 0.97, 256: 1.0}
"""What LAME multiplies its input by at each constant bit rate."""

BIT_RATES = tuple(_LAME_SCALE)
"""Bit rates in kbit/s that this encoder is set up for."""

_MIXED_AHEAD = 12 * BLOCK  # samples that are asked for before any of them is encoded: 15 s, 3 MB
_PIECE = 1 << 19  # bytes handed out at a time


def input_gain(bitrate_kbps: int) -> float:
    """The factor on the input that undoes LAME's own scaling, so that levels stay.

    Raises:
        Mp3Error: The bit rate is none of `BIT_RATES`.
    """
    if bitrate_kbps not in _LAME_SCALE:
        allowed = ", ".join(str(each) for each in BIT_RATES)
        raise Mp3Error(f"{bitrate_kbps} kbit/s is no bit rate this encoder is set up for", hint=f"Use {allowed}.")
    return 1.0 / _LAME_SCALE[bitrate_kbps]


class Encoding:
    """One sound on its way to MP3 frames; a context manager whose iteration gives them in order.

    Args:
        pcm: Gives 16-bit little-endian interleaved PCM for (first sample, number of samples); called from several
            threads.
        frames: Length of the sound in samples per channel, at least 1.
        channels: 1 or 2.
        bitrate_kbps: One of `BIT_RATES`.
        threads: How many encode at a time, 1 or more.
        progress: Called in the iterating thread with samples encoded; whatever it raises stops the work.

    Attributes:
        layout: Layout of every frame.
        audio_frames: MP3 frames handed out so far.
        bytes: Bytes handed out so far.
        joins: How many joins were made.
        stuffed_joins: How many of them needed stuffing.
        merged: How many segments had to be encoded in one go with the one before.

    Raises:
        Mp3Error: Bit rate, channels or length cannot be used.
    """

    def __init__(
        self,
        pcm: Pcm,
        *,
        frames: int,
        channels: int,
        bitrate_kbps: int = 128,
        threads: int = 2,
        progress: Progress | None = None,
    ) -> None:
        input_gain(bitrate_kbps)
        if channels not in (1, 2) or frames < 1:
            raise Mp3Error("an MP3 needs one or two channels and at least one sample")
        self.layout = Layout(bitrate_kbps, channels)
        self.frames = frames
        self.audio_frames = self.bytes = 0
        self.joins = self.stuffed_joins = self.merged = 0
        self._crc = Crc16()
        self._workers = _Workers(pcm, frames, self.layout, threads, progress)

    def __enter__(self) -> Encoding:
        self._workers.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workers.stop()

    def __iter__(self) -> Iterator[memoryview]:
        """Frames in order, in pieces of at most half a megabyte; a piece is good until the next one is asked for."""
        current = self._workers.take(0)
        at = 0
        for number in range(1, len(self._workers.starts)):
            after = self._workers.take(number)
            join = find_join(current, after)
            if join is None:
                self.merged += 1
                self._workers.run(current, number)
                continue
            first, bridge = seam(current, after, join, self.layout)
            yield from self._pieces(current.span(at, first), first)
            yield from self._pieces(memoryview(bridge), join.frame)
            self.joins, self.stuffed_joins = self.joins + 1, self.stuffed_joins + (not join.agreed)
            current, at = after, join.frame
        yield from self._pieces(current.span(at, current.stop), current.stop)

    def _pieces(self, data: memoryview, frames_then: int) -> Iterator[memoryview]:
        for first in range(0, len(data), _PIECE):
            piece = data[first : first + _PIECE]
            self._crc.push(piece)
            self.bytes += len(piece)
            yield piece
        self.audio_frames = frames_then

    @property
    def info_bytes(self) -> int:
        """Size of the Info frame, known before there is one."""
        return self.layout.size(self.layout.header)

    def info_frame(self) -> bytes:
        """The frame that belongs before the first one handed out; to be asked for when all are."""
        return info_frame(self.layout, self.frames, self.audio_frames, self.bytes, self._crc.value)


class _StoppedError(Exception):
    """The calling thread wants no more."""


class _Workers:
    """Threads that encode the segments of a session, a few ahead of the one that is wanted."""

    def __init__(self, pcm: Pcm, frames: int, layout: Layout, threads: int, progress: Progress | None) -> None:
        self.starts = segment_starts(frames)
        self._pcm, self._frames, self._layout, self._progress = pcm, frames, layout, progress
        self._done_samples = 0
        self._finished: dict[int, Segment] = {}
        self._news: queue.SimpleQueue[int | tuple[int, Segment] | BaseException] = queue.SimpleQueue()
        self._numbers = iter(range(len(self.starts)))
        self._lock = threading.Lock()
        self._stop = threading.Event()
        threads = max(1, min(threads, len(self.starts)))
        self._ahead = threading.Semaphore(threads + 1)
        self._threads = [threading.Thread(target=self._work, name=f"mp3-{n}", daemon=True) for n in range(threads)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let no thread go on, and wait until none does."""
        self._stop.set()
        for _ in self._threads:
            self._ahead.release()
        for thread in self._threads:
            thread.join()

    def take(self, number: int) -> Segment:
        """Wait for a segment; the next one may then be begun."""
        while number not in self._finished:
            news = self._news.get()
            if isinstance(news, BaseException):
                raise news
            if isinstance(news, int):
                self._done_samples += news
                if self._progress:
                    self._progress(min(self._done_samples, self._frames), self._frames)
            else:
                self._finished[news[0]] = news[1]
        self._ahead.release()
        return self._finished.pop(number)

    def run(self, segment: Segment, number: int) -> None:
        """Encode a segment on through the range of another one."""
        last = number + 1 == len(self.starts)
        stop = self._frames if last else self.starts[number + 1] * FRAME_SAMPLES
        while segment.at < stop:
            segment.feed(min(segment.at + _MIXED_AHEAD, stop), self._encoded)

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
                segment = Segment(first, self._frames, self._layout, self._pcm)
                self.run(segment, number)
                self._news.put((number, segment))
        except _StoppedError:
            pass
        except BaseException as error:  # the calling thread raises it
            self._news.put(error)
