"""Makes sessions one after the other in a process of its own, so that a crash fails only one job.

The process ignores Ctrl-C: its owner asks it to stop, and ends it if it does not. Without its owner it stops by itself.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from voiceguide.app.jobs import Failure, Job, make
from voiceguide.app.processes import end_with_owner
from voiceguide.app.progress import StageProgress
from voiceguide.ctrl_c import deaf_to_ctrl_c, hear_ctrl_c
from voiceguide.errors import VoiceguideError
from voiceguide.export.recovery import recover_folder
from voiceguide.heap import share_heap
from voiceguide.rendered import RenderResult

EVERY_S = 0.1
_BEGIN_S = 5.0
_STOP = b"stop"
OVER = b"over"


@dataclass(frozen=True, slots=True)
class JobStopped:
    """A job was stopped on request; no unfinished files are left."""


Outcome = RenderResult | Failure | JobStopped
Result = TypeVar("Result")


class Worker:
    """A process that does jobs; it starts with its first job, and again after it was ended.

    Args:
        threads: How many threads encode; None for the default.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads
        self._pool: ProcessPoolExecutor | None = None
        self._pipe: Connection | None = None
        self._pid = 0
        self._future: Future[Outcome] | None = None
        self._job: Job | None = None
        self._asked = self._begun = self._again = False
        self._lock = threading.RLock()  # `end` may be called while another thread waits in `take`

    @property
    def pipe(self) -> Connection:
        """The connection to wait for during a job: it becomes readable before `take` returns something."""
        assert self._pipe is not None
        return self._pipe

    def begin(self, job: Job) -> None:
        """Begin a job; the job before must have ended."""
        with self._lock:
            self._job, self._asked, self._begun, self._again = job, False, False, False
            self._future = self._submit(work, job, self._threads)

    def warm(self, voice: str) -> None:
        """Start the process before its first job, unless it runs already; returns at once.

        Args:
            voice: The voice that will probably speak.
        """
        with self._lock:
            if self._pool is None:
                self._submit(warm_up, voice)

    def _submit(self, task: Callable[..., Result], *given: Any) -> Future[Result]:
        """Give the process a task to do after all earlier ones; start it if there is none."""
        if self._pool is not None:
            with contextlib.suppress(BrokenProcessPool):  # it was ended from outside while idle
                return self._pool.submit(task, *given)
            self._pool.shutdown()
            self.pipe.close()
        context = multiprocessing.get_context("spawn")  # forking a process that has threads is not safe
        self._pipe, theirs = context.Pipe()
        self._pool = ProcessPoolExecutor(1, context, _prepare, (theirs,))
        with theirs, deaf_to_ctrl_c():
            return self._pool.submit(task, *given)

    def take(self, timeout_s: float = 0.0) -> StageProgress | Outcome | None:
        """The job's next message, or how it ended; None if there is nothing new.

        Args:
            timeout_s: How long to wait for a message.
        """
        with self._lock:
            if self._pipe is None:
                return JobStopped()
            try:
                if not self._pipe.poll(timeout_s):
                    return None
                message = self._pipe.recv()
            except (EOFError, OSError):
                return self._outcome()
            if message == OVER:
                return self._outcome()
            if isinstance(message, int):
                self._pid = message
                return None
            self._begun = True
        return StageProgress(*message)

    def _outcome(self) -> Outcome | None:
        """How the job ended; a process that was asked to stop or has died is ended, too.

        None if it died before the job began, perhaps while it was idle: the job is given to a new process, once.
        """
        assert self._future is not None
        job = self._job
        try:
            result = self._future.result()
        except (BrokenProcessPool, KeyboardInterrupt):
            self.end(0.0)
            if job is not None and not (self._begun or self._asked or self._again):
                self._again, self._future = True, self._submit(work, job, self._threads)
                return None
            result = JobStopped() if self._asked else Failure.of_death()
        if self._asked:
            self.end()  # a stopped process does not accept a second request to stop
        return result

    def ask_to_stop(self) -> None:
        """Ask the present job to stop; `take` returns how it ended."""
        if self._asked or self._future is None or self._future.done():
            return
        self._asked = True
        with contextlib.suppress(OSError, AttributeError):  # the process may end at this moment
            self._pipe.send_bytes(_STOP)  # type: ignore[union-attr]
        if sys.platform != "win32" and self._pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGTERM)

    def end(self, patience_s: float = 0.0) -> None:
        """End the process; a present job is first asked to stop, within `patience_s` seconds."""
        with self._lock:
            if self._pool is None:
                return
            if self._future is not None and not self._future.done():
                self.ask_to_stop()
                with contextlib.suppress(NotYetError, BrokenProcessPool, KeyboardInterrupt):
                    self._future.result(patience_s)
                if not self._future.done():
                    self._kill()
            self._pool.shutdown()
            self.pipe.close()
            self._pool = self._pipe = self._future = None
            self._pid = 0
            if self._job is not None:  # a killed process may have left staged files
                for folder in (self._job.output, self._job.output.parent):
                    recover_folder(folder)

    def _kill(self) -> None:
        """End the process at once."""
        deadline = time.monotonic() + _BEGIN_S
        while not self._pid and time.monotonic() < deadline:  # a new process first sends its id
            with contextlib.suppress(EOFError, OSError):
                if self.pipe.poll(0.1):
                    message = self.pipe.recv()
                    self._pid = message if isinstance(message, int) else 0
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, getattr(signal, "SIGKILL", signal.SIGTERM))


