"""The Info frame at the beginning of an MP3: exact length, and how much silence to cut at either end.

It is one frame in the layout of Xing's header with LAME's extension, which every gapless player reads. It has no table
for seeking: see README.md.
Source: the layout as described for LAME's tag, revision 1 ("Mp3 Info Tag rev 1 specifications").
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voiceguide.mp3.frames import FRAME_SAMPLES, Layout

ENCODER_DELAY = 576
"""Samples of silence LAME puts first; a decoder adds 529 of its own and cuts both."""

_FIELDS = 0x01 | 0x02 | 0x08  # frames, bytes, quality; no table of contents (0x04)
_POLYNOMIAL = 0xA001  # CRC-16/ARC, reflected
_ROW_BYTES = 256


def info_frame(layout: Layout, frames: int, audio_frames: int, audio_bytes: int, music_crc: int) -> bytes:
    """The frame that belongs before the first audio frame.

    Args:
        layout: Layout of the file.
        frames: Length of the sound in samples.
        audio_frames: Number of frames after this one.
        audio_bytes: Bytes of these frames.
        music_crc: CRC of those bytes, see `Crc16`.
    """
    size = layout.size(layout.header)
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
    crc = Crc16()
    crc.push(body)
    return (body + crc.value.to_bytes(2, "big")).ljust(size, b"\0")


class Crc16:
    """CRC-16/ARC of a stream, computed for many rows of bytes at once: CRCs are linear, so they can be combined."""

    def __init__(self) -> None:
        self.value = 0

    def push(self, data: bytes | memoryview) -> None:
        """Add the next bytes of the stream."""
        rows = len(data) // _ROW_BYTES
        if rows:
            words = np.frombuffer(data, "<u2", rows * _ROW_BYTES // 2).reshape(rows, -1)
            crcs = np.zeros(rows, dtype=np.uint16)
            for column in np.ascontiguousarray(words.T):
                crcs = _pair_table()[crcs ^ column]
            for crc in crcs.tolist():
                self.value = _skip(self.value) ^ crc
        for byte in data[rows * _ROW_BYTES :]:
            self.value = self.value >> 8 ^ _byte_table()[(self.value ^ byte) & 0xFF]


@lru_cache(maxsize=1)
def _byte_table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)  # noqa: PLW2901
        table.append(value)
    return table


@lru_cache(maxsize=1)
def _pair_table() -> NDArray[np.uint16]:
    """The CRC after two bytes, for each value of state ⊕ bytes."""
    single = np.array(_byte_table(), dtype=np.uint16)
    values = np.arange(65536, dtype=np.uint16)
    after_one = values >> 8 ^ single[values & 0xFF]
    return np.asarray(after_one >> 8 ^ single[after_one & 0xFF])


@lru_cache(maxsize=1)
def _skip_tables() -> tuple[list[int], list[int]]:
    """What a CRC becomes after `_ROW_BYTES` zero bytes, for its low and its high byte."""
    state = np.concatenate([np.arange(256), np.arange(256) << 8]).astype(np.uint16)
    for _ in range(_ROW_BYTES // 2):
        state = _pair_table()[state]
    return state[:256].tolist(), state[256:].tolist()


def _skip(crc: int) -> int:
    low, high = _skip_tables()
    return low[crc & 0xFF] ^ high[crc >> 8]
