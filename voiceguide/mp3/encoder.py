"""Encode segments of a sound on several threads, and give out their frames in order.

The bytes are the same for any number of threads, since where a sound is cut depends only on its length.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence

from voiceguide.mp3.errors import Mp3Error
from voiceguide.mp3.frames import FRAME_SAMPLES, Layout, frame_count
from voiceguide.mp3.info import Crc16, info_frame
from voiceguide.mp3.joining import WARM_UP, WINDOW, find_join, seam
from voiceguide.mp3.segments import BLOCK, Pcm, Segment, SegmentStore, segment_starts

Progress = Callable[[int, int], None]
"""Called with (done, total) samples as work goes on; it may raise to stop the work."""

_LAME_SCALE = {96: 0.95, 128: 0.95, 160: 0.95, 192: 0.97, 256: 1.0}
"""What LAME multiplies its input by at each constant bit rate."""

BIT_RATES = tuple(_LAME_SCALE)
"""Bit rates in kbit/s that this encoder is set up for."""

_MIXED_AHEAD = 12 * BLOCK  # samples that are mixed before any of them is encoded: 15 s, 3 MB
_RUN_ON = 16  # frames that an encoder reads beyond the last possible join before it outputs that frame
_PIECE = 1 << 19  # bytes given out at a time


def input_gain(bitrate_kbps: int) -> float:
    """The factor for the input that undoes LAME's own scaling, so that levels do not change.

    Raises:
        Mp3Error: The bit rate is not one of `BIT_RATES`.
    """
    if bitrate_kbps not in _LAME_SCALE:
        allowed = ", ".join(str(each) for each in BIT_RATES)
        raise Mp3Error(f"{bitrate_kbps} kbit/s is no bit rate this encoder is set up for", hint=f"Use {allowed}.")
    return 1.0 / _LAME_SCALE[bitrate_kbps]


class Encoding:
    """The encoding of one sound: a context manager; iterating gives its MP3 frames in order.

    Args:
        pcm: Gives 16-bit little-endian interleaved PCM for (first sample, number of samples); called from several
            threads.
        frames: Length of the sound in samples per channel, at least 1.
        channels: 1 or 2.
        bitrate_kbps: One of `BIT_RATES`.
        threads: How many encode at a time, 1 or more.
        progress: Called in the iterating thread with samples encoded; whatever it raises stops the work.
        kept: Store of segments encoded before; the bytes do not depend on it.
        starts: The frames at which segments begin (`segment_starts`), to encode a sound from a later frame on; by
            default from its beginning.
        abandon: Called before waiting for the threads, to end a `pcm` that waits for its sound.

    Attributes:
        layout: Layout of every frame.
        audio_frames: MP3 frames given out so far.
        bytes: Bytes given out so far.
        joins: How many joins were made.
        stuffed_bytes: Zero bytes put between segments.
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
        abandon: Callable[[], None] = lambda: None,
        kept: SegmentStore | None = None,
        starts: Sequence[int] | None = None,
    ) -> None:
        input_gain(bitrate_kbps)
        if channels not in (1, 2) or frames < 1:
            raise Mp3Error("an MP3 needs one or two channels and at least one sample")
        self.layout = Layout(bitrate_kbps, channels)
        self.frames = frames
        self.audio_frames = self.bytes = 0
        self.joins = self.stuffed_bytes = self.merged = 0
        self._crc = Crc16()
        self._workers = _Workers(pcm, frames, self.layout, threads, progress, kept, starts or segment_starts(frames))
        self._abandon = abandon

    def __enter__(self) -> Encoding:
        self._workers.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._workers.ask_to_stop()
        self._abandon()
        self._workers.stop()

    def __iter__(self) -> Iterator[bytes]:
        """Frames in order, in pieces of at most half a megabyte."""
        current = self._workers.take(0)
        at, whole = self._workers.starts[0], True
        for number in range(1, len(self._workers.starts)):
            # a seam never lies before the next segment has warmed up
            safe = max(at, min(self._workers.starts[number], current.stop))
            yield from self._pieces(current.span(at, safe), safe)
            at = safe
            after = self._workers.take(number)
            join = find_join(current, after)
            if join is None:
                self.merged += 1
                self._workers.run(current, number)
                whole = False
                continue
            if whole:
                self._workers.keep(current, number - 1)
            whole = True
            first, bridge = seam(current, after, join, self.layout)
            yield from self._pieces(current.span(at, first), first)
            yield from self._pieces(memoryview(bridge), join.frame)
            self.joins, self.stuffed_bytes = self.joins + 1, self.stuffed_bytes + join.stuffed
            current, at = after, join.frame
        yield from self._pieces(current.span(at, current.stop), current.stop)
        if whole:
            self._workers.keep(current, len(self._workers.starts) - 1)

    def _pieces(self, data: memoryview, frames_then: int) -> Iterator[bytes]:
        """Frames in pieces of `_PIECE` bytes; counts them."""
        for first in range(0, len(data), _PIECE):
            piece = bytes(data[first : first + _PIECE])  # a copy, as a buffer with a view on it cannot grow
            self._crc.push(piece)
            self.bytes += len(piece)
            yield piece
        self.audio_frames = frames_then

    @property
    def total_frames(self) -> int:
        """How many MP3 frames there will be; known before encoding."""
        return frame_count(self.frames)

    @property
    def total_bytes(self) -> int:
        """How many bytes these frames will have."""
        return self.layout.total(self.total_frames)

    @property
    def info_bytes(self) -> int:
        """Size of the Info frame in bytes; known before encoding."""
        return self.layout.size

    def info_ahead(self) -> bytes:
        """The Info frame before anything is encoded: as `info_frame`, but without the checksum of the audio."""
        return info_frame(self.layout, self.frames, self.total_frames, self.total_bytes, 0)

    def info_frame(self) -> bytes:
        """The Info frame, which belongs before the first audio frame; call it after all frames were given out."""
        return info_frame(self.layout, self.frames, self.audio_frames, self.bytes, self._crc.value)


