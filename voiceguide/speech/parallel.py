"""Spread work over threads, with results in the order of the items.

Results are made only a little ahead of the caller, so that memory stays small.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from voiceguide.heap import frugal

Item = TypeVar("Item")
Result = TypeVar("Result")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_share: ContextVar[int | None] = ContextVar("share", default=None)


def most_at_once() -> int:
    """How many threads or processes may work at a time: one for each core, fewer in a share, one if memory is short."""
    return 1 if frugal() else min(cores(), _share.get() or cores())


@contextmanager
def sharing_cores(threads: int) -> Iterator[None]:
    """Use no more than so many threads at a time inside the block, since others work on this machine, too."""
    before = _share.set(threads)
    try:
        yield
    finally:
        _share.reset(before)


def in_order(work: Callable[[Item], Result], items: Sequence[Item], workers: int, ahead: int = 2) -> Iterator[Result]:
    """Apply `work` to each item in `workers` threads and yield the results in the items' order.

    The first error is raised in place of its result. Work that has not begun by then, or when the caller stops taking
    results, never begins.

    Args:
        work: Called with one item, in any thread.
        items: What to work on.
        workers: Threads, at least 1; with 1, or one item, no thread is started.
        ahead: Results kept ready for each thread.
    """
    if min(workers, len(items)) <= 1:
        yield from map(work, items)
        return
    waiting: deque[Future[Result]] = deque()
    pool = ThreadPoolExecutor(workers)
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > workers * ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        stopped = isinstance(sys.exception(), KeyboardInterrupt)  # then do not wait for the current sentences
        pool.shutdown(wait=not stopped, cancel_futures=True)


class WorkLimit:
    """Limits how much work is done at the same time, in any unit, and so the memory that it takes.

    Args:
        most: Most units at the same time. A larger piece is worked on alone.
    """

    def __init__(self, most: int) -> None:
        self._most, self._under_way, self._changed = most, 0, threading.Condition()

    @contextmanager
    def room_for(self, size: int) -> Iterator[None]:
        """Wait until a piece of this size may begin; its share is free again when the block ends."""
        with self._changed:
            self._changed.wait_for(lambda: self._under_way == 0 or self._under_way + size <= self._most)
            self._under_way += size
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= size
                self._changed.notify_all()
