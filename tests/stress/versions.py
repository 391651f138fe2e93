"""The tests with every Python that is here, and with the oldest versions of the dependencies that are declared.

Usage: python -m tests.stress.versions [--python PATH]... [--no-minimum] [--write]

For each interpreter a virtual environment is made in a temporary folder, this project installed into it from a copy,
and a part of the suite run there: what touches other people's code most. The minimum run pins every dependency to
the version after its ``>=`` in pyproject.toml. --write puts the results into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.stress.figures import table, write_figures

ROOT = Path(__file__).parents[2]
KNOWN = ("3.11", "3.12", "3.13", "3.14")
EXTRAS = "test,studio"
PART = (
    "tests/test_audio.py", "tests/test_config.py", "tests/test_pipeline.py", "tests/test_loudness.py",
    "tests/export", "tests/mix/test_tracks.py", "tests/mix/test_bed.py", "tests/routine/test_load.py",
    "tests/routine/test_reuse.py", "tests/script/test_store.py", "tests/speech/test_pyttsx3.py",
    "tests/speech/test_recordings.py", "tests/cli/test_make.py", "tests/cli/test_root.py", "tests/cli/test_start.py",
    "tests/studio/test_api.py",
)  # fmt: skip
"""Files of the suite that use the dependencies: decoders, encoders, tags, YAML, TOML, the command line, the web."""

COPIED = ("voiceguide", "scripts", "ambient", "tests", "docs", "pyproject.toml", "README.md", "LICENSE")


@dataclass(frozen=True, slots=True)
class Result:
    """One run: with what, what pytest said in its last line, and whether all passed."""

    what: str
    python: str
    summary: str
    ok: bool


def interpreters(given: Sequence[Path]) -> Iterator[Path]:
    """Those that are named, or else each known version that is on the path or beside the one that runs this."""
    if given:
        yield from given
        return
    beside = sorted(Path(sys.base_prefix).parent.glob("*/bin/python3"))
    for version in KNOWN:
        on_path = shutil.which(f"python{version}")
        candidates = [*([Path(on_path)] if on_path else []), *beside]
        found = next((each for each in candidates if version_of(each).startswith(f"{version}.")), None)
        if found is not None:
            yield found


def version_of(python: Path) -> str:
    """Its version, or nothing when it does not run."""
    code = "import platform; print(platform.python_version())"
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    except OSError:
        return ""
    return done.stdout.strip()


def minimums() -> list[str]:
    """Every dependency of users pinned to its declared minimum: ``numpy==1.26``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    named = ("feed", "studio", "picture", "watch")
    declared = [*project["dependencies"], *(each for name in named for each in extras[name])]
    pins = []
    for each in declared:
        match = re.match(r"([\w.-]+)(\[[^]]*\])?>=([\w.]+)(\s*;.*)?$", each)
        if match:
            pins.append(f"{match[1]}=={match[3]}{match[4] or ''}")
    return pins


def run(python: Path, constraints: Sequence[str] = ()) -> Result:
    """Install and test in an environment of its own."""
    what = "declared minimums" if constraints else "newest dependencies"
    with tempfile.TemporaryDirectory(prefix="versions-") as name:
        folder = Path(name)
        for each in COPIED:
            source = ROOT / each
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, folder / each)
        (folder / "constraints.txt").write_text("\n".join(constraints) + "\n", "utf-8")
        subprocess.run([python, "-m", "venv", folder / ".venv"], check=True)
        own = folder / ".venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        install: list[str | Path] = [own, "-m", "pip", "install", "-q", "-c", "constraints.txt", "-e", f".[{EXTRAS}]"]
        installed = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False)
        if installed.returncode:
            print(installed.stdout, installed.stderr, sep="\n")
            return Result(what, version_of(python), "could not be installed", False)
        tests: list[str | Path] = [own, "-m", "pytest", "-q", "-n", "0", "-o", "addopts=", *PART]
        tested = subprocess.run(tests, cwd=folder, capture_output=True, text=True, check=False)
        if tested.returncode:
            print(tested.stdout[-6000:], tested.stderr[-2000:], sep="\n")
        last = (tested.stdout.strip().splitlines() or ["nothing was told"])[-1]
        summary = re.sub(r"\s+in [\d.]+.*|=+", "", last).strip()
        return Result(what, version_of(own), summary, tested.returncode == 0)


def figures(results: Sequence[Result]) -> str:
    """The results as Markdown."""
    rows = [(each.python, each.what, each.summary, "yes" if each.ok else "**no**") for each in results]
    return table(("Python", "with", "tests", "all passed"), rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything; exit with 1 when a test failed anywhere."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.stress.versions", description=str(__doc__).partition("\n")[0]
    )
    parser.add_argument("--python", type=Path, action="append", default=[], help="an interpreter; else all found")
    parser.add_argument("--no-minimum", action="store_true", help="leave out the run with the oldest dependencies")
    parser.add_argument("--write", action="store_true", help="write the results into docs/reliability.md")
    given: Any = parser.parse_args(arguments)
    results = []
    for python in interpreters(given.python):
        results.append(run(python))
        print(results[-1], flush=True)
    if not given.no_minimum:
        results.append(run(Path(sys.executable), minimums()))
        print(results[-1], flush=True)
    if given.write:
        write_figures("versions", figures(results))
    return int(not all(each.ok for each in results))


if __name__ == "__main__":
    sys.exit(main())
