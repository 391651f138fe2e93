"""What renders that were killed left in a folder: their staged files go, and a half-done move is undone.

Comes in: the folder of a new session. Goes out: the folder as it was before such a render. A render that is
still at work is left alone. Knows nothing of what is in the files.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path

JOURNAL = ".moving"
"""In a staging folder from the first move to the last: JSON, each file's name with that of its backup."""

QUIET_S = 600.0
"""Seconds in which nothing was staged before a dead process's folder is taken away. Where several machines or
containers share a folder, process numbers alone do not tell who is dead."""

_QUIET_BLIND_S = 86_400.0  # where nothing tells whether a process is alive
_STAGING = re.compile(r"\.voiceguide-(\d{1,10})-[0-9a-f]+\.part")


def staging_name(pid: int, mark: str) -> str:
    """The name of a process's staging folder; `mark` is hex, and tells its own apart."""
    return f".voiceguide-{pid}-{mark}.part"


def write_journal(staging: Path, backups: Mapping[str, str]) -> None:
    """Note, before the first move, what will be moved, so that a render killed in between can be undone."""
    (staging / JOURNAL).write_text(json.dumps(dict(backups)), encoding="utf-8")


def clear_leftovers(folder: Path) -> None:
    """Take away what dead processes left in a folder; what cannot be removed now goes another time."""
    for staging in folder.glob(".voiceguide-*.part"):
        with contextlib.suppress(OSError):
            match = _STAGING.fullmatch(staging.name)
            if match is not None and not _is_alive(int(match[1])) and _is_over(staging):
                # renamed first: of two renders that begin now, one does it, and it can be killed as well
                own = folder / staging_name(os.getpid(), secrets.token_hex(6))
                staging.rename(own)
                _undo_moves(own, folder)
                shutil.rmtree(own)


def remove_staged(folder: Path, pid: int) -> None:
    """Take away what a process of this machine, which is known to be dead, had staged in a folder."""
    for staging in folder.glob(staging_name(pid, "*")):
        with contextlib.suppress(OSError):
            _undo_moves(staging, folder)
        shutil.rmtree(staging, ignore_errors=True)


def _undo_moves(staging: Path, folder: Path) -> None:
    """A session's files appear together or not at all: take back the moves of one that was killed between them."""
    try:
        backups = dict(json.loads((staging / JOURNAL).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return
    if any(Path(each).name != each for pair in backups.items() for each in pair):
        return  # not written by us
    moved = {name for name in backups if is_moved(staging / name, folder / name)}
    if len(moved) == len(backups):
        return  # it came to its end
    for name, backup in backups.items():
        if (staging / backup).exists():
            (staging / backup).replace(folder / name)
        elif name in moved:
            (folder / name).unlink(missing_ok=True)


def is_moved(staged: Path, target: Path) -> bool:
    """Whether a staged file has its final name, or has it as well (it was linked there a moment ago)."""
    return not staged.exists() or (target.exists() and target.samefile(staged))


def _is_alive(pid: int) -> bool:
    if sys.platform == "win32":
        return False  # asking would end it: only age tells there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _is_over(staging: Path) -> bool:
    """Whether a dead process's folder can be no other, living one's: it was moving, or long ago fell quiet."""
    if (staging / JOURNAL).exists():
        return True
    newest = max(path.stat().st_mtime for path in (staging, *staging.iterdir()))
    return time.time() - newest > (_QUIET_BLIND_S if sys.platform == "win32" else QUIET_S)
