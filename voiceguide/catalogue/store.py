"""The shared store of a catalogue: a folder, on a disk or in a cloud, that every worker reads and writes with fsspec.

A file is written completely or not at all, read back and compared by hash. A call that fails is tried again, unless
that cannot help.
"""

from __future__ import annotations

import errno
import hashlib
import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeVar

from voiceguide.errors import StoreError, UsageError, Where
from voiceguide.files import write_atomic

TRIES = 6
"""How often a call is tried; if one call in ten fails, only one in a million fails this often."""

FIRST_WAIT_S = 0.1
LONGEST_WAIT_S = 5.0

_MOVES = ("sftp", "ssh", "smb", "ftp", "hdfs", "webhdfs", "arrow_hdfs")
"""Protocols of stores in which unfinished files are visible: there a file gets its name only when it is complete."""

_FINAL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENAMETOOLONG)

Result = TypeVar("Result")


class Store:
    """A folder that several machines share.

    Args:
        address: A path, or an address that fsspec knows.

    Attributes:
        given: The address as it was given, for people.
        address: The address for workers; an absolute path for a local folder.

    Raises:
        UsageError: The kind of address is unknown, or the package for it is not installed.
    """

    def __init__(self, address: str, sleep: Callable[[float], None] = time.sleep) -> None:
        from fsspec.core import url_to_fs

        self.address = self.given = address
        self._sleep = sleep
        try:
            self._fs, self._root = url_to_fs(address)
        except (ImportError, ValueError) as error:
            reason = str(error).strip() or type(error).__name__
            raise UsageError(f"{address[:200]!r} cannot be opened: {reason}", hint="Install what it names.") from error
        protocols = self._fs.protocol if isinstance(self._fs.protocol, tuple) else (self._fs.protocol,)
        self.is_local = "file" in protocols
        self._moved = any(each in _MOVES for each in protocols)
        self._root = str(self._root).rstrip("/") or "/"
        if self.is_local:
            self.address = self._root  # workers have other current folders

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def local_path(self, name: str) -> Path:
        """The path of a file in a store that is a local folder."""
        return Path(self._path(name))

    # --- writing -------------------------------------------------------------------------------

    def put(self, name: str, content: bytes) -> str:
        """Write a file completely or not at all, and check what was written.

        Returns:
            Its SHA-256, in hex.

        Raises:
            StoreError: It cannot be written, even after several tries.
        """
        digest = hashlib.sha256(content).hexdigest()
        if self.is_local:
            self.try_again(name, "written", lambda: write_atomic(self.local_path(name), content))
            return digest

        def write() -> None:
            target = self._path(name)
            first = f"{target}.{token_hex(4)}.part" if self._moved else target
            self._fs.pipe_file(first, content)
            if hashlib.sha256(self._fs.cat_file(first)).hexdigest() != digest:
                raise OSError(errno.EIO, "what was read back is not what was written")
            if first != target:
                self._fs.mv(first, target)

        self.try_again(name, "written", write)
        return digest

    def remove(self, name: str) -> None:
        """Remove a file, if it exists."""

        def work() -> None:
            if self._fs.exists(self._path(name)):
                self._fs.rm_file(self._path(name))

        self.try_again(name, "removed", work)

    # --- reading -------------------------------------------------------------------------------

    def get(self, name: str) -> bytes | None:
        """The content of a file, or None if there is none."""

        def read() -> bytes | None:
            try:
                return bytes(self._fs.cat_file(self._path(name)))
            except FileNotFoundError:
                return None

        return self.try_again(name, "read", read)

    def fact(self, name: str) -> tuple[int, str] | None:
        """Size in bytes and SHA-256 of a file, or None if there is none."""
        content = self.get(name)
        return None if content is None else (len(content), hashlib.sha256(content).hexdigest())

    def size(self, name: str) -> int | None:
        """Size of a file in bytes, or None if there is none."""

        def ask() -> int | None:
            try:
                return int(self._fs.info(self._path(name))["size"])
            except FileNotFoundError:
                return None

        return self.try_again(name, "read", ask)

    def names(self, folder: str) -> Mapping[str, int]:
        """The files below a folder: name, relative to the store → size in bytes."""

        def ask() -> Mapping[str, int]:
            self._fs.invalidate_cache()
            try:
                found = self._fs.find(self._path(folder), detail=True)
            except FileNotFoundError:
                return {}
            cut = len(self._root.rstrip("/")) + 1
            return {str(path)[cut:]: int(info["size"] or 0) for path, info in found.items()}

        return self.try_again(folder, "listed", ask)

    def check(self) -> None:
        """Make sure, before long work, that files can be written, read and removed.

        Raises:
            StoreError: They cannot.
        """
        probe = f".voiceguide/probe-{token_hex(6)}"
        self.put(probe, b"voiceguide")
        if self.get(probe) != b"voiceguide":
            raise StoreError("what was written cannot be read", where=Where(self.given))
        self.remove(probe)

    # --- trying again --------------------------------------------------------------------------

    def try_again(self, name: str, verb: str, work: Callable[[], Result]) -> Result:
        """Do `work` and return its result; if it fails, try again, each time after a longer wait."""
        wait_s = FIRST_WAIT_S
        for left in range(TRIES - 1, -1, -1):
            try:
                return work()
            except Exception as error:
                if left == 0 or is_final(error):
                    raise self._error(name, verb, error) from error
            self._sleep(wait_s * (0.5 + random.random()))
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
        raise AssertionError("the last try returns or raises")

    def _error(self, name: str, verb: str, error: Exception) -> StoreError:
        """The error for a call that failed for good, with its cause."""
        cause: Any = error.__cause__ if getattr(error, "where", None) is not None and error.__cause__ else error
        reason = getattr(cause, "strerror", None) or str(cause).strip() or type(cause).__name__
        hint = "Give this user the right to write there, or name another place with --output."
        return StoreError(
            f"cannot be {verb}: {reason}",
            where=Where(f"{self.given.rstrip('/')}/{name}"),
            hint=hint if is_final(error) and not is_full(error) else None,
        )


def is_final(error: BaseException) -> bool:
    """Whether trying again cannot help: no permission, no space, or a refused name."""
    causes = list(_chain(error))
    return any(
        isinstance(each, PermissionError) or type(each).__name__ in ("NoCredentialsError", "NoSuchBucket")
        or (isinstance(each, OSError) and each.errno in _FINAL)
        for each in causes
    )  # fmt: skip


def is_full(error: BaseException) -> bool:
    """Whether a disk was full."""
    return any(isinstance(each, OSError) and each.errno in (errno.ENOSPC, errno.EDQUOT) for each in _chain(error))


def _chain(error: BaseException | None) -> list[BaseException]:
    """An error and its causes."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
