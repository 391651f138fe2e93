"""MP3 frames: where they begin, and the few fields of them that joining needs (ISO/IEC 11172-3).

The frames are MPEG-1 Layer III at 44.1 kHz, with constant bit rate and without CRC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from voiceguide.mp3.errors import Mp3Error

RATE_HZ = 44_100
"""Sample rate of all frames, in Hz."""

FRAME_SAMPLES = 1152
"""Samples per channel in one frame."""

PADDING_PERIOD = 49
"""At 44.1 kHz a frame lasts 160/49 bytes per kbit/s, so the padding repeats after 49 frames."""

_BIT_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_JOINT_STEREO, _MONO = 1, 3

_Count = TypeVar("_Count", int, NDArray[np.int64])


@dataclass(frozen=True, slots=True)
class Layout:
    """What is the same in every frame of one file.

    Attributes:
        bitrate_kbps: Constant bit rate.
        channels: 1 or 2.
    """

    bitrate_kbps: int
    channels: int

    @property
    def side_bytes(self) -> int:
        """Bytes of side information after the 4 of the header."""
        return 17 if self.channels == 1 else 32

    @property
    def head_bytes(self) -> int:
        """Bytes of header and side information; the rest of a frame is main data."""
        return 4 + self.side_bytes

    @property
    def header(self) -> bytes:
        """The header of an unpadded frame, as LAME writes it: original, not copyrighted, no emphasis."""
        mode = _MONO if self.channels == 1 else _JOINT_STEREO
        return bytes((0xFF, 0xFB, _BIT_RATES.index(self.bitrate_kbps) << 4, mode << 6 | 0x04))

    @property
    def size(self) -> int:
        """Bytes of a frame without padding."""
        return 144_000 * self.bitrate_kbps // RATE_HZ

    def total(self, count: _Count) -> _Count:
        """Bytes of the first `count` frames of a file. The first is not padded, later ones as the bit rate requires."""
        rest = 144_000 * self.bitrate_kbps % RATE_HZ
        return self.size * count - (-rest * (count - 1) // RATE_HZ)

    def count(self, size: int) -> int:
        """How many whole frames the first `size` bytes of a file hold."""
        count = size * RATE_HZ // (144_000 * self.bitrate_kbps)
        return count + (self.total(count + 1) <= size)

    def headers(self, first: int, stop: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Where frames `first` to `stop` − 1 of a file begin, and the first three bytes of each."""
        totals = self.total(np.arange(first, stop + 1))
        padded = np.diff(totals) - self.size
        headers = np.tile(np.frombuffer(self.header[:3], np.uint8), (stop - first, 1))
        headers[:, 2] |= padded.astype(np.uint8) << 1
        return totals[:-1], headers


def frame_count(samples: int) -> int:
    """How many frames hold a sound of that many samples: one more than its own, because of the decoder's delay."""
    return -(-samples // FRAME_SAMPLES) + 1


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of the stream. Its main data may begin in earlier frames (the bit reservoir).

    Attributes:
        data: All its bytes.
        layout: Layout of the file.
    """

    data: bytes
    layout: Layout

    @property
    def head(self) -> bytes:
        """Header and side information."""
        return self.data[: self.layout.head_bytes]

    @property
    def reservoir(self) -> int:
        """How many bytes of main data in earlier frames belong to this one (0 to 511)."""
        return self.data[4] << 1 | self.data[5] >> 7

    @property
    def last_windows(self) -> tuple[int, ...]:
        """The window of the second granule for each channel: 0 long, 1 start, 2 short, 3 stop; mixed ones differ."""
        side = int.from_bytes(self.data[4 : self.layout.head_bytes], "big")
        bits = self.layout.side_bytes * 8
        first = 9 + (5 + 4 if self.layout.channels == 1 else 3 + 8)
        windows = []
        for channel in range(self.layout.channels):
            at = first + 59 * (self.layout.channels + channel) + 33  # after the bits of lengths, gain and scale factors
            switched, kind, mixed = (side >> bits - at - n & mask for n, mask in ((1, 1), (3, 3), (4, 1)))
            windows.append((kind | mixed << 2) if switched else 0)
        return tuple(windows)


class FrameReader:
    """Cuts a growing stream of bytes into frames. At a constant bit rate it is known where each begins."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._data = bytearray()
        self._count = 0

    def __len__(self) -> int:
        """How many complete frames there are."""
        return self._count

    def push(self, data: bytes | bytearray) -> None:
        """Add the next bytes of the stream.

        Raises:
            Mp3Error: These are not frames of this layout.
        """
        self._data += data
        count = self._layout.count(len(self._data))
        starts, headers = self._layout.headers(self._count, count)
        found = np.frombuffer(self._data, np.uint8)[starts[:, np.newaxis] + np.arange(headers.shape[1])]
        if not np.array_equal(found, headers):
            raise Mp3Error("the MP3 encoder gave something that is no frame of the rate asked for")
        self._count = count

    def __getitem__(self, index: int) -> Frame:
        return Frame(bytes(self.span(index, index + 1)), self._layout)

    def span(self, first: int, stop: int) -> memoryview:
        """A view of the bytes of frames `first` to `stop` − 1; nothing may be pushed while it is in use."""
        return memoryview(self._data)[self._layout.total(first) : self._layout.total(stop)]
