"""Cache of encoded segments, keyed by everything heard in them: what has not changed is not encoded again.

It lies in the cache folder beside the clips and follows their rules: files are written atomically, each with a
checksum, the least recently used go first, and several processes may share it. Where it cannot be written, nothing is
kept and everything else works as usual.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

from voiceguide.errors import ExportError
from voiceguide.files import atomic_path, evict_oldest, sweep

LIMIT_BYTES = 512 << 20
"""How large the store may grow: nine hours of sound at 128 kbit/s."""

_MAGIC = b"voiceguide segment 1\n"
_SUFFIX = ".frames"


class KeptSegments:
    """The store, for one sound; see `mp3.segments.SegmentStore`. All methods from any thread.

    Args:
        folder: Where it lies.
        describe: Gives the key, in hex, of all that is heard from one sample to another; it may wait for the sound.
        layout: Bit rate, channels and quality in a word: part of every key.
        limit_bytes: How large the store may grow.
    """

    def __init__(
        self, folder: Path, describe: Callable[[int, int], str], layout: str, limit_bytes: int = LIMIT_BYTES
    ) -> None:
        self._folder, self._describe, self._layout, self._limit_bytes = folder, describe, layout, limit_bytes
        self._keys: dict[int, str] = {}
        self._stored = False

    def load(self, first: int, start: int, stop: int) -> bytes | None:
        """The frames kept for a segment, or None; a damaged file is removed."""
        path = self._path(first, start, stop)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        head = len(_MAGIC) + 4
        frames = content[head:]
        if content[: len(_MAGIC)] != _MAGIC or content[len(_MAGIC) : head] != crc32(frames).to_bytes(4, "little"):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # mark as used now, so that it is evicted last
        return frames

    def keep(self, first: int, start: int, stop: int, frames: bytes) -> None:
        """Keep the frames of a segment, if the folder can be written."""
        with contextlib.suppress(ExportError, OSError):
            with atomic_path(self._path(first, start, stop), durable=False) as temporary:
                temporary.write_bytes(_MAGIC + crc32(frames).to_bytes(4, "little") + frames)
            self._stored = True

    def evict(self) -> None:
        """Remove the least recently used files when the store has grown over its limit."""
        if self._stored:
            evict_oldest(self._folder, f"??/*{_SUFFIX}", self._limit_bytes)
            sweep(self._folder, "??/*")

    def _path(self, first: int, start: int, stop: int) -> Path:
        """The file of a segment, named by its key."""
        key = self._keys.get(first)
        if key is None:
            key = self._keys[first] = f"{self._describe(start, stop)}-{self._layout}-{first}"
        return self._folder / key[:2] / f"{key}{_SUFFIX}"
