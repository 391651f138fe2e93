"""Reads YAML files that plan a series or a catalogue, into plain values with their lines, or reports every problem.

The caller says which keys such a file has; the kinds of their values are those of routines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from voiceguide.errors import Finding, PlanFileError, RoutineError, SettingsError, UsageError, VoiceguideError, Where
from voiceguide.routine.fields import Schema, refuse
from voiceguide.routine.problems import Problems
from voiceguide.routine.sources import read_text
from voiceguide.routine.tables import Key, join, places_of, read_table
from voiceguide.routine.yaml_lines import Listing, Node, Scalar, Table, read_yaml
from voiceguide.settings.values import find_setting, parse_setting


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan file as it was read.

    Attributes:
        what: ``series`` or ``catalogue``, for messages.
        file: Its path as it was given.
        values: Values by key, as the kinds of the keys return them.
        places: Where each key and each item of a list is, by dotted path.
        problems: Collects what is found wrong, also later.
    """

    what: str
    file: str
    values: Mapping[str, Any]
    places: Mapping[str, Where]
    problems: Problems

    def refuse(self, rule: str, message: str, key: str, hint: str | None = None) -> None:
        """Record what is wrong with the value of a key, at the nearest known place."""
        inner = key
        while inner not in self.places and inner:
            inner = inner.rpartition("." if inner.rpartition(".")[0] else "[")[0]
        where = self.places.get(inner)
        self.problems.add(rule, message, line=where.line if where else None, key=key, hint=hint)

    def attempt(self, key: str, work: Callable[[], Any]) -> Any:
        """What `work` returns; where it raises an error of ours, None and a recorded finding."""
        try:
            return work()
        except VoiceguideError as error:
            self.refuse("value", error.message, key, error.hint)
            return None

    def stop_if_wrong(self) -> None:
        """Raise an error with all findings, if there are any.

        Raises:
            PlanFileError: Something is wrong.
        """
        if self.problems.wrong:
            _fail(self.what, self.file, self.problems.findings)


def read_plan_file(path: Path | str, keys: Sequence[Key], what: str, example: str) -> PlanFile:
    """Read a plan file; problems with single values are left in `PlanFile.problems`.

    Args:
        path: The file.
        keys: The keys it may have.
        what: ``series`` or ``catalogue``.
        example: A minimal file, shown if this one is empty.

    Raises:
        PlanFileError: It cannot be read, or is not YAML with keys.
        UsageError: There is no such file.
    """
    file = str(path)
    problems = Problems(file)
    try:
        is_there = Path(file).exists()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        raise UsageError(f"there is no {what} {file[:200]!r}", hint="Check the path.")
    try:
        root = read_yaml(read_text(Path(file)), problems)
    except RoutineError as error:
        _fail(what, file, error.findings)
    if root is None:
        findings = problems.findings
        _fail(what, file, [replace(each, hint=example) if each.rule == "empty" else each for each in findings])
    values = read_table(root, keys, "", problems)
    if values is None:
        _fail(what, file, problems.findings)
    return PlanFile(what, file, MappingProxyType(values), MappingProxyType(dict(places_of(root))), problems)


def _fail(what: str, file: str, findings: Sequence[Finding]) -> NoReturn:
    """Raise the error with all findings of a file."""
    number = "1 problem" if len(findings) == 1 else f"{len(findings)} problems"
    raise PlanFileError(f"this {what} cannot be used: {number}", findings, where=Where(file))


@dataclass(frozen=True, slots=True)
class SettingsTable:
    """Settings by the names that users write, such as ``{voice: auto, ambient: rain}``."""

    without: tuple[str, ...] = ()

    def read(self, node: Node, key: str, problems: Problems) -> dict[str, Any] | None:
        """See `routine.fields.Kind.read`."""
        if not isinstance(node, Table):
            refuse(node, key, problems, "a mapping of settings, such as {voice: auto}")
            return None
        values: dict[str, Any] = {}
        for entry in node.entries:
            path = join(key, entry.key)
            own = find_setting(entry.key)
            if own in self.without:
                text = f"{entry.key} has a key of its own in this file, or none"
                problems.add("value", text, line=entry.line, key=path, file=node.file)
                continue
            try:
                value = parse_setting(entry.key, _raw(entry.value))
            except SettingsError as error:
                problems.add("value", error.message, line=entry.line, key=path, file=node.file, hint=error.hint)
                continue
            values[own or entry.key] = value
        return values

    def schema(self) -> Schema:
        """See `routine.fields.Kind.schema`."""
        return {"type": "object"}


def _raw(node: Node) -> Any:
    """A node as the plain value that a settings file would hold."""
    if isinstance(node, Listing):
        return [item.text if isinstance(item, Scalar) else {} for item in node.items]
    return node.text if isinstance(node, Scalar) and node.tag != "null" else {}


@dataclass(frozen=True, slots=True)
class SettingValue:
    """One value of a setting; with `many`, one value or a list."""

    name: str
    many: bool = False

    def read(self, node: Node, key: str, problems: Problems) -> Any:
        """See `routine.fields.Kind.read`."""
        if self.many and isinstance(node, Listing):
            inner = SettingValue(self.name)
            found = [inner.read(item, f"{key}[{index}]", problems) for index, item in enumerate(node.items)]
            return tuple(each for each in found if each is not None)
        try:
            value = parse_setting(self.name, _raw(node))
        except SettingsError as error:
            problems.add("value", error.message, line=node.line, key=key, file=node.file, hint=error.hint)
            return None
        return (value,) if self.many else value

    def schema(self) -> Schema:
        """See `routine.fields.Kind.schema`."""
        return {"type": ["string", "number", "array"]}
