"""A process in which cases run: bounded in memory, watched for time, for files it should not open, and for crashes.

The parent sends case numbers and waits for what became of each; a process that answers no more is replaced, and
the case it had is a failure. Needs POSIX for its limits; elsewhere the cases run without them.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

MEMORY_BYTES = 1_500_000_000
"""Address space of the process in which cases run; the interpreter with numpy and its threads takes a third of it."""

SILENCE_S = 120.0
"""A case that takes longer by the wall clock is ended, if nothing else is said; how much processor time it may take
is the campaign's affair."""

Run = Callable[[Path, Any], str]
"""Runs one case in a folder and names its outcome."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case.

    Attributes:
        case: What was sent.
        ending: What `Run` returned; ``broken`` when it raised, ``crashed`` or ``hung`` when the process ended.
        cpu_s: Processor time.
        grown_mb: By how much the case raised the highest memory of the process.
        peak_mb: The highest memory of the process so far.
        trace: The traceback of what it raised.
    """

    case: Any
    ending: str
    cpu_s: float = 0.0
    grown_mb: float = 0.0
    peak_mb: float = 0.0
    trace: str = ""

    @property
    def failed(self) -> bool:
        """Whether it ended as nothing may."""
        return self.ending in ("broken", "crashed", "hung")


class TrespassError(Exception):
    """A case opened a file, a socket or a program that it had no business with."""


def outcomes(
    run: Run, cases: Iterator[Any], folder: Path, warm: Callable[[], None], silence_s: float = SILENCE_S
) -> Iterator[Outcome]:
    """Run cases in order.

    Args:
        run: Runs one case; a module's function.
        cases: What it is given; plain values.
        folder: A folder of their own.
        warm: Called once in each process before the watching begins, so that everything is imported.
        silence_s: How long to wait for one case, by the wall clock.
    """
    box: _Box | None = None
    for case in cases:
        box = box or _Box(run, folder, warm)
        outcome = box.take(case, silence_s)
        if outcome.ending in ("crashed", "hung"):
            box.end()
            box = None
        yield outcome
    if box is not None:
        box.end()


class _Box:
    """One such process."""

    def __init__(self, run: Run, folder: Path, warm: Callable[[], None]) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_work, args=(there, run, folder, warm), daemon=True)
        self._process.start()
        there.close()
        self._here.recv()  # it is warm

    def take(self, case: Any, silence_s: float) -> Outcome:
        self._here.send(case)
        if not self._here.poll(silence_s):
            return Outcome(case, "hung", trace=f"no answer within {silence_s:g} s")
        try:
            found = self._here.recv()
        except EOFError:
            self._process.join(5)
            return Outcome(case, "crashed", trace=f"the process ended with {self._process.exitcode}")
        assert isinstance(found, Outcome)
        return found

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._here.close()


def _work(there: Connection, run: Run, folder: Path, warm: Callable[[], None]) -> None:
    warm()
    _bound()
    watch = _Watch(folder)
    sys.addaudithook(watch.hook)
    said = _Said()
    warnings.simplefilter("error")
    there.send("warm")
    while True:
        try:
            case = there.recv()
        except EOFError:
            return
        there.send(_one(run, folder, case, watch, said))


def _one(run: Run, folder: Path, case: Any, watch: _Watch, said: _Said) -> Outcome:
    before_mb, began = peak_mb(), time.process_time()
    ending, trace = "broken", ""
    try:
        with watch.on():
            ending = run(folder, case)
        said.nothing()
    except Exception:
        ending = "broken"  # also when it ended well and had printed something
        trace = traceback.format_exc(limit=-12)
    cpu_s = time.process_time() - began
    return Outcome(case, ending, cpu_s, peak_mb() - before_mb, peak_mb(), trace)


class _Said:
    """Whatever the process prints, its libraries too: nothing may."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        for stream in (1, 2):
            os.dup2(self._file.fileno(), stream)

    def nothing(self) -> None:
        """Refuse what was printed since the last time."""
        sys.stdout.flush()
        sys.stderr.flush()
        size = os.fstat(self._file.fileno()).st_size
        if size:
            text = os.pread(self._file.fileno(), 200, 0)
            os.ftruncate(self._file.fileno(), 0)
            os.lseek(self._file.fileno(), 0, os.SEEK_SET)
            raise TrespassError(f"printed {text!r}")


class _Watch:
    """Refuses, while a case runs, what no routine may bring about."""

    FORBIDDEN = ("socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn",
                 "pickle.find_class", "os.fork", "marshal.loads")  # fmt: skip

    def __init__(self, folder: Path) -> None:
        own = Path(__file__).parents[2]
        folders = (folder, own / "scripts", own / "ambient", own / "voiceguide", sys.prefix, sys.base_prefix)
        real = (os.path.realpath(each) for each in folders)
        self._readable = (*real, "/proc/self", "/dev/null", "/dev/urandom")
        self._on = False

    @contextlib.contextmanager
    def on(self) -> Iterator[None]:
        self._on = True
        try:
            yield
        finally:
            self._on = False

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._on:
            return
        if event in self.FORBIDDEN and not (event == "marshal.loads" and _called_from("importlib")):
            raise TrespassError(f"{event} {arguments!r}"[:300])
        if event == "open" and isinstance(arguments[0], str | bytes) and not _called_from("shutil"):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            if not path.startswith(self._readable):
                raise TrespassError(f"opened {path}")


def _called_from(module: str) -> bool:
    """Whether a module of the standard library is at work: it imports, or takes a folder away name by name."""
    at = sys._getframe().f_back
    while at is not None:
        if module in at.f_code.co_filename:
            return True
        at = at.f_back
    return False


def _bound() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def peak_mb() -> float:
    """The highest memory this process ever had, in MB; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)
