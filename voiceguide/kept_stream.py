"""Writes a stream to a file while it is made, for players that request parts of it in any order."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import BinaryIO

from voiceguide.streaming import Stream


class KeptStream:
    """A session being written to a file that can be read meanwhile; a context manager.

    It is written as fast as possible, however it is read. The caller removes the file.

    Args:
        heard: The stream; closed at the end.
        path: The file to write; replaced.

    Attributes:
        total_bytes: Its final length.
    """

    def __init__(self, heard: Stream, path: Path) -> None:
        self.total_bytes = heard.total_bytes
        self._heard, self._path = heard, path
        self._there, self._closed = 0, False
        self._error: BaseException | None = None
        self._news = threading.Condition()

    def __enter__(self) -> KeptStream:
        file = self._path.open("wb", buffering=0)
        self._thread = threading.Thread(target=self._run, args=(file,), name="kept-stream", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        with self._news:
            self._closed = True
            self._news.notify_all()
        self._heard.close()
        self._thread.join()

    def read(self, start: int, count: int) -> bytes:
        """Wait for bytes from `start` on and return at most `count`, at least one; none at the end.

        Raises:
            VoiceguideError: The rest could not be made.
            OSError: The file cannot be read.
        """
        with self._news:
            self._news.wait_for(lambda: self._there > start or self._there >= self.total_bytes or self._ended)
            if self._error is not None and self._there <= start:
                raise self._error
            count = min(count, self._there - start)
        if count <= 0:
            return b""
        with self._path.open("rb") as file:
            file.seek(start)
            return file.read(count)

    @property
    def _ended(self) -> bool:
        return self._error is not None or self._closed

    def _run(self, file: BinaryIO) -> None:
        """Write the stream to the file; runs in a thread."""
        try:
            with file:
                for piece in self._heard:
                    file.write(piece)
                    with self._news:
                        self._there += len(piece)
                        self._news.notify_all()
        except BaseException as error:  # raised again by `read`
            with self._news:
                self._error = error
                self._news.notify_all()
