"""Control a worker process in which pyttsx3 speaks: start it, send requests with a time limit, end it.

`pyttsx3_worker` is what runs inside.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, BinaryIO, cast

from voiceguide.errors import SpeechError
from voiceguide.installing import install_line
from voiceguide.speech import pyttsx3_worker

CLIP_LIMIT_S = 30.0
"""Time limit of a clip, seconds: espeak-ng needs 10 ms, a system's voice a second or two."""

_PACKAGES = ("pyttsx3",) if sys.platform in ("darwin", "win32") else ("pyttsx3", "espeakng-loader")

_ROOM_HINT = "Free some space for temporary files, or set TMPDIR to a folder that has some."


class WorkerDiedError(Exception):
    """The worker process ended, or reached its time limit, before it answered."""


class Worker:
    """One worker process and its framed messages. Not for two threads at once."""

    def __init__(self, limit_s: float = CLIP_LIMIT_S) -> None:
        self._limit_s = limit_s
        try:
            self._folder = tempfile.mkdtemp(prefix="voiceguide-")
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(Path(pyttsx3_worker.__file__)), self._folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise SpeechError(
                f"pyttsx3's process cannot be started: {error.strerror or error}", hint=_ROOM_HINT
            ) from error
        try:
            self._answer()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Send a request and wait for its answer.

        Raises:
            WorkerDiedError: There was no answer in time; the process is gone.
            SpeechError: The worker reports an error.
        """
        try:
            pyttsx3_worker.write_frame(cast(BinaryIO, self._process.stdin), request)
        except OSError as error:
            raise WorkerDiedError(str(error)) from error
        return self._answer()

    def _answer(self) -> tuple[dict[str, Any], bytes]:
        """Wait for an answer until the time limit."""
        watchdog = threading.Timer(self._limit_s, self._process.kill)
        watchdog.start()
        try:
            frame = pyttsx3_worker.read_frame(cast(BinaryIO, self._process.stdout))
        finally:
            watchdog.cancel()
        if frame is None:
            self._process.kill()
            raise WorkerDiedError(f"it ended with exit status {self._process.wait()}")
        if not frame[0]["ok"]:
            anew = install_line(*_PACKAGES, again=True)
            hint = _ROOM_HINT if "[Errno" in frame[0]["error"] else f"Run: {anew}"
            raise SpeechError(f"pyttsx3 cannot speak: {frame[0]['error']}", hint=hint)
        return frame

    def close(self) -> None:
        """End the process and remove its files."""
        process = self._process
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):  # a request may still be unsent
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)
