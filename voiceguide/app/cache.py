"""Lists the folders of the cache with their sizes, and clears them.

What is cleared is made again when it is needed, except voices, which have to be installed again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from voiceguide.errors import UsageError, did_you_mean
from voiceguide.files import cache_folder, write_error

FOLDERS = {
    "clips": "Spoken sentences; what has been spoken once is not spoken again.",
    "beds": "Ambient files of your own, made ready for mixing.",
    "segments": "Encoded stretches of sessions; what has not changed is not encoded again.",
    "hibari": "The files of installed hibari voices; heart is not among them.",
    "kokoro": "The files of installed kokoro voices.",
}
"""Folders of the cache → what is in them."""

CLEARED = ("clips", "beds", "segments")
"""What is cleared by default: everything that is made again by itself."""


@dataclass(frozen=True, slots=True)
class CacheFolder:
    """One folder of the cache.

    Attributes:
        name: Its name.
        folder: Where it lies.
        files: How many files; for clear, before clearing.
        size_bytes: Their size.
        text: What lies in it.
    """

    name: str
    folder: Path
    files: int
    size_bytes: int = field(metadata={"json": "bytes"})
    text: str


def list_folders() -> tuple[CacheFolder, ...]:
    """Every folder, including empty ones."""
    return tuple(_measure_folder(name) for name in FOLDERS)


def _measure_folder(name: str) -> CacheFolder:
    """Count the files of one folder and their size."""
    folder = cache_folder() / name
    sizes = []
    for path in folder.rglob("*"):
        try:
            if path.is_file() and not path.is_symlink():
                sizes.append(path.stat().st_size)
        except OSError:  # another process has just deleted it
            continue
    return CacheFolder(name, folder, len(sizes), sum(sizes), FOLDERS[name])


def clear(names: Iterable[str] = CLEARED) -> tuple[CacheFolder, ...]:
    """Empty folders.

    Args:
        names: Some of `FOLDERS`.

    Returns:
        What was in them.

    Raises:
        UsageError: There is no such folder.
        ExportError: Something cannot be removed.
    """
    names = tuple(dict.fromkeys(names))
    for name in names:
        if name not in FOLDERS:
            raise UsageError(f"there is nothing called {name!r} in the cache", hint=did_you_mean(name, FOLDERS))
    before = tuple(_measure_folder(name) for name in names)
    for folder in before:
        try:
            if folder.folder.is_dir():
                shutil.rmtree(folder.folder)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise write_error(folder.folder, error) from error
    return before
