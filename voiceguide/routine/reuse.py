"""Reuse: ``extends:`` takes over another routine's keys, ``use:`` another routine's stage.

Gives one node in which nothing refers to other files any more, and whose parts still know their own file and line.
Other routines are looked up beside the file and among the shipped ones, nowhere else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from voiceguide.errors import RoutineError
from voiceguide.files import shipped_folder
from voiceguide.routine.fields import quote_value
from voiceguide.routine.grammar import FILE_NAME, USE_KEYS
from voiceguide.routine.problems import Problems
from voiceguide.routine.sources import SUFFIXES, file_names, is_file, read_text
from voiceguide.routine.tables import read_table
from voiceguide.routine.yaml_lines import MAX_NODES, Entry, Listing, Node, Scalar, Table, read_yaml, size_of

MAX_CHAIN = 8
"""Longest chain of routines that extend one another; a longer one is a mistake."""

MAX_FILES = 30
"""Most other routines that a routine may reuse."""


class Reuse:
    """Resolves the references of one routine.

    Args:
        file: The routine's file, or None for a text, which can only reuse shipped routines.
        problems: Takes what is wrong.
    """

    def __init__(self, file: Path | None, problems: Problems) -> None:
        self._file = file
        self._problems = problems
        self._open: list[Path] = [file.resolve()] if file else []
        self._done: dict[Path, Table | None] = {}
        self._hashes: list[str] = []

    def resolve(self, root: Table) -> Table:
        """Replace every reference below the root by what it refers to."""
        return self._resolve(root, self._file, self._problems)

    def sha256(self, own: str) -> str:
        """One hash over the routine's own hash and those of the files it reused."""
        together = "".join([own, *sorted(self._hashes)])
        return hashlib.sha256(together.encode()).hexdigest() if self._hashes else own

    def _resolve(self, root: Table, file: Path | None, problems: Problems) -> Table:
        """Resolve the references of a routine in `file`."""
        extends = next((entry for entry in root.entries if entry.key == "extends"), None)
        if extends is not None:
            root = Table(tuple(entry for entry in root.entries if entry is not extends), root.line, root.file)
            base = self._base(extends, file, problems) or _stand_in(extends)
            own = {entry.key for entry in root.entries}
            kept = tuple(entry for entry in base.entries if entry.key not in own)
            root = Table(kept + root.entries, root.line, root.file)
        entries = tuple(self._with_stages(entry, root, file, problems) for entry in root.entries)
        return Table(entries, root.line, root.file)

    def _base(self, entry: Entry, file: Path | None, problems: Problems) -> Table | None:
        """The routine that ``extends:`` names, or None after a finding."""
        name = FILE_NAME.read(entry.value, "extends", problems)
        return None if name is None else self._other(name, entry.value, "extends", file, problems)

    def _other(self, name: str, node: Node, key: str, file: Path | None, problems: Problems) -> Table | None:
        """Another routine's root, resolved."""
        found = _find(name, file)
        if found is None:
            hint = problems.near(name, file_names(file))
            text = f"there is no routine {quote_value(name)} beside this one or among the shipped"
            problems.add("reuse", text, line=node.line, key=key, file=node.file, hint=hint)
            return None
        path = found.resolve()
        if path not in self._done:
            if path in self._open or len(self._open) > MAX_CHAIN or len(self._done) >= MAX_FILES:
                chain = " → ".join([*(each.stem for each in self._open), found.stem])
                text = f"the routines refer to each other in a circle, or too often: {chain}"
                problems.add("reuse", text, line=node.line, key=key, file=node.file, hint="Break the circle.")
                return None
            self._open.append(path)
            raw = self._root(found, node, key, problems)
            self._done[path] = self._resolve(raw, found, problems.within(str(found))) if raw is not None else None
            self._open.pop()
        return self._done[path]

    def _root(self, path: Path, node: Node, key: str, problems: Problems) -> Table | None:
        """Read the root of another routine; None after a finding."""
        try:
            text = read_text(path)
        except RoutineError as error:
            hint = error.findings[0].message
            text = f"the routine {path.name} cannot be read"
            problems.add("reuse", text, line=node.line, key=key, file=node.file, hint=hint)
            return None
        self._hashes.append(hashlib.sha256(text.encode()).hexdigest())
        root = read_yaml(text, problems.within(str(path)))
        if root is not None and not isinstance(root, Table):
            text = f"the routine {path.name} is no mapping"
            problems.add("reuse", text, line=node.line, key=key, file=node.file)
        return root if isinstance(root, Table) else None

    def _with_stages(self, entry: Entry, root: Table, file: Path | None, problems: Problems) -> Entry:
        """Resolve the ``use:`` of each stage, within the limit of values."""
        if entry.key != "stages" or not isinstance(entry.value, Listing):
            return entry
        stages: list[Node] = []
        size = 0
        for index, stage in enumerate(entry.value.items):
            used = stage
            if isinstance(stage, Table) and stage.get("use") is not None:
                used = self._stage_with_changes(stage, f"stages[{index}]", root, file, problems) or _no_stage(stage)
            size += size_of(used)
            if size > MAX_NODES:
                text = f"with the stages it uses, the routine holds more than {MAX_NODES} values"
                problems.add("too-large", text, line=stage.line, key=f"stages[{index}]", file=stage.file)
                break
            stages.append(used)
        return Entry("stages", Listing(tuple(stages), entry.value.line, entry.value.file), entry.line)

    def _stage_with_changes(
        self, stage: Table, path: str, root: Table, file: Path | None, problems: Problems
    ) -> Table | None:
        """The stage that a ``use:`` refers to, with the keys that replace its own."""
        values = read_table(stage, USE_KEYS, path, problems)
        node = stage.get("use")
        if values is None or "use" not in values or not isinstance(node, Scalar):
            return None
        routine, slash, wanted = values["use"].partition("/")
        key = f"{path}.use"
        if slash:
            other = self._other(routine.strip(), node, key, file, problems)
        else:
            other, wanted = root, routine
        if other is None:
            return None
        found = next(
            (each for name, each in _named_stages(other) if name.casefold() == wanted.strip().casefold()), None
        )
        if found is None or found.get("use") is not None:
            names = [name for name, each in _named_stages(other) if each.get("use") is None]
            text = f"there is no stage {quote_value(wanted.strip())} to use"
            hint = problems.near(wanted.strip(), names)
            problems.add("reuse", text, line=node.line, key=key, file=node.file, hint=hint)
            return None
        anew = tuple(entry for entry in stage.entries if entry.key not in ("use", "essence"))
        own = {entry.key for entry in anew}
        less = values.get("essence", 1) - 1
        kept = tuple(_lower_essence(entry, less) for entry in found.entries if entry.key not in own)
        return Table(kept + anew, stage.line, stage.file)


