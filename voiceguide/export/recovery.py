"""Clean up what killed renders left in a folder: remove their staged files and undo half-done moves.

A render holds a lock on a file in its staging folder, which the system releases when the render ends. Process numbers
would not do: they say nothing on Windows, nor where containers share a folder.
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
"""File in a staging folder, there from the first move to the last: JSON, each file's name with those of its staged
file and its backup."""

LOCK = ".lock"
"""File in a staging folder, locked as long as its render runs."""

QUIET_S = 600.0
"""A staging folder without a lock is removed after this many seconds without a change: its render was killed before it
made one, or was of an earlier version."""

_NO_LOCKS_S = 86_400.0  # where the file system has no locks, only age shows that a render is dead
_STAGING = re.compile(r"\.voiceguide-[0-9a-f]{8}|\.voiceguide-\d{1,10}-[0-9a-f]+\.part")


class NoLocksError(OSError):
    """This file system has no locks."""


def staging_name() -> str:
    """A new name for a staging folder, as short as possible, since it lengthens every path."""
    return f".voiceguide-{secrets.token_hex(4)}"


def hold(path: Path) -> IO[bytes] | None:
    """Lock a file for as long as the handle is open; None when another process holds the lock.

    Raises:
        NoLocksError: The file system has no locks.
        OSError: The file cannot be opened.
    """
    handle = path.open("ab")
    try:
        lock_handle(handle.fileno())
    except (BlockingIOError, PermissionError):
        handle.close()
        return None
    except OSError as error:
        handle.close()
        raise NoLocksError(*error.args) from error
    return handle


def lock_handle(number: int) -> None:
    """Lock an open file by its descriptor, without waiting; raises OSError where that fails."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def write_journal(staging: Path, moves: Mapping[str, tuple[str, str]]) -> None:
    """Record, before the first move, what will be moved, so that the moves of a killed render can be undone.

    Args:
        staging: The staging folder.
        moves: Final name → (name of the staged file, name of the backup of the old file).
    """
    (staging / JOURNAL).write_text(json.dumps({name: list(pair) for name, pair in moves.items()}), encoding="utf-8")


def recover_folder(folder: Path) -> None:
    """Remove what dead renders left in a folder; what cannot be removed now is tried again next time."""
    for staging in folder.glob(".voiceguide-*"):
        with contextlib.suppress(OSError):
            if _STAGING.fullmatch(staging.name) and not staging.is_symlink():
                _clear(staging, folder)


def _clear(staging: Path, folder: Path) -> None:
    """Undo the moves of one staging folder and remove it, if its render is dead."""
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
            held.close()  # Windows does not remove open files
    shutil.rmtree(staging)


def _undo_moves(staging: Path, folder: Path) -> None:
    """Take back the moves of a render that was killed between them: its files appear together or not at all."""
    try:
        raw = dict(json.loads((staging / JOURNAL).read_text("utf-8")))
        moves = {str(name): (str(staged), str(backup)) for name, (staged, backup) in raw.items()}
    except (OSError, ValueError, TypeError):
        return
    if any(Path(each).name != each for name, pair in moves.items() for each in (name, *pair)):
        return  # not written by us
    moved = {name for name, (staged, _) in moves.items() if is_moved(staging / staged, folder / name)}
    if len(moved) == len(moves):
        return  # all moves were done
    for name, (_, backup) in moves.items():
        if (staging / backup).exists():
            (staging / backup).replace(folder / name)
        elif name in moved:
            (folder / name).unlink(missing_ok=True)


def is_moved(staged: Path, target: Path) -> bool:
    """Whether a staged file has its final name, alone or (just linked) beside the staged one."""
    return not staged.exists() or (target.exists() and same_file(target, staged))


def _is_quiet(staging: Path, seconds: float) -> bool:
    """Whether nothing in a staging folder has changed for some seconds."""
    newest = max(path.stat().st_mtime for path in (staging, *staging.iterdir()))
    return time.time() - newest > seconds


def own_lock(staging: Path) -> IO[bytes] | None:
    """Lock a new staging folder; None where the file system has no locks."""
    try:
        return hold(staging / LOCK)
    except NoLocksError:
        return None
