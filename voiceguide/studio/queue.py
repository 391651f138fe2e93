"""Sessions being made, one after the other, in a process of their own.

Comes in: orders, and wishes to stop. Goes out: what every job is doing, to as many pages as look. The queue outlives
the page that filled it, and holds only so much. Knows nothing of pages.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from voiceguide.studio.errors import BusyError, MissingError
from voiceguide.studio.maker import Errand, make
from voiceguide.studio.progress import FIRST_GUESS, STAGES, Estimate

MOST_WAITING = 6
MOST_KEPT = 12
"""Finished jobs that are still told of."""

STOP_S = 8.0
"""A process that was asked to stop and has not after so many seconds is ended."""

_EVERY_S = 0.25
_HEARTBEAT_S = 15.0

Starter = Callable[[Errand], tuple[BaseProcess, Connection]]


class State(StrEnum):
    """What becomes of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


_OVER = (State.DONE, State.FAILED, State.CANCELLED)


@dataclass(slots=True, eq=False)
class Job:
    """One session on its way.

    Attributes:
        title: The routine's.
        about: Minutes, voice and bed in a few words.
        routine: Id of the routine.
        seconds: Length of the session.
        errand: What the process is given; its target is chosen when it starts.
        state: What becomes of it.
        id: Its id.
        estimate: The clock, while it runs.
        session: Id of the finished session.
        message: Why it failed.
        hint: What to do about it.
    """

    title: str
    about: str
    routine: str
    seconds: float
    errand: Errand
    state: State = State.WAITING
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    estimate: Estimate | None = None
    session: str = ""
    message: str = ""
    hint: str = ""

    def told(self, ahead: int) -> dict[str, Any]:
        """The job as plain values."""
        estimate = self.estimate
        return {
            "id": self.id,
            "title": self.title,
            "about": self.about,
            "routine": self.routine,
            "state": self.state.value,
            "stage": STAGES[estimate.stage] if estimate else "",
            "percent": round(100 * estimate.fraction) if estimate else 0,
            "left_s": round(estimate.left_s) if estimate else None,
            "ahead": ahead,
            "session": self.session,
            "message": self.message,
            "hint": self.hint,
        }


def start_process(errand: Errand) -> tuple[BaseProcess, Connection]:
    """Begin to make a session in a new process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=make, args=(theirs, errand), daemon=True)
    process.start()
    theirs.close()
    return process, ours


class Queue:
    """The jobs.

    Args:
        start: Begins a job; tests hand in another.
    """

    def __init__(self, start: Starter = start_process) -> None:
        self._start = start
        self._jobs: dict[str, Job] = {}
        self._changed = asyncio.Event()
        self._wanted = asyncio.Event()
        self._pipe: Connection | None = None
        self._rates: dict[str, dict[str, float]] = {}

    def add(self, job: Job) -> None:
        """Take a job.

        Raises:
            BusyError: The queue is full.
        """
        if sum(each.state is State.WAITING for each in self._jobs.values()) >= MOST_WAITING:
            raise BusyError("The queue is full.", hint="Wait until a session is finished, or cancel one.")
        over = [each for each in self._jobs.values() if each.state in _OVER]
        for old in over[: max(0, len(over) - MOST_KEPT + 1)]:
            del self._jobs[old.id]
        self._jobs[job.id] = job
        self._wanted.set()
        self._tell()

    def told(self) -> list[dict[str, Any]]:
        """Every job as plain values, in the order in which they came."""
        ahead, rows = 0, []
        for job in self._jobs.values():
            rows.append(job.told(ahead))
            ahead += job.state not in _OVER
        return rows

    def cancel(self, name: str) -> None:
        """Stop a job, or take a finished one off the list.

        Raises:
            MissingError: There is no such job.
        """
        job = self._jobs.get(name)
        if job is None:
            raise MissingError("there is no such job")
        if job.state in _OVER:
            del self._jobs[name]
        elif job.state is State.WAITING:
            job.state = State.CANCELLED
        elif job.state is State.RUNNING:
            job.state = State.STOPPING
            self._ask_to_stop()
        self._tell()

    def _ask_to_stop(self) -> None:
        if self._pipe is not None:
            with contextlib.suppress(OSError):
                self._pipe.send("stop")

    async def changes(self) -> AsyncIterator[list[dict[str, Any]] | None]:
        """Every job now, and again whenever something changed; None when nothing did for a while."""
        while True:
            changed = self._changed
            yield self.told()
            await asyncio.sleep(_EVERY_S)
            while True:
                try:
                    async with asyncio.timeout(_HEARTBEAT_S):
                        await changed.wait()
                    break
                except TimeoutError:
                    yield None

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def run(self, prepare: Callable[[Job], Errand]) -> None:
        """Work until cancelled.

        Args:
            prepare: Gives a job's errand its free target, just before it starts.
        """
        while True:
            job = next((each for each in self._jobs.values() if each.state is State.WAITING), None)
            if job is None:
                self._wanted.clear()
                await self._wanted.wait()
                continue
            job.state = State.RUNNING
            job.errand = prepare(job)
            await self._work(job)
            self._tell()

    async def _work(self, job: Job) -> None:
        """Make one session, and take down how it went."""
        voice = job.errand.settings.voice.partition(":")[0]
        rates = self._rates.get(voice, FIRST_GUESS)
        job.estimate = Estimate(job.seconds, rates, time.monotonic())
        self._tell()
        process, pipe = await asyncio.to_thread(self._start, job.errand)
        self._pipe = pipe
        try:
            if job.state is State.STOPPING:
                self._ask_to_stop()
            await self._follow(job, process, pipe)
            if job.state is State.DONE:
                self._rates[voice] = job.estimate.learnt(rates, time.monotonic())
        finally:
            self._pipe = None
            pipe.close()
            await asyncio.to_thread(_end, process)

    async def _follow(self, job: Job, process: BaseProcess, pipe: Connection) -> None:
        waited_since = None
        while job.state not in _OVER:
            if job.state is State.STOPPING:
                waited_since = waited_since or time.monotonic()
                if time.monotonic() - waited_since > STOP_S:
                    process.terminate()
            message = await asyncio.to_thread(_received, pipe)
            if message is None:
                continue
            _take(job, message)
            self._tell()


def _received(pipe: Connection) -> tuple[Any, ...] | None:
    """The next message; None when there is none yet; ``("gone",)`` when the process has ended."""
    try:
        return pipe.recv() if pipe.poll(0.5) else None
    except (EOFError, OSError):
        return ("gone",)


def _take(job: Job, message: tuple[Any, ...]) -> None:
    kind, *facts = message
    if kind == "progress" and job.estimate is not None:
        job.estimate.tell(facts[0], facts[1], facts[2], time.monotonic())
    elif kind == "done":
        job.state, job.session = State.DONE, facts[0]
    elif kind == "stopped" or (kind == "gone" and job.state is State.STOPPING):
        job.state = State.CANCELLED
    elif kind == "failed":
        job.state, job.message, job.hint = State.FAILED, facts[0], facts[1]
    elif kind == "gone":
        job.state = State.FAILED
        job.message, job.hint = "The process that makes sessions ended unexpectedly.", "Try again."


def _end(process: BaseProcess) -> None:
    process.join(STOP_S)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()
