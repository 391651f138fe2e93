"""Blocks Ctrl-C in new processes until they can stop cleanly.

A terminal sends Ctrl-C to all of its processes. One that is still importing would end with a traceback, so it starts
with Ctrl-C blocked, and so is its parent for that moment: on POSIX by the signal mask, on Windows by the flag that a
console's new processes inherit.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

if sys.platform == "win32":

    def deafen(deaf: bool) -> None:
        """Block Ctrl-C in this process, or in those it starts, or unblock it again."""
        import ctypes

        ctypes.windll.kernel32.SetConsoleCtrlHandler(None, deaf)

else:

    def deafen(deaf: bool) -> None:
        """Block Ctrl-C in this process, or in those it starts, or unblock it again."""
        signal.pthread_sigmask(signal.SIG_BLOCK if deaf else signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Block Ctrl-C in processes started inside until they call `hear_ctrl_c`, and in this process until it leaves."""
    if sys.platform != "win32":
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # else the first process starts it here, which unblocks signals again
    deafen(True)
    try:
        yield
    finally:
        deafen(False)


def hear_ctrl_c() -> None:
    """Unblock Ctrl-C in a process that was started with it blocked, once it can stop cleanly."""
    deafen(False)
