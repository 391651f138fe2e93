"""Files: written whole or not at all, content hashes, and where the cache lives."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from voiceguide.errors import ExportError, Where

PLAYLISTS = (".m3u", ".m3u8")
"""Endings of files that name other files, which may lie anywhere."""

ABANDONED_S = 3600.0
"""A temporary file that nobody has written to for so long, in seconds, will never become anything."""


_REFUSED = '<>:"|?*\\'  # exFAT and NTFS take none of them
_OPEN_ELSEWHERE = (32, 33)  # Windows' ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION
_OWN = secrets.token_hex(6)  # of this process, or of the one it was forked from
_NUMBERS = itertools.count()


@contextlib.contextmanager
def atomic_path(target: Path, *, durable: bool = True) -> Iterator[Path]:
    """A temporary path beside `target` that takes its place when the block ends well.

    On any error the temporary file is removed and `target` is left as it was.

    Args:
        target: The file to write.
        durable: Wait until the content is on the disk. What can be made again, and is checked when it is read
            (the cache), need not wait.

    Raises:
        ExportError: The folder cannot be written to, or the disk is full.
    """
    temporary = target.with_name(f".{target.name[:100]}.{_OWN}-{os.getpid()}-{next(_NUMBERS)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        if durable:
            with temporary.open("rb+") as handle:
                os.fsync(handle.fileno())
        temporary.replace(target)
    except OSError as error:
        raise write_error(target, error) from error
    finally:
        temporary.unlink(missing_ok=True) if _is_there(temporary) else None


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def sweep(folder: Path, pattern: str = "*") -> None:
    """Remove the temporary files that killed processes left where `atomic_path` was used.

    Args:
        folder: Where they lie.
        pattern: Glob of what they were to become.
    """
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{pattern}.part"):
            with contextlib.suppress(OSError):
                if path.name.startswith(".") and time.time() - path.stat().st_mtime > ABANDONED_S:
                    path.unlink()


def write_error(target: Path, error: OSError) -> ExportError:
    """The user's words for an operating-system error while writing `target`."""
    hints = {
        errno.ENOSPC: "The disk is full: free some space, or choose another folder with --output.",
        errno.EFBIG: "The file is larger than this system allows: choose another folder with --output.",
        errno.EACCES: "You may not write there: choose another folder with --output.",
        errno.EPERM: "You may not write there: choose another folder with --output.",
        errno.EROFS: "That place is read-only: choose another folder with --output.",
        errno.ENAMETOOLONG: "The name is too long: choose a shorter one with --output.",
        errno.ENOTDIR: "A part of that path is a file, not a folder: choose another with --output.",
    }
    reason = error.strerror or str(error)
    hint = hints.get(error.errno or 0)
    refused = [char for char in target.name if char in _REFUSED or ord(char) < 32]
    if refused and error.errno in (errno.EINVAL, errno.ENOENT):
        reason = f"this file system refuses {refused[0]!r} in a name"
        hint = "Choose another name with --output."
    elif getattr(error, "winerror", None) in _OPEN_ELSEWHERE:
        hint = "It is open in another program, such as a player: close it there, and try again."
    return ExportError(f"cannot write: {reason}", where=Where(str(target)), hint=hint)


@lru_cache(maxsize=1)
def longest_path() -> int | None:
    """Most characters of a path, where the system has such a limit: Windows, unless long paths are switched on."""
    if sys.platform == "win32":
        import winreg

        place = r"SYSTEM\CurrentControlSet\Control\FileSystem"
        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
            return None if winreg.QueryValueEx(key, "LongPathsEnabled")[0] else 259
        return 259
    return None


def write_atomic(target: Path, content: bytes | str) -> None:
    """Write a whole file or nothing; text is written as UTF-8 with LF line ends."""
    with atomic_path(target) as temporary:
        temporary.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def shown_name(path: Path, *, stem: bool = False) -> str:
    """A file's name (or its stem) as text that any file can hold: what the system's names hold beside becomes ``?``."""
    return (path.stem if stem else path.name).encode("utf-8", "replace").decode("utf-8")


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file; False where either is not there.

    Some network shares give every file the number 0: there the paths decide, without regard to case.
    """
    try:
        first, second = one.stat(), other.stat()
        if first.st_ino or second.st_ino:
            return os.path.samestat(first, second)
        return str(one.resolve()).casefold() == str(other.resolve()).casefold()
    except (OSError, ValueError, RuntimeError):
        return False


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def home() -> Path | None:
    """The user's home folder; None where the system knows none (containers and services without a passwd entry)."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def user_folder(variable: str, *below_home: str) -> Path:
    """The folder a variable names, or one in the user's home; without a home, one in the folder for temporary files.

    Args:
        variable: Of the environment, such as ``XDG_CACHE_HOME``; empty for none.
        below_home: The folder's place in the home.
    """
    own = os.environ.get(variable) if variable else ""
    if own:
        return Path(own)
    base = home()
    return _homeless() if base is None else base.joinpath(*below_home)


def _homeless() -> Path:
    """A folder of this user's own among the temporary files."""
    number = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    return Path(tempfile.gettempdir()) / f"voiceguide-{number}"


def place_notes() -> tuple[str, ...]:
    """What the user should know of where things are kept: a sentence each."""
    if home() is not None or os.environ.get("VOICEGUIDE_CACHE"):
        return ()
    return (f"no home folder is known (HOME is not set): {_homeless()} serves; VOICEGUIDE_CACHE names a lasting one.",)


def expanded(path: str | Path) -> Path:
    """A path with ``~`` replaced by the home folder; as it is where none is known."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def cache_folder() -> Path:
    """Where clips and models are kept between runs.

    ``VOICEGUIDE_CACHE`` if set; otherwise the system's place for caches.
    """
    own = os.environ.get("VOICEGUIDE_CACHE")
    if own:
        return expanded(own)
    if sys.platform == "win32":
        return user_folder("LOCALAPPDATA", "AppData", "Local") / "voiceguide" / "cache"
    if sys.platform == "darwin":
        return user_folder("", "Library", "Caches") / "voiceguide"
    return user_folder("XDG_CACHE_HOME", ".cache") / "voiceguide"


def data_folder() -> Path:
    """Where the studio keeps what its users made: sessions, and routines of their own.

    ``VOICEGUIDE_DATA`` if set; otherwise the system's place for a program's data.
    """
    own = os.environ.get("VOICEGUIDE_DATA")
    if own:
        return expanded(own)
    if sys.platform == "win32":
        return user_folder("LOCALAPPDATA", "AppData", "Local") / "voiceguide" / "data"
    if sys.platform == "darwin":
        return user_folder("", "Library", "Application Support") / "voiceguide"
    return user_folder("XDG_DATA_HOME", ".local", "share") / "voiceguide"


def shipped_folder(name: str) -> Path:
    """A folder that comes with the package (``scripts`` or ``ambient``), in a checkout or installed."""
    inside = Path(__file__).parent / "_shipped" / name
    return inside if inside.is_dir() else Path(__file__).parent.parent / name
