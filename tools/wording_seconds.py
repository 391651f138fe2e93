"""Write into the wording how long the slowest voice takes for each fixed text, computed from its phonemes.

Run from the project's folder: python -m tools.wording_seconds  (needs hibari's package; --check only compares)
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tools.line_seconds import estimate_s
from voiceguide.files import write_atomic
from voiceguide.wording.data import read
from voiceguide.wording.model import SLOWEST_WPM, Text

FILE = Path(__file__).parent.parent / "voiceguide" / "wording" / "en.yaml"
VOICE = "hibari:heart"
_FIGURES = re.compile(r"^        seconds: ")


def seconds_of(text: Text) -> str:
    """The seconds of a text in the file's form; empty if the text has blanks to fill in."""
    if text.open:
        return ""
    figures = [round(estimate_s(way, VOICE, SLOWEST_WPM), 2) for way in text.ways]
    return f"{figures[0]:g}" if len(figures) == 1 else f"[{', '.join(f'{each:g}' for each in figures)}]"


def with_seconds(source: str) -> str:
    """The wording's source with newly computed seconds."""
    bare = "\n".join(row for row in source.splitlines() if not _FIGURES.match(row))
    texts = iter(text for pool in read(bare, FILE.name).pools.values() for text in pool.texts)
    rows: list[str] = []
    figures, indent, inside = "", "", False

    def close() -> None:
        nonlocal figures
        if figures:
            rows.append(f"{indent}  seconds: {figures}")
        figures = ""

    for row in source.splitlines():
        if row.startswith("pools:"):
            inside = True
        started = inside and re.match(r"^      - ", row)
        if started or not row.startswith("        "):
            close()
        if started:
            indent, figures = " " * 6, seconds_of(next(texts))
        if not _FIGURES.match(row):
            rows.append(row)
    close()
    return "\n".join(rows) + "\n"


def main() -> None:
    """Write the seconds, or only compare them."""
    source = FILE.read_text("utf-8")
    made = with_seconds(source)
    if "--check" in sys.argv:
        sys.exit(0 if made == source else "the figures of the wording are not those of today")
    write_atomic(FILE, made)
    print(f"{len(read(made).fixed_seconds())} texts measured")


if __name__ == "__main__":
    main()
