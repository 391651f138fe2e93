"""Figures of campaigns in docs/reliability.md: each campaign writes its own block, so that they cannot drift.

A block stands between ``<!-- figures: NAME -->`` and ``<!-- end: NAME -->``; everything else is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from voiceguide.files import write_atomic

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(each) for each in line) + " |" for line in lines)


def _cell(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return " ".join(text.replace("|", "\\|").split())


def write_figures(name: str, text: str, page: Path = PAGE) -> None:
    """Put `text` into the block of that name.

    Raises:
        ValueError: The page has no such block.
    """
    block = re.compile(rf"(<!-- figures: {re.escape(name)} -->\n).*?(<!-- end: {re.escape(name)} -->)", re.S)
    before = page.read_text("utf-8")
    after, found = block.subn(lambda match: f"{match[1]}\n{text.strip()}\n\n{match[2]}", before)
    if found != 1:
        raise ValueError(f"{page} has no block of figures {name!r}")
    write_atomic(page, after)
