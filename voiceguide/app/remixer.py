"""Changes the balance of a session while somebody listens: each change is a remix, made in another process.

The bytes of a remix can be read by its id while they are made; requested bytes are made first.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import secrets
import threading
import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from voiceguide.app.early import EarlySound
from voiceguide.app.errors import BusyError, MissingError
from voiceguide.app.jobs import Failure, Job
from voiceguide.app.remix import BytesReady, FileOpened, RemixMessage, RemixRequest, main
from voiceguide.ctrl_c import deaf_to_ctrl_c
from voiceguide.errors import UsageError

MOST = 2
"""Most remixes at the same time: one for each of two people."""

LISTENED_S = 30.0
"""Seconds since its last read during which a remix counts as listened to; an unfinished one is not replaced then."""

_ENOUGH_BYTES = 24_000
"""Bytes that must exist after the listening position before a remix is handed to a player: 1.5 s at 128 kbit/s."""

_PATIENCE_S = 0.4
"""Seconds to wait before a requested range is made: a player may request another one at once."""

_LONGEST_WAIT_S = 60.0


StartRemixes = Callable[[Connection], Callable[[], None]]
"""Starts a process, or a thread, that serves a pipe (`remix.main`), and returns a function that ends it."""


@dataclass(slots=True, eq=False)
class _Remix:
    """What the owner knows of one remix.

    Attributes:
        path: Its file.
        total: Bytes in all; 0 until they are known.
        first: The byte at which it was begun.
        edges: First and stop of each range that can be read, one after the other.
        failure: Why no more will come.
        requests: The requests of readers whose byte does not exist yet, the newest last.
        read_at: When it was last read.
        news: Set, and replaced, when something has changed.
    """

    path: Path
    total: int = 0
    first: int = 0
    edges: list[int] = field(default_factory=list)
    failure: Failure | None = None
    requests: list[object] = field(default_factory=list)
    read_at: float = field(default_factory=time.monotonic)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def whole(self) -> bool:
        return bool(self.total) and self.edges == [0, self.total]

    def stop_of(self, at: int) -> int:
        """One past the last byte that can be read from `at` on; `at` itself if there is none."""
        index = bisect_right(self.edges, at)
        return self.edges[index] if index % 2 else at

    def take(self, message: RemixMessage) -> None:
        """Take a message about the remix, and wake whoever waits for it."""
        if isinstance(message, FileOpened):
            self.total, self.first = message.total, message.first
        elif isinstance(message, BytesReady):
            self._add(message.first, message.stop)
        else:
            self.failure = message
        self.news.set()
        self.news = asyncio.Event()

    def _add(self, first: int, stop: int) -> None:
        """Add a range of bytes that can be read, joined with the ranges it touches."""
        spans = [(self.edges[n], self.edges[n + 1]) for n in range(0, len(self.edges), 2)]
        apart = [each for each in spans if each[1] < first or each[0] > stop]
        near = [each for each in spans if each not in apart]
        joined = (min([first, *(each[0] for each in near)]), max([stop, *(each[1] for each in near)]))
        self.edges = [edge for span in sorted([*apart, joined]) for edge in span]


class Remixer:
    """The remixes of all listeners; to be used from one event loop.

    Args:
        folder: For their files; the caller removes it.
        start: Starts what makes them; by default a process.
    """

    def __init__(self, folder: Path, start: StartRemixes | None = None) -> None:
        self._folder, self._start = folder, start or _start_process
        self._processes: list[_RemixProcess] = []

    async def warm(self) -> None:
        """Start a process, so that the first remix need not wait for it."""
        if not self._processes:
            self._processes.append(await asyncio.to_thread(_RemixProcess, self._start, asyncio.get_running_loop()))

    async def open(self, job: Job, at_s: float, instead: str = "") -> str:
        """Make a remix; returns once it can be played from `at_s` on.

        Args:
            job: What it is made from.
            at_s: The second from which it will be listened to.
            instead: The id of a remix that it replaces.

        Returns:
            Its id.

        Raises:
            BusyError: Others are listening to theirs.
            VoiceguideError: It cannot be made.
        """
        process = await self._process_for(instead)
        name = secrets.token_hex(8)
        remix = process.begin(name, job, self._folder / f"{name}.mp3", at_s)
        try:
            async with asyncio.timeout(_LONGEST_WAIT_S):
                while not remix.total or remix.stop_of(remix.first) < min(remix.first + _ENOUGH_BYTES, remix.total):
                    if process.remix is not remix:
                        raise MissingError("another balance was chosen meanwhile")
                    if remix.failure is not None:
                        raise UsageError(remix.failure.reason, hint=remix.failure.hint or None)
                    await remix.news.wait()
        except TimeoutError:
            raise BusyError("The studio is busy just now.", hint="Try again in a moment.") from None
        return name

    async def find(self, name: str, at: int = 0) -> EarlySound | None:
        """Wait until the byte at `at` of a remix exists, and return its file; None if it never will.

        Raises:
            MissingError: There is no such remix, or no longer.
        """
        process = next((each for each in self._processes if each.name == name), None)
        if process is None or process.remix is None:
            raise MissingError("there is no such remix any more")
        remix = process.remix
        request = object()
        remix.requests.append(request)
        try:
            return await self._wait_for(process, remix, at, request)
        finally:
            remix.requests.remove(request)

    async def _wait_for(self, process: _RemixProcess, remix: _Remix, at: int, request: object) -> EarlySound | None:
        """Wait until a byte of a remix exists; has it made first while no newer request waits."""
        patience_ends = time.monotonic() + _PATIENCE_S
        while process.remix is remix and remix.failure is None:
            remix.read_at = time.monotonic()
            stop = remix.stop_of(at)
            if stop > at:
                return EarlySound(remix.path, stop, remix.total)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, patience_ends - remix.read_at)):
                    await remix.news.wait()
                    continue
            patience_ends = time.monotonic() + _PATIENCE_S
            if remix.requests[-1] is request:
                process.seek(at)
        return None

    async def _process_for(self, instead: str) -> _RemixProcess:
        """The process that makes the next remix."""
        self._processes = [each for each in self._processes if each.alive]
        found = next((each for each in self._processes if each.name and each.name == instead), None)
        free = [each for each in self._processes if each.remix is None]
        if found or free:
            return found or free[0]
        if len(self._processes) < MOST:
            self._processes.append(await asyncio.to_thread(_RemixProcess, self._start, asyncio.get_running_loop()))
            return self._processes[-1]
        oldest = min(self._processes, key=lambda each: each.remix.read_at if each.remix else 0.0)
        assert oldest.remix is not None
        if not oldest.remix.whole and time.monotonic() - oldest.remix.read_at < LISTENED_S:
            raise BusyError("Others are changing their balance just now.", hint="Try again in a minute.")
        return oldest

    def close(self) -> None:
        """End all processes."""
        for process in self._processes:
            process.close()
        self._processes = []


class _RemixProcess:
    """A process that makes one remix at a time, with its last remix."""

    def __init__(self, start: StartRemixes, loop: asyncio.AbstractEventLoop) -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        self._end, self._loop = start(theirs), loop
        self.name, self.number = "", 0
        self.remix: _Remix | None = None
        self.alive = True
        threading.Thread(target=self._listen, name="remixer", daemon=True).start()

    def begin(self, name: str, job: Job, path: Path, at_s: float) -> _Remix:
        """Request a remix in place of the last one, whose file is deleted."""
        if self.remix is not None:
            with contextlib.suppress(OSError):  # a file that is still open is deleted with its folder
                self.remix.path.unlink(missing_ok=True)
            self.remix.news.set()
        self.name, self.number = name, self.number + 1
        self.remix = _Remix(path)
        self._send(RemixRequest(self.number, replace(job, early=path), at_s))
        return self.remix

    def seek(self, byte: int) -> None:
        """Ask for the sound at a byte to be made first."""
        self._send(byte)

    def close(self) -> None:
        """End the process."""
        self.alive = False
        self._send(None)
        self._end()
        self._pipe.close()

    def _send(self, asked: RemixRequest | int | None) -> None:
        with contextlib.suppress(OSError):
            self._pipe.send(asked)

    def _listen(self) -> None:
        """Pass messages from the process to the event loop; runs in a thread."""
        with contextlib.suppress(RuntimeError):  # the loop may be closed
            try:
                while True:
                    number, message = self._pipe.recv()
                    self._loop.call_soon_threadsafe(self._take, number, message)
            except (EOFError, OSError, TypeError):  # either end may close at any moment
                self._loop.call_soon_threadsafe(self._report_end)

    def _take(self, number: int, message: RemixMessage) -> None:
        """Take in a message about the present remix; those about earlier ones are dropped."""
        if self.remix is not None and number == self.number:
            self.remix.take(message)

    def _report_end(self) -> None:
        """Report the end of the process as a failure, unless the remix is complete."""
        self.alive = False
        if self.remix is not None and not self.remix.whole:
            self.remix.take(Failure.of_death())


def _start_process(pipe: Connection) -> Callable[[], None]:
    """Start the process at the other end of a pipe; return what ends it."""
    process = multiprocessing.get_context("spawn").Process(target=main, args=(pipe,), daemon=True)
    with deaf_to_ctrl_c():
        process.start()
    pipe.close()
    return lambda: _end_process(process)


def _end_process(process: BaseProcess) -> None:
    process.join(2.0)
    if process.is_alive():
        process.terminate()
        process.join()
