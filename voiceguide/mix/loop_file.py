"""A loop in a temporary file, for machines with little memory."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

import numpy as np

from voiceguide.mix.ambient_reader import Pcm

_FRAME_BYTES = 4


class LoopFile:
    """Samples of 16 bit that are read from a file when sliced, like an array of frames; from any thread.

    Args:
        blocks: The samples in order, int16, shape (frames × 2).
        folder: Where the file lies; it has no name, and is removed with this object or its process.

    Raises:
        OSError: It cannot be written.
    """

    def __init__(self, blocks: Iterable[Pcm], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (closed when this goes)
        weakref.finalize(self, self._file.close)
        self._frames, self._lock = 0, Lock()
        for block in blocks:
            self._file.write(np.ascontiguousarray(block).data)
            self._frames += len(block)

    def __len__(self) -> int:
        return self._frames

    def __getitem__(self, stretch: slice) -> Pcm:
        first, stop, _ = stretch.indices(self._frames)
        with self._lock:
            self._file.seek(_FRAME_BYTES * first)
            data = self._file.read(_FRAME_BYTES * (stop - first))
        return np.frombuffer(data, dtype=np.int16).reshape(-1, 2)
