"""Change a routine's text at one place, and leave the rest as its author wrote it, comments included.

The text is read and written by ruamel.yaml, which keeps comments, quotes and order. Every change is read back and
compared with the intended result; a change that cannot be made safely is refused, and the author edits the text.
"""

from __future__ import annotations

import copy
import difflib
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import (
    FoldedScalarString,
    LiteralScalarString,
    PlainScalarString,
    ScalarString,
    SingleQuotedScalarString,
)

from voiceguide.errors import UsageError
from voiceguide.routine.problems import Problems
from voiceguide.routine.yaml_lines import Listing, Node, Scalar, Table, read_yaml
from voiceguide.studio.yaml_gaps import entries_of, put_entries, put_gaps, take_gaps

LONGEST_TEXT = 120_000
"""Most characters of a text; the longest shipped routine has a tenth of it."""

Step = str | int
Tree = Any
"""A YAML value with every scalar as text."""

_PATH = re.compile(r"\.?([A-Za-z][A-Za-z-]*)|\[(\d{1,3})\]")
_INDENTS = ((2, 4, 2), (2, 2, 0), (4, 4, 2), (4, 6, 4), (4, 4, 0))
"""Ways to indent (keys, items, dashes), as authors do; the first is that of the shipped routines."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change to a text.

    Attributes:
        do: ``set``, ``remove``, ``insert`` or ``move``.
        path: Which value, such as ``stages[0].strokes[2].repeat``; for ``insert`` the place the new item takes.
        value: For ``set`` and ``insert``.
        by: For ``move``: −1 up, 1 down.
    """

    do: str
    path: str
    value: Any = None
    by: int = 0


def change_text(text: str, change: Change) -> str:
    """The text with one change made.

    Raises:
        UsageError: The text is not YAML, the place does not exist, or it is written in a form that cannot be changed
            safely.
    """
    tree, steps = tree_of(text), steps_of(change.path)
    try:
        writer, root = _read(text)
        _make(root, steps, change)
        after = _write(writer, root)
        right = tree_of(after) == _expected_tree(tree, steps, change) and (
            change.do == "remove" or _comments(text) <= _comments(after)
        )
    except (LookupError, TypeError, ValueError, AttributeError, UsageError, RecursionError, YAMLError):
        right = False
    if not right:
        raise UsageError("this cannot be changed from the form", hint="Change it in the text.")
    return after


def steps_of(path: str) -> tuple[Step, ...]:
    """The steps of a path: keys and indices.

    Raises:
        UsageError: It is not a path.
    """
    steps: list[Step] = []
    at = 0
    while at < len(path) and len(steps) < 12:
        match = _PATH.match(path, at)
        if match is None:
            break
        steps.append(match[1] if match[1] else int(match[2]))
        at = match.end()
    if not steps or at < len(path):
        raise UsageError("this is not a place in a routine")
    return tuple(steps)


def tree_of(text: str) -> Tree:
    """The text's values, every scalar as text.

    Raises:
        UsageError: It is not YAML, or too large.
    """
    problems = Problems("text")
    node = read_yaml(text, problems) if len(text) <= LONGEST_TEXT else None
    if node is None:
        raise UsageError("the text cannot be read as YAML", hint="Put the text right first.")
    return plain(node)


def plain(node: Node) -> Tree:
    """A node's values, every scalar as text; null as None."""
    if isinstance(node, Scalar):
        return None if node.tag == "null" else node.text
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    assert isinstance(node, Table)
    return {entry.key: plain(entry.value) for entry in node.entries}


def _expected_tree(tree: Tree, steps: tuple[Step, ...], change: Change) -> Tree:
    """The values that are intended after the change."""
    tree = copy.deepcopy(tree)
    parent = tree
    for step in steps[:-1]:
        parent = parent[step]
    last = steps[-1]
    if change.do == "set":
        parent[last] = _as_text(change.value)
    elif change.do == "remove":
        del parent[last]
    elif change.do == "insert":
        parent.insert(last, _as_text(change.value))
    else:
        assert isinstance(last, int)
        parent.insert(last + change.by, parent.pop(last))
    return tree


def _comments(text: str) -> Counter[str]:
    """The comment lines of a text, counted."""
    return Counter(line.strip() for line in text.splitlines() if line.lstrip().startswith("#"))


def _as_text(value: Any) -> Tree:
    return tree_of(yaml.safe_dump({"it": value}, allow_unicode=True, width=10_000))["it"]


