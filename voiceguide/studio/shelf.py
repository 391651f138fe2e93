"""The shelf: every routine that can be chosen, by id. The shipped ones, and those in the user's own folder.

Comes in: an id from a browser. Goes out: a file, or nothing. An id is looked up among the files that are there and
never becomes a path. Cards are kept until the file changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from voiceguide import anatomy
from voiceguide.errors import RoutineError, UsageError, VoiceguideError
from voiceguide.files import write_atomic
from voiceguide.routine.model import Routine
from voiceguide.routine.sources import MAX_BYTES, SUFFIXES, find_routine, read_text, shipped_routines
from voiceguide.studio.errors import MissingError

OWN = "own."
"""What ids of the user's own routines begin with; no shipped routine's name holds a dot."""

MOST_ROUTINES = 500
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Card:
    """What is told of a routine before it is opened.

    Attributes:
        id: Its id.
        name: Its file's stem.
        title: For people.
        summary: One sentence, or empty.
        minutes: Usual length, or None when it has none of its own.
        regions: Names of the large regions it works on, in the order in which they come.
        needs: What to have at hand.
        receiver: How the receiver sits or lies.
        stages: Titles of its stages.
        parts: Keys of the regions that can be left out.
        own: Whether it lies in the user's folder.
        pregnancy_safe: Whether its author says that it is for pregnancy, too.
        language: BCP 47 tag.
        problem: Why it cannot be played, or empty.
    """

    id: str
    name: str
    title: str
    summary: str = ""
    minutes: int | None = None
    regions: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    receiver: str = ""
    stages: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    own: bool = False
    pregnancy_safe: bool = False
    language: str = "en"
    problem: str = ""


class Shelf:
    """The shipped routines, and the user's own in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._cards: dict[tuple[str, int], Card] = {}
        self._lock = Lock()

    def files(self) -> dict[str, Path]:
        """Every routine's file by its id; the user's own first."""
        own = sorted(path for path in self._listing() if path.suffix in SUFFIXES and _is_own(path))
        found = {OWN + path.stem: path for path in own[:MOST_ROUTINES]}
        return found | {name: find_routine(name) for name in shipped_routines()}

    def _listing(self) -> list[Path]:
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

    def cards(self) -> tuple[Card, ...]:
        """All routines, the user's own first."""
        return tuple(self._card(routine, path) for routine, path in self.files().items())

    def card(self, routine: str) -> Card:
        """One routine.

        Raises:
            MissingError: There is no such routine.
        """
        return self._card(routine, self.file(routine))

    def _card(self, routine: str, path: Path) -> Card:
        try:
            key = (routine, path.stat().st_mtime_ns)
        except OSError:
            return Card(routine, path.stem, path.stem, own=routine.startswith(OWN), problem="It cannot be read.")
        with self._lock:
            if key not in self._cards:
                self._cards[key] = _read(routine, path)
            return self._cards[key]

    def text(self, routine: str) -> str:
        """The text of a routine's file.

        Raises:
            MissingError: There is no such routine.
            RoutineError: It cannot be read as text.
        """
        return read_text(self.file(routine))

    def save(self, name: str, text: str, *, replace: bool) -> str:
        """Write a routine into the user's folder.

        Args:
            name: Its short name: small letters, digits and hyphens.
            text: The YAML.
            replace: Whether the user's routine of that name may be replaced.

        Returns:
            Its id.

        Raises:
            UsageError: The name cannot be used, or is taken.
            ExportError: It cannot be written.
        """
        if len(name) > 60 or not _NAME.fullmatch(name):
            raise UsageError("this name cannot be used", hint="Use small letters, digits and hyphens: evening-back.")
        if name in shipped_routines():
            raise UsageError(f"{name} is the name of a routine that came with voiceguide", hint="Choose another name.")
        if len(text.encode("utf-8", "replace")) > MAX_BYTES:
            raise UsageError("the text is larger than 1 MB")
        taken = {path.stem.casefold(): path for path in self._listing() if path.suffix in SUFFIXES}
        if name in taken and not replace:
            raise UsageError("you have a routine of this name already", hint="Choose another name, or replace it.")
        if len(taken) >= MOST_ROUTINES and name not in taken:
            raise UsageError(f"the folder holds {MOST_ROUTINES} routines already", hint="Delete one first.")
        write_atomic(taken.get(name, self.folder / f"{name}.yaml"), text)
        return OWN + name

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


def _is_own(path: Path) -> bool:
    """A file of the folder itself: a link could lead anywhere."""
    return path.is_file() and not path.is_symlink()


def _read(routine: str, path: Path) -> Card:
    from voiceguide import load_routine

    own = routine.startswith(OWN)
    try:
        loaded = load_routine(path)
    except RoutineError as error:
        count = len(error.findings)
        problem = f"{count} thing{'s' if count != 1 else ''} to put right before it can be played."
        return Card(routine, path.stem, path.stem, own=own, problem=problem)
    except VoiceguideError as error:
        return Card(routine, path.stem, path.stem, own=own, problem=error.message)
    return Card(
        id=routine,
        name=path.stem,
        title=loaded.title,
        summary=loaded.summary,
        minutes=round(loaded.duration_s / 60) if loaded.duration_s else None,
        regions=regions_of(loaded),
        needs=loaded.needs,
        receiver=loaded.receiver,
        stages=tuple(stage.name for stage in loaded.stages),
        parts=parts_of(loaded),
        own=own,
        pregnancy_safe=loaded.pregnancy_safe,
        language=loaded.language,
    )


def regions_of(routine: Routine) -> tuple[str, ...]:
    """The large regions that a routine works on, by their spoken names, in the order in which they come."""
    keys = (stroke.region for stage in routine.stages for stroke in stage.strokes)
    return tuple(dict.fromkeys(_large(key) for key in keys))


def _large(key: str) -> str:
    region = anatomy.REGIONS[key]
    while region.group not in ("", "whole body"):
        region = anatomy.REGIONS[region.group]
    return region.many.removeprefix("back of the ")


def parts_of(routine: Routine) -> tuple[str, ...]:
    """Every region that leaving out would change a routine: those it works on, and what they belong to."""
    used = {stroke.region for stage in routine.stages for stroke in stage.strokes}
    keys = (key for key in anatomy.REGIONS if key != "whole body")
    return tuple(key for key in keys if used & set(anatomy.parts_of(key)))
