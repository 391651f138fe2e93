"""What renders that were killed left in a folder: their staged files go, and a half-done move is undone.

Comes in: the folder of a new session. Goes out: the folder as it was before such a render. Who is at work is told by
a lock that it holds on a file of its staging folder and that the system takes from it with its last breath; process
numbers tell nothing on Windows, nor where containers share a folder. Knows nothing of what is in the files.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from voiceguide.files import same_file

JOURNAL = ".moving"
"""In a staging folder from the first move to the last: JSON, each file's name with those of its staged file and its
backup."""

LOCK = ".lock"
"""In a staging folder: locked for as long as its render lives."""

QUIET_S = 600.0
"""Seconds in which nothing was staged before a folder without a lock is taken away: its render had no time to make one,
or was of an earlier version."""

_NO_LOCKS_S = 86_400.0  # where the file system knows no locks, only age tells
_STAGING = re.compile(r"\.voiceguide-[0-9a-f]{8}|\.voiceguide-\d{1,10}-[0-9a-f]+\.part")


class NoLocksError(OSError):
    """This file system knows no locks."""


def staging_name() -> str:
    """A name for a staging folder, as short as can be: it comes on top of the longest path that a system allows."""
    return f".voiceguide-{secrets.token_hex(4)}"


def hold(path: Path) -> IO[bytes] | None:
    """Lock a file for as long as the handle is open; None when somebody else holds it.

    Raises:
        NoLocksError: The file system knows no locks.
        OSError: The file cannot be opened.
    """
    handle = path.open("ab")
    try:
        _lock(handle.fileno())
    except (BlockingIOError, PermissionError):
        handle.close()
        return None
    except OSError as error:
        handle.close()
        raise NoLocksError(*error.args) from error
    return handle


def _lock(number: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def write_journal(staging: Path, moves: Mapping[str, tuple[str, str]]) -> None:
    """Note, before the first move, what will be moved, so that a render killed in between can be undone.

    Args:
        staging: The staging folder.
        moves: Final name → (name of the staged file, name of the backup of what stands there).
    """
    (staging / JOURNAL).write_text(json.dumps({name: list(pair) for name, pair in moves.items()}), encoding="utf-8")


def clear_leftovers(folder: Path) -> None:
    """Take away what dead renders left in a folder; what cannot be removed now goes another time."""
    for staging in folder.glob(".voiceguide-*"):
        with contextlib.suppress(OSError):
            if _STAGING.fullmatch(staging.name) and not staging.is_symlink():
                _clear(staging, folder)


def _clear(staging: Path, folder: Path) -> None:
    lock = staging / LOCK
    held: IO[bytes] | None = None
    if lock.exists():
        try:
            held = hold(lock)
            over = held is not None
        except NoLocksError:
            over = _is_quiet(staging, _NO_LOCKS_S)
    else:
        over = _is_quiet(staging, QUIET_S)
    if not over:
        return
    try:
        _undo_moves(staging, folder)
        for path in staging.iterdir():
            if path != lock:
                path.unlink()
    finally:
        if held is not None:
            held.close()  # Windows removes no file that is open
    shutil.rmtree(staging)


def _undo_moves(staging: Path, folder: Path) -> None:
    """A session's files appear together or not at all: take back the moves of one that was killed between them."""
    try:
        raw = dict(json.loads((staging / JOURNAL).read_text("utf-8")))
        moves = {str(name): (str(staged), str(backup)) for name, (staged, backup) in raw.items()}
    except (OSError, ValueError, TypeError):
        return
    if any(Path(each).name != each for name, pair in moves.items() for each in (name, *pair)):
        return  # not written by us
    moved = {name for name, (staged, _) in moves.items() if is_moved(staging / staged, folder / name)}
    if len(moved) == len(moves):
        return  # it came to its end
    for name, (_, backup) in moves.items():
        if (staging / backup).exists():
            (staging / backup).replace(folder / name)
        elif name in moved:
            (folder / name).unlink(missing_ok=True)


def is_moved(staged: Path, target: Path) -> bool:
    """Whether a staged file has its final name, or has it as well (it was linked there a moment ago)."""
    return not staged.exists() or (target.exists() and same_file(target, staged))


def _is_quiet(staging: Path, seconds: float) -> bool:
    newest = max(path.stat().st_mtime for path in (staging, *staging.iterdir()))
    return time.time() - newest > seconds


def own_lock(staging: Path) -> IO[bytes] | None:
    """The lock of a staging folder that was made just now; None where there are no locks: then age will tell."""
    try:
        return hold(staging / LOCK)
    except NoLocksError:
        return None
