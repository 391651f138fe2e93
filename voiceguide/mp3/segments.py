"""A segment: one encoder at work on a part of the session, from a whole frame on.

Comes in: 16-bit PCM by absolute position. Goes out: frames by absolute index. The encoder is LAME as
the lameenc wheel carries it; it gives up the interpreter lock while it works.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import lameenc

from voiceguide.mp3.frames import FRAME_SAMPLES, PADDING_PERIOD, RATE_HZ, Frame, FrameReader, Layout

Pcm = Callable[[int, int], bytes]
"""Gives 16-bit little-endian interleaved PCM for (first sample, number of samples)."""

BLOCK = PADDING_PERIOD * FRAME_SAMPLES
"""Samples that are mixed in one piece, and encoded in one piece."""

QUALITY = 3
"""LAME's quality setting: 3 has all noise shaping that matters; 0 to 2 cost time and give little."""


class Segment:
    """Frames from one encoder.

    Args:
        first: Absolute index of the first frame, a multiple of `PADDING_PERIOD`.
        frames: Length of the whole session in samples.
        layout: Layout of the file.
        pcm: The sound.
    """

    def __init__(self, first: int, frames: int, layout: Layout, pcm: Pcm) -> None:
        self.first = first
        self._end = frames
        self._pcm = pcm
        self.at = first * FRAME_SAMPLES
        self._frame_bytes = 2 * layout.channels
        self._reader = FrameReader(layout)
        encoder = lameenc.Encoder()
        encoder.silence()
        encoder.set_channels(layout.channels)
        encoder.set_in_sample_rate(RATE_HZ)
        encoder.set_out_sample_rate(RATE_HZ)  # LAME would go down to 32 kHz for 96 kbit/s
        encoder.set_bit_rate(layout.bitrate_kbps)
        encoder.set_quality(QUALITY)
        self._encoder = encoder

    @property
    def stop(self) -> int:
        """One past the absolute index of the last whole frame so far."""
        return self.first + len(self._reader)

    def feed(self, stop_sample: int, told: Callable[[int], None] | None = None) -> None:
        """Encode on to an absolute sample; at the session's end the encoder is flushed.

        All of it is mixed, in blocks, before any of it is encoded: LAME empties the processor's caches, and a block
        that is mixed right after it takes twice the time.

        Args:
            stop_sample: Where to stop; nothing is done when it has come so far already.
            told: Called with the samples of each block that is encoded; may raise to stop.
        """
        stop = min(stop_sample, self._end)
        if stop <= self.at:
            return
        edges = [*range(self.at, stop, BLOCK), stop]
        for block in [self._pcm(first, last - first) for first, last in pairwise(edges)]:
            self._reader.push(self._encoder.encode(block))
            samples = len(block) // self._frame_bytes
            self.at += samples
            if told is not None:
                told(samples)
        if self.at == self._end:
            self._reader.push(self._encoder.flush())

    def run_to_frame(self, stop: int) -> None:
        """Encode on until the frames before `stop` are whole, or the session ends."""
        while self.stop < stop and self.at < self._end:
            self.feed(self.at + max(stop - self.stop, 1) * FRAME_SAMPLES)

    def frame(self, index: int) -> Frame:
        """A frame by its absolute index."""
        return self._reader[index - self.first]

    def span(self, first: int, stop: int) -> memoryview:
        """The bytes of frames `first` to `stop` − 1, by absolute index."""
        return self._reader.span(first - self.first, stop - self.first)


def segment_starts(frames: int) -> list[int]:
    """Where the segments of a sound begin, as absolute frame indexes; depends on its length alone.

    The first is short, so that it can be heard at once; then they grow, because each costs some overlap; and toward the
    end they are shorter again, so that no thread is left with a long one when the others are done.
    """
    total = -(-frames // FRAME_SAMPLES)
    starts, at, most = [0], 0, _SHORTEST
    while True:
        periods = min(max((total - at) // 4 // PADDING_PERIOD, _SHORTEST), most)
        at += periods * PADDING_PERIOD
        most = min(2 * most, _LONGEST)
        if total - at < _SHORTEST * PADDING_PERIOD:
            return starts
        starts.append(at)


_SHORTEST = 12  # × 49 frames: 15 s
_LONGEST = 94  # × 49 frames: 2 minutes; what waits to be joined is memory
