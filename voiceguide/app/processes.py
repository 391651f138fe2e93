"""Ends a process of ours when its owner has ended, for whatever reason."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time

_PATIENCE_S = 5.0


def end_with_owner() -> None:
    """In a new process: ask it to stop (SIGTERM) as soon as its owner has ended, and end it if it does not."""
    threading.Thread(target=_follow_owner, daemon=True).start()


def _follow_owner() -> None:
    """Wait for the owner to end, then end this process."""
    owner = multiprocessing.parent_process()
    if owner is None:
        return
    owner.join()
    if sys.platform != "win32":
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_PATIENCE_S)
    os._exit(1)
