"""Changes a routine's text at one place and leaves the rest as its author wrote it, comments and all.

Comes in: YAML, and a change: a key set or removed, a list's item added, removed or moved. Goes out: YAML. Every change
is read back and compared with what was meant; what cannot be done safely is refused, and the author changes the text.
Knows nothing of what the keys mean.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from voiceguide.errors import UsageError
from voiceguide.routine.problems import Problems
from voiceguide.routine.yaml_lines import Listing, Node, Scalar, Table, read_yaml

LONGEST_TEXT = 120_000
"""Characters; the longest shipped routine has a tenth of it."""

Step = str | int
Tree = Any
"""A YAML value with every scalar as text: what reading gives."""

_PATH = re.compile(r"\.?([A-Za-z][A-Za-z-]*)|\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

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


def changed(text: str, change: Change) -> str:
    """The text with one change made.

    Raises:
        UsageError: The text is no YAML, the place is not there, or it is written in a way that only its author can
            change.
    """
    before = tree_of(text)
    steps = steps_of(change.path)
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    work = {"set": _set, "remove": _remove, "insert": _insert, "move": _move}.get(change.do)
    if work is None or root is None:
        raise UsageError("there is no such change")
    try:
        after = work(text, root, steps, change)
        right = tree_of(after) == _meant(before, steps, change)
    except (LookupError, TypeError, ValueError, AttributeError, UsageError):
        right = False
    if not right:
        raise UsageError("this cannot be changed from the form", hint="Change it in the text.")
    return after


def steps_of(path: str) -> tuple[Step, ...]:
    """A path's steps: keys and indices.

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
        UsageError: It is no YAML, or too large.
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


def _meant(tree: Tree, steps: tuple[Step, ...], change: Change) -> Tree:
    """What the values should be after the change."""
    tree = copy.deepcopy(tree)
    parent = tree
    for step in steps[:-1]:
        parent = parent[step]
    last = steps[-1]
    if change.do == "set":
        parent[last] = tree_of(_flow(change.value))
    elif change.do == "remove":
        del parent[last]
    elif change.do == "insert":
        parent.insert(last, tree_of(_flow(change.value)))
    else:
        assert isinstance(last, int)
        parent.insert(last + change.by, parent.pop(last))
    return tree


def _flow(value: Any) -> str:
    """A value on one line."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
    return text.removesuffix("\n").removesuffix("\n...")


def _block(value: Any, indent: int) -> str:
    """A list's item, its dash at `indent`; a table in several lines."""
    if not isinstance(value, dict):
        return f"{' ' * indent}- {_flow(value)}\n"
    text = yaml.safe_dump([value], default_flow_style=None, allow_unicode=True, width=10_000, sort_keys=False)
    return "".join(" " * indent + line for line in text.splitlines(keepends=True))


def _find(root: yaml.Node, steps: tuple[Step, ...]) -> yaml.CollectionNode:
    """The list or mapping at a place."""
    node = root
    for step in steps:
        node = node.value[step] if isinstance(step, int) else _entry(node, step)[1]
    if not isinstance(node, yaml.CollectionNode):
        raise ValueError
    return node


def _entry(mapping: yaml.Node, key: Step) -> tuple[yaml.Node, yaml.Node]:
    for name, value in mapping.value:
        if name.value == key:
            return name, value
    raise LookupError(key)


def _end(node: yaml.Node) -> int:
    """Where a value's own text ends: a block list's marks reach to the next thing, comments included."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _line_end(text: str, at: int) -> int:
    """The start of the next line; a block scalar's end is one already."""
    if at > 0 and text[at - 1] == "\n":
        return at
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _set(text: str, root: yaml.Node, steps: tuple[Step, ...], change: Change) -> str:
    parent, last = _find(root, steps[:-1]), steps[-1]
    value = _flow(change.value)
    if isinstance(last, int):
        node = parent.value[last]
        if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">"):
            raise ValueError
        return text[: node.start_mark.index] + value + text[node.end_mark.index :]
    if any(name.value == last for name, _ in parent.value):
        name, node = _entry(parent, last)
        end = _end(node)
        ending = "\n" if text[end - 1 : end] == "\n" else ""
        return text[: name.end_mark.index] + f": {value}{ending}" + text[end:]
    return _with_key(text, parent, f"{last}: {value}")


def _with_key(text: str, mapping: yaml.CollectionNode, line: str) -> str:
    """A new key after the short ones, before the first long list or table."""
    if mapping.flow_style:
        at = mapping.end_mark.index - 1
        return text[:at] + (", " if mapping.value else "") + line + text[at:]
    short: list[yaml.Node] = []
    for _, value in mapping.value:
        if isinstance(value, yaml.CollectionNode) and not value.flow_style:
            break
        short.append(value)
    indent = " " * mapping.start_mark.column
    if not short:
        at = mapping.start_mark.index
        return text[:at] + f"{line}\n{indent}" + text[at:]
    at = _line_end(text, _end(short[-1]))
    before = "" if text[:at].endswith("\n") else "\n"
    return text[:at] + f"{before}{indent}{line}\n" + text[at:]


def _remove(text: str, root: yaml.Node, steps: tuple[Step, ...], _: Change) -> str:
    parent, last = _find(root, steps[:-1]), steps[-1]
    if len(parent.value) < 2:
        raise ValueError
    if isinstance(last, int):
        pieces = _pieces(text, parent)
        return text[: pieces[0]] + "".join(_cut(text, pieces, skip=last)) + text[pieces[-1] :]
    index = [name.value for name, _ in parent.value].index(last)
    name, value = parent.value[index]
    if index + 1 < len(parent.value):
        return text[: name.start_mark.index] + text[parent.value[index + 1][0].start_mark.index :]
    before = _end(parent.value[index - 1][1])
    return text[:before] + text[_end(value) :]


def _pieces(text: str, sequence: yaml.CollectionNode) -> list[int]:
    """Where each item's lines begin, and where the last one's end."""
    if sequence.flow_style:
        raise ValueError
    starts = []
    for item in sequence.value:
        dash = text.rfind("-", 0, item.start_mark.index)
        starts.append(text.rfind("\n", 0, dash) + 1)
    return [*starts, _line_end(text, _end(sequence.value[-1]))]


def _cut(text: str, pieces: list[int], skip: int | None = None) -> list[str]:
    parts = [text[start:stop] for start, stop in pairwise(pieces)]
    parts = [part if part.endswith("\n") else part + "\n" for part in parts]
    return [part for index, part in enumerate(parts) if index != skip]


def _insert(text: str, root: yaml.Node, steps: tuple[Step, ...], change: Change) -> str:
    parent, last = _find(root, steps[:-1]), steps[-1]
    assert isinstance(last, int)
    pieces = _pieces(text, parent)
    parts = _cut(text, pieces)
    parts.insert(last, _block(change.value, parent.start_mark.column))
    return text[: pieces[0]] + "".join(parts) + text[pieces[-1] :]


def _move(text: str, root: yaml.Node, steps: tuple[Step, ...], change: Change) -> str:
    parent, last = _find(root, steps[:-1]), steps[-1]
    assert isinstance(last, int)
    if change.by not in (-1, 1) or not 0 <= last + change.by < len(parent.value):
        raise ValueError
    pieces = _pieces(text, parent)
    parts = _cut(text, pieces)
    parts.insert(last + change.by, parts.pop(last))
    return text[: pieces[0]] + "".join(parts) + text[pieces[-1] :]
