"""Segments: parts of a sound, each encoded by an encoder of its own from a whole frame on.

The encoder is LAME from the lameenc wheel; it releases the interpreter lock while it works.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Protocol

import lameenc

from voiceguide.mp3.errors import Mp3Error
from voiceguide.mp3.frames import FRAME_SAMPLES, PADDING_PERIOD, RATE_HZ, Frame, FrameReader, Layout


class SegmentStore(Protocol):
    """A store of segments that were encoded before, in this run or another."""

    def load(self, first: int, start: int, stop: int) -> bytes | None:
        """The frames of a segment whose encoder has read only samples `start` to `stop`, or None.

        Args:
            first: Absolute index of its first frame.
            start: First sample of its sound.
            stop: One past the last sample that it may have read.
        """
        ...

    def keep(self, first: int, start: int, stop: int, frames: bytes) -> None:
        """Store the frames of a segment, described as for `load`."""
        ...


Pcm = Callable[[int, int], bytes]
"""Gives 16-bit little-endian interleaved PCM for (first sample, number of samples)."""

BLOCK = PADDING_PERIOD * FRAME_SAMPLES
"""Samples that are mixed and encoded at a time."""

QUALITY = 3
"""LAME's quality setting: 3 has all noise shaping that matters; 0 to 2 take more time and improve little."""


class Segment:
    """The frames of one encoder.

    Args:
        first: Absolute index of the first frame, a multiple of `PADDING_PERIOD`.
        frames: Length of the whole sound in samples.
        layout: Layout of the file.
        pcm: The sound.
    """

    def __init__(self, first: int, frames: int, layout: Layout, pcm: Pcm) -> None:
        self.first = first
        self._end = frames
        self._pcm = pcm
        self.at = first * FRAME_SAMPLES
        self._frame_bytes = 2 * layout.channels
        self._layout = layout
        self._reader = FrameReader(layout)
        self._encoder: lameenc.Encoder | None = None
        self.fresh = True

    def restore(self, data: bytes, stop_sample: int) -> bool:
        """Take over frames that were encoded before from the same sound.

        Args:
            data: Whole frames.
            stop_sample: A sample up to which the sound is encoded in them.

        Returns:
            Whether they are frames of this layout; otherwise nothing is changed.
        """
        reader = FrameReader(self._layout)
        try:
            reader.push(data)
        except Mp3Error:
            return False
        if not len(reader) or reader.span(0, len(reader)).nbytes != len(data):
            return False
        self._reader, self.at, self.fresh = reader, min(stop_sample, self._end), False
        return True

    def content(self) -> bytes:
        """All whole frames so far."""
        return bytes(self._reader.span(0, len(self._reader)))

    def _begin(self) -> lameenc.Encoder:
        """A new encoder at the first frame; frames from the store are dropped, as they cannot be continued."""
        layout, self.fresh = self._layout, True
        self._reader, self.at = FrameReader(layout), self.first * FRAME_SAMPLES
        encoder = lameenc.Encoder()
        encoder.silence()
        encoder.set_channels(layout.channels)
        encoder.set_in_sample_rate(RATE_HZ)
        encoder.set_out_sample_rate(RATE_HZ)  # otherwise LAME would choose 32 kHz for 96 kbit/s
        encoder.set_bit_rate(layout.bitrate_kbps)
        encoder.set_quality(QUALITY)
        return encoder

    @property
    def stop(self) -> int:
        """One past the absolute index of the last whole frame so far."""
        return self.first + len(self._reader)

    def feed(self, stop_sample: int, progress: Callable[[int], None] | None = None) -> None:
        """Encode up to an absolute sample; at the sound's end the encoder is flushed.

        All blocks are mixed before any is encoded: LAME empties the processor's caches, and a block that is mixed right
        after it takes twice the time.

        Args:
            stop_sample: Where to stop; nothing is done if that much is encoded already.
            progress: Called with the samples of each encoded block; it may raise to stop the work.
        """
        stop = min(stop_sample, self._end)
        if stop <= self.at:
            return
        self._encoder = self._encoder or self._begin()
        edges = [*range(self.at, stop, BLOCK), stop]
        for block in [self._pcm(first, last - first) for first, last in pairwise(edges)]:
            self._reader.push(self._encoder.encode(block))
            samples = len(block) // self._frame_bytes
            self.at += samples
            if progress is not None:
                progress(samples)
        if self.at == self._end:
            self._reader.push(self._encoder.flush())

    def run_to_frame(self, stop: int) -> None:
        """Encode on until the frames before `stop` are complete, or the sound ends."""
        while self.stop < stop and self.at < self._end:
            self.feed(self.at + max(stop - self.stop, 1) * FRAME_SAMPLES)

    def frame(self, index: int) -> Frame:
        """A frame by its absolute index."""
        return self._reader[index - self.first]

    def span(self, first: int, stop: int) -> memoryview:
        """The bytes of frames `first` to `stop` − 1, by absolute index."""
        return self._reader.span(first - self.first, stop - self.first)


def segment_starts(frames: int, first: int = 0, longest: int | None = None) -> list[int]:
    """Where the segments of a sound begin, as absolute frame indexes; they depend only on its length.

    The first is short, so that it can be played at once; then they grow, because each costs some overlap; toward the
    end they are shorter again, so that no thread is left with a long one when the others are done.

    Args:
        frames: Length of the sound in samples.
        first: The frame to begin with, a multiple of `PADDING_PERIOD`.
        longest: The longest segment in padding periods (1.28 s), `SHORTEST` or more; None for the usual one.
    """
    total = -(-frames // FRAME_SAMPLES)
    starts, at, most, longest = [first], first, _FIRST, longest or _LONGEST
    while True:
        periods = min(max((total - at) // 4 // PADDING_PERIOD, SHORTEST), most)
        at += periods * PADDING_PERIOD
        most = min(2 * most, longest)
        if total - at < min(SHORTEST, periods) * PADDING_PERIOD:
            return starts
        starts.append(at)


_FIRST = 4  # × 49 frames: 5 s
SHORTEST = 6
"""The shortest segment after the first ones, in padding periods: 8 s."""

_LONGEST = 12  # × 49 frames: 15 s
# Segments that wait to be joined take memory, and a change means encoding a whole segment again. Each join costs about
# 0.6 s that is encoded twice: with 24 a session takes 2 % less time to encode, a changed sentence twice as much.
