"""The Info frame at the beginning of an MP3: exact length, and how much silence to cut at either end.

It is one frame in the layout of Xing's header with LAME's extension, which every gapless player reads. It has no table
for seeking: see README.md.
Source: the layout as described for LAME's tag, revision 1 ("Mp3 Info Tag rev 1 specifications").
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from voiceguide.mp3.frames import FRAME_SAMPLES, Layout

ENCODER_DELAY = 576
"""Samples of silence LAME puts first; a decoder adds 529 of its own and cuts both."""

_FIELDS = 0x01 | 0x02 | 0x08  # frames, bytes, quality; no table of contents (0x04)
_POLYNOMIAL = 0xA001  # CRC-16/ARC, reflected
_PERIOD = 32_767  # bits or bytes after which a bit's weight in the CRC repeats


def info_frame(layout: Layout, frames: int, audio_frames: int, audio_bytes: int, music_crc: int) -> bytes:
    """The frame that belongs before the first audio frame.

    Args:
        layout: Layout of the file.
        frames: Length of the sound in samples.
        audio_frames: Number of frames after this one.
        audio_bytes: Bytes of these frames.
        music_crc: CRC of those bytes, see `Crc16`.
    """
    size = layout.size
    total = size + audio_bytes
    padding = audio_frames * FRAME_SAMPLES - ENCODER_DELAY - frames
    body = layout.header + bytes(layout.side_bytes)
    body += b"Info" + _FIELDS.to_bytes(4, "big")
    body += audio_frames.to_bytes(4, "big") + total.to_bytes(4, "big") + (0).to_bytes(4, "big")
    body += b"LAME4.0\0\0"
    body += bytes((0x01, 0))  # revision 0, constant bit rate; low-pass not stated
    body += bytes(8)  # no replay gain
    body += bytes((0x00, min(layout.bitrate_kbps, 255)))
    body += (ENCODER_DELAY << 12 | padding).to_bytes(3, "big")
    body += bytes((0x4C if layout.channels == 2 else 0x40, 0x00)) + bytes(2)
    body += total.to_bytes(4, "big") + music_crc.to_bytes(2, "big")
    return (body + _crc16(body).to_bytes(2, "big")).ljust(size, b"\0")


class Crc16:
    """CRC-16/ARC of a stream.

    Its polynomial divides x^32767 + 1, so bytes that are 32767 apart weigh the same: the stream is folded to as many
    bytes, which takes no longer than reading it, and only these are divided by the polynomial.
    """

    def __init__(self) -> None:
        self._folded = np.zeros(_PERIOD, dtype=np.uint8)
        self._at = 0  # where the next byte belongs

    def push(self, data: bytes | memoryview) -> None:
        """Add the next bytes of the stream."""
        new = np.frombuffer(data, dtype=np.uint8)
        while len(new):
            part = new[: _PERIOD - self._at]
            self._folded[self._at : self._at + len(part)] ^= part
            self._at = (self._at + len(part)) % _PERIOD
            new = new[len(part) :]

    @property
    def value(self) -> int:
        """The CRC of all bytes so far."""
        return _crc16(np.roll(self._folded, -self._at).tobytes())


def _crc16(data: bytes) -> int:
    """CRC-16/ARC of some bytes; zeros before them change nothing."""
    crc, table = 0, _byte_table()
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc


@lru_cache(maxsize=1)
def _byte_table() -> list[int]:
    """The CRC after one byte, for each value of state ⊕ byte."""
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)  # noqa: PLW2901
        table.append(value)
    return table
