"""Runs tasks on a Dask cluster, returns their answers, and notices a lost scheduler.

Workers must have the same versions as this program; otherwise the cluster is refused, naming both versions.
"""

from __future__ import annotations

import contextlib
import logging
import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from voiceguide import installing
from voiceguide.catalogue.content import program_hash
from voiceguide.catalogue.messages import Failure, TaskFailure
from voiceguide.errors import ClusterError
from voiceguide.export.versions import versions

CONNECT_S = 10.0
_GONE = ("cancelled", "lost")

_LEAN = {
    "distributed.worker.profile.enabled": False,  # keeps the call stacks of each second: 100 MB in a quarter of an hour
    "distributed.nanny.pre-spawn-environ.MALLOC_ARENA_MAX": 1,  # before the first thread: `share_heap` comes too late
    "distributed.admin.tick.interval": "500ms",  # it and the next took 5 % of a core for two workers, all in all
    "distributed.admin.system-monitor.interval": "5s",
}
"""Dask's settings for workers on this machine: memory that does not grow with time, and few looks at themselves."""


_LOST_ERRORS = {
    "CommClosedError", "TimeoutError", "ConnectionError", "CancelledError", "FutureCancelledError", "ClosedClientError",
}  # fmt: skip


class LostError(Exception):
    """The scheduler can no longer be reached."""


class Cluster:
    """A connection to a Dask cluster.

    Args:
        client: A connected `distributed.Client`.
        address: Address of its scheduler.
    """

    def __init__(self, client: Any, address: str) -> None:
        self._client, self.address = client, address

    @property
    def threads(self) -> int:
        """How many tasks can run at the same time."""
        return max(1, sum(self._nthreads().values()))

    def _nthreads(self) -> Mapping[str, int]:
        with self._raising_lost_error():
            return dict(self._client.nthreads())

    def submit(self, task: Callable[..., Any], *arguments: Any, avoid: set[str], priority: int) -> Any:
        """Submit a task.

        Args:
            task: A function of a module that workers have.
            arguments: Its arguments.
            avoid: Addresses of workers not to use, unless there are no others.
            priority: Higher numbers run first.

        Returns:
            Its future.
        """
        how: dict[str, Any] = {}
        if avoid:
            others = [each for each in self._nthreads() if each not in avoid]
            how = {"workers": others, "allow_other_workers": False} if others else {}
        with self._raising_lost_error():
            return self._client.submit(task, *arguments, pure=False, priority=priority, **how)

    def map(self, task: Callable[..., Any], address: str, asked: Sequence[Any], *rest: Any) -> list[Any]:
        """Run a task for each item of `asked`, and return the answers in order.

        Raises:
            ClusterError: The scheduler was lost meanwhile.
        """
        try:
            with self._raising_lost_error():
                count = len(asked)
                futures = self._client.map(
                    task, [address] * count, asked, *([each] * count for each in rest), pure=False
                )
                return list(self._client.gather(futures, errors="raise"))
        except LostError as error:
            raise ClusterError(f"the scheduler {self.address} was lost", hint="Give the same command again.") from error

    def answer(self, future: Any) -> Any:
        """The result of a task that has ended; a `TaskFailure` if it raised an error or its workers died.

        Raises:
            LostError: The scheduler was lost before the result arrived.
        """
        if future.status in _GONE:
            raise LostError
        with self._raising_lost_error():
            if future.status == "error":
                error = future.exception(timeout=CONNECT_S)
                killed = type(error).__name__ == "KilledWorker"
                what = "its worker died, again and again" if killed else str(error)
                return TaskFailure(Failure.SESSION if killed else Failure.BUG, what, self.address)
            return future.result(timeout=CONNECT_S)

    def check(self) -> None:
        """Make sure that the scheduler is connected.

        Raises:
            LostError: It is not.
        """
        if self._client.status not in ("running", "newly-created"):
            raise LostError

    def connect_again(self) -> bool:
        """Try to reach a lost scheduler again; return whether it is there, with a worker."""
        with contextlib.suppress(Exception):
            self._client.close(timeout=1)
        try:
            self._client = _dask().Client(self.address, timeout=2, set_as_default=False)
            return bool(self._client.nthreads())
        except Exception:
            return False

    def differences(self) -> tuple[str, ...]:
        """How workers differ from this program, a sentence for each worker that does."""
        own = facts()
        with self._raising_lost_error():
            theirs: Mapping[str, Mapping[str, str]] = self._client.run(facts)
        found = []
        for worker, other in theirs.items():
            names = [name for name in own.keys() | other.keys() if own.get(name) != other.get(name)]
            if names:
                listed = ", ".join(
                    f"{name} {other.get(name, 'missing')} there, {own.get(name, 'missing')} here"
                    for name in sorted(names)
                )
                found.append(f"{worker}: {listed}")
        return tuple(found)

    @contextlib.contextmanager
    def _raising_lost_error(self) -> Iterator[None]:
        """Turn Dask's errors for a lost scheduler into `LostError`."""
        try:
            yield
        except Exception as error:
            names = {each.__name__ for each in type(error).__mro__}
            if names & _LOST_ERRORS:
                raise LostError from error
            raise


def facts() -> dict[str, str]:
    """The versions that workers and client must share: this program, the libraries that shape sound, and Dask."""
    from importlib.metadata import version

    return {
        **dict(versions()),
        "voiceguide's code": program_hash()[:12],
        "dask": version("dask"),
        "distributed": version("distributed"),
        "machine": platform.machine(),
    }


@contextlib.contextmanager
def open_cluster(
    scheduler: str | None, *, workers: int | None = None, preload: tuple[str, ...] = ()
) -> Iterator[Cluster]:
    """Connect to a cluster with the same versions as this program, or start one on this machine.

    Args:
        scheduler: Its address, such as ``tcp://10.0.0.1:8786``; None for workers on this machine.
        workers: How many workers on this machine; by default one per core.
        preload: Modules that workers on this machine import when they start.

    Raises:
        MissingExtraError: The extra ``cluster`` is not installed.
        ClusterError: It cannot be reached, has no workers, or they differ from this program.
    """
    installing.require("cluster")
    dask = _dask()
    with contextlib.ExitStack() as stack:
        if scheduler is None:
            count = workers or os.cpu_count() or 1
            scheduler = str(stack.enter_context(_local_cluster(count, preload)).scheduler_address)
        try:
            client = stack.enter_context(dask.Client(scheduler, timeout=CONNECT_S, set_as_default=False))
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterError(
                f"the scheduler {scheduler} cannot be reached: {error}",
                hint="Start one with: dask scheduler. Its address begins with tcp:// or tls://.",
            ) from error
        cluster = Cluster(client, scheduler)
        if not client.nthreads():
            raise ClusterError(f"the scheduler {scheduler} has no workers", hint="Start some: dask worker " + scheduler)
        different = cluster.differences()
        if different:
            raise ClusterError(
                "these workers differ from this program: " + "; ".join(different),
                hint="Install the same versions on all machines.",
            )
        yield cluster


def _local_cluster(workers: int, preload: tuple[str, ...]) -> Any:
    """Workers on this machine, each a process with one thread."""
    from dask import config

    with config.set(_LEAN):  # workers that take the place of others are started with it, too
        return _dask().LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",  # any free port: 8787 may be taken by another catalogue
            silence_logs=logging.CRITICAL,
            memory_limit=0,
            preload=list(preload),
        )


def _dask() -> Any:
    """The untyped library Dask; imported only when needed, since that takes half a second."""
    import distributed

    return distributed
