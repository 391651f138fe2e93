"""Finds a finished session: by its path, or the newest one of a routine in a folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from voiceguide.errors import NoSessionError, Where, did_you_mean
from voiceguide.export.beside import BEFORE, PREVIEW, beside
from voiceguide.export.formats.registry import FORMATS
from voiceguide.export.page.render import SUFFIX as PAGE_SUFFIX
from voiceguide.installing import command_line
from voiceguide.routine.sources import shipped_routines

_SOUNDS = tuple(each.suffix for each in FORMATS.values())


def find_session(name: str, folder: Path, *, page: bool = False) -> Path:
    """The sound file of a session, or its page.

    Args:
        name: A path, or the name of a routine.
        folder: Where sessions of that routine are looked for; among several the newest is taken.
        page: Find the page in place of the sound.

    Raises:
        NoSessionError: There is none; the hint says how to make it.
    """
    given = Path(name)
    if given.is_file():
        if not page or given.name.endswith(PAGE_SUFFIX):
            return given
        if beside(given, PAGE_SUFFIX).is_file():
            return beside(given, PAGE_SUFFIX)
        raise NoSessionError("has no page beside it", where=Where(str(given)), hint="Make it again with --page.")
    stem = given.stem if given.suffix in (".yaml", ".yml") else name
    there = {path: _name(path) for path in _sessions(folder, page)}
    found = [path for path, own in there.items() if own == stem or _is_variant(own, stem)]
    found = found or [path for path, own in there.items() if own.startswith(f"{stem}-")]
    if found:
        return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name))
    near = did_you_mean(name, sorted(set(there.values()))) if there else ""
    line = command_line("voiceguide", "make", name, *(("--page",) * page))
    hint = near if near.startswith("Did") else f"Make it: {line}"
    raise NoSessionError(f"there is no session {name!r} yet", where=Where(str(folder)), hint=hint)


def _name(path: Path) -> str:
    """A session's name, from its sound or its page."""
    name = path.name.removesuffix(PAGE_SUFFIX) if path.name.endswith(PAGE_SUFFIX) else path.stem
    return next((name.removesuffix(suffix) for suffix in _SOUNDS if name.endswith(suffix)), name)


def _is_variant(own: str, stem: str) -> bool:
    """Whether a session's name is a routine's with options behind it; no preview, nor another routine's."""
    longer = [name for name in shipped_routines() if name.startswith(f"{stem}-")]
    return (
        own.startswith(f"{stem}-")
        and not own.endswith(PREVIEW)
        and not any(own == name or own.startswith(f"{name}-") for name in longer)
    )


def _sessions(folder: Path, page: bool) -> Iterable[Path]:
    suffixes = (PAGE_SUFFIX,) if page else _SOUNDS
    try:
        found = [path for path in folder.iterdir() if path.name.endswith(suffixes) and path.is_file()]
        return [path for path in found if not _name(path).endswith(BEFORE)]
    except OSError:
        return []
