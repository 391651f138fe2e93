"""A small routine in a folder of its own, and the fake voice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import SMALL
from tests.fake_engine import fake
from voiceguide.routine.check import load_checked
from voiceguide.routine.model import Routine

__all__ = ["fake"]  # a fixture of the tests here


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: empty but for small.yaml."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    return tmp_path


@pytest.fixture
def routine(folder: Path) -> Routine:
    """The small routine."""
    return load_checked(folder / "small.yaml")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Makes file systems of a few kilobytes, where that is allowed."""
    mounted: list[Path] = []

    def mount(kilobytes: int) -> Path:
        place = tmp_path / f"disk{len(mounted)}"
        place.mkdir()
        tool = shutil.which("mount") if sys.platform == "linux" else None
        arguments = ["-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
        if tool is None or subprocess.run([tool, *arguments], capture_output=True, check=False).returncode != 0:
            pytest.skip("no small file system can be mounted here")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)
