"""Batches: sessions made side by side, each in a process of its own, one failure apart from the rest.

Comes in: jobs. Goes out: for each, in the order they end, what was made or why it was not. Knows nothing of
the command line; progress is told to a callback.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from voiceguide.config import explained
from voiceguide.ctrl_c import deaf_to_ctrl_c, hear_ctrl_c
from voiceguide.errors import UsageError, VoiceguideError
from voiceguide.export.leftovers import clear_leftovers
from voiceguide.heap import share_heap
from voiceguide.pipeline import Rendered, render
from voiceguide.routine.check import load_checked
from voiceguide.script.file import load as load_script
from voiceguide.settings import Settings
from voiceguide.speaking import Progress

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from voiceguide.export.deliver import Order

BatchProgress = Callable[[int, str, int, int], None]
"""Called with (number of the job, stage, done, total); may raise to stop everything."""

_TELL_EVERY_S = 0.1
_POLL_S = 0.2
_PATIENCE_S = 0.7  # for workers to take away what they have half-made when everything stops


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One session to be made.

    Attributes:
        name: For people; different for each job of a batch.
        source: A routine's name or path, or a script's path.
        output: A folder, or the path of the sound file.
        settings: Everything that shapes the session.
        order: Which files to write; None for the usual ones.
        script: Whether `source` is a script.
        force: Replace files that stand there.
        pronounce: Pairs (word, IPA phonemes) besides the routine's own.
        preview_s: Only this many seconds from the first stroke on.
        preview_stage: Only the strokes of the stage of this title.
        origins: Where each setting was given, for errors about it.
    """

    name: str
    source: str
    output: Path
    settings: Settings
    order: Order | None = None
    script: bool = False
    force: bool = False
    pronounce: tuple[tuple[str, str], ...] = ()
    preview_s: float | None = None
    preview_stage: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed.

    Attributes:
        message: What was wrong, where, and what to do, for people.
        exit_code: 1, the work failed; 2, the call was wrong.
        trace: The traceback, for who develops.
    """

    message: str
    exit_code: int = 1
    trace: str = ""


def make(job: Job, *, progress: Progress | None = None, threads: int | None = None) -> Rendered:
    """Do one job here.

    Raises:
        VoiceguideError: As `pipeline.render`, and as reading the routine or script.
    """
    try:
        return render(
            load_script(Path(job.source)) if job.script else load_checked(job.source),
            job.output,
            job.settings,
            order=job.order,
            force=job.force,
            progress=progress,
            pronounce=job.pronounce,
            threads=threads,
            preview_s=job.preview_s,
            preview_stage=job.preview_stage,
            script_file=Path(job.source) if job.script else None,
        )
    except VoiceguideError as error:
        raise explained(error, job.origins) from error.__cause__


def make_all(
    jobs: Sequence[Job], *, workers: int | None = None, progress: BatchProgress | None = None
) -> Iterator[tuple[int, Rendered | Failure]]:
    """Do jobs side by side.

    Args:
        jobs: What to make; their outputs differ.
        workers: How many at once; by default one for each core.
        progress: Told of every job.

    Yields:
        The number of a job that has ended, and what became of it.

    Raises:
        UsageError: Two jobs would write the same file.
    """
    _check_outputs(jobs)
    cores = os.cpu_count() or 1
    workers = max(1, min(workers or cores, len(jobs)))
    threads = max(1, cores // workers)
    waiting = list(range(len(jobs)))
    running: dict[Connection, _Worker] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                number = waiting.pop(_next(jobs, waiting, [worker.number for worker in running.values()]))
                worker = _Worker(number, jobs[number], threads)
                running[worker.pipe] = worker
            for pipe in wait(list(running), _POLL_S):
                worker = running[cast("Connection", pipe)]
                ended = worker.take(progress)
                if ended is not None:
                    del running[worker.pipe]
                    worker.close()
                    yield worker.number, ended
    finally:
        _stop(list(running.values()))


def _check_outputs(jobs: Sequence[Job]) -> None:
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
    """Which waiting job to begin: rather one whose words are not being spoken by another just now."""

    def words(number: int) -> tuple[Any, ...]:
        settings = jobs[number].settings
        return jobs[number].source, settings.voice, settings.rate_wpm, settings.pitch_st

    busy = {words(number) for number in running}
    return next((at for at, number in enumerate(waiting) if words(number) not in busy), 0)


# --- one process for each job --------------------------------------------------------------------


class _Worker:
    """A job's process, and the pipe it tells its progress through."""

    def __init__(self, number: int, job: Job, threads: int) -> None:
        self.number = number
        self._output = job.output
        context = multiprocessing.get_context("spawn")  # forking a process that has threads is not safe
        self.pipe, end = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(target=_work, args=(end, job, threads))
        with deaf_to_ctrl_c():
            self.process.start()
        end.close()

    def take(self, progress: BatchProgress | None) -> Rendered | Failure | None:
        """Take one message; None while the job goes on."""
        try:
            message = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(_PATIENCE_S)
            return Failure(
                f"its process ended before it was done (status {self.process.exitcode})\n"
                "  If memory ran out, make fewer at once."
            )
        if isinstance(message, Rendered | Failure):
            return message
        if progress is not None:
            progress(self.number, *message)
        return None

    def close(self) -> None:
        """The end of a process that has said its last word."""
        self.pipe.close()
        self.process.join()
        self._clear_away()

    def kill(self) -> None:
        """The end of a process that had its chance."""
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.pipe.close()
        self._clear_away()

    def _clear_away(self) -> None:
        """What a process that was killed had staged; any other has done so itself."""
        for folder in (self._output, self._output.parent):
            clear_leftovers(folder)


def _stop(workers: Sequence[_Worker]) -> None:
    """End processes: each gets a moment to take away what it has half-made."""
    for worker in workers:
        worker.process.terminate()
    deadline = time.monotonic() + _PATIENCE_S
    for worker in workers:
        worker.process.join(max(0.0, deadline - time.monotonic()))
        worker.kill()


def _work(pipe: Connection, job: Job, threads: int) -> None:
    """What runs in a job's process."""
    told = {"": 0.0}

    def tell(stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - told.get(stage, 0.0) >= _TELL_EVERY_S or done >= total:
            told[stage] = now
            pipe.send((stage, done, total))

    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _unwind)
        hear_ctrl_c()
        share_heap()
        made = make(job, progress=tell, threads=threads)
        pipe.send(made)
    except VoiceguideError as error:
        pipe.send(Failure(str(error), error.exit_code, traceback.format_exc()))
    except (KeyboardInterrupt, BrokenPipeError):
        return  # whoever asked is gone, or wants no more
    except Exception as error:
        text = f"this should not have happened: {type(error).__name__}: {error}"
        pipe.send(Failure(text, 1, traceback.format_exc()))


def _unwind(number: int, frame: Any) -> None:  # noqa: ARG001
    """Stop by unwinding, once: a second signal must not disturb the clearing away."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: None)
    raise KeyboardInterrupt
