"""Nobody reaches into another module's private names: in the package never, in tests only where a list says why."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
FOLDERS = ("voiceguide", "tests", "tools", "benchmarks")
ALLOWED = {
    "os._exit": "documented: a process that was forked, or must not wait for its threads, ends with it",
    "sys._getframe": "documented: what a case was doing when its time was over",
    "atexit._run_exitfuncs": "there is no public way to clean up and not wait for threads",
    "_espeak": "pyttsx3's driver for espeak-ng has no public way to the library that it has loaded",
    "_opener": "urllib keeps the opener that was installed there, and has no way to read it",
    "_begin": "an encoder that begins is counted, to see which segments were kept",
    "_infer": "kokoro's model, in the place of which a test says what comes out",
    "_session": "kokoro's model, in the place of which a test says what comes out",
    "_ask": "the pipe to a worker on systems that are not here",
}
"""Name → why it is reached for."""


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def reaches(path: Path) -> Iterator[tuple[int, str]]:
    """(line, name) wherever a file uses a private name of another module of ours, or of a library."""
    tree = ast.parse(path.read_text("utf-8"))
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {(each.asname or each.name).split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, each.name) for each in node.names if is_private(each.name))
            modules |= {each.asname or each.name for each in node.names if is_module(node.module or "", each.name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            if is_private(node.attr):
                yield node.lineno, f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setattr":
            yield from patches(node)


def is_module(package: str, name: str) -> bool:
    if package.partition(".")[0] not in FOLDERS:
        return False
    place = PROJECT.joinpath(*package.split("."), name)
    return place.is_dir() or place.with_suffix(".py").is_file()


def patches(call: ast.Call) -> Iterator[tuple[int, str]]:
    """Private names that a test exchanges: ``monkeypatch.setattr(module, "_name", …)`` or ``("module._name", …)``."""
    texts = [each.value for each in call.args[:2] if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    for text in texts:
        if is_private(text.rpartition(".")[2]) and re.fullmatch(r"[\w.]+", text):
            yield call.lineno, text


FILES = sorted(path for folder in FOLDERS for path in (PROJECT / folder).rglob("*.py"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_nobody_reaches_into_another_module(folder: str) -> None:
    found = [
        f"{path.relative_to(PROJECT).as_posix()}:{line}: {name}"
        for path in FILES
        if path.is_relative_to(PROJECT / folder)
        for line, name in reaches(path)
        if name not in ALLOWED
    ]
    assert found == []


def test_what_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(
        "import os\nfrom voiceguide import files\nfrom voiceguide.files import _one, two\n"
        "files._three(), os._exit(1), two._four\nfiles.__name__\n"
        'monkeypatch.setattr(files, "_five", 1)\nmonkeypatch.setattr("voiceguide.files._six", 1)\n',
        "utf-8",
    )
    assert {name for _, name in reaches(path)} == {
        "_one", "files._three", "os._exit", "_five", "voiceguide.files._six",
    }  # fmt: skip
