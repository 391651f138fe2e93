"""A session's files, written together or not at all.

Comes in: a folder, and what the render writes into staged paths. Goes out: all files moved into place
at once, or the folder as it was. Knows nothing of what is in the files.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO

from voiceguide.errors import ExportError, VoiceguideError, Where
from voiceguide.export.leftovers import clear_leftovers, is_moved, own_lock, staging_name, write_journal
from voiceguide.files import longest_path, write_error


class Bundle:
    """A transaction of files into one folder.

    Use as a context manager: ask for a path for each file, write there, then `commit`. Leaving the block
    without a commit, or with an error, removes all that was staged.

    Attributes:
        folder: Where the files go.
        force: Whether files that stand there may be replaced.
    """

    def __init__(self, folder: Path, *, force: bool = False) -> None:
        self.folder = folder
        self.force = force
        self._staging = folder / staging_name()
        self._lock: IO[bytes] | None = None
        self._names: list[str] = []
        self._made: list[Path] = []
        self._committed = False

    def __enter__(self) -> Bundle:
        try:
            self._make_folder()
            clear_leftovers(self.folder)
            self._staging.mkdir()
            self._lock = own_lock(self._staging)
        except OSError as error:
            shutil.rmtree(self._staging, ignore_errors=True)
            self._remove_made()
            raise write_error(self.folder, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        gone = not self._staging.is_dir()
        if self._lock is not None:
            self._lock.close()
        shutil.rmtree(self._staging, ignore_errors=True)
        if not self._committed:
            self._remove_made()
        if gone and isinstance(error, OSError | ExportError):
            hint = "Start again, and leave the folder alone meanwhile."
            raise ExportError(
                "this folder went away during the work", where=Where(str(self.folder)), hint=hint
            ) from error
        if isinstance(error, OSError) and self._concerns(error):
            raise write_error(self._final(error.filename), error) from error
        if isinstance(error, VoiceguideError) and error.where and self._staging.name in (error.where.file or ""):
            error.where = replace(error.where, file=str(self._final(error.where.file)))

    def path(self, name: str) -> Path:
        """Where to write the file that will be called `name`. The first one asked for is moved last.

        Raises:
            ExportError: It stands there already and `force` is not set, it is a folder, or this file system
                refuses the name.
        """
        if name in ("", ".", "..") or "\0" in name or Path(name).name != name:
            raise ExportError(f"{name!r} is not a file name", where=Where(str(self.folder)))
        self._check_free(self.folder / name)
        if name not in self._names:
            self._names.append(name)
            self._try(name)
        return self._staged(name)

    def _try(self, name: str) -> None:
        """Make sure that the name can be had: some file systems refuse characters, and Windows long paths."""
        target, staged = self.folder / name, self._staged(name)
        longest = longest_path()
        if longest and len(str(target.absolute())) > longest:
            length = len(str(target.absolute()))
            raise ExportError(
                f"this path has {length} characters, but Windows allows {longest}",
                where=Where(str(target)),
                hint="Choose a shorter one with --output.",
            )
        try:
            staged.touch(exist_ok=False)
            staged.unlink()
        except OSError as error:
            raise write_error(target, error) from error
        except UnicodeEncodeError as error:
            hint = "Set LC_ALL=C.UTF-8, or choose a plain name with --output."
            raise ExportError("this locale has no such characters", where=Where(str(target)), hint=hint) from error

    def _staged(self, name: str) -> Path:
        """Where a file is staged: under its own name, which tells writers its kind; or a short one, where the folder
        between would make the path too long."""
        staged = self._staging / name
        longest = longest_path()
        if longest and len(str(staged.absolute())) > longest:
            return self._staging / f"{self._names.index(name)}{Path(name).suffix}"
        return staged

    def write(self, name: str, content: bytes | str) -> None:
        """Stage a whole file; text becomes UTF-8 with LF line ends.

        Raises:
            ExportError: As `path`, or it cannot be written.
        """
        target = self.path(name)
        try:
            target.write_bytes(content.encode("utf-8", "replace") if isinstance(content, str) else content)
        except OSError as error:
            raise write_error(self.folder / name, error) from error

    def staged(self) -> tuple[tuple[str, Path], ...]:
        """(name, staged file) of all that have been written so far, in the order they were asked for."""
        pairs = ((name, self._staged(name)) for name in self._names)
        return tuple((name, path) for name, path in pairs if path.is_file())

    def commit(self) -> tuple[Path, ...]:
        """Move every staged file into place.

        Returns:
            The final paths, in the order they were asked for.

        Raises:
            ExportError: One could not be moved; those already moved are taken back.
        """
        names = [name for name, _ in self.staged()]
        moved: list[str] = []
        target = self.folder
        try:
            for name in names:
                target = self.folder / name
                self._check_free(target)
                _flush(self._staged(name))
            target = self.folder
            write_journal(self._staging, {name: (self._staged(name).name, self._backup(name).name) for name in names})
            for name in reversed(names):
                target = self.folder / name
                moved.append(name)
                if not self.force:
                    self._move_to_free(self._staged(name), target)
                    continue
                if target.exists():
                    _keep(target, self._backup(name))
                self._staged(name).replace(target)
        except BaseException as error:
            for name in reversed(moved):
                self._take_back(name)
            if isinstance(error, OSError):
                raise write_error(target, error) from error
            raise
        self._committed = True
        return tuple(self.folder / name for name in names)

    def _move_to_free(self, staged: Path, target: Path) -> None:
        """Move a file to a name that nobody has taken meanwhile: only a link is refused where something stands."""
        try:
            target.hardlink_to(staged)
        except (OSError, NotImplementedError):
            self._check_free(target)
            staged.replace(target)  # this file system has no links
        else:
            staged.unlink()

    def _take_back(self, name: str) -> None:
        """Undo the move of one file, as far as it came."""
        staged, target, backup = self._staged(name), self.folder / name, self._backup(name)
        if target.exists() and is_moved(staged, target):
            if staged.exists():
                target.unlink()
            else:
                target.replace(staged)
        if backup.exists():
            backup.replace(target)

    def _backup(self, name: str) -> Path:
        return self._staging / f".old-{self._names.index(name)}"

    def _check_free(self, target: Path) -> None:
        try:
            if target.is_dir():
                raise ExportError("this is a folder, not a file", where=Where(str(target)))
            if not self.force and (target.exists() or target.is_symlink()):
                raise ExportError(
                    "this file exists already",
                    where=Where(str(target)),
                    hint="Add --force to replace it, or write somewhere else.",
                )
        except OSError as error:
            raise write_error(target, error) from error

    def _make_folder(self) -> None:
        missing = [each for each in (self.folder, *self.folder.parents) if not each.exists()]
        for each in reversed(missing):
            each.mkdir(exist_ok=True)
            self._made.append(each)

    def _remove_made(self) -> None:
        for each in reversed(self._made):
            try:
                each.rmdir()
            except OSError:
                return

    def _concerns(self, error: OSError) -> bool:
        """Whether an error that ended the block came from writing here, and not from reading elsewhere."""
        named = isinstance(error.filename, str) and self._staging.name in error.filename
        return named or error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

    def _final(self, staged: object) -> Path:
        """The final path of what was staged at a path, or the folder."""
        own = Path(staged).name if isinstance(staged, str) else ""
        return self.folder / next((name for name in self._names if own.startswith(self._staged(name).name)), "")


def _keep(target: Path, backup: Path) -> None:
    """Keep an old file until the new ones are all in place; it never goes from its name before it is replaced."""
    if not target.is_symlink():
        with contextlib.suppress(OSError, NotImplementedError):  # not every file system has links
            backup.hardlink_to(target)
            return
    target.replace(backup)


def _flush(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
