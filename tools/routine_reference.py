"""Write docs/routine-format.md and the schemas of routines and scripts; with --check, only compare.

Run from the repository: ``python -m tools.routine_reference [--check]``. With --check, it exits with 1 if a file is out
of date.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from voiceguide.routine.reference import reference
from voiceguide.routine.schema import json_schema
from voiceguide.script.grammar import script_schema

DOCS = Path(__file__).parent.parent / "docs"


def contents() -> dict[Path, str]:
    """The generated files and what they should contain."""
    schemas = {"routine.schema.json": json_schema(), "script.schema.json": script_schema()}
    texts = {DOCS / name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n" for name, schema in schemas.items()}
    return {DOCS / "routine-format.md": reference(), **texts}


def main(arguments: list[str]) -> int:
    """Write the files, or only compare them; returns the exit code."""
    drifted = [path for path, text in contents().items() if not path.is_file() or path.read_text("utf-8") != text]
    for path in drifted:
        print(f"{path.name}: {'drifted' if '--check' in arguments else 'written'}")
        if "--check" not in arguments:
            path.write_text(contents()[path], "utf-8", newline="\n")
    return 1 if drifted and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
