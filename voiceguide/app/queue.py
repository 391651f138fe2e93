"""The queue: makes ordered sessions one after the other, survives a restart, and reports every change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from voiceguide.app.early import EarlySound
from voiceguide.app.errors import BusyError, MissingError
from voiceguide.app.jobs import Failure, Job
from voiceguide.app.privacy import without_folders
from voiceguide.app.progress import FIRST_GUESS, SessionClock, StageProgress
from voiceguide.app.queue_store import StoredQueue, read_queue, write_queue
from voiceguide.app.queued_job import ON_ITS_WAY, OVER, QueuedJob, State, restore_job, store_job
from voiceguide.app.worker import JobStopped, Outcome, Worker
from voiceguide.errors import VoiceguideError
from voiceguide.progress import WorkStage

MOST_WAITING = 6
MOST_KEPT = 12
"""Most finished jobs that are still listed."""

MOST_REMEMBERED = 500
"""Most past orders that are remembered, so that ordering one again gives the same session."""

STOP_S = 8.0
"""Seconds after which a process that was asked to stop is ended."""

EVERY_S = 0.25
HEARTBEAT_S = 15.0
_POLL_S = 0.5


class Queue:
    """The queue of jobs.

    Args:
        worker: Does the jobs.
        store: File in which the queue is kept for a restart, or None.
        is_there: Whether a finished session with an id still exists.
    """

    def __init__(
        self,
        worker: Worker | None = None,
        store: Path | None = None,
        is_there: Callable[[str], bool] = lambda session: True,  # noqa: ARG005
    ) -> None:
        self._worker = worker or Worker()
        self._store, self._is_there = store, is_there
        self._changed = asyncio.Event()
        self._wanted = asyncio.Event()
        kept = read_queue(store) if store else StoredQueue()
        self._jobs = {job.id: job for job in map(restore_job, kept.jobs) if job is not None}
        self._made = dict(kept.made)
        self._rates = {voice: dict(rates) for voice, rates in kept.rates.items() if set(rates) == set(FIRST_GUESS)}

    def add(self, job: QueuedJob) -> QueuedJob:
        """Add a job, unless the same session is already in the queue or made.

        Returns:
            The job that makes the session.

        Raises:
            BusyError: The queue is full.
        """
        same = [each for each in self._jobs.values() if job.key and each.key == job.key]
        under_way = next((each for each in same if each.state in ON_ITS_WAY), None)
        if under_way is not None:
            return under_way
        job.wanted = all(each.state in OVER for each in self._jobs.values())
        session = self._made.get(job.key, "")
        if session and self._is_there(session):
            job.state, job.session = State.DONE, session
            for old in same:
                del self._jobs[old.id]
        waiting = sum(each.state is State.WAITING for each in self._jobs.values())
        if job.state is State.WAITING and waiting >= MOST_WAITING:
            raise BusyError("The queue is full.", hint="Wait until a session is finished, or cancel one.")
        over = [each for each in self._jobs.values() if each.state in OVER]
        for old in over[: max(0, len(over) - MOST_KEPT + 1)]:
            del self._jobs[old.id]
        self._jobs[job.id] = job
        self._wanted.set()
        self._notify()
        return job

    def to_dicts(self) -> list[dict[str, Any]]:
        """Every job as plain values, in the order in which they were added."""
        ahead, rows = 0, []
        for job in self._jobs.values():
            rows.append(job.to_dict(ahead))
            ahead += job.state not in OVER
        return rows

    def job(self, name: str) -> QueuedJob:
        """The job with an id.

        Raises:
            MissingError: There is none with this id.
        """
        if name not in self._jobs:
            raise MissingError("there is no such job", hint="It may have been taken off the list: look in the library.")
        return self._jobs[name]

    async def wait_until_made(self, name: str) -> str:
        """Wait until a job's session is made, and return the session's id.

        Raises:
            MissingError: There is no such job, or it will not be finished.
        """
        while (job := self.job(name)).state is not State.DONE:
            if job.state in OVER:
                raise MissingError("this session was not made", hint=job.message)
            await self._changed.wait()
        return job.session

    async def early(self, name: str, at: int = 0) -> EarlySound | None:
        """Wait until the byte at `at` of a job's early sound exists, and return the sound; None if it never will.

        Raises:
            MissingError: There is no such job.
        """
        job = self.job(name)
        job.wanted = True
        while not (job.early and at < job.early.there):
            if job.state in OVER or (job.state is not State.WAITING and job.request.early is None):
                return None
            await self._changed.wait()
        if job.state in OVER and job.early.there < job.early.total:  # its writing stopped early
            return None
        return job.early

    def cancel(self, name: str) -> None:
        """Stop a job, or remove a finished one from the list.

        Raises:
            MissingError: There is no such job.
        """
        job = self.job(name)
        if job.state in OVER:
            del self._jobs[name]
        elif job.state is State.WAITING:
            job.state = State.CANCELLED
        elif job.state is State.RUNNING:
            job.state = State.STOPPING
            self._worker.ask_to_stop()
        self._notify()

    async def changes(self) -> AsyncIterator[list[dict[str, Any]] | None]:
        """Yield every job now and after each change; None if nothing changed for a while."""
        while True:
            changed = self._changed
            yield self.to_dicts()
            await asyncio.sleep(EVERY_S)
            while True:
                try:
                    async with asyncio.timeout(HEARTBEAT_S):
                        await changed.wait()
                    break
                except TimeoutError:
                    yield None

    def _notify(self, *, keep: bool = True) -> None:
        """Wake everybody who waits for news, and store the queue."""
        self._changed.set()
        self._changed = asyncio.Event()
        if keep and self._store:
            jobs = tuple(store_job(job) for job in self._jobs.values())
            write_queue(self._store, StoredQueue(jobs, self._made, self._rates))

    async def run(self, prepare: Callable[[QueuedJob], Job], voice: str = "auto") -> None:
        """Do jobs until cancelled.

        Args:
            prepare: Completes a job's request with its source and output, just before it starts; an exception from it
                makes the job fail.
            voice: The voice that will probably speak; an idle process loads it in advance.
        """
        try:
            while True:
                job = next((each for each in self._jobs.values() if each.state is State.WAITING), None)
                if job is None:
                    self._wanted.clear()
                    await asyncio.to_thread(self._worker.warm, voice)
                    await self._wanted.wait()
                    continue
                try:
                    job.request = prepare(job)
                except VoiceguideError as error:
                    self._take(job, Failure.of(error))
                else:
                    job.state = State.RUNNING
                    await self._work(job)
                self._notify()
        finally:
            await asyncio.to_thread(self._worker.end, STOP_S)

    async def _work(self, job: QueuedJob) -> None:
        """Make one session, and record how it ended."""
        voice = job.request.settings.voice.partition(":")[0]
        job.clock = SessionClock(job.seconds, self._rates.get(voice, FIRST_GUESS))
        self._notify()
        await asyncio.to_thread(self._worker.begin, job.request)
        if job.state is State.STOPPING:  # it was cancelled while the process started
            self._worker.ask_to_stop()
        waited_since = None
        while job.state not in OVER:
            if job.state is State.STOPPING:
                waited_since = waited_since or time.monotonic()
                if time.monotonic() - waited_since > STOP_S:
                    await asyncio.to_thread(self._worker.end)
                    self._take(job, JobStopped())
                    break
            received = await asyncio.to_thread(self._worker.take, _POLL_S)
            if isinstance(received, StageProgress):
                self._note(job, received)
                self._notify(keep=False)
            elif received is not None:
                self._take(job, received)
        if job.state is State.DONE:
            self._rates[voice] = job.clock.learnt()

    def _note(self, job: QueuedJob, received: StageProgress) -> None:
        """Record the progress of a job."""
        if received.stage == WorkStage.EARLY and job.request.early is not None:
            job.early = EarlySound(job.request.early, received.done, received.total)
        elif job.clock is not None:
            job.clock.update(received)

    def _take(self, job: QueuedJob, outcome: Outcome) -> None:
        """Record how a job ended."""
        if isinstance(outcome, JobStopped):
            job.state = State.CANCELLED
        elif isinstance(outcome, Failure):
            job.state, job.message, job.hint = State.FAILED, *_in_words(outcome)
        else:
            job.state, job.session = State.DONE, outcome.path.stem
            if job.key:
                self._made.pop(job.key, None)
                self._made[job.key] = job.session
                for old in list(self._made)[:-MOST_REMEMBERED]:
                    del self._made[old]


def _in_words(failure: Failure) -> tuple[str, str]:
    """What went wrong and what to do, for people without a command line; without folders of files."""
    if failure.length:
        return "This voice needs another length.", "Choose a longer or a shorter one."
    if failure.died:
        return "The process that makes sessions ended unexpectedly.", "Try again."
    return without_folders(failure.reason), without_folders(failure.hint)
