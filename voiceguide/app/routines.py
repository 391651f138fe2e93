"""The catalogue of routines: lists and summarises every routine, shipped or the user's own, and saves the user's own.

An id is looked up among the existing files and never becomes a path. A summary is kept until its file changes.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from voiceguide import anatomy
from voiceguide.app.errors import ConflictError, MissingError
from voiceguide.errors import RoutineError, UsageError, VoiceguideError
from voiceguide.files import write_atomic
from voiceguide.routine.model import Routine
from voiceguide.routine.sources import MAX_BYTES, SUFFIXES, find_routine, read_text, shipped_routines

OWN = "own."
"""Prefix of the ids of the user's own routines; no shipped routine has a dot in its name."""

MOST_ROUTINES = 500
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that Windows reserves for devices: a file with such a name could not be copied there."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class RoutineSummary:
    """What is shown of a routine before it is opened.

    Attributes:
        id: Its id.
        name: Its file's stem.
        title: Title for people.
        summary: One sentence, or empty.
        duration_s: Usual length, or None when it has none of its own.
        worked: Keys of the regions that strokes name, sorted.
        regions: Names of the large regions it works on, in the order in which they come.
        needs: What to have at hand.
        receiver: How the receiver sits or lies.
        oil: How much oil it takes.
        stages: Titles of its stages.
        parts: Keys of the regions that can be left out.
        own: Whether it lies in the user's folder.
        pregnancy_safe: Whether its author says that it is also for pregnancy.
        language: BCP 47 tag.
        problem: Why it cannot be used, or empty.
    """

    id: str
    name: str
    title: str
    summary: str = ""
    duration_s: float | None = None
    worked: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    receiver: str = ""
    oil: str = ""
    stages: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    own: bool = False
    pregnancy_safe: bool = False
    language: str = "en"
    problem: str = ""

    @property
    def minutes(self) -> int | None:
        """The usual length in whole minutes."""
        return round(self.duration_s / 60) if self.duration_s else None


class RoutineCatalogue:
    """The shipped routines, and the user's own in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._saving = Lock()

    def files(self) -> dict[str, Path]:
        """Every routine's file by its id; the user's own first."""
        own = sorted(path for path in self._listing() if path.suffix in SUFFIXES and _is_own(path))
        found = {OWN + path.stem: path for path in own[:MOST_ROUTINES]}
        return found | {name: find_routine(name) for name in shipped_routines()}

    def _listing(self) -> list[Path]:
        """Everything in the folder that is not hidden."""
        try:
            return [path for path in self.folder.iterdir() if not path.name.startswith(".")]
        except OSError:
            return []

    def file(self, routine: str) -> Path:
        """The file of a routine.

        Raises:
            MissingError: There is no such routine.
        """
        found = self.files().get(routine)
        if found is None:
            raise MissingError("there is no such routine", hint="It may have been renamed: go back and choose again.")
        return found

    def own_file(self, routine: str) -> Path | None:
        """The file of a routine of the user's own, or None if it is gone.

        Raises:
            MissingError: No file here could have had that name.
        """
        name = routine.removeprefix(OWN).casefold()
        plausible = len(name) <= 60 and _NAME.fullmatch(name) and name not in DEVICES
        return self.files().get(routine) if plausible else self.file(routine)

    def cards(self) -> tuple[RoutineSummary, ...]:
        """Summaries of all routines, the user's own first."""
        return tuple(self._card(routine, path) for routine, path in self.files().items())

    def card(self, routine: str) -> RoutineSummary:
        """The summary of one routine.

        Raises:
            MissingError: There is no such routine.
        """
        return self._card(routine, self.file(routine))

    def _card(self, routine: str, path: Path) -> RoutineSummary:
        """What a file says of its routine; a problem if it cannot be read."""
        try:
            changed_ns = path.stat().st_mtime_ns
        except OSError:
            return RoutineSummary(
                routine, path.stem, path.stem, own=routine.startswith(OWN), problem="It cannot be read."
            )
        return _read(routine, path, changed_ns)

    def text(self, routine: str) -> str:
        """The text of a routine's file.

        Raises:
            MissingError: There is no such routine.
            RoutineError: It cannot be read as text.
        """
        return read_text(self.file(routine))

    def save(self, name: str, text: str, *, base: str | None) -> str:
        """Write a routine into the user's folder.

        Args:
            name: Its short name: small letters, digits and hyphens.
            text: The YAML.
            base: Mark of the text that its author began to edit (`mark_of`); None for a new routine.

        Returns:
            Its id.

        Raises:
            UsageError: The name cannot be used, or is taken.
            ConflictError: The saved text is no longer the one that its author began to edit.
            ExportError: It cannot be written.
        """
        self._check_name(name)
        if len(text.encode("utf-8", "replace")) > MAX_BYTES:
            raise UsageError("the text is larger than 1 MB")
        with self._saving:
            taken = {path.stem.casefold(): path for path in self._listing() if path.suffix in SUFFIXES}
            self._check_place(name, taken, base)
            write_atomic(taken.get(name, self.folder / f"{name}.yaml"), text)
        return OWN + name

    def _check_name(self, name: str) -> None:
        """Refuse a name that is no valid file name or belongs to a shipped routine."""
        if len(name) > 60 or not _NAME.fullmatch(name):
            raise UsageError("this name cannot be used", hint="Use small letters, digits and hyphens: evening-back.")
        if name in shipped_routines():
            raise UsageError(f"{name} is the name of a routine that came with voiceguide", hint="Choose another name.")

    def _check_place(self, name: str, taken: dict[str, Path], base: str | None) -> None:
        """Refuse a taken name, or a text that was changed elsewhere meanwhile."""
        if name in DEVICES and name not in taken:
            raise UsageError(f"{name} is a device's name on Windows, and no file's", hint="Choose another name.")
        if name in taken and base is None:
            raise UsageError("you have a routine of this name already", hint="Choose another name.")
        if base is not None:
            theirs = read_text(taken[name]) if name in taken and _is_own(taken[name]) else None
            if base != mark_of(theirs):
                what = "was changed elsewhere" if theirs is not None else "was deleted elsewhere"
                raise ConflictError(f"this routine {what} meanwhile", theirs, hint="Choose which one to keep.")
        if len(taken) >= MOST_ROUTINES and name not in taken:
            raise UsageError(f"the folder holds {MOST_ROUTINES} routines already", hint="Delete one first.")

    def delete(self, routine: str) -> None:
        """Delete one of the user's own routines.

        Raises:
            MissingError: There is no such routine.
            UsageError: It came with voiceguide.
        """
        path = self.file(routine)
        if not routine.startswith(OWN):
            raise UsageError("routines that came with voiceguide stay")
        path.unlink(missing_ok=True)


