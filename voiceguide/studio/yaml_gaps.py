"""Blank lines and comments between the entries of a list or table that ruamel.yaml has read.

ruamel.yaml attaches them to the last scalar before them, however deeply nested. Here they are taken off and put back
between the entries, so that entries can be added, removed and moved without others' comments.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark
from ruamel.yaml.tokens import CommentToken

_BEFORE = 1  # where an entry keeps the comments in the lines before it


def take_gaps(parent: CommentedMap | CommentedSeq) -> list[str]:
    """Take off the lines before each entry and those after the last."""
    names = _names(parent)
    gaps = [""] * (len(names) + 1)
    for index, name in enumerate(names):
        item = parent.ca.items.get(name)
        if item and item[_BEFORE]:
            gaps[index] += _lines(item[_BEFORE])
            item[_BEFORE] = None
        gaps[index + 1] += _take_tail(parent, name)
    gaps[-1] += _take_end(parent)
    return gaps


def put_gaps(parent: CommentedMap | CommentedSeq, gaps: Sequence[str]) -> None:
    """Put lines before each present entry and after the last, as `take_gaps` returns them."""
    names = _names(parent)
    for name, gap in zip(names, gaps[:-1], strict=True):
        if gap:
            item = parent.ca.items.setdefault(name, [None, None, None, None])
            item[_BEFORE] = _tokens(gap)
    if gaps[-1]:
        _put_tail(parent, gaps[-1])


def entries_of(listing: CommentedSeq) -> list[tuple[Any, Any]]:
    """Every item of a list with the comment on its own line."""
    return [(value, listing.ca.items.get(index)) for index, value in enumerate(listing)]


def put_entries(listing: CommentedSeq, entries: Sequence[tuple[Any, Any]]) -> None:
    """Replace the items of a list by these."""
    while len(listing):
        del listing[-1]
    listing.ca.items.clear()
    for index, (value, item) in enumerate(entries):
        listing.append(value)
        if item is not None:
            listing.ca.items[index] = item


def _names(parent: CommentedMap | CommentedSeq) -> list[Any]:
    """The keys of a table, or the indexes of a list."""
    return list(parent) if isinstance(parent, CommentedMap) else list(range(len(parent)))


def _take_tail(parent: CommentedMap | CommentedSeq, name: Any) -> str:
    """Take off the lines after an entry, which are attached to its last scalar."""
    value = parent[name]
    if isinstance(value, CommentedMap | CommentedSeq) and value and not value.fa.flow_style():
        return _take_tail(value, _names(value)[-1]) + _take_end(value)
    item, slot = parent.ca.items.get(name), 2 if isinstance(parent, CommentedMap) else 0
    token = item[slot] if item else None
    if token is None:
        return ""
    own, _, rest = token.value.partition("\n")
    token.value = f"{own}\n"
    if not own.strip():
        item[slot] = None
        if isinstance(value, CommentedMap | CommentedSeq) and value.ca.comment:
            value.ca.comment[0] = None
    return str(rest)


def _put_tail(parent: CommentedMap | CommentedSeq, gap: str) -> None:
    """Attach lines to the last scalar of all."""
    name = _names(parent)[-1]
    value = parent[name]
    several = isinstance(value, CommentedMap | CommentedSeq)
    if several and value and not value.fa.flow_style():
        _put_tail(value, gap)
        return
    item = parent.ca.items.setdefault(name, [None, None, None, None])
    slot = 2 if isinstance(parent, CommentedMap) else 0
    if item[slot] is None:
        item[slot] = CommentToken("\n", CommentMark(0), None)
    item[slot].value += gap
    if several:
        value.ca.comment = [item[slot], None]  # a list or table on one line holds the comment itself


def _take_end(parent: CommentedMap | CommentedSeq) -> str:
    """Remove the comments at the end of a value, and return them."""
    text = _lines(parent.ca.end)
    parent.ca.end = []
    return text


def _lines(tokens: Any) -> str:
    texts = [" " * token.start_mark.column * (token.value[:1] == "#") + token.value for token in tokens or ()]
    return "".join(text if text.endswith("\n") else f"{text}\n" for text in texts)


def _tokens(text: str) -> list[CommentToken]:
    lines = [(line.lstrip(), len(line) - len(line.lstrip())) for line in text.splitlines()]
    return [CommentToken(f"{words}\n", CommentMark(column if words else 0), None) for words, column in lines]
