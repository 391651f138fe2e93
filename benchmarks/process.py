"""Run one command and measure it: wall time, processor time, memory of the largest process and of all together."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_MB = 2**20 if sys.platform == "darwin" else 2**10  # ru_maxrss counts bytes on macOS, kilobytes elsewhere

_USERS = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""The environment of users, where compiled modules are kept instead of being compiled for every command."""


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run.

    Attributes:
        wall_s: From start to end.
        cpu_s: Processor time of the command and all it started.
        peak_mb: Peak resident memory of its largest process (where there is no /proc, as the system reports it,
            which may count what this process had when it started the command).
        all_mb: Peak resident memory of all its processes together; 0 where the system does not report it.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    all_mb: float


def run(command: Sequence[str], *, env: Mapping[str, str] | None = None, cores: int | None = None) -> Run:
    """Run a command to its end.

    Args:
        command: Program and arguments.
        env: Environment variables in addition to this process's.
        cores: On how many cores it may run (Linux only), or None for all.

    Raises:
        RuntimeError: It failed; the message has its error output.
    """
    own = os.sched_getaffinity(0) if cores is not None else None
    if cores is not None:
        os.sched_setaffinity(0, range(cores))  # the child inherits it
    before = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**_USERS, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    if own is not None:
        os.sched_setaffinity(0, own)
    watch = _Watch(process.pid)
    assert process.stderr is not None
    stderr = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - before
    watch.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{stderr.decode(errors='replace')[-2000:]}")
    peak_mb = watch.largest_mb or usage.ru_maxrss / _MB
    return Run(wall_s, usage.ru_utime + usage.ru_stime, peak_mb, watch.highest_mb)


def median(runs: Sequence[Run]) -> Run:
    """The medians of all figures."""
    return Run(*(statistics.median(getattr(run, name) for run in runs) for name in Run.__slots__))


class _Watch:
    """Reads the memory of a process group ten times a second (at first more often), where there is a /proc.

    It takes less than a hundredth of a core, as what is measured may use all cores. Therefore processes that existed
    before, or belong to others, are read at most once.

    Attributes:
        highest_mb: Peak memory of all its processes together.
        largest_mb: Peak memory of the largest process.
    """

    def __init__(self, group: int) -> None:
        self.highest_mb = self.largest_mb = 0.0
        self._group = group
        self._others: set[str] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        if Path("/proc/self/stat").exists():
            self._others = {each.name for each in Path("/proc").iterdir()} - {str(group)}
            self._thread.start()

    def stop(self) -> None:
        """Stop reading."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look(self) -> None:
        """Read the memory until stopped (run by the thread)."""
        looks = 0
        while not self._ended.wait(0.1 if looks > 20 else 0.02):
            looks += 1
            together = 0.0
            for entry in Path("/proc").iterdir():
                if entry.name not in self._others and entry.name.isdigit():
                    now, highest = self._memory(entry)
                    together += now
                    self.largest_mb = max(self.largest_mb, highest)
            self.highest_mb = max(self.highest_mb, together)

    def _memory(self, entry: Path) -> tuple[float, float]:
        """Present and peak memory of a process in MB; zeros if it is not in the group."""
        try:
            if int((entry / "stat").read_text().rpartition(")")[2].split()[2]) != self._group:
                self._others.add(entry.name)
                return 0.0, 0.0
            status = dict(line.split(":", 1) for line in (entry / "status").read_text().splitlines())
        except (OSError, ValueError):
            return 0.0, 0.0
        now, highest = (int(status.get(name, "0 kB").split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
        return now, highest
