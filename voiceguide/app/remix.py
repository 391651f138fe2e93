"""Makes a session again with another balance (a remix), beginning at the place where somebody is listening.

Most words of its job have been spoken before. The length of the file and the place of each second in it are known at
once, so a player may request any range, which is then made first. Each stretch is encoded in one go from its start.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from voiceguide.app.jobs import Failure, Job, nearest_possible
from voiceguide.app.processes import end_with_owner
from voiceguide.ctrl_c import hear_ctrl_c
from voiceguide.errors import VoiceguideError
from voiceguide.heap import share_heap
from voiceguide.mp3.frames import FRAME_SAMPLES, PADDING_PERIOD
from voiceguide.units import to_samples

if TYPE_CHECKING:
    from voiceguide.growing import GrowingMix
    from voiceguide.mixing import Work
    from voiceguide.mp3.encoder import Encoding

AHEAD_BYTES = 256 * 1024
"""A requested byte at most this far ahead of a stretch is left to that stretch: 16 s at 128 kbit/s."""

_MOST_STRETCHES = 4
_PERIOD_SAMPLES = PADDING_PERIOD * FRAME_SAMPLES


@dataclass(frozen=True, slots=True)
class FileOpened:
    """Reports that the file exists and will be filled.

    Attributes:
        total: Its bytes in all.
        first: The byte of the second from which it was requested.
    """

    total: int
    first: int


@dataclass(frozen=True, slots=True)
class BytesReady:
    """Reports that some bytes of the file can be read, from `first` to before `stop`."""

    first: int
    stop: int


RemixMessage = FileOpened | BytesReady | Failure


class Remix:
    """One remix being written to its file.

    Args:
        job: What it is made from; its sound goes to `Job.early`, which is replaced.
        send: Called with bytes that can be read, and with a failure; by several threads.

    Raises:
        VoiceguideError: It cannot be made.
    """

    def __init__(self, job: Job, send: Callable[[RemixMessage], None]) -> None:
        from voiceguide.export.tags import short_id3
        from voiceguide.pipeline import session_for

        assert job.early is not None
        self.send, self.bitrate_kbps = send, job.settings.bitrate_kbps
        self.stretches: list[_Stretch] = []
        self.closed = False
        self._lock = threading.Lock()
        work, self.growing = nearest_possible(job, _start_job)
        with ExitStack() as stack:
            stack.callback(self.growing.close)
            whole = self.encoding(0)
            tag = short_id3(session_for(self.growing.so_far, work)) + whole.info_ahead()
            self._head, self._layout = len(tag), whole.layout
            self.total = self._head + whole.total_bytes
            self.file = stack.enter_context(job.early.open("wb", buffering=0))
            self.file.truncate(self.total)
            stack.pop_all()
        self.write(0, tag)

    def byte_at(self, seconds: float) -> int:
        """The byte in the file at which a second can be played."""
        return self._offset(self._period(to_samples(seconds) // _PERIOD_SAMPLES))

    def seek(self, byte: int) -> None:
        """Make the sound at a byte before anything else, and go on from there."""
        with self._lock:
            near = [each for each in self.stretches if each.first <= byte <= each.stop + AHEAD_BYTES]
            if near:
                chosen = near[-1]
            else:
                frame = self._frame_at(byte)
                chosen = _Stretch(self, frame, self._offset(frame))
                self.stretches.append(chosen)
                chosen.start()
            chosen.go.set()
            others = [each for each in self.stretches if each is not chosen]
            for each in others:
                each.go.clear()
            for each in others[: max(0, len(self.stretches) - _MOST_STRETCHES)]:
                each.end()
                self.stretches.remove(each)

    def encoding(self, first: int) -> Encoding:
        """An encoding of the session from a frame on, in short segments so that a jump does not wait long."""
        from voiceguide.export.mp3 import encoding_of
        from voiceguide.mp3.segments import SHORTEST, segment_starts

        starts = segment_starts(self.growing.frames, first, SHORTEST)
        return encoding_of(self.growing, bitrate_kbps=self.bitrate_kbps, threads=1, starts=starts)

    def write(self, at: int, data: bytes) -> None:
        """Write bytes into the file, and report them."""
        with self._lock:
            if self.closed:
                return
            self.file.seek(at)
            self.file.write(data)
        self.send(BytesReady(at, at + len(data)))

    def close(self) -> None:
        """Stop all work on it."""
        with self._lock:
            self.closed = True
            self.file.close()
        for each in self.stretches:
            each.end()
        self.growing.close()
        for each in self.stretches:
            each.join()

    def _period(self, number: int) -> int:
        """The frame at which a padding period begins, at most the last that has sound after it."""
        last = max(0, self.growing.frames // _PERIOD_SAMPLES - 1)
        return min(max(0, number), last) * PADDING_PERIOD

    def _frame_at(self, byte: int) -> int:
        """The last possible first frame at or before a byte."""
        length = self._layout.total(PADDING_PERIOD)
        number = max(0, byte - self._head) // length
        while number and self._offset(self._period(number)) > byte:
            number -= 1
        return self._period(number)

    def _offset(self, frame: int) -> int:
        """The byte of the file at which a frame begins."""
        return self._head + self._layout.total(frame)


def _start_job(job: Job) -> tuple[Work, GrowingMix]:
    """Begin a job, and return it once its first words are spoken.

    Raises:
        VoiceguideError: It cannot be made.
    """
    from voiceguide.growing import GrowingMix
    from voiceguide.loading import load_source
    from voiceguide.mixing import Work

    work = Work(load_source(job.source), job.settings, pronounce=job.pronounce)
    work.check_sounds()
    return work, GrowingMix(work).__enter__()


class _Stretch(threading.Thread):
    """Encodes the session from a frame on in one go; pauses while another stretch is needed more."""

    def __init__(self, remix: Remix, frame: int, first: int) -> None:
        super().__init__(name="stretch", daemon=True)
        self._remix, self._frame = remix, frame
        self.first = self.stop = first
        self.go = threading.Event()
        self._ended = False

    def end(self) -> None:
        """Stop after the present piece."""
        self._ended = True
        self.go.set()

    def run(self) -> None:
        """Encode and write piece after piece."""
        try:
            with self._remix.encoding(self._frame) as encoding:
                for piece in encoding:
                    self._remix.write(self.stop, piece)
                    self.stop += len(piece)
                    self.go.wait()  # the first piece is always written
                    if self._ended:
                        return
        except VoiceguideError as error:
            if not self._ended:
                self._remix.send(Failure.of(error))
        except Exception as error:  # or the listener would wait for ever
            if not self._ended:
                reason = f"Something went wrong: {type(error).__name__}."
                self._remix.send(Failure(str(error), reason=reason))


# --- in the process ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RemixRequest:
    """A request to a process of remixes, which replaces its last one.

    Attributes:
        number: Sent back with each message about it.
        job: What it is made from.
        at_s: The second from which it will be listened to.
    """

    number: int
    job: Job
    at_s: float


def main(pipe: Connection) -> None:
    """Run the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # its owner handles Ctrl-C
    hear_ctrl_c()
    share_heap()
    end_with_owner()
    _warm()
    serve(pipe)


