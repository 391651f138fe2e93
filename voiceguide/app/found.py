"""Finds a finished session by its path, or the newest one of a routine in a folder; and the report of one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from voiceguide.errors import NoSessionError, Where, did_you_mean
from voiceguide.export.beside import BEFORE, PREVIEW, beside
from voiceguide.export.formats.registry import FORMATS
from voiceguide.export.page.render import SUFFIX as PAGE_SUFFIX
from voiceguide.export.sidecars.registry import REPORT_SUFFIX
from voiceguide.installing import command_line
from voiceguide.routine.sources import SUFFIXES, is_file, shipped_routines

_SOUNDS = tuple(each.suffix for each in FORMATS.values())


def find_session(name: str, folder: Path, *, page: bool = False) -> Path:
    """The sound file of a session, or its page.

    Args:
        name: A path, or the name of a routine.
        folder: Where sessions of that routine are looked for; the newest of several is taken.
        page: Find the page instead of the sound.

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
    stem = given.stem if given.suffix in SUFFIXES else name
    there = {path: _name(path) for path in _sessions(folder, page)}
    found = [path for path, own in there.items() if own == stem or _is_variant(own, stem)]
    found = found or [path for path, own in there.items() if own.startswith(f"{stem}-")]
    if found:
        return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name))
    raise NoSessionError(f"there is no session {name!r} yet", where=Where(str(folder)), hint=_hint(name, there, page))


def _hint(name: str, there: dict[Path, str], page: bool) -> str:
    """A hint: the nearest session, or how to make this one, or the nearest routine."""
    near = did_you_mean(name, sorted(set(there.values()))) if there else ""
    if near.startswith("Did"):
        return near
    if name in shipped_routines() or is_file(Path(name)):
        return f"Make it: {command_line('voiceguide', 'make', name, *(('--page',) * page))}"
    return did_you_mean(name, shipped_routines())


def report_of(session: Path) -> Path:
    """The report of a session, given as its report, its sound file, or their common name without suffix.

    Raises:
        NoSessionError: There is none.
    """
    candidates = (session, session.with_name(session.name + REPORT_SUFFIX), beside(session, REPORT_SUFFIX))
    for path in candidates:
        if path.name.endswith(REPORT_SUFFIX) and path.is_file():
            return path
    raise NoSessionError(
        "there is no session with a report here",
        where=Where(str(session)),
        hint="Name a session's sound file; its report lies beside it unless --with left it out.",
    )


def _name(path: Path) -> str:
    """A session's name, from the path of its sound or page."""
    name = path.name.removesuffix(PAGE_SUFFIX) if path.name.endswith(PAGE_SUFFIX) else path.stem
    return next((name.removesuffix(suffix) for suffix in _SOUNDS if name.endswith(suffix)), name)


def _is_variant(own: str, stem: str) -> bool:
    """Whether a session's name is that of a routine with options added, but no preview or other routine's session."""
    longer = [name for name in shipped_routines() if name.startswith(f"{stem}-")]
    return (
        own.startswith(f"{stem}-")
        and not own.endswith(PREVIEW)
        and not any(own == name or own.startswith(f"{name}-") for name in longer)
    )


def _sessions(folder: Path, page: bool) -> Iterable[Path]:
    """The pages or sounds of sessions in a folder; none if it cannot be read."""
    suffixes = (PAGE_SUFFIX,) if page else _SOUNDS
    try:
        found = [path for path in folder.iterdir() if path.name.endswith(suffixes) and path.is_file()]
        return [path for path in found if not _name(path).endswith(BEFORE)]
    except OSError:
        return []
