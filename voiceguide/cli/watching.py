"""Makes a session again whenever its file is saved (``--watch``); only what has changed is spoken again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide import installing
from voiceguide.cli import output
from voiceguide.errors import VoiceguideError

if TYPE_CHECKING:
    from voiceguide.app.jobs import Job

SETTLED_MS = 300
"""Milliseconds without a change after which a file counts as saved; editors save in steps (empty, rename, fill)."""

State = dict[Path, tuple[int, int] | None]


def state_of(files: Iterable[Path]) -> State:
    """The time of the last change and the size of each file; None for a missing one."""
    found: State = {}
    for path in files:
        try:
            stat = path.stat()
        except OSError:
            found[path] = None
        else:
            found[path] = (stat.st_mtime_ns, stat.st_size)
    return found


def events(files: Iterable[Path]) -> Iterator[object]:
    """Yield at each change in the files' folders, and every few seconds for systems that do not report changes."""
    from watchfiles import watch as watched

    folders = sorted({path.absolute().parent for path in files})
    return watched(*folders, watch_filter=None, recursive=False, step=SETTLED_MS, yield_on_timeout=True)


def changes(files: Callable[[], Iterable[Path]], known: State) -> Iterator[None]:
    """Yield whenever one of the files was saved and all exist.

    Args:
        files: Returns the files; called again after each change, since a routine may then use others.
        known: Their state when they were last read.
    """
    while True:
        for _ in events(known):
            now = state_of(known)
            if now == known or not all(now.values()):
                continue
            known = now
            yield
            new = state_of(files())
            if new.keys() != known.keys():
                known = new | {path: state for path, state in known.items() if path in new}
                break


def watch(job: Job, make: Callable[[Job], object]) -> None:
    """Make a session now, and again at every save, until Ctrl-C; errors are printed, and the next save is awaited.

    Args:
        job: What to make.
        make: Makes it and prints the result.

    Raises:
        MissingExtraError: The extra ``watch`` is not installed.
    """
    installing.require("watch")
    first = files_of(job)
    known = state_of(first)
    _try(job, make)
    output.note(f"Watching {', '.join(path.name for path in first)}: save to make it again, Ctrl-C to stop.")
    again = replace(job, force=True)  # to replace its own earlier files
    for _ in changes(lambda: files_of(job), known):
        _try(again, make)


def _try(job: Job, make: Callable[[Job], object]) -> None:
    """Make a job; print an error instead of raising it."""
    try:
        make(job)
    except VoiceguideError as error:
        output.note(f"Error: {error}")


def files_of(job: Job) -> list[Path]:
    """The file of a script; or that of a routine and those from which it takes stages.

    Raises:
        UsageError: There is no such routine.
    """
    from voiceguide.loading import is_script
    from voiceguide.routine.load import find_routine, load_routine

    if is_script(job.source):
        return [Path(job.source)]
    own = find_routine(job.source)
    try:
        routine = load_routine(job.source)
    except VoiceguideError:
        return [own]
    return sorted({own, *(Path(where.file) for where in routine.places.values() if where.file)})
