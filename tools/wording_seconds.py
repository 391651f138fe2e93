"""Write into the wording how long each fixed text takes at the slowest voice, from its phonemes.

Run from the project's folder: python -m tools.wording_seconds  (needs hibari's package; --check only compares)
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from voiceguide.files import write_atomic
from voiceguide.speech.duration import estimate_s
from voiceguide.wording.data import phrasebook, read
from voiceguide.wording.model import SLOWEST_WPM, Text

FILE = Path(__file__).parent.parent / "voiceguide" / "wording" / "en.yaml"
VOICE = "hibari:heart"
_FIGURES = re.compile(r"^        seconds: ")


def seconds_of(text: Text) -> str:
    """The figures of a text as the file writes them; empty where something is filled in."""
    if text.open:
        return ""
    figures = [round(estimate_s(way, VOICE, SLOWEST_WPM), 2) for way in text.ways]
    return f"{figures[0]:g}" if len(figures) == 1 else f"[{', '.join(f'{each:g}' for each in figures)}]"


def measured(source: str) -> str:
    """The wording's source with the figures of today."""
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
    source = FILE.read_text("utf-8")
    made = measured(source)
    if "--check" in sys.argv:
        sys.exit(0 if made == source else "the figures of the wording are not those of today")
    write_atomic(FILE, made)
    phrasebook.cache_clear()
    print(f"{len(phrasebook().measured())} texts measured")


if __name__ == "__main__":
    main()
