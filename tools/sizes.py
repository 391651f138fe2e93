"""Measure how large and how complex the code is, room by room: the figures in docs/architecture.md.

Usage: python -m tools.sizes [--at COMMIT] [--write]

    --at COMMIT   measure a commit instead of the present files (`git archive` of its `voiceguide/`)
    --write       put the table "before and after" into docs/architecture.md; before is `BEFORE`

What is counted, always in ``voiceguide/**/*.py``:

room
    The first folder or file below ``voiceguide/``; its lines are all lines of its files, with empty ones and comments.
length
    Of a module: its lines. Of a function: from its first decorator to its last line.
complexity
    1, plus 1 for each ``if``, ``elif``, ``for``, ``while``, ``except`` and ``case`` of a function, and for each ``and``
    and ``or`` in it; functions inside it are counted separately. This is McCabe's measure with boolean operators;
    without them it is ruff's C901, which is counted, too.
public names
    The names that ``import voiceguide`` offers: those in its list, or in its stub.
contract
    How many contracts of import-linter ``pyproject.toml`` has, and whether the present files keep them.
"""

from __future__ import annotations

import argparse
import ast
import io
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEFORE = "11e3975"
"""The commit before the code was reorganised."""

MOST_MODULE, MOST_FUNCTION, MOST_COMPLEX = 300, 60, 10
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Function:
    """One function or method.

    Attributes:
        name: ``room/module.py:function``.
        lines: Its length.
        branches: Complexity without boolean operators (ruff's C901).
        complexity: Complexity with them.
    """

    name: str
    lines: int
    branches: int
    complexity: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """Everything measured of one state of the code.

    Attributes:
        modules: Path below ``voiceguide/`` → lines.
        functions: All functions and methods.
        public: Names in ``voiceguide.__all__``.
        contracts: Contracts of import-linter in pyproject.toml.
    """

    modules: dict[str, int]
    functions: tuple[Function, ...]
    public: int
    contracts: int

    @property
    def rooms(self) -> dict[str, int]:
        """Room → lines, the largest first."""
        found: dict[str, int] = {}
        for name, lines in self.modules.items():
            room = name.split("/")[0].removesuffix(".py")
            found[room] = found.get(room, 0) + lines
        return dict(sorted(found.items(), key=lambda each: -each[1]))

    @property
    def complex(self) -> tuple[Function, ...]:
        """Functions over complexity 10, the worst first."""
        over = [each for each in self.functions if each.complexity > MOST_COMPLEX]
        return tuple(sorted(over, key=lambda each: (-each.complexity, each.name)))

    @property
    def longest_module(self) -> str:
        """The longest module."""
        return max(self.modules, key=lambda each: self.modules[each])

    @property
    def longest_function(self) -> Function:
        """The longest function."""
        return max(self.functions, key=lambda each: each.lines)


def sizes_of(root: Path) -> Sizes:
    """Measure the code below a folder that holds ``voiceguide/`` and ``pyproject.toml``."""
    modules: dict[str, int] = {}
    functions: list[Function] = []
    for path in sorted((root / "voiceguide").rglob("*.py")):
        name = path.relative_to(root / "voiceguide").as_posix()
        text = path.read_text("utf-8")
        modules[name] = len(text.splitlines())
        functions += _functions(name, ast.parse(text))
    return Sizes(modules, tuple(functions), _public(root), len(_contracts(root)))


