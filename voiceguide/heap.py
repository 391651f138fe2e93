"""Sets up one heap for all threads, so that memory does not grow with a session, and knows whether memory is short.

The heap of a C library other than glibc is left as it is.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # malloc.h
_KEPT_FREE_BYTES = 8 << 20  # more than this at the heap's end goes back to the system by itself
_MAPPED_BYTES = 4 << 20  # larger blocks come from the system, and go back at once
_FRUGAL_BYTES = 128 << 10  # for both limits where memory is short


class _Mode:
    """State of this process: how many sessions that save memory are being made."""

    lock = Lock()
    frugal = 0


def frugal() -> bool:
    """Whether this process shall save memory, even if that takes longer."""
    return _Mode.frugal > 0


@contextmanager
def frugally(wanted: bool = True) -> Iterator[None]:
    """Save memory in this process inside the block, if wanted or if another such block is open."""
    with _Mode.lock:
        _Mode.frugal += wanted
    try:
        yield
    finally:
        with _Mode.lock:
            _Mode.frugal -= wanted


def give_back() -> None:
    """Give unused pages of the heap back to the system.

    Long work fragments the heap, which then grows by 20 MB in three hours of session. A call takes a few milliseconds,
    and the system has to clear pages that are taken again, so it should be rare. Any thread may call it at any time.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None  # musl has none
    if trim is not None:
        trim(ctypes.c_size_t(0))


def share_heap(*, little: bool = False) -> None:
    """Let all threads of this process share one heap, also for blocks of sound.

    glibc gives each thread its own heap, whose free memory no other thread can use: with two encoding threads, 30
    minutes of session took 35 MB more, and longer sessions even more. Call this once per process, before threads
    start.

    Blocks of a second of sound (half a megabyte) then come from that heap, too, and not from the system, which would
    have to clear their pages each time: 60,000 fewer page faults in 30 minutes of session.

    Args:
        little: Memory is short: free memory goes back to the system at once.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_MMAP_THRESHOLD, _FRUGAL_BYTES if little else _MAPPED_BYTES)
        mallopt(_M_TRIM_THRESHOLD, _FRUGAL_BYTES if little else _KEPT_FREE_BYTES)