def serve(pipe: Connection) -> None:
    """Make what is ordered until the owner sends None.

    Receives a `RemixRequest`, or a byte of the last one that is needed first. Sends (the request's number, a
    `RemixMessage`).
    """
    server = _RemixServer(pipe)
    with suppress(EOFError, OSError):
        while (asked := pipe.recv()) is not None:
            server.handle(asked)
    server.clear()


def _warm() -> None:
    """Import what the first remix needs."""
    import voiceguide.export.mp3
    import voiceguide.export.tags
    import voiceguide.growing
    import voiceguide.mix.mixdown
    import voiceguide.pipeline
    import voiceguide.speech.narrate  # noqa: F401


class _RemixServer:
    """Keeps the present remix of the process."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._lock = pipe, threading.Lock()
        self._remix: Remix | None = None

    def handle(self, asked: RemixRequest | int) -> None:
        """Begin what is requested, or move to a byte of the present remix."""
        if isinstance(asked, RemixRequest):
            self.clear()
            self._open(asked)
        elif self._remix is not None:
            self._remix.seek(asked)

    def clear(self) -> None:
        """Stop work on the last request."""
        if self._remix is not None:
            self._remix.close()
        self._remix = None

    def _open(self, request: RemixRequest) -> None:
        """Begin a requested remix, and report its length or failure."""

        def send(message: RemixMessage) -> None:
            with self._lock, suppress(OSError):
                self._pipe.send((request.number, message))

        try:
            self._remix = Remix(request.job, send)
        except VoiceguideError as error:
            return send(Failure.of(error))
        first = self._remix.byte_at(request.at_s)
        send(FileOpened(self._remix.total, first))
        self._remix.seek(self._remix.byte_at(0.0))  # players read the beginning before they jump
        self._remix.seek(first)
        return None