def _functions(module: str, tree: ast.Module) -> Iterator[Function]:
    """Every function of a module, measured."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            branches, operators = _decisions(node)
            lines = (node.end_lineno or first) - first + 1
            yield Function(f"{module}:{node.name}", lines, 1 + branches, 1 + branches + operators)


def _decisions(function: ast.AST) -> tuple[int, int]:
    """How many branches a function has, and how many boolean operators."""
    branches = operators = 0
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, _INNER):
            continue
        branches += isinstance(node, _BRANCHES)
        operators += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
        waiting += ast.iter_child_nodes(node)
    return branches, operators


def _public(root: Path) -> int:
    """Number of names that ``voiceguide`` offers: those its stub imports under their own name, or those in its list."""
    stub = root / "voiceguide" / "__init__.pyi"
    if stub.is_file():
        nodes = ast.walk(ast.parse(stub.read_text("utf-8")))
        names = [each.asname for node in nodes if isinstance(node, ast.ImportFrom) for each in node.names]
        return len([name for name in names if name]) + 1  # and ``__version__``
    for node in ast.parse((root / "voiceguide" / "__init__.py").read_text("utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(each, ast.Name) and each.id == "__all__" for each in targets):
            return sum(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in ast.walk(node))
    return 0


def _contracts(root: Path) -> list[object]:
    tool = tomllib.loads((root / "pyproject.toml").read_text("utf-8")).get("tool", {})
    return list(tool.get("importlinter", {}).get("contracts", ()))


def sizes_at(commit: str) -> Sizes:
    """Measure a commit."""
    command = ["git", "-C", str(ROOT), "archive", commit, "voiceguide", "pyproject.toml"]
    packed = subprocess.run(command, check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(packed)) as files:
        files.extractall(folder, filter="data")
        return sizes_of(Path(folder))


def contract_line(found: Sizes, *, run: bool) -> str:
    """The import contract in a few words."""
    if not found.contracts:
        return "a test of its own"
    if not run:
        return f"{found.contracts} of import-linter"
    command = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"]
    kept = subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    return f"{found.contracts} of import-linter, {'all kept' if kept else 'BROKEN'}"


def summary(found: Sizes, contract: str) -> dict[str, str]:
    """All figures except those of rooms: name → value."""
    module, function = found.longest_module, found.longest_function
    return {
        "lines of code": f"{sum(found.modules.values()):,}",
        "modules": str(len(found.modules)),
        "longest module": f"{found.modules[module]} (`{module}`)",
        f"modules over {MOST_MODULE} lines": str(sum(each > MOST_MODULE for each in found.modules.values())),
        "longest function": f"{function.lines} (`{function.name}`)",
        f"functions over {MOST_FUNCTION} lines": str(sum(each.lines > MOST_FUNCTION for each in found.functions)),
        f"functions over complexity {MOST_COMPLEX}": str(len(found.complex)),
        "the same by ruff's C901": str(sum(each.branches > MOST_COMPLEX for each in found.functions)),
        "public names": str(found.public),
        "import contract": contract,
    }


def table(before: Sizes, after: Sizes) -> str:
    """The figures before and after, as Markdown."""
    old, new = summary(before, contract_line(before, run=False)), summary(after, contract_line(after, run=True))
    lines = [f"| | before (`{BEFORE}`) | after |", "|---|---|---|"]
    lines += [f"| {name} | {old[name]} | {value} |" for name, value in new.items()]
    rooms = dict.fromkeys([*after.rooms, *before.rooms])
    lines += ["", "| lines of the room | before | after |", "|---|---|---|"]
    lines += [f"| `{room}` | {before.rooms.get(room, '')} | {after.rooms.get(room, '')} |" for room in rooms]
    return "\n".join(lines) + "\n"


def write(text: str) -> None:
    """Put the table into the page, between its marks."""
    begin, end = "<!-- sizes: generated by tools/sizes.py -->\n", "<!-- /sizes -->"
    head, _, rest = PAGE.read_text("utf-8").partition(begin)
    PAGE.write_text(head + begin + text + end + rest.partition(end)[2], "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures, or write them into the page."""
    parser = argparse.ArgumentParser(prog="python -m tools.sizes", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--at", metavar="COMMIT", help="measure a commit in place of the files as they lie here")
    parser.add_argument("--write", action="store_true", help="write before and after into docs/architecture.md")
    given = parser.parse_args(arguments)
    if given.write:
        write(table(sizes_at(BEFORE), sizes_of(ROOT)))
        return 0
    found = sizes_at(given.at) if given.at else sizes_of(ROOT)
    for room, lines in found.rooms.items():
        print(f"{lines:7,}  {room}")
    for name, value in summary(found, contract_line(found, run=not given.at)).items():
        print(f"{name}: {value}")
    for each in found.complex:
        print(f"{each.complexity:7}  {each.name}")
    for each in found.functions:
        if each.lines > MOST_FUNCTION:
            print(f"{each.lines:7}  lines: {each.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
