"""The hosted workflow: valid for its schema, on every system and every Python that is promised."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

PROJECT = Path(__file__).parent.parent
WORKFLOW = PROJECT / ".github" / "workflows" / "tests.yml"


def test_it_is_valid_for_its_schema(tmp_path: Path) -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*check, WORKFLOW], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = tmp_path / "tests.yml"
    wrong.write_text(WORKFLOW.read_text("utf-8").replace("runs-on:", "run-on:"), "utf-8")
    assert subprocess.run([*check, wrong], capture_output=True, check=False, timeout=120).returncode != 0


def test_it_runs_on_every_system_and_every_python_that_is_promised() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    promised = {each.rpartition(" ")[2] for each in project["classifiers"] if "Python :: 3." in each}
    matrix = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]["tests"]["strategy"]["matrix"]
    assert set(matrix["python"]) == promised == {"3.11", "3.12", "3.13", "3.14"}
    assert set(matrix["system"]) == {"ubuntu-latest", "macos-latest", "windows-latest"}
