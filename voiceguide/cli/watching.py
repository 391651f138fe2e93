"""``--watch``: make a session again whenever its file is saved. Only what has changed is spoken anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.cli import output
from voiceguide.errors import VoiceguideError

if TYPE_CHECKING:
    from voiceguide.batch import Job

POLL_S = 0.3

State = dict[Path, tuple[int, int] | None]


def state_of(files: Iterable[Path]) -> State:
    """When each file was last written, and its size; None when it is not there."""
    found: State = {}
    for path in files:
        try:
            stat = path.stat()
        except OSError:
            found[path] = None
        else:
            found[path] = (stat.st_mtime_ns, stat.st_size)
    return found


def changes(files: Callable[[], Iterable[Path]], sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Yield whenever one of the files was saved and is there, and has then been left alone for a moment.

    Args:
        files: Which files; asked again after each change, as a routine may come to use others.
        sleep: How to wait.
    """
    before = state_of(files())
    while True:
        sleep(POLL_S)
        now = state_of(before)
        if now == before:
            continue
        while True:  # editors write in steps: empty, rename, fill
            sleep(POLL_S)
            later = state_of(before)
            if later == now and all(later.values()):
                break
            now = later
        yield
        before = state_of(files())


def watch(job: Job, make: Callable[[Job], object]) -> None:
    """Make a session now, and again at every save, until Ctrl-C. What is wrong is told, and waited upon.

    Args:
        job: What to make.
        make: Makes it and tells of it.
    """
    first = files_of(job)
    _try(job, make)
    output.note(f"Watching {', '.join(path.name for path in first)}: save to make it again, Ctrl-C to stop.")
    again = replace(job, force=True)  # its own files of a moment ago
    for _ in changes(lambda: files_of(job)):
        _try(again, make)


def _try(job: Job, make: Callable[[Job], object]) -> None:
    try:
        make(job)
    except VoiceguideError as error:
        output.note(f"Error: {error}")


def files_of(job: Job) -> list[Path]:
    """The file of a script; of a routine its own file and those it takes stages from.

    Raises:
        UsageError: There is no such routine.
    """
    from voiceguide.routine.load import find_routine, load_routine

    if job.script:
        return [Path(job.source)]
    own = find_routine(job.source)
    try:
        routine = load_routine(job.source)
    except VoiceguideError:
        return [own]
    return sorted({own, *(Path(where.file) for where in routine.places.values() if where.file)})
