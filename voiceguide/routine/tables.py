"""Kinds for lists and mappings of values, and reading a mapping by its keys.

Reading gives tuples and dicts of plain values, with a finding for whatever is unknown or missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from voiceguide.errors import Severity, Where
from voiceguide.routine.fields import SHOWN, Kind, Number, Schema, Text, quote_value, refuse
from voiceguide.routine.problems import Problems
from voiceguide.routine.yaml_causes import odd_key, quote
from voiceguide.routine.yaml_lines import Listing, Node, Scalar, Table


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table: its name, the kind of its value, and a sentence for people."""

    name: str
    kind: Kind
    text: str
    required: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one kind of value."""

    kind: Kind
    most: int
    least: int = 0

    def read(self, node: Node, key: str, problems: Problems) -> tuple[Any, ...] | None:
        """See `Kind.read`."""
        if not isinstance(node, Listing):
            refuse(node, key, problems, "a list")
            return None
        if not self.least <= len(node.items) <= self.most:
            limit = f"at least {self.least}" if len(node.items) < self.least else f"at most {self.most}"
            message = f"the list has {len(node.items)} items, but must have {limit}"
            problems.add("range", message, line=node.line, key=key, file=node.file)
            return None
        values = [self.kind.read(item, f"{key}[{index}]", problems) for index, item in enumerate(node.items)]
        return tuple(value for value in values if value is not None)

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        return {"type": "array", "items": self.kind.schema(), "minItems": self.least, "maxItems": self.most}


@dataclass(frozen=True, slots=True)
class OneOrMany:
    """One value, or a list of them."""

    kind: Kind
    most: int

    def read(self, node: Node, key: str, problems: Problems) -> tuple[Any, ...] | None:
        """See `Kind.read`."""
        if isinstance(node, Listing):
            self._note_cut(node, key, problems)
            return ListOf(self.kind, self.most).read(node, key, problems)
        value = self.kind.read(node, key, problems)
        return None if value is None else (value,)

    def _note_cut(self, node: Listing, key: str, problems: Problems) -> None:
        """Warn of a sentence in brackets that YAML cuts at its commas, recognised by small letters after the cut."""
        texts = [item.text for item in node.items if isinstance(item, Scalar)]
        if not node.bare or not isinstance(self.kind, Text) or len(texts) < max(2, len(node.items)):
            return
        if texts[0][:1].isupper() and texts[0][-1:] not in ".!?…" and any(text[:1].islower() for text in texts[1:]):
            message = f"YAML makes {len(texts)} lines of this, cut at the commas"
            name = key.rpartition(".")[2]
            hint = f"If it is one sentence, write {name}: {quote(', '.join(texts))}"
            problems.add(
                "yaml-list", message, line=node.line, key=key, file=node.file, hint=hint, severity=Severity.WARNING
            )

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        return {"anyOf": [self.kind.schema(), ListOf(self.kind, self.most).schema()]}


@dataclass(frozen=True, slots=True)
class Range:
    """Two numbers, the smaller first: ``[4, 10]``."""

    low: float
    high: float
    whole: bool = False

    def read(self, node: Node, key: str, problems: Problems) -> tuple[Any, Any] | None:
        """See `Kind.read`."""
        if not isinstance(node, Listing) or len(node.items) != 2:
            what = "two whole numbers such as [3, 20]" if self.whole else "two numbers such as [4, 10]"
            refuse(node, key, problems, what)
            return None
        number = Number(self.low, self.high, self.whole)
        first, second = (number.read(item, f"{key}[{index}]", problems) for index, item in enumerate(node.items))
        if first is None or second is None:
            return None
        if first > second:
            less, more = ("fewest", "most") if self.whole else ("shortest", "longest")
            message = f"the {less}, {first:g}, is more than the {more}, {second:g}"
            problems.add("range", message, line=node.line, key=key, file=node.file, hint="Write the smaller first.")
            return None
        return first, second

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        number = Number(self.low, self.high, self.whole).schema()
        return {"type": "array", "items": number, "minItems": 2, "maxItems": 2}


@dataclass(frozen=True, slots=True)
class TableOf:
    """A mapping with known keys, read as a dict of what was written."""

    keys: Sequence[Key]

    def read(self, node: Node, key: str, problems: Problems) -> dict[str, Any] | None:
        """See `Kind.read`."""
        return read_table(node, self.keys, key, problems)

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        return table_schema(self.keys)


@dataclass(frozen=True, slots=True)
class Either:
    """A scalar of one kind, or a mapping of another."""

    scalar: Kind
    table: Kind

    def read(self, node: Node, key: str, problems: Problems) -> Any:
        """See `Kind.read`."""
        return (self.table if isinstance(node, Table) else self.scalar).read(node, key, problems)

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        return {"anyOf": [self.scalar.schema(), self.table.schema()]}


@dataclass(frozen=True, slots=True)
class ByName:
    """A mapping whose keys an author chooses, such as words and their pronunciations."""

    kind: Kind
    most: int
    names: Sequence[str] = ()

    def read(self, node: Node, key: str, problems: Problems) -> dict[str, Any] | None:
        """See `Kind.read`."""
        if not isinstance(node, Table):
            refuse(node, key, problems, "a mapping")
            return None
        if len(node.entries) > self.most:
            message = f"there are {len(node.entries)} entries; at most {self.most} are allowed"
            problems.add("range", message, line=node.line, key=key, file=node.file)
            return None
        values: dict[str, Any] = {}
        for entry in node.entries:
            if self.names and entry.key not in self.names:
                unknown_key(entry.key, entry.line, node.file, self.names, key, problems)
                continue
            name = Text(60).read(Scalar(entry.key, "str", entry.line, node.file), key, problems)
            value = self.kind.read(entry.value, join(key, entry.key[:SHOWN]), problems)
            if name is not None and value is not None:
                values[name] = value
        return values

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        inner = self.kind.schema()
        known: Schema = {"properties": dict.fromkeys(self.names, inner), "additionalProperties": False}
        return {
            "type": "object",
            "maxProperties": self.most,
            **(known if self.names else {"additionalProperties": inner}),
        }


def join(path: str, key: str) -> str:
    """The dotted path of a key within a table."""
    return f"{path}.{key}" if path else key


def places_of(node: Node, path: str = "") -> Iterator[tuple[str, Where]]:
    """The place of each key and each item of a list below a node, by dotted path."""
    if isinstance(node, Table):
        for entry in node.entries:
            key = join(path, entry.key)
            yield key, Where(entry.value.file, entry.line, key)
            yield from places_of(entry.value, key)
    elif isinstance(node, Listing):
        for index, item in enumerate(node.items):
            key = f"{path}[{index}]"
            yield key, Where(item.file, item.line, key)
            yield from places_of(item, key)


def unknown_key(name: str, line: int, file: str, allowed: Sequence[str], path: str, problems: Problems) -> None:
    """Add a finding for a key that the table does not have."""
    hint: str | None
    odd = odd_key(name)
    if odd is not None:
        text, hint = odd
    elif name == "<<":
        text, hint = "merge keys (<<) are not read", "Reuse a stage with 'use:', or a routine with 'extends:'."
    else:
        text, hint = f"there is no key {quote_value(name)} here", problems.near(name, allowed)
    problems.add("unknown-key", text, line=line, key=join(path, name[:SHOWN]), file=file, hint=hint)


def read_table(node: Node, keys: Sequence[Key], path: str, problems: Problems) -> dict[str, Any] | None:
    """Read the values of a table by key; what cannot be read is left out, with a finding.

    Returns:
        None when the node is no table at all.
    """
    if not isinstance(node, Table):
        refuse(node, path, problems, "a mapping with keys such as " + ", ".join(_foremost(keys)))
        return None
    known = {key.name: key for key in keys}
    values: dict[str, Any] = {}
    for entry in node.entries:
        if entry.key not in known:
            unknown_key(entry.key, entry.line, entry.value.file, tuple(known), path, problems)
            continue
        value = known[entry.key].kind.read(entry.value, join(path, entry.key), problems)
        if value is not None:
            values[entry.key] = value
    present = {entry.key for entry in node.entries}
    for key in keys:
        if key.required and key.name not in present:
            hint = f"For example: {key.name}: {key.example}" if key.example else None
            text = f"the key {key.name!r} is missing"
            problems.add("missing-key", text, line=node.line, key=path, file=node.file, hint=hint)
    return values


def _foremost(keys: Sequence[Key]) -> list[str]:
    """The names of up to four keys, required ones first."""
    return [key.name for key in sorted(keys, key=lambda key: not key.required)[:4]]


def table_schema(keys: Sequence[Key]) -> Schema:
    """JSON Schema of a table with these keys."""
    schema: Schema = {
        "type": "object",
        "properties": {key.name: {**key.kind.schema(), "description": key.text} for key in keys},
        "additionalProperties": False,
    }
    needed = [key.name for key in keys if key.required]
    return {**schema, "required": needed} if needed else schema
