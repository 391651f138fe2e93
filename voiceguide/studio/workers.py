"""Worker processes, which make plans, checks, previews and samples, so that the server stays quick.

A limited number of tasks may wait. A worker that dies is replaced, and its task is tried once more. One that takes too
long is ended.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from voiceguide.app.errors import BusyError
from voiceguide.ctrl_c import deaf_to_ctrl_c
from voiceguide.studio.tasks import begin

HELPERS = 2
MOST_WAITING = 24
LONGEST_S = 60.0
"""Seconds after which a task is ended, as it would block the others; no task normally takes this long."""

Result = TypeVar("Result")


class WorkerPool:
    """A small pool of processes."""

    def __init__(self, count: int = HELPERS, most_waiting: int = MOST_WAITING) -> None:
        self._count, self._most = count, most_waiting
        self._pool = self._new_pool()
        self._waiting = 0

    def _new_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._count, mp_context=context, initializer=begin)

    async def run(self, task: Callable[..., Result], *args: Any) -> Result:
        """Run a task in a worker process.

        Raises:
            BusyError: Too much is waiting.
            VoiceguideError: The task failed in a way that concerns the user.
        """
        if self._waiting >= self._most:
            raise BusyError("The studio is busy just now.", hint="Try again in a moment.")
        self._waiting += 1
        pool = self._pool
        try:
            async with asyncio.timeout(LONGEST_S):
                try:
                    return await self._once(task, *args)
                except BrokenProcessPool:
                    pool = self._pool
                    return await self._once(task, *args)
        except TimeoutError:
            self._replace(pool)
            raise BusyError("This took too long.", hint="Try again.") from None
        except BrokenProcessPool:
            raise BusyError("A worker of the studio ended unexpectedly.", hint="Try again.") from None
        finally:
            self._waiting -= 1

    async def _once(self, task: Callable[..., Result], *args: Any) -> Result:
        """Run a task once; a broken pool is replaced."""
        pool = self._pool
        try:
            with deaf_to_ctrl_c():  # this may start a process
                future = pool.submit(task, *args)
            return await asyncio.wrap_future(future)
        except BrokenProcessPool:
            self._replace(pool)
            raise

    def _replace(self, pool: ProcessPoolExecutor) -> None:
        """End the processes of `pool` and start new ones, in which unfinished tasks are tried once more."""
        if self._pool is not pool:
            return
        self._pool = self._new_pool()
        for process in list((pool._processes or {}).values()):  # there is no public way before Python 3.14
            process.terminate()
        pool.shutdown(wait=False)

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(wait=True, cancel_futures=True)
