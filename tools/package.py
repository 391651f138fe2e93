"""Build what would be released, check it, and run a part of the tests in the unpacked source distribution.

Usage: python -m tools.package [--keep FOLDER]

Fails if the README does not render as on a package index, if the wheel lacks a shipped routine or bed, or if tests that
read files of the repository fail in the unpacked source distribution.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
TESTS = ("tests/test_shipped.py", "tests/test_dependencies.py", "tests/test_hosted.py", "tests/test_arrows.py",
         "tests/test_sizes.py", "tests/docs", "tests/routine/test_check.py", "tests/mp3")  # fmt: skip
"""Tests that need files beside the package: scripts, beds, pages, cases, the workflow."""

LEFT_OUT = "not every_command"
"""Pytest selection: the commands in the docs' pages make whole sessions and are tested in the checkout."""


def build(folder: Path) -> tuple[Path, Path]:
    """The source distribution and the wheel, made in a folder."""
    subprocess.run([sys.executable, "-m", "build", "--outdir", folder, ROOT], check=True, stdout=subprocess.DEVNULL)
    (source,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return source, wheel


def check_readme() -> list[str]:
    """Faults of the README as rendered on a package index."""
    from readme_renderer import markdown

    text = (ROOT / "README.md").read_text("utf-8")
    page = markdown.render(text, variant="GFM")
    if page is None:
        return ["README.md cannot be rendered: install readme-renderer[md]"]
    return [f"README.md: {each} is lost" for each in ("<table", "<pre", "<h1") if each not in page]


def check_wheel(wheel: Path) -> list[str]:
    """Shipped files that the wheel lacks."""
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    wanted = [f"voiceguide/_shipped/scripts/{path.name}" for path in (ROOT / "scripts").glob("*.yaml")]
    wanted += [f"voiceguide/_shipped/ambient/{path.name}" for path in (ROOT / "ambient").glob("*.ogg")]
    return [f"{wheel.name} lacks {each}" for each in (*wanted, "voiceguide/py.typed") if each not in names]


def run_tests(source: Path, folder: Path) -> int:
    """Unpack a source distribution and run a part of its tests; pytest's exit code."""
    with tarfile.open(source) as packed:
        packed.extractall(folder, filter="data")
    (unpacked,) = folder.glob("voiceguide-*/")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *TESTS, "-k", LEFT_OUT]
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    return subprocess.run(command, cwd=unpacked, env=environment, check=False).returncode


def main(arguments: Sequence[str] | None = None) -> int:
    """Build and check; returns 1 if something is wrong, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tools.package", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave what was built in this folder")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, wheel = build(given.keep or folder / "dist")
        wrong = [*check_readme(), *check_wheel(wheel)]
        for each in wrong:
            print(each)
        tested = run_tests(source, folder)
    print(f"{source.name}, {wheel.name}: {'something is wrong' if wrong or tested else 'fine'}")
    return int(bool(wrong or tested))


if __name__ == "__main__":
    raise SystemExit(main())
