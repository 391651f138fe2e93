"""How many lines and branches the tests run, room by room, from the data that coverage has collected.

Usage: python -m coverage run -m pytest; python -m coverage combine; python -m tests.stress.covered [--write]

Fails below `LEAST` per cent. --write puts the figures into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import coverage

from tests.stress.figures import table, write_figures

LEAST = 95.0
"""Per cent of lines and branches together."""

COUNTED = ("num_statements", "missing_lines", "num_branches", "missing_branches")


def percent(counts: dict[str, int]) -> float:
    """Lines and branches that were run, in per cent of all."""
    every = counts["num_statements"] + counts["num_branches"]
    missed = counts["missing_lines"] + counts["missing_branches"]
    return 100.0 * (every - missed) / every if every else 100.0


def room(path: str) -> str:
    """The room of a module: its folder, or ``top`` for those that stand alone."""
    parts = Path(path).parts
    inside = parts[parts.index("voiceguide") + 1 :]
    return f"`{inside[0]}`" if len(inside) > 1 else "modules of their own"


def figures(report: dict[str, Any]) -> tuple[str, float]:
    """The report that coverage writes as a table, and its total."""
    rooms: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for path, facts in report["files"].items():
        for name in COUNTED:
            rooms[room(path)][name] += facts["summary"][name]
    every = {name: sum(counts[name] for counts in rooms.values()) for name in COUNTED}
    rows: list[list[object]] = [
        [name, *(counts[each] for each in COUNTED), f"{percent(counts):.1f} %"]
        for name, counts in sorted(rooms.items())
    ]
    rows.append(["**all**", *(every[each] for each in COUNTED), f"**{percent(every):.1f} %**"])
    return table(["room", "lines", "not run", "branches", "not taken", "covered"], rows), percent(every)


def main() -> int:
    """Tell, and fail when it is too little."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reliability.md")
    given = parser.parse_args()
    data = coverage.Coverage()
    data.load()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.json"
        data.json_report(outfile=str(path))
        text, total = figures(json.loads(path.read_text("utf-8")))
    print(text)
    if given.write:
        write_figures("coverage", text)
    return int(total < LEAST)


if __name__ == "__main__":
    sys.exit(main())
