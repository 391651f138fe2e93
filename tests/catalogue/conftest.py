"""A folder with small routines, the fake voice, and a moment that does not pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import SMALL
from tests.fake_engine import fake

__all__ = ["fake"]

QUICK = "settings: {pacer: off, mono: true, bitrate: 96}\nambient: none\nvoices: ['fake:tone']\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: two routines that share most of their words, and one with a mistake."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "other.yaml").write_text(SMALL.replace("A small routine", "Another"), "utf-8")
    (tmp_path / "wrong.yaml").write_text(SMALL.replace("region: neck", "region: spine"), "utf-8")
    return tmp_path


def catalogue(folder: Path, text: str, name: str = "cat.yaml") -> Path:
    """A catalogue file of quick sessions."""
    (folder / name).write_text(text + QUICK, "utf-8")
    return folder / name
