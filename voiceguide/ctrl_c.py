"""Ctrl-C while processes begin: they hear it only once they can stop in good order.

A terminal's Ctrl-C goes to every process of it. One that is still importing would end with a traceback, so it begins
deaf, and its parent is deaf for that moment, too: on POSIX by the mask of signals, on Windows by the flag that a
console's new processes inherit.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

if sys.platform == "win32":

    def _deafen(deaf: bool) -> None:
        import ctypes

        ctypes.windll.kernel32.SetConsoleCtrlHandler(None, deaf)

else:

    def _deafen(deaf: bool) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK if deaf else signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Processes begun inside hear Ctrl-C once they call `hear_ctrl_c`; this one, when it leaves."""
    if sys.platform != "win32":
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # or the first process would start it now, which lets signals through again
    _deafen(True)
    try:
        yield
    finally:
        _deafen(False)


def hear_ctrl_c() -> None:
    """In a process that was begun deaf, once it can stop in good order."""
    _deafen(False)
