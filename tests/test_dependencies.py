"""What it is built on: the table in docs/dependencies.md is the truth, and nothing else is imported."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, files, metadata
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PAGE = (PROJECT / "docs" / "dependencies.md").read_text("utf-8")
DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]

NEEDS_EXTRA = ("studio", "export.feed.namespace")
"""Modules that may need an extra to be imported at all; nobody imports them before asking for it."""


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    table = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1:]]


CORE = {row[0]: row for row in rows("Always there")}
EXTRAS = {(row[0], row[1]): row for row in rows("Extras")}
CORE_MODULES = {row[1] for row in CORE.values() if row[1]}
EXTRA_MODULES = {name.strip() for row in EXTRAS.values() for name in row[2].split(",")}


def name_of(requirement: str) -> str:
    return re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0]


def test_the_tables_list_what_is_declared() -> None:
    assert set(CORE) == set(map(name_of, DECLARED["dependencies"]))
    extras = DECLARED["optional-dependencies"]
    declared = {
        (extra, name_of(each))
        for extra in ("formats", "picture", "feed", "cluster", "watch", "studio", "neural")
        for each in extras[extra]
    }
    assert set(EXTRAS) == {pair for pair in declared if pair[1] != "voiceguide"}


def imported() -> Iterator[tuple[str, str]]:
    """(room, package) for each import of something that is neither ours nor Python's."""
    for path in (PROJECT / "voiceguide").rglob("*.py"):
        room = path.relative_to(PROJECT / "voiceguide").with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            for name in names:
                package = name.partition(".")[0]
                if package not in sys.stdlib_module_names and package != "voiceguide":
                    yield room, package


def test_each_package_is_used_where_the_table_says_and_no_other_is_used() -> None:
    found: dict[str, set[str]] = {}
    for room, package in imported():
        found.setdefault(package, set()).add(room)
    documented = {row[1]: set(re.findall(r"`([\w.]+)`", row[3])) for row in CORE.values() if row[1]}
    assert {name: rooms for name, rooms in found.items() if name in CORE_MODULES} == documented
    assert set(found) - CORE_MODULES <= EXTRA_MODULES


@pytest.mark.parametrize("package", [*CORE, *(package for _, package in EXTRAS)])
def test_licences_are_those_the_packages_state(package: str) -> None:
    row = CORE.get(package) or next(row for (_, name), row in EXTRAS.items() if name == package)
    expected = row[-1]
    try:
        stated = metadata(package)
    except PackageNotFoundError:
        pytest.skip(f"{package} is not installed here")
    fields = [(stated.get_all(name) or [""])[0][:100] for name in ("License-Expression", "License")]
    classifiers = [each for each in stated.get_all("Classifier") or [] if each.startswith("License")]
    text = " ".join([*fields, *classifiers]).strip()
    names = stated.get_all("License-File") or []
    if not text and names:  # only the licence itself: its title
        licence = next(each for each in files(package) or [] if each.name == names[0])
        text = licence.read_text("utf-8").strip().partition("\n")[0]
    if expected.startswith("states none"):
        assert text == "", f"{package} states a licence by now: {text}"
        return
    family = re.match(r"[A-Za-z]+", expected)
    assert family is not None
    words = {"PSF": "PSF|Python Software Foundation", "OFL": "OFL|Open Font"}.get(family[0], family[0])
    assert re.search(words, text, re.I), f"{package}: {text}"


REFUSING = """
import builtins, importlib, pkgutil, sys
allowed = {"voiceguide", *sys.argv[1].split(",")}
needs_extra = tuple(sys.argv[2].split(","))

def checked(name, globals=None, locals=None, fromlist=(), level=0):
    package, importer = name.partition(".")[0], (globals or {}).get("__name__", "")
    if importer.partition(".")[0] == "voiceguide" and package not in sys.stdlib_module_names | allowed:
        raise ImportError(f"{importer} imports {package}")
    return usual(name, globals, locals, fromlist, level)

usual, builtins.__import__ = builtins.__import__, checked
import voiceguide
count = 0
for module in pkgutil.walk_packages(voiceguide.__path__, "voiceguide."):
    own = module.name.removeprefix("voiceguide.")
    if own.startswith(("__main__", "_shipped", *needs_extra)):
        continue
    importlib.import_module(module.name)
    count += 1
print(count)
"""


def importing(allowed: set[str]) -> subprocess.CompletedProcess[str]:
    """Import every module but those that need an extra, where nothing else may be imported."""
    arguments = [",".join(sorted(allowed)), ",".join(NEEDS_EXTRA)]
    command = [sys.executable, "-W", "ignore", "-c", REFUSING, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_every_module_can_be_imported_with_nothing_but_what_is_always_there() -> None:
    done = importing(CORE_MODULES)
    assert done.returncode == 0, done.stderr[-800:]
    assert int(done.stdout) > 150


@pytest.mark.parametrize("package", ["numpy", "click", "yaml", "mutagen", "PIL"])
def test_what_the_table_did_not_list_would_be_noticed(package: str) -> None:
    done = importing(CORE_MODULES - {package})
    assert done.returncode != 0
    assert f"imports {package}" in done.stderr
