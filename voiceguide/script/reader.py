"""Reads fields of a YAML tree one by one, noting every mistake and every key nobody asked for.

Comes in: tables of `routine.yaml_lines`. Goes out: Python values; a wrong one becomes the default and a
finding. Knows nothing of scripts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from voiceguide.errors import did_you_mean
from voiceguide.routine.fields import unprintable
from voiceguide.routine.problems import Problems
from voiceguide.routine.yaml_lines import Listing, Node, Scalar, Table

MAX_TEXT = 2_000
"""Longest text of one field, in characters."""

MAX_SECONDS = 4 * 3600.0


class Reader:
    """Reads tables and remembers which keys were asked for."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._asked: dict[int, set[str]] = {}

    def problem(self, node: Node, key: str, message: str, *, rule: str = "value", hint: str | None = None) -> None:
        """Note a mistake at a node."""
        self._problems.add(rule, message, line=node.line, key=key, hint=hint)

    def table(self, node: Node, key: str) -> Table | None:
        """The node as a table, or None and a finding."""
        if isinstance(node, Table):
            return node
        self.problem(node, key, "a mapping of keys and values belongs here", rule="type")
        return None

    def leftovers(self, table: Table, key: str) -> None:
        """Note every key that was never asked for."""
        asked = self._asked.get(id(table), set())
        for entry in table.entries:
            if entry.key not in asked:
                hint = did_you_mean(entry.key, sorted(asked))
                message = f"unknown key {entry.key[:40]!r}"
                self._problems.add("unknown-key", message, line=entry.line, key=_join(key, entry.key[:40]), hint=hint)

    def _find(self, table: Table, name: str, key: str, needed: bool) -> Node | None:
        self._asked.setdefault(id(table), set()).add(name)
        node = table.get(name)
        if node is None and needed:
            self._problems.add("missing", f"the key {name!r} is missing", line=table.line, key=key or name)
        return node

    def text(self, table: Table, name: str, key: str, *, needed: bool = False) -> str:
        """A text; empty when it is not there."""
        node = self._find(table, name, key, needed)
        return self._text_of(node, _join(key, name)) if node is not None else ""

    def _text_of(self, node: Node, key: str) -> str:
        if not isinstance(node, Scalar) or node.tag == "null":
            self.problem(node, key, "a text belongs here", rule="type")
            return ""
        if len(node.text) > MAX_TEXT:
            self.problem(node, key, f"this text is longer than {MAX_TEXT} characters")
            return ""
        odd = next((char for char in node.text if unprintable(char) and char not in "\n\t"), None)
        if odd is not None:
            self.problem(node, key, f"the text holds U+{ord(odd):04X}, which cannot be seen or spoken")
            return ""
        return node.text

    def choice(self, table: Table, name: str, key: str, allowed: Sequence[str], *, needed: bool = False) -> str | None:
        """One of the allowed words."""
        node = self._find(table, name, key, needed)
        if node is None:
            return None
        text = self._text_of(node, _join(key, name))
        if text in allowed:
            return text
        if text:
            self.problem(node, _join(key, name), f"{text[:40]!r} is not allowed here", hint=did_you_mean(text, allowed))
        return None

    def integer(self, table: Table, name: str, key: str, *, low: int, high: int, needed: bool = False) -> int | None:
        """A whole number within a range."""
        node = self._find(table, name, key, needed)
        if node is None:
            return None
        text = node.text if isinstance(node, Scalar) else ""
        if text.lstrip("-").isascii() and text.lstrip("-").isdigit() and len(text) < 12 and low <= int(text) <= high:
            return int(text)
        self.problem(node, _join(key, name), f"a whole number from {low} to {high} belongs here")
        return None

    def seconds(self, table: Table, name: str, key: str, *, needed: bool = False) -> float:
        """A number of seconds, not negative."""
        node = self._find(table, name, key, needed)
        return self._seconds_of(node, _join(key, name)) if node is not None else 0.0

    def _seconds_of(self, node: Node, key: str) -> float:
        try:
            value = float(node.text) if isinstance(node, Scalar) and node.tag in ("int", "float", "str") else math.nan
        except ValueError:
            value = math.nan
        if 0 <= value <= MAX_SECONDS:
            return value
        self.problem(node, key, f"a number of seconds from 0 to {MAX_SECONDS:g} belongs here", hint="For example 2.5")
        return 0.0

    def items(self, table: Table, name: str, key: str, *, needed: bool = False) -> Iterator[tuple[str, Node]]:
        """The items of a list with their keys."""
        node = self._find(table, name, key, needed)
        if node is None:
            return
        if not isinstance(node, Listing):
            self.problem(node, _join(key, name), "a list belongs here", rule="type")
            return
        for index, item in enumerate(node.items):
            yield f"{_join(key, name)}[{index}]", item

    def tables(self, table: Table, name: str, key: str, *, needed: bool = False) -> Iterator[tuple[str, Table]]:
        """The tables in a list with their keys."""
        for where, item in self.items(table, name, key, needed=needed):
            each = self.table(item, where)
            if each is not None:
                yield where, each

    def texts(self, table: Table, name: str, key: str) -> Iterator[tuple[str, str]]:
        """The texts in a list with their keys."""
        for where, item in self.items(table, name, key):
            yield where, self._text_of(item, where)

    def pairs(self, table: Table, name: str, key: str) -> Iterator[tuple[str, str]]:
        """The keys and texts of a table."""
        node = self._find(table, name, key, False)
        inner = self.table(node, _join(key, name)) if node is not None else None
        for entry in inner.entries if inner is not None else ():
            yield entry.key, self._text_of(entry.value, _join(key, name))

    def single_numbers(self, table: Table, name: str, key: str, allowed: Sequence[str]) -> Iterator[tuple[str, float]]:
        """Items such as ``press: 5.0``, each a table of one allowed word and its seconds above zero."""
        for where, item in self.tables(table, name, key):
            if len(item.entries) != 1 or item.entries[0].key not in allowed:
                self.problem(
                    item, where, "one phase and its seconds belong here", hint=f"Allowed: {', '.join(allowed)}"
                )
                continue
            entry = item.entries[0]
            seconds = self._seconds_of(entry.value, where)
            if seconds > 0:
                yield entry.key, seconds
            else:
                self.problem(item, where, "a phase lasts longer than nothing")


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