# --- in the process ------------------------------------------------------------------------------


class ProcessState:
    """State of the process."""

    pipe: Connection
    busy = False


class _StoppedError(KeyboardInterrupt):
    """A request to stop: unwinds everything without waiting for the present sentence."""


def _prepare(pipe: Connection) -> None:
    """Set up the process when it starts."""
    ProcessState.pipe = pipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, stop_asked)
    hear_ctrl_c()
    share_heap()
    pipe.send(os.getpid())
    end_with_owner()


def stop_asked(number: int, frame: Any) -> None:  # noqa: ARG001
    """Stop by unwinding, only once: a second signal must not interrupt the removal of files."""
    if not ProcessState.busy:
        os._exit(0)
    signal.signal(signal.SIGTERM, lambda *_: None)
    raise _StoppedError


def warm_up(name: str) -> None:
    """Import what the first job needs, and let a voice speak a word, so that its files are loaded."""
    import voiceguide.export.deliver
    import voiceguide.mix.mixdown
    import voiceguide.streaming  # noqa: F401
    from voiceguide.speech.engine import Utterance
    from voiceguide.speech.registry import open_voice

    with contextlib.suppress(VoiceguideError), open_voice(name) as (engine, voice):
        for _ in engine.speak([Utterance("Now.", voice, engine.rates(voice).natural, 0.0)]):
            pass


def work(job: Job, threads: int | None) -> Outcome:
    """Do one job, sending its progress to the owner."""
    share_heap(little=job.settings.low_memory)
    try:
        with _busy():
            return make(job, progress=_progress_sender(ProcessState.pipe), threads=threads)
    except VoiceguideError as error:
        return Failure.of(error)
    except _StoppedError:
        return JobStopped()
    except BrokenPipeError:  # the owner has ended
        return JobStopped()
    except Exception as error:
        text = f"this should not have happened: {type(error).__name__}: {error}"
        reason = f"Something went wrong: {type(error).__name__}."
        return Failure(text, trace=traceback.format_exc(), reason=reason)
    finally:
        with contextlib.suppress(OSError):
            ProcessState.pipe.send(OVER)


@contextlib.contextmanager
def _busy() -> Iterator[None]:
    """Note that a job is done inside the block, so that a request to stop unwinds it."""
    ProcessState.busy = True
    try:
        yield
    finally:
        ProcessState.busy = False


def _progress_sender(pipe: Connection) -> Any:
    """The callback that sends progress to the owner, not too often, and stops the job on request."""
    sent_at: dict[str, float] = {}
    lock = threading.Lock()  # speech and early sound report from different threads

    def report(stage: str, done: int, total: int) -> None:
        with lock:
            if pipe.poll():
                pipe.recv_bytes()
                raise _StoppedError
            now = time.monotonic()
            if now - sent_at.get(stage, 0.0) >= EVERY_S or done >= total:
                sent_at[stage] = now
                pipe.send((stage, done, total))

    return report
