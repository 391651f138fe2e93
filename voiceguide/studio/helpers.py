"""The helper processes: plans, checks, previews and samples are made there, so that the server stays quick.

Comes in: a function of `tasks` and its arguments. Goes out: what it returned. A bounded number may wait; a helper
that dies is replaced, and what it was doing is tried once more. One that takes too long is ended.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from voiceguide.studio.errors import BusyError
from voiceguide.studio.tasks import begin

HELPERS = 2
MOST_WAITING = 24
LONGEST_S = 60.0
"""No task of a helper takes this long; one that does is ended, so that it does not stand in everybody's way."""

Result = TypeVar("Result")


class Helpers:
    """A small pool of processes."""

    def __init__(self, count: int = HELPERS, most_waiting: int = MOST_WAITING) -> None:
        self._count, self._most = count, most_waiting
        self._pool = self._new_pool()
        self._waiting = 0

    def _new_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._count, mp_context=context, initializer=begin)

    async def do(self, task: Callable[..., Result], *args: Any) -> Result:
        """Have a task done.

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
            raise BusyError("A helper of the studio ended unexpectedly.", hint="Try again.") from None
        finally:
            self._waiting -= 1

    async def _once(self, task: Callable[..., Result], *args: Any) -> Result:
        pool = self._pool
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, task, *args)
        except BrokenProcessPool:
            self._replace(pool)
            raise

    def _replace(self, pool: ProcessPoolExecutor) -> None:
        """New processes instead of those of `pool`, which are ended; what others wait for is tried once more there."""
        if self._pool is not pool:
            return
        self._pool = self._new_pool()
        for process in list((pool._processes or {}).values()):  # there is no public way before Python 3.14
            process.terminate()
        pool.shutdown(wait=False)

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(wait=True, cancel_futures=True)
