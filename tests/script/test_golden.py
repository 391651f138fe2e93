"""Golden scripts: what is said, word for word. Regenerate with ``python tools/golden.py`` and read the difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.golden import GOLDEN, golden_text

FOLDER = Path(__file__).parent.parent / "golden"


@pytest.mark.parametrize("case", GOLDEN)
def test_the_script_says_what_it_said(case: str) -> None:
    assert (FOLDER / f"{case}.txt").read_text("utf-8") == golden_text(case), "run: python tools/golden.py"
