"""Opens a file with whatever the system opens such files with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_PATIENCE_S = 3.0


def open_file(path: Path) -> bool:
    """Open a file; False when the system has nothing to open it with."""
    if sys.platform == "win32":
        try:
            os.startfile(path)
        except OSError:
            return False
        return True
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        process = subprocess.Popen(
            [opener, str(path.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return process.wait(_PATIENCE_S) == 0
    except subprocess.TimeoutExpired:  # the player itself: it plays on when this program has ended
        process.returncode = 0  # so that nobody warns of a child still running
        return True
