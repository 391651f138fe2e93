"""What is kept between runs: each shelf of the cache folder, how much lies on it, and clearing it.

Comes in: nothing but the cache folder's place. Goes out: facts, and fewer files. Whatever is cleared is made
anew when it is needed, but for installed voices, which have to be installed again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from voiceguide.errors import UsageError, did_you_mean
from voiceguide.files import cache_folder, write_error

SHELVES = {
    "clips": "Spoken sentences; what has been spoken once is not spoken again.",
    "beds": "Ambient files of your own, made ready for mixing.",
    "hibari": "The files of installed hibari voices; heart is not among them.",
    "kokoro": "The files of installed kokoro voices.",
}
"""Folders of the cache, with what lies in them."""

CLEARED = ("clips", "beds")
"""What is cleared when nothing is named: all that comes back by itself."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One folder of the cache.

    Attributes:
        name: Its name.
        folder: Where it lies.
        text: What lies in it.
        files: How many files.
        size_bytes: Their size.
    """

    name: str
    folder: Path
    text: str
    files: int
    size_bytes: int


def shelves() -> tuple[Shelf, ...]:
    """Every shelf, empty ones too."""
    return tuple(_shelf(name) for name in SHELVES)


def _shelf(name: str) -> Shelf:
    folder = cache_folder() / name
    sizes = []
    for path in folder.rglob("*"):
        try:
            if path.is_file() and not path.is_symlink():
                sizes.append(path.stat().st_size)
        except OSError:  # another process has just taken it away
            continue
    return Shelf(name, folder, SHELVES[name], len(sizes), sum(sizes))


def clear(names: Iterable[str] = CLEARED) -> tuple[Shelf, ...]:
    """Empty shelves.

    Args:
        names: Of `SHELVES`.

    Returns:
        What lay on them.

    Raises:
        UsageError: There is no such shelf.
        ExportError: Something cannot be removed.
    """
    names = tuple(dict.fromkeys(names))
    for name in names:
        if name not in SHELVES:
            raise UsageError(f"there is nothing called {name!r} in the cache", hint=did_you_mean(name, SHELVES))
    before = tuple(_shelf(name) for name in names)
    for shelf in before:
        try:
            if shelf.folder.is_dir():
                shutil.rmtree(shelf.folder)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise write_error(shelf.folder, error) from error
    return before
