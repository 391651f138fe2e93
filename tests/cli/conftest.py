"""A folder of its own for every test, a small routine in it, and the fake voice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fake_engine import fake

__all__ = ["fake"]  # a fixture of the tests here

SMALL = """\
title: A small routine
summary: For tests.
duration: 3 min
receiver: seated
giver: standing behind
stages:
  - name: Shoulders
    minutes: [0.5, 6]
    strokes:
      - technique: effleurage
        region: shoulders
        path: from the neck out over the shoulders
        repeat: 5
      - check-in
  - name: Neck
    minutes: [0.5, 6]
    strokes:
      - technique: petrissage
        region: neck
        path: the muscles at the back of the neck
        repeat: 5
      - check-in
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: empty but for small.yaml."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    return tmp_path