class _StoppedError(Exception):
    """The calling thread needs no more segments."""


class _Workers:
    """Threads that encode the segments of a sound, a few ahead of the one that is needed."""

    def __init__(
        self,
        pcm: Pcm,
        frames: int,
        layout: Layout,
        threads: int,
        progress: Progress | None,
        kept: SegmentStore | None,
        starts: Sequence[int],
    ) -> None:
        self._kept, self.starts = kept, starts
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
        """Start all threads."""
        for thread in self._threads:
            thread.start()

    def ask_to_stop(self) -> None:
        """Tell all threads to stop."""
        self._stop.set()

    def stop(self) -> None:
        """Tell all threads to stop, and wait for them."""
        self._stop.set()
        for _ in self._threads:
            self._ahead.release()
        for thread in self._threads:
            thread.join()

    def take(self, number: int) -> Segment:
        """Wait for a segment; then another one may be started."""
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
        """Extend a segment's encoding to the end of the segment with this number."""
        last = number + 1 == len(self.starts)
        stop = self._frames if last else self.starts[number + 1] * FRAME_SAMPLES
        while segment.at < stop:
            segment.feed(min(segment.at + _MIXED_AHEAD, stop), self._encode)

    def _span_of(self, number: int) -> tuple[int, int, int]:
        """First frame, first sample and end of what a segment's encoder may read up to its join with the next."""
        first, last = self.starts[number], number + 1 == len(self.starts)
        stop = self._frames if last else (self.starts[number + 1] + WINDOW + _RUN_ON) * FRAME_SAMPLES
        return first, first * FRAME_SAMPLES, min(stop, self._frames)

    def keep(self, segment: Segment, number: int) -> None:
        """Put a segment that was encoded in this run into the store."""
        if self._kept is not None and segment.fresh:
            self._kept.keep(*self._span_of(number), segment.content())

    def _restore(self, segment: Segment, number: int) -> bool:
        """Take a segment's frames from the store; False when they are not there."""
        data = None if self._kept is None else self._kept.load(*self._span_of(number))
        last = number + 1 == len(self.starts)
        stop = self._frames if last else self.starts[number + 1] * FRAME_SAMPLES
        if data is None or not segment.restore(data, stop):
            return False
        self._encode(stop - segment.first * FRAME_SAMPLES)
        return True

    def _encode(self, samples: int) -> None:
        if self._stop.is_set():
            raise _StoppedError
        self._news.put(samples)

    def _work(self) -> None:
        """Take and encode segments until none is left (run by each thread)."""
        try:
            while True:
                self._ahead.acquire()
                with self._lock:
                    number = next(self._numbers, None)
                if number is None or self._stop.is_set():
                    return
                first = self.starts[number]
                segment = Segment(first, self._frames, self._layout, self._pcm)
                if not self._restore(segment, number):
                    self.run(segment, number)
                    if number + 1 < len(self.starts):  # most joins lie here: then the iterating thread encodes nothing
                        segment.run_to_frame(self.starts[number + 1] + WARM_UP + 2)
                self._news.put((number, segment))
        except _StoppedError:
            pass
        except BaseException as error:  # raised again in the calling thread
            self._news.put(error)
