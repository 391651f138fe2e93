"""The tour in docs/architecture.md: every stop is there, and none of them goes back up."""

from __future__ import annotations

import ast
import re
import tomllib
from itertools import pairwise
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
PAGE = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
STOPS = re.findall(r"^\| (\d+) \| `([\w/]+\.py)` \| `([\w.]+)` \| .+ \|$", PAGE, re.M)
MOST_STOPS = 25


def rooms() -> list[str]:
    """The rooms from the top down, as the contract has them."""
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    return list(reversed(contracts[0]["layers"]))


def functions_of(path: Path) -> set[str]:
    """``function`` and ``Class.method`` of a file."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return found


def test_it_has_few_stops_in_order() -> None:
    assert [int(number) for number, _, _ in STOPS] == list(range(1, len(STOPS) + 1))
    assert 10 < len(STOPS) <= MOST_STOPS


def test_every_stop_is_there() -> None:
    missing = [
        f"{file}: {name}"
        for _, file, name in STOPS
        if not (PROJECT / "voiceguide" / file).is_file() or name not in functions_of(PROJECT / "voiceguide" / file)
    ]
    assert missing == []


def test_none_goes_back_up() -> None:
    order = rooms()
    visited = [order.index(file.split("/")[0]) for _, file, _ in STOPS]
    climbs = [STOPS[at + 1] for at, (one, following) in enumerate(pairwise(visited)) if following < one]
    assert climbs == []
