"""Starting is quick because what is heavy is not imported: asked of a process, not of a clock."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import run_process

HEAVY = ("numpy", "rich", "av", "soundfile", "soxr", "mutagen", "PIL", "pydub", "pyttsx3", "lameenc", "tomlkit",
         "matplotlib", "onnxruntime", "hibari", "asyncio", "multiprocessing")  # fmt: skip

PROBE = """
import sys
from voiceguide.cli import main
try:
    main(sys.argv[1:])
except SystemExit as stop:
    code = stop.code
print("imported:", *sorted(set(name.partition(".")[0] for name in sys.modules)), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["make", "--help"], ["render", "-h"], ["voices", "--help"], ["list"], ["show", "legs"],
     ["check", "legs"], ["check", "small.yaml"], ["plan", "legs"], ["script", "legs"], ["new", "mine"],
     ["settings", "show"], ["cache", "info"], ["completion", "zsh"]],
    ids=" ".join,
)  # fmt: skip
def test_quick_commands_import_nothing_heavy(arguments: list[str], folder: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COV")}  # it imports, too
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=True, timeout=60, env=environ
    )
    imported = set(done.stderr.splitlines()[-1].split()[1:])
    assert "voiceguide" in imported
    assert imported.isdisjoint(HEAVY), imported & set(HEAVY)


def test_it_runs_as_a_module() -> None:
    result = run_process("--version")
    assert result.code == 0
    assert result.out.startswith("voiceguide ")
