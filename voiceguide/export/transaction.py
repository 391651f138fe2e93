"""A session's files, written together or not at all.

A render writes into staged paths. Then all files are moved into place at once, or the folder stays as it was.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import IO

from voiceguide.errors import ExportError, VoiceguideError, Where
from voiceguide.export.recovery import is_moved, own_lock, recover_folder, staging_name, write_journal
from voiceguide.files import longest_path, write_error


class FileTransaction:
    """A transaction of files into one folder.

    Use it as a context manager: get a `path` for each file, write there, then `commit`. Leaving the block
    without a commit, or with an error, removes all staged files.

    Attributes:
        folder: Where the files go.
        force: Whether existing files may be replaced.
    """

    def __init__(self, folder: Path, *, force: bool = False) -> None:
        self.folder = folder
        self.force = force
        self._staging = folder / staging_name()
        self._lock: IO[bytes] | None = None
        self._names: list[str] = []
        self._made: list[Path] = []
        self._committed = False

    def __enter__(self) -> FileTransaction:
        try:
            self._make_folder()
            recover_folder(self.folder)
            self._staging.mkdir()
            self._lock = own_lock(self._staging)
        except OSError as error:
            shutil.rmtree(self._staging, ignore_errors=True)
            self._remove_made()
            raise write_error(self.folder, error, "--output") from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
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
        if error is not None:
            self._rename_in(error)

    def _rename_in(self, error: BaseException) -> None:
        """Make an error name the final file instead of the staged one."""
        if isinstance(error, OSError) and self._concerns(error):
            raise write_error(self._final(error.filename), error, "--output") from error
        if isinstance(error, VoiceguideError) and error.where and self._staging.name in (error.where.file or ""):
            error.where = replace(error.where, file=str(self._final(error.where.file)))

    def path(self, name: str) -> Path:
        """Where to write the file that will be called `name`. The first one requested is moved last.

        Raises:
            ExportError: It exists already and `force` is not set, it is a folder, or this file system
                refuses the name.
        """
        if name in ("", ".", "..") or "\0" in name or Path(name).name != name:
            raise ExportError(f"{name!r} is not a file name", where=Where(str(self.folder)))
        self._check_free(self.folder / name)
        if name not in self._names:
            self._names.append(name)
            self._try(name)
        return self._staging_path(name)

    def _try(self, name: str) -> None:
        """Make sure that the name can be used: some file systems refuse characters, and Windows long paths."""
        target, staged = self.folder / name, self._staging_path(name)
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
            raise write_error(target, error, "--output") from error
        except UnicodeEncodeError as error:
            hint = "Set LC_ALL=C.UTF-8, or choose a plain name with --output."
            raise ExportError("this locale has no such characters", where=Where(str(target)), hint=hint) from error

    def _staging_path(self, name: str) -> Path:
        """Where a file is staged: under its own name, whose suffix writers need, or a short one for long paths."""
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
            raise write_error(self.folder / name, error, "--output") from error

    def staged(self) -> tuple[tuple[str, Path], ...]:
        """(name, staged file) of all files written so far, in the order in which they were requested."""
        pairs = ((name, self._staging_path(name)) for name in self._names)
        return tuple((name, path) for name, path in pairs if path.is_file())

    def commit(self) -> tuple[Path, ...]:
        """Move every staged file into place.

        Returns:
            The final paths, in the order in which they were requested.

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
                _flush(self._staging_path(name))
            target = self.folder
            write_journal(
                self._staging, {name: (self._staging_path(name).name, self._backup(name).name) for name in names}
            )
            for name in reversed(names):
                target = self.folder / name
                moved.append(name)
                if not self.force:
                    self._move_to_free(self._staging_path(name), target)
                    continue
                if target.exists():
                    _keep(target, self._backup(name))
                self._staging_path(name).replace(target)
        except BaseException as error:
            for name in reversed(moved):
                self._take_back(name)
            if isinstance(error, OSError):
                raise write_error(target, error, "--output") from error
            raise
        self._committed = True
        return tuple(self.folder / name for name in names)

    def _move_to_free(self, staged: Path, target: Path) -> None:
        """Move a file to a name that is still free; a hard link is used, as only that fails if the name is taken."""
        try:
            target.hardlink_to(staged)
        except (OSError, NotImplementedError):
            self._check_free(target)
            staged.replace(target)  # this file system has no links
        else:
            staged.unlink()

    def _take_back(self, name: str) -> None:
        """Undo the move of one file, complete or not."""
        staged, target, backup = self._staging_path(name), self.folder / name, self._backup(name)
        if target.exists() and is_moved(staged, target):
            if staged.exists():
                target.unlink()
            else:
                target.replace(staged)
        if backup.exists():
            backup.replace(target)

    def _backup(self, name: str) -> Path:
        """Where an existing file is kept until all new ones are in place."""
        return self._staging / f".old-{self._names.index(name)}"

    def _check_free(self, target: Path) -> None:
        """Make sure that a file may be written to a path."""
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
            raise write_error(target, error, "--output") from error

    def _make_folder(self) -> None:
        """Create the folder with its parents, and remember which were created."""
        missing = [each for each in (self.folder, *self.folder.parents) if not each.exists()]
        for each in reversed(missing):
            each.mkdir(exist_ok=True)
            self._made.append(each)

    def _remove_made(self) -> None:
        """Remove created folders that are still empty."""
        for each in reversed(self._made):
            try:
                each.rmdir()
            except OSError:
                return

    def _concerns(self, error: OSError) -> bool:
        """Whether an error came from writing here, not from reading elsewhere."""
        named = isinstance(error.filename, str) and self._staging.name in error.filename
        return named or error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

    def _final(self, staged: object) -> Path:
        """The final path of a staged path; the folder where there is none."""
        own = Path(staged).name if isinstance(staged, str) else ""
        return self.folder / next((name for name in self._names if own.startswith(self._staging_path(name).name)), "")


def _keep(target: Path, backup: Path) -> None:
    """Keep an old file until all new ones are in place; where links work, it keeps its name until it is replaced."""
    if not target.is_symlink():
        with contextlib.suppress(OSError, NotImplementedError):  # not every file system has links
            backup.hardlink_to(target)
            return
    target.replace(backup)


def _flush(path: Path) -> None:
    """Make sure that a file is on the disk before it is moved."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