def mark_of(text: str | None) -> str:
    """A mark that identifies a text; empty for None."""
    return "" if text is None else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _is_own(path: Path) -> bool:
    """Whether a path is a file in the folder itself; a link could lead anywhere."""
    return path.is_file() and not path.is_symlink()


@lru_cache(maxsize=4 * MOST_ROUTINES)
def _read(routine: str, path: Path, changed_ns: int) -> RoutineSummary:  # noqa: ARG001 (a changed file is read anew)
    """The summary of a routine's file; kept until the file changes, which `changed_ns` shows."""
    from voiceguide import load_routine

    own = routine.startswith(OWN)
    try:
        loaded = load_routine(path)
    except RoutineError as error:
        count = len(error.findings)
        problem = f"{count} thing{'s' if count != 1 else ''} to put right before it can be played."
        return RoutineSummary(routine, path.stem, path.stem, own=own, problem=problem)
    except VoiceguideError as error:
        return RoutineSummary(routine, path.stem, path.stem, own=own, problem=error.message)
    return summarise_routine(loaded, routine, own=own)


def summarise_routine(routine: Routine, name: str = "", *, own: bool = False) -> RoutineSummary:
    """Summarise a loaded routine under an id."""
    return RoutineSummary(
        id=name,
        name=routine.name,
        title=routine.title,
        summary=routine.summary,
        duration_s=routine.duration_s,
        worked=tuple(sorted({stroke.region for stage in routine.stages for stroke in stage.strokes})),
        regions=regions_of(routine),
        needs=routine.needs,
        receiver=routine.receiver,
        oil=routine.oil.value,
        stages=tuple(stage.name for stage in routine.stages),
        parts=parts_of(routine),
        own=own,
        pregnancy_safe=routine.pregnancy_safe,
        language=routine.language,
    )


def regions_of(routine: Routine) -> tuple[str, ...]:
    """The spoken names of the large regions that a routine works on, in the order in which they come."""
    keys = (stroke.region for stage in routine.stages for stroke in stage.strokes)
    return tuple(dict.fromkeys(_large(key) for key in keys))


def _large(key: str) -> str:
    region = anatomy.REGIONS[key]
    while region.group not in ("", "whole body"):
        region = anatomy.REGIONS[region.group]
    return region.many.removeprefix("back of the ")


def parts_of(routine: Routine) -> tuple[str, ...]:
    """Every region that can be avoided in a routine: those it works on, and the larger ones around them."""
    used = {stroke.region for stage in routine.stages for stroke in stage.strokes}
    keys = (key for key in anatomy.REGIONS if key != "whole body")
    return tuple(key for key in keys if used & set(anatomy.parts_of(key)))
