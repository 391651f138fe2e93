"""Writes files completely or not at all, hashes them, and knows where cache, settings and data are kept."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from voiceguide.errors import ExportError, Where

PLAYLISTS = (".m3u", ".m3u8")
"""Suffixes of files that list other files, which may be anywhere."""

ABANDONED_S = 3600.0
"""After this many seconds without a change, a temporary file is taken to be abandoned."""


PROGRAM = "voiceguide"

Kind = Literal["cache", "config", "data"]
"""What a folder of the user's holds: what can be made again, settings, or what was made."""

_REFUSED = '<>:"|?*\\'  # not allowed by exFAT and NTFS
_OPEN_ELSEWHERE = (32, 33)  # Windows' ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION
_OWN = secrets.token_hex(6)  # of this process, or of the one it was forked from
_NUMBERS = itertools.count()


@contextlib.contextmanager
def atomic_path(target: Path, *, durable: bool = True) -> Iterator[Path]:
    """Give a temporary path beside `target`; its file replaces `target` if the block ends without an error.

    On any error the temporary file is removed and `target` is left as it was.

    Args:
        target: The file to write.
        durable: Wait until the content is on the disk; not needed for what can be made again and is checked when it
            is read (the cache).

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
    """Remove the temporary files of `atomic_path` that killed processes left behind.

    Args:
        folder: Where they are.
        pattern: Glob of the final names.
    """
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{pattern}.part"):
            with contextlib.suppress(OSError):
                if path.name.startswith(".") and time.time() - path.stat().st_mtime > ABANDONED_S:
                    path.unlink()


def evict_oldest(folder: Path, pattern: str, limit_bytes: int) -> int:
    """Remove the files used least recently until the rest is within a limit; return how many were removed."""
    files = []
    for path in folder.glob(pattern):
        with contextlib.suppress(OSError):
            stat = path.stat()
            files.append((stat.st_mtime_ns, stat.st_size, path))
    excess = sum(size for _, size, _ in files) - limit_bytes
    count = 0
    for _, size, path in sorted(files):
        if excess <= 0:
            break
        with contextlib.suppress(OSError):
            path.unlink()
            excess -= size
            count += 1
    return count


def write_error(target: Path, error: OSError, option: str = "") -> ExportError:
    """An operating-system error while writing `target`, in words for the user.

    Args:
        target: The file or folder, as the user knows it.
        error: What the system said.
        option: The option that names another place, if there is one.
    """
    how = f" with {option}" if option else ""
    hints = {
        errno.ENOSPC: f"The disk is full: free some space, or choose another folder{how}.",
        errno.EFBIG: f"The file is larger than this system allows: choose another folder{how}.",
        errno.EACCES: f"You may not write there: choose another folder{how}.",
        errno.EPERM: f"You may not write there: choose another folder{how}.",
        errno.EROFS: f"That place is read-only: choose another folder{how}.",
        errno.ENAMETOOLONG: f"The name is too long: choose a shorter one{how}.",
        errno.ENOTDIR: f"A part of that path is a file, not a folder: choose another{how}.",
    }
    reason = error.strerror or str(error)
    hint = hints.get(error.errno or 0)
    refused = [char for char in target.name if char in _REFUSED or ord(char) < 32]
    if refused and error.errno in (errno.EINVAL, errno.ENOENT):
        reason = f"this file system refuses {refused[0]!r} in a name"
        hint = f"Choose another name{how}."
    elif error.errno == errno.EEXIST:  # a folder is to be made where a file is
        reason = f"{error.filename or target.parent} is a file, not a folder"
        hint = f"Choose another folder{how}."
    elif getattr(error, "winerror", None) in _OPEN_ELSEWHERE:
        hint = "It is open in another program, such as a player: close it there, and try again."
    return ExportError(f"cannot write: {reason}", where=Where(str(target)), hint=hint)


@lru_cache(maxsize=1)
def longest_path() -> int | None:
    """The most characters a path may have, or None without such a limit (Windows has one unless it is switched off)."""
    if sys.platform == "win32":
        import winreg

        place = r"SYSTEM\CurrentControlSet\Control\FileSystem"
        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
            return None if winreg.QueryValueEx(key, "LongPathsEnabled")[0] else 259
        return 259
    return None


def write_atomic(target: Path, content: bytes | str) -> None:
    """Write a file completely or not at all; text as UTF-8 with LF line ends."""
    with atomic_path(target) as temporary:
        temporary.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def refuse_existing(target: Path, *, force: bool = False) -> None:
    """Refuse to replace a file unasked.

    Raises:
        ExportError: It exists already and `force` is not set.
    """
    if target.exists() and not force:
        raise ExportError("this file exists already", where=Where(str(target)), hint="Add --force to replace it.")


def write_private(target: Path, content: str) -> None:
    """Write a file completely or not at all, readable only by its owner at any moment.

    Raises:
        ExportError: It cannot be written.
    """
    with atomic_path(target) as temporary:
        temporary.touch(0o600, exist_ok=False)
        temporary.write_text(content, "utf-8")


def shown_name(path: Path, *, stem: bool = False) -> str:
    """A file's name (or its stem) as valid UTF-8 text: whatever cannot be written so becomes ``?``."""
    return (path.stem if stem else path.name).encode("utf-8", "replace").decode("utf-8")


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to the same file; False if either does not exist.

    Some network shares give every file the inode number 0; there the paths are compared, ignoring case.
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
    """The user's home folder, or None without one (containers and services without a passwd entry)."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def user_folder(kind: Kind) -> Path:
    """This program's folder of one kind, where the system keeps such files; without a home, a temporary folder."""
    from platformdirs import PlatformDirs

    if home() is None and not os.environ.get(f"XDG_{kind.upper()}_HOME"):
        return _homeless() / PROGRAM
    dirs = PlatformDirs(PROGRAM, appauthor=False, roaming=kind == "config")
    path = {"cache": dirs.user_cache_path, "config": dirs.user_config_path, "data": dirs.user_data_path}[kind]
    if sys.platform == "darwin":  # earlier versions ignored XDG variables there; their files must still be found
        earlier = Path.home() / "Library" / ("Caches" if kind == "cache" else "Application Support") / PROGRAM
        return earlier if earlier.is_dir() and not path.is_dir() else path
    if kind == "data" and path in dirs.user_cache_path.parents:
        return path / "data"  # Windows has one folder for both: data must not contain the cache
    return path


