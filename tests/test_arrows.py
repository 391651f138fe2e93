"""The import direction: a module imports only from rooms above its own (docs/architecture.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "voiceguide"

ORDER = (
    "mp3",
    "errors",
    "units",
    "text",
    "installing",
    "settings",
    "setting_values",
    "files",
    "heap",
    "ctrl_c",
    "settings_files",
    "config",
    "decoders",
    "audio",
    "kweight",
    "truepeak",
    "loudness",
    "anatomy",
    "safety",
    "routine",
    "choreography.model",
    "wording",
    "choreography",
    "script.lines",
    "timeline",
    "script",
    "speech",
    "planning",
    "speaking",
    "mix",
    "ambience",
    "export",
    "pipeline",
    "batch",
    "samples",
    "kept",
    "doctor",
    "studio",
    "cli",
)
"""Every room, from the top down. Records of lines stand above `timeline`, what composes and stores them below."""


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if name and not name.startswith("_"):
            yield name, path


def room(module: str) -> int:
    """Index of the most particular room a module belongs to."""
    fitting = [name for name in ORDER if module == name or module.startswith(f"{name}.")]
    assert fitting, f"voiceguide.{module} has no room in the order: add it"
    return ORDER.index(max(fitting, key=len))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("voiceguide."):
            base = (node.module or "").removeprefix("voiceguide.")
            for alias in node.names:
                inner = ROOT.joinpath(*base.split("."), f"{alias.name}.py")
                folder = ROOT.joinpath(*base.split("."), alias.name)
                own = inner.exists() or folder.is_dir()
                yield node.lineno, f"{base}.{alias.name}" if own else base
        elif isinstance(node, ast.ImportFrom) and node.module == "voiceguide":
            for alias in node.names:
                if ROOT.joinpath(f"{alias.name}.py").exists() or ROOT.joinpath(alias.name).is_dir():
                    yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.level:
            pytest.fail(f"{path}:{node.lineno}: relative import")
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("voiceguide."):
                    yield node.lineno, alias.name.removeprefix("voiceguide.")


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=[name for name, _ in modules()])
def test_imports_only_from_above(module: str, path: Path) -> None:
    own = room(module)
    wrong = [f"line {line}: {other}" for line, other in imports(path) if room(other) > own]
    assert not wrong, f"voiceguide.{module} imports from below: {', '.join(wrong)}"


def test_the_command_line_is_never_imported_by_the_library() -> None:
    users = [
        name
        for name, path in modules()
        if not name.startswith("cli") and any(other.split(".")[0] == "cli" for _, other in imports(path))
    ]
    assert users == []


def test_modules_can_be_read_in_one_sitting() -> None:
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > 320} == {}