def _lower_essence(entry: Entry, less: int) -> Entry:
    """The strokes of a used stage, `essence` raised by `less`; unstated, it is 1 for the first stroke, else 2."""
    if entry.key != "strokes" or not isinstance(entry.value, Listing) or not less:
        return entry
    items: list[Node] = []
    usual = 1
    for item in entry.value.items:
        if isinstance(item, Table) and item.get("technique") is not None:
            items.append(_with_essence(item, usual, less))
            usual = 2
        else:
            items.append(item)
    return Entry(entry.key, Listing(tuple(items), entry.value.line, entry.value.file), entry.line)


def _with_essence(stroke: Table, usual: int, less: int) -> Table:
    """A stroke with its `essence` raised by `less`, at most to 3."""
    stated = stroke.get("essence")
    text = stated.text if isinstance(stated, Scalar) else str(usual)
    if text not in ("1", "2", "3"):
        return stroke  # the reader reports it at its place
    line = stated.line if stated is not None else stroke.line
    value = Scalar(str(min(3, int(text) + less)), "int", line, stroke.file)
    others = tuple(entry for entry in stroke.entries if entry.key != "essence")
    return Table((*others, Entry("essence", value, line)), stroke.line, stroke.file)


def _stand_in(extends: Entry) -> Table:
    """A stand-in for a routine that was not found, so that its keys are not reported missing as well."""
    line, file = extends.line, extends.value.file
    title = Entry("title", Scalar("?", "str", line, file), line)
    return Table((title, Entry("stages", Listing((), line, file), line)), line, file)


def _no_stage(stage: Table) -> Table:
    """A stand-in for a stage that was not found, so that the others keep their numbers."""
    line, file = stage.line, stage.file
    name = Entry("name", Scalar("?", "str", line, file), line)
    return Table((name, Entry("strokes", Listing((), line, file), line)), line, file)


def _named_stages(root: Table) -> Iterator[tuple[str, Table]]:
    """The stages of a routine, each with its name."""
    stages = root.get("stages")
    for stage in stages.items if isinstance(stages, Listing) else ():
        name = stage.get("name") if isinstance(stage, Table) else None
        if isinstance(stage, Table) and isinstance(name, Scalar):
            yield " ".join(name.text.split()), stage


def _find(name: str, file: Path | None) -> Path | None:
    """Find the file of another routine: in the folder of the one that names it, or shipped."""
    if not re.fullmatch(FILE_NAME.pattern, name):
        return None
    stem = re.sub(r"\.ya?ml$", "", name)
    folders = ([file.parent] if file else []) + [shipped_folder("scripts")]
    for folder in folders:
        for suffix in SUFFIXES:
            path = folder / f"{stem}{suffix}"
            if not is_file(path) or not path.resolve().is_relative_to(folder.resolve()):
                continue
            if file is None or path.resolve() != file.resolve():
                return path
    return None
