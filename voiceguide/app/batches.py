"""Makes several sessions at the same time, each in a process of its own, so that one failure does not stop the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from voiceguide.app.jobs import Failure, Job
from voiceguide.app.progress import StageProgress
from voiceguide.app.worker import JobStopped, Worker
from voiceguide.errors import UsageError
from voiceguide.rendered import RenderResult
from voiceguide.speech.parallel import cores

BatchProgress = Callable[[int, StageProgress], None]
"""Called with the number of the job and its progress; an exception from it stops everything."""

_POLL_S = 0.2
_PATIENCE_S = 0.7
"""Seconds for workers to delete unfinished files when everything stops."""


def make_all(
    jobs: Sequence[Job], *, workers: int | None = None, progress: BatchProgress | None = None
) -> Iterator[tuple[int, RenderResult | Failure]]:
    """Do several jobs at the same time.

    Args:
        jobs: What to make; their outputs differ.
        workers: How many at the same time; by default one per core, or only one if memory is short.
        progress: Called as each job goes on.

    Yields:
        The number of each job when it ends, and its result.

    Raises:
        UsageError: Two jobs would write the same file.
    """
    _check_outputs(jobs)
    most = 1 if any(job.settings.low_memory for job in jobs) else cores()
    count = max(1, min(workers or most, len(jobs)))
    idle = [Worker(max(1, cores() // count)) for _ in range(count)]
    waiting = list(range(len(jobs)))
    running: dict[int, Worker] = {}
    try:
        while waiting or running:
            while waiting and idle:
                number = waiting.pop(_next(jobs, waiting, list(running)))
                running[number] = idle.pop()
                running[number].begin(jobs[number])
            for number in _wait_for_messages(running):
                message = running[number].take()
                if isinstance(message, StageProgress):
                    if progress is not None:
                        progress(number, message)
                elif message is not None:
                    idle.append(running.pop(number))
                    yield number, Failure.of_death() if isinstance(message, JobStopped) else message
    finally:
        _stop([*running.values(), *idle])


def _wait_for_messages(running: dict[int, Worker]) -> list[int]:
    """Wait briefly, and return the numbers of the jobs that have sent something."""
    pipes = {worker.pipe: number for number, worker in running.items()}
    return [pipes[cast("Connection", pipe)] for pipe in wait(list(pipes), _POLL_S)]


def _check_outputs(jobs: Sequence[Job]) -> None:
    """Refuse two jobs that would write the same file."""
    seen: dict[str, Job] = {}
    for job in jobs:
        key = str(job.output).casefold()
        if key in seen:
            raise UsageError(
                f"{seen[key].source} and {job.source} would both be written to {job.output}",
                hint="Make them one after the other, with a different --output.",
            )
        seen[key] = job


def _next(jobs: Sequence[Job], waiting: Sequence[int], running: Sequence[int]) -> int:
    """The place of the waiting job to begin: if possible one whose words no running job is speaking now."""

    def words(number: int) -> tuple[Any, ...]:
        settings = jobs[number].settings
        return jobs[number].source, settings.voice, settings.rate_wpm, settings.pitch_st

    busy = {words(number) for number in running}
    return next((at for at, number in enumerate(waiting) if words(number) not in busy), 0)


def _stop(workers: Sequence[Worker]) -> None:
    """End processes; each gets a moment to delete unfinished files."""
    for worker in workers:
        worker.ask_to_stop()
    for worker in workers:
        worker.end(_PATIENCE_S)
