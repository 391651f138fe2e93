"""The heap: one for all threads, so that memory stays flat however long a session is.

Knows nothing of sound. Where the C library is not glibc there is nothing to do.
"""

from __future__ import annotations

import ctypes
import sys

_M_ARENA_MAX = -8  # malloc.h


def share_heap() -> None:
    """Let all threads of this process take memory from one heap, from now on.

    glibc gives each thread a heap of its own, and what one has let go no other can have: with two threads that
    encode, 30 minutes of session took 35 MB more, and longer ones more still. To be called once, by what owns
    the process, before threads are started.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