def _read(text: str) -> tuple[YAML, Any]:
    """A writer that indents as the text's author did, and the text as ruamel.yaml reads it."""
    best: tuple[int, YAML] | None = None
    for mapping, sequence, offset in _INDENTS:
        writer = YAML()
        writer.preserve_quotes = True
        writer.width = 10_000
        writer.indent(mapping=mapping, sequence=sequence, offset=offset)
        written = _write(writer, writer.load(text))
        if written == text:
            return writer, writer.load(text)
        matcher = difflib.SequenceMatcher(None, text.splitlines(), written.splitlines(), autojunk=False)
        differing = sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal")
        if best is None or differing < best[0]:
            best = differing, writer
    assert best is not None
    return best[1], best[1].load(text)


def _write(writer: YAML, root: Any) -> str:
    stream = io.StringIO()
    writer.dump(root, stream)
    return stream.getvalue()


def _make(root: Any, steps: tuple[Step, ...], change: Change) -> None:
    """Make a change in ruamel.yaml's tree."""
    parent = root
    for step in steps[:-1]:
        parent = parent[step]
    last = steps[-1]
    if isinstance(parent, CommentedMap) and isinstance(last, str):
        _in_map(parent, last, change)
    elif isinstance(parent, CommentedSeq) and isinstance(last, int):
        _in_list(parent, last, change)
    else:
        raise LookupError(last)


def _in_map(parent: CommentedMap, key: str, change: Change) -> None:
    """Make a change in a table."""
    if change.do == "set" and key in parent:
        _replace_value(parent, key, change.value)
        return
    names = list(parent)
    gaps = take_gaps(parent)
    if change.do == "set":
        position = _after_short_ones(parent)
        parent.insert(position, key, _value(change.value))
        gaps.insert(position, "")
    elif change.do == "remove" and len(parent) > 1:
        index = names.index(key)
        del parent[key]
        parent.ca.items.pop(key, None)
        gaps[index : index + 2] = [_join(*gaps[index : index + 2])]
    else:
        raise LookupError(key)
    put_gaps(parent, gaps)


def _replace_value(parent: CommentedMap, key: str, value: Any) -> None:
    """Replace the value of a key that is there; text of several lines becomes one line."""
    old, new = parent[key], _value(value)
    if not isinstance(old, CommentedMap | CommentedSeq | ScalarString):
        parent[key] = new  # one line stays one line
        return
    gaps = take_gaps(parent)
    folded = isinstance(old, FoldedScalarString | LiteralScalarString) and type(new) is str
    parent[key] = PlainScalarString(new) if folded else new
    put_gaps(parent, gaps)


def _join(before: str, after: str) -> str:
    """The gap left by a removed entry: comments stay, blank lines do not add up."""
    return before + after if "#" in before + after else after or before


def _after_short_ones(parent: CommentedMap) -> int:
    """The position of a new key: after the short ones, before the first long list or table."""
    for index, value in enumerate(parent.values()):
        if isinstance(value, CommentedMap | CommentedSeq) and value and not value.fa.flow_style():
            return index
    return len(parent)


def _in_list(parent: CommentedSeq, index: int, change: Change) -> None:
    """Make a change in a list."""
    if change.do == "set":
        if isinstance(parent[index], CommentedMap | CommentedSeq):
            raise LookupError(index)
        parent[index] = _value(change.value)
        return
    to = index + change.by
    possible = {
        "insert": index <= len(parent),
        "remove": index < len(parent) and len(parent) > 1,
        "move": change.by in (-1, 1) and 0 <= to < len(parent),
    }
    if parent.fa.flow_style() or not possible.get(change.do):
        raise LookupError(index)
    gaps, entries = take_gaps(parent), entries_of(parent)
    if change.do == "insert":
        entries.insert(index, (_value(change.value, block=True), None))
        gaps.insert(index, "")
    elif change.do == "remove":
        del entries[index]
        gaps[index : index + 2] = [_join(*gaps[index : index + 2])]
    else:
        entries.insert(to, entries.pop(index))
        if "#" in gaps[index] + gaps[to]:  # comments move with the entry below them; blank lines stay
            gaps.insert(to, gaps.pop(index))
    put_entries(parent, entries)
    put_gaps(parent, gaps)


def _value(value: Any, *, block: bool = False) -> Any:
    """A value for ruamel.yaml: lists and tables on one line; with `block`, the outer table in several."""
    if isinstance(value, dict):
        table = CommentedMap((key, _value(each)) for key, each in value.items())
        if not block:
            table.fa.set_flow_style()
        return table
    if isinstance(value, list):
        listing = CommentedSeq(_value(each) for each in value)
        listing.fa.set_flow_style()
        return listing
    if isinstance(value, str) and yaml.safe_dump(value, width=10_000, allow_unicode=True)[:1] in ("'", '"'):
        return SingleQuotedScalarString(value)  # words that YAML would read as a number, a boolean or a mark
    return value
