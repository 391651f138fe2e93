"""A session's files, written together or not at all; and safe names for them.

Comes in: a folder, and what the render writes into staged paths. Goes out: all files moved into place
at once, or the folder as it was. Knows nothing of what is in the files.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import unicodedata
from pathlib import Path
from types import TracebackType

from voiceguide.errors import ExportError, Where
from voiceguide.export.leftovers import clear_leftovers, is_moved, staging_name, write_journal
from voiceguide.export.session import one_line
from voiceguide.files import write_error

LONGEST_NAME = 120
"""Most UTF-8 bytes of a safe name: file systems allow 255, suffixes and sync programs want some of it."""

_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]+')
_JOINERS = "\u200c\u200d"  # they change how Persian, Indic scripts and emoji are read, so they stay


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
        self._staging = folder / staging_name(os.getpid(), secrets.token_hex(6))
        self._names: list[str] = []
        self._made: list[Path] = []
        self._committed = False

    def __enter__(self) -> Bundle:
        try:
            self._make_folder()
            clear_leftovers(self.folder)
            self._staging.mkdir()
        except OSError as error:
            self._remove_made()
            raise write_error(self.folder, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        gone = not self._staging.is_dir()
        shutil.rmtree(self._staging, ignore_errors=True)
        if not self._committed:
            self._remove_made()
        if gone and isinstance(error, OSError | ExportError):
            hint = "Start again, and leave the folder alone meanwhile."
            raise ExportError(
                "this folder went away during the work", where=Where(str(self.folder)), hint=hint
            ) from error
        if isinstance(error, OSError) and self._concerns(error):
            raise write_error(self._final(error), error) from error

    def path(self, name: str) -> Path:
        """Where to write the file that will be called `name`. The first one asked for is moved last.

        Raises:
            ExportError: It stands there already and `force` is not set, or it is a folder.
        """
        if name in ("", ".", "..") or "\0" in name or Path(name).name != name:
            raise ExportError(f"{name!r} is not a file name", where=Where(str(self.folder)))
        self._check_free(self.folder / name)
        if name not in self._names:
            self._names.append(name)
        return self._staging / name

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

    def staged(self) -> tuple[Path, ...]:
        """The staged files that have been written so far, in the order they were asked for."""
        return tuple(path for path in map(self._staging.joinpath, self._names) if path.is_file())

    def commit(self) -> tuple[Path, ...]:
        """Move every staged file into place.

        Returns:
            The final paths, in the order they were asked for.

        Raises:
            ExportError: One could not be moved; those already moved are taken back.
        """
        names = [path.name for path in self.staged()]
        moved: list[str] = []
        target = self.folder
        try:
            for name in names:
                target = self.folder / name
                self._check_free(target)
                _flush(self._staging / name)
            target = self.folder
            write_journal(self._staging, {name: self._backup(name).name for name in names})
            for name in reversed(names):
                target = self.folder / name
                moved.append(name)
                if not self.force:
                    self._move_to_free(self._staging / name, target)
                    continue
                if target.exists():
                    _keep(target, self._backup(name))
                (self._staging / name).replace(target)
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
        staged, target, backup = self._staging / name, self.folder / name, self._backup(name)
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

    def _final(self, error: OSError) -> Path:
        name = Path(error.filename).name if isinstance(error.filename, str) else ""
        return self.folder / name if name in self._names else self.folder


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


def place_of(output: Path, own_name: str, suffix: str) -> tuple[Path, str]:
    """The folder a session goes to, and its name without suffix.

    Args:
        output: What was asked for: a folder, or the path of the sound file.
        own_name: What the session is called when a folder was asked for.
        suffix: Of the sound file, such as ``.mp3``.

    Raises:
        ExportError: The name cannot be written into text files.
    """
    whole = f"{output}\0{output.absolute().name}"
    if whole.encode("utf-8", "replace").decode("utf-8") != whole:
        hint = "Choose another with --output."
        raise ExportError("this name is no text that can be written into files", where=Where(str(output)), hint=hint)
    if output.suffix.casefold() == suffix:
        return output.parent, output.stem
    return output, safe_name(own_name)


def safe_name(title: str, *, fallback: str = "session") -> str:
    """A file name from any title: what reads well stays, what some system refuses goes.

    Any script survives. Separators and characters that Windows refuses become ``-``; invisible marks that
    could disguise a name, leading dots and dashes, and trailing dots go; names of Windows devices get an
    underscore; long ones are cut at `LONGEST_NAME` bytes, never inside a character with its marks.

    Args:
        title: Any text.
        fallback: What to use when nothing is left of it.
    """
    text = unicodedata.normalize("NFC", one_line(title))
    text = "".join(char for char in text if char in _JOINERS or unicodedata.category(char) not in ("Cf", "Co"))
    text = one_line(_FORBIDDEN.sub("-", text))
    text = _cut(text.strip(" .-" + _JOINERS)).strip(" .-" + _JOINERS)
    if not text:
        return fallback
    return _RESERVED.sub(r"\1_", text, count=1)


def _cut(text: str) -> str:
    """`text` cut to `LONGEST_NAME` bytes, at a word where one ends near, never before a combining mark."""
    if len(text.encode("utf-8")) <= LONGEST_NAME:
        return text
    short = text.encode("utf-8")[:LONGEST_NAME].decode("utf-8", "ignore")
    while short and unicodedata.category(text[len(short)]).startswith("M"):
        short = short[:-1]
    space = short.rfind(" ")
    return short[:space] if space > len(short) // 2 else short
