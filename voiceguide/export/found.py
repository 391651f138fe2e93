"""Finds a finished session: by its path, or the newest one of a routine in a folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from voiceguide.errors import ExportError, Where, did_you_mean
from voiceguide.export.formats.registry import FORMATS
from voiceguide.export.page.render import SUFFIX as PAGE_SUFFIX

_SOUNDS = tuple(each.suffix for each in FORMATS.values())


def find_session(name: str, folder: Path, *, page: bool = False) -> Path:
    """The sound file of a session, or its page.

    Args:
        name: A path, or the name of a routine.
        folder: Where sessions of that routine are looked for; among several the newest is taken.
        page: Find the page in place of the sound.

    Raises:
        ExportError: There is none; the hint says how to make it.
    """
    given = Path(name)
    if given.is_file():
        beside = given.with_name(given.stem + PAGE_SUFFIX)
        if not page or given.name.endswith(PAGE_SUFFIX):
            return given
        if beside.is_file():
            return beside
        raise ExportError("has no page beside it", where=Where(str(given)), hint="Make it again with --page.")
    stem = given.stem if given.suffix in (".yaml", ".yml") else name
    found = [path for path in _sessions(folder, page) if path.stem == stem]
    found = found or [path for path in _sessions(folder, page) if path.stem.startswith(f"{stem}-")]
    if found:
        return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name))
    there = sorted({path.stem for path in _sessions(folder, page)})
    near = did_you_mean(name, there) if there else ""
    hint = near if near.startswith("Did") else f"Make it: voiceguide make {name}{' --page' if page else ''}"
    raise ExportError(f"there is no session {name!r} yet", where=Where(str(folder)), hint=hint)


def _sessions(folder: Path, page: bool) -> Iterable[Path]:
    suffixes = (PAGE_SUFFIX,) if page else _SOUNDS
    try:
        return [path for path in folder.iterdir() if path.name.endswith(suffixes) and path.is_file()]
    except OSError:
        return []
