"""Read YAML safely into a tree of nodes that know their line.

No objects are made from tags, reading does not recurse with the text's nesting, and what a file would expand to is
counted before it is built: an author's mistake, or a hostile file, becomes a finding. Knows nothing of routines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from yaml.resolver import Resolver

from voiceguide.errors import Severity
from voiceguide.routine.problems import Problems
from voiceguide.routine.yaml_causes import in_plain_words, swallowed_key

MAX_NODES = 20_000
"""Most values in a file, counting an alias each time it is used (the shipped routines have < 800)."""

MAX_DEPTH = 12
"""Deepest nesting (a routine needs 6)."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, still as text.

    Attributes:
        text: As written, quotes and escapes resolved.
        tag: What YAML 1.1 takes it for: ``str``, ``int``, ``float``, ``bool``, ``null``, ``timestamp`` …
        line: 1-based.
        file: Name of its file.
    """

    text: str
    tag: str
    line: int
    file: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of nodes; `bare` means that it is written in brackets and contains a text without quotes."""

    items: tuple[Node, ...]
    line: int
    file: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a table with its value; `line` is the key's."""

    key: str
    value: Node
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and values in order; each key only once."""

    entries: tuple[Entry, ...]
    line: int
    file: str

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        return next((entry.value for entry in self.entries if entry.key == key), None)


_NO_KEY = "\0"
"""Replaces a key that is not text; no text in a file can contain it."""

Node: TypeAlias = Scalar | Listing | Table


def size_of(node: Node) -> int:
    """How many values a node has, itself included."""
    if isinstance(node, Scalar):
        return 1
    inner = node.items if isinstance(node, Listing) else [entry.value for entry in node.entries]
    return 1 + sum(map(size_of, inner))


def read_yaml(text: str, problems: Problems, max_nodes: int = MAX_NODES) -> Node | None:
    """Read one YAML document.

    Args:
        text: The document.
        problems: Takes what is wrong; its `file` is noted on every node.
        max_nodes: Most values the document may expand to.

    Returns:
        The root, or None if the text is not YAML or empty (`problems` then says so).
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same YAML, ten times as fast
    builder = _Builder(problems, max_nodes, text)
    try:
        for event in yaml.parse(text, Loader=loader):
            if not builder.take(event):
                return None
    except yaml.YAMLError as error:
        problems.add("yaml", **in_plain_words(error, text))
        return None
    except RecursionError:  # PyYAML itself may recurse in some versions
        problems.add("too-deep", f"the values are nested deeper than {MAX_DEPTH} levels")
        return None
    if builder.root is None:
        problems.add("empty", "the file holds nothing", hint="A routine has at least a title and stages.")
    return builder.root


@dataclass(slots=True)
class _Open:
    """A list or table that is still being read."""

    items: list[Any]
    is_table: bool
    line: int
    anchor: str | None
    key: tuple[str, int] | None = None
    size: int = 1
    height: int = 1
    brackets: bool = False
    bare: bool = False


