"""What a session is made from is never replaced by what is made, not even when replacing was asked for.

Comes in: an order, where its files would go, and the files the session is made from. Goes out: the order without
the copy of a script that is the script itself; or a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from voiceguide.errors import ExportError, Where
from voiceguide.export.companions.registry import COMPANIONS
from voiceguide.export.deliver import Order

_SCRIPT = COMPANIONS["script"]


def sparing(order: Order, folder: Path, name: str, inputs: Iterable[Path]) -> Order:
    """An order that leaves every input alone.

    Args:
        order: Which files are wanted.
        folder: Where they go.
        name: The session's name.
        inputs: What the session is made from: routine or script, and bed. Those that are not there do not count.

    Raises:
        ExportError: A file other than the copy of the script would take the place of an input.
    """
    there = [path for path in map(_expanded, inputs) if path.is_file()]
    for each in order.names(name):
        target = folder / each
        if not any(_same(target, path) for path in there):
            continue
        if each != name + _SCRIPT.suffix or _SCRIPT not in order.companions:
            raise ExportError(
                "the session is made from this file, and would take its place",
                where=Where(str(target)),
                hint="Give the session another name or folder with --output.",
            )
        order = replace(order, companions=tuple(kept for kept in order.companions if kept is not _SCRIPT))
    return order


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # a home that is not known
        return path


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
