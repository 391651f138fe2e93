"""Work spread over threads, results in the order asked for.

Comes in: a function and the items. Goes out: one result for each item, in order, made a little ahead
of whoever takes them, so that memory stays small.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(work: Callable[[Item], Result], items: Sequence[Item], workers: int, ahead: int = 2) -> Iterator[Result]:
    """Apply `work` to each item in `workers` threads and yield the results in the items' order.

    The first error is raised where its result would have come; what was not begun by then, or when
    the caller stops taking results, is never begun.

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
        stopped = isinstance(sys.exception(), KeyboardInterrupt)  # then nobody waits for a sentence to be finished
        pool.shutdown(wait=not stopped, cancel_futures=True)
