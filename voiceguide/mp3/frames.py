"""MP3 frames: where they begin, and the few fields of them that joining needs (ISO/IEC 11172-3).

The frames are MPEG-1 Layer III at 44.1 kHz, with constant bit rate and without CRC.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide.mp3.errors import Mp3Error

RATE_HZ = 44_100
"""Sample rate of all frames, in Hz."""

FRAME_SAMPLES = 1152
"""Samples per channel in one frame."""

PADDING_PERIOD = 49
"""At 44.1 kHz a frame lasts 160/49 bytes per kbit/s, so the padding repeats after 49 frames."""

_BIT_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_JOINT_STEREO, _MONO = 1, 3


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

    def size(self, header: bytes | bytearray | memoryview) -> int:
        """Bytes of the frame that starts with this header.

        Raises:
            Mp3Error: It is not the header of such a frame.
        """
        if header[0] != 0xFF or header[1] != 0xFB or header[2] & 0xFC != _BIT_RATES.index(self.bitrate_kbps) << 4:
            raise Mp3Error("the MP3 encoder gave something that is no frame of the rate asked for")
        return self._whole_bytes + (header[2] >> 1 & 1)

    @property
    def _whole_bytes(self) -> int:
        """Bytes of a frame without padding."""
        return 144_000 * self.bitrate_kbps // RATE_HZ

    def total(self, count: int) -> int:
        """Bytes of the first `count` frames of a file. The first is not padded, later ones as the bit rate requires."""
        rest = 144_000 * self.bitrate_kbps % RATE_HZ
        return self._whole_bytes * count - (-rest * (count - 1) // RATE_HZ) if count else 0


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
    """Cuts a growing stream of bytes into frames."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._data = bytearray()
        self._starts = [0]

    def __len__(self) -> int:
        """How many complete frames there are."""
        return len(self._starts) - 1

    def push(self, data: bytes | bytearray) -> None:
        """Add the next bytes of the stream."""
        self._data += data
        at = self._starts[-1]
        while at + 4 <= len(self._data):
            at += self._layout.size(self._data[at : at + 4])
            if at > len(self._data):
                break
            self._starts.append(at)

    def __getitem__(self, index: int) -> Frame:
        return Frame(bytes(self._data[self._starts[index] : self._starts[index + 1]]), self._layout)

    def span(self, first: int, stop: int) -> memoryview:
        """A view of the bytes of frames `first` to `stop` − 1; nothing may be pushed while it is in use."""
        return memoryview(self._data)[self._starts[first] : self._starts[stop]]