def _homeless() -> Path:
    """This user's own folder among the temporary files."""
    number = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    return Path(tempfile.gettempdir()) / f"voiceguide-{number}"


def place_notes() -> tuple[str, ...]:
    """What the user should know about where things are kept, a sentence each."""
    if home() is not None or os.environ.get("VOICEGUIDE_CACHE"):
        return ()
    return (f"no home folder is known (HOME is not set): {_homeless()} serves; VOICEGUIDE_CACHE names a lasting one.",)


def expand_home(path: str | Path) -> Path:
    """A path with ``~`` replaced by the home folder, or unchanged without one."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def cache_folder() -> Path:
    """Where clips and models are kept between runs.

    ``VOICEGUIDE_CACHE`` if set; otherwise the system's place for caches.
    """
    own = os.environ.get("VOICEGUIDE_CACHE")
    return expand_home(own) if own else user_folder("cache")


def data_folder() -> Path:
    """Where the studio keeps what its users made: sessions and their own routines.

    ``VOICEGUIDE_DATA`` if set; otherwise the system's place for a program's data.
    """
    own = os.environ.get("VOICEGUIDE_DATA")
    return expand_home(own) if own else user_folder("data")


def shipped_folder(name: str) -> Path:
    """A folder that comes with the package (``scripts`` or ``ambient``), in a checkout or installed."""
    inside = Path(__file__).parent / "_shipped" / name
    return inside if inside.is_dir() else Path(__file__).parent.parent / name


def read_object(path: Path) -> dict[str, Any]:
    """The object in a JSON file; empty if the file cannot be read or holds none."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def shipped_beds() -> dict[str, Path]:
    """The shipped beds: name to file, in the order of the names."""
    return {path.stem: path for path in sorted(shipped_folder("ambient").glob("*.ogg"))}
