"""A small routine in a folder of its own, and the fake voice."""

from __future__ import annotations

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
