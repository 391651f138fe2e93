"""Opens a file with the system's program for such files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PATIENCE_S = 3.0


def open_file(path: Path) -> bool:
    """Open a file; return False if the system has no program for it."""
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
        return process.wait(PATIENCE_S) == 0
    except subprocess.TimeoutExpired:  # this is the player itself, which goes on after this program ends
        process.returncode = 0  # prevents a warning that the child is still running
        return True
