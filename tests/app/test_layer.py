"""The layer under both front ends: it knows neither of them, and prints nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "voiceguide" / "app"
MODULES = sorted(FOLDER.glob("*.py"))
FRONT_ENDS = {"click", "rich", "starlette", "uvicorn", "jinja2", "argparse"}


@pytest.mark.parametrize("path", MODULES, ids=[path.stem for path in MODULES])
def test_no_module_imports_a_front_end_or_prints(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not imported & FRONT_ENDS
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not names & {"print", "input"}
    streams = [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys"
    ]
    assert not set(streams) & {"argv", "stdin", "stdout", "stderr"}


def test_importing_all_of_it_loads_no_front_end() -> None:
    names = [f"voiceguide.app.{path.stem}" for path in MODULES if path.stem != "__init__"]
    code = f"import importlib, sys\nfor name in {names}: importlib.import_module(name)\n"
    code += f"print(sorted(set(sys.modules) & {FRONT_ENDS}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