class _Builder:
    """Builds the tree from parse events without recursion."""

    def __init__(self, problems: Problems, max_nodes: int, text: str) -> None:
        self.problems = problems
        self._lines = re.split("\r\n|[\r\n\u0085\u2028\u2029]", text)  # as YAML counts them
        self.max_nodes = max_nodes
        self.root: Node | None = None
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int, int]] = {}
        self._documents = 0

    def take(self, event: Any) -> bool:
        """Take one event; return False if the rest is not worth reading."""
        line = event.start_mark.line + 1
        if getattr(event, "tag", None) is not None and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!"):
            hint = "Write the value without '!'."
            return self._stop("tag", f"the YAML tag {_shown_tag(event.tag)} is not allowed", line, hint)
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    return self._stop("yaml", "a second document begins here", line, "Keep one routine in a file.")
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                table = isinstance(event, yaml.MappingStartEvent)
                self._stack.append(_Open([], table, line, event.anchor, brackets=bool(event.flow_style)))
                if len(self._stack) > MAX_DEPTH:
                    return self._stop("too-deep", f"the values are nested deeper than {MAX_DEPTH} levels", line)
        return self._take_value(event, line)

    def _take_value(self, event: Any, line: int) -> bool:
        """Use an event of a value, or of the end of a list or table."""
        match event:
            case yaml.AliasEvent():
                return self._alias(event.anchor or "", line)
            case yaml.ScalarEvent():
                node = Scalar(event.value, _tag_of(event), line, self.problems.file)
                self._note_swallowed(event, node)
                return self._add(node, 1, 0, event.anchor)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                return self._close(self._stack.pop())
        return True

    def _note_swallowed(self, event: yaml.ScalarEvent, node: Scalar) -> None:
        """Warn of words after a text without quotes that YAML takes for a comment."""
        if event.style or node.tag != "str":
            return
        if self._stack:
            self._stack[-1].bare = True
        end: Any = event.end_mark
        found = swallowed_key(node.text, self._lines[end.line], end.column) if end.line < len(self._lines) else None
        if found is not None:
            message, hint = found
            self.problems.add("yaml-comment", message, line=end.line + 1, hint=hint, severity=Severity.WARNING)

    def _stop(self, rule: str, message: str, line: int, hint: str | None = None) -> bool:
        """Add an error and stop the reading."""
        self.problems.add(rule, message, line=line, hint=hint)
        return False

    def _alias(self, name: str, line: int) -> bool:
        """Add the node that an alias names."""
        if name not in self._anchors:
            return self._stop("yaml", f"*{name[:40]} names no anchor that is complete above it", line)
        node, size, height = self._anchors[name]
        if len(self._stack) + height > MAX_DEPTH:
            return self._stop("too-deep", f"the values are nested deeper than {MAX_DEPTH} levels", line)
        return self._add(node, size, height, None, line)

    def _add(self, node: Node, size: int, height: int, anchor: str | None, line: int | None = None) -> bool:
        """Add a node to the open list or table; False when the file is too large."""
        line = line or node.line
        if anchor is not None:
            self._anchors[anchor] = (node, size, height)
        if not self._stack:
            self.root = node
            return True
        top = self._stack[-1]
        top.size += size
        top.height = max(top.height, height + 1)
        if top.is_table and top.key is None:
            top.key = (self._key_of(node, line), line)
        elif top.is_table and top.key is not None:
            top.items.append(Entry(top.key[0], node, top.key[1]))
            top.key = None
        else:
            top.items.append(node)
        if sum(each.size for each in self._stack) > self.max_nodes:
            hint = "Aliases count as often as they are used."
            return self._stop("too-large", f"the file holds more than {self.max_nodes} values", line, hint)
        return True

    def _key_of(self, node: Node, line: int) -> str:
        """The text of a key, or `_NO_KEY` after a finding."""
        if isinstance(node, Scalar):
            return node.text
        self.problems.add("yaml", "a list or mapping stands where a key belongs", line=line)
        return _NO_KEY

    def _close(self, done: _Open) -> bool:
        """Add a list or table that is complete."""
        file = self.problems.file
        if not done.is_table:
            bare = done.brackets and done.bare
            return self._add(Listing(tuple(done.items), done.line, file, bare), done.size, done.height, done.anchor)
        entries = tuple(self._each_once(done.items))
        return self._add(Table(entries, done.line, file), done.size, done.height, done.anchor)

    def _each_once(self, entries: list[Entry]) -> Iterator[Entry]:
        """The entries without repeated keys, which are findings."""
        seen: dict[str, int] = {}
        for entry in entries:
            if entry.key == _NO_KEY:
                continue
            if entry.key in seen:
                text = f"the key {entry.key[:40]!r} stands here a second time; the first is in line {seen[entry.key]}"
                self.problems.add("duplicate-key", text, line=entry.line, key=entry.key[:40], hint="Keep one of them.")
                continue
            seen[entry.key] = entry.line
            yield entry


def _shown_tag(tag: str) -> str:
    return repr(tag.replace("tag:yaml.org,2002:", "!!")[:40])


def _tag_of(event: yaml.ScalarEvent) -> str:
    """The tag that YAML 1.1 gives a value; a value in quotes is always text."""
    if event.style:
        return "str"
    resolver: Any = Resolver()
    return str(resolver.resolve(yaml.ScalarNode, event.value, event.implicit)).rpartition(":")[2]
