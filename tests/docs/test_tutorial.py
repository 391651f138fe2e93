"""What the tutorial says would happen, happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.running import run

PAGE = (Path(__file__).parent.parent.parent / "docs" / "tutorial.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.M | re.S)


@pytest.fixture
def routine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (whole,) = (text for text in BLOCKS if text.startswith("# evening.yaml"))
    return str(whole)


def checked(text: str) -> str:
    Path("evening.yaml").write_text(text, "utf-8")
    result = run("check", "evening.yaml")
    return result.out + result.err


def test_its_routine_is_fine(routine: str) -> None:
    assert checked(routine) == "evening.yaml: fine\n"


def test_without_lightening_over_the_kidneys_it_is_refused_with_line_and_reason(routine: str) -> None:
    changed, count = re.subn(r".*lighter: lower back.*\n", "", routine)
    assert count == 1
    said = checked(changed)
    assert "pressure 2 passes over the kidneys" in said
    assert re.search(r"evening\.yaml:\d+", said)
    assert "why:" in said


def test_all_mistakes_are_reported_at_once(routine: str) -> None:
    said = checked(routine.replace("region: back", "region: bak").replace("repeat: 8", "repeat: often"))
    assert "Did you mean 'back'?" in said
    assert "'often'" in said


def test_a_stroke_worded_by_the_author_fits_into_it(routine: str) -> None:
    (stroke,) = (text for text in BLOCKS if text.startswith("      - technique"))
    assert checked(routine.replace("\nclose:", f"{stroke}\nclose:")) == "evening.yaml: fine\n"
    said = run("script", "evening.yaml").out
    assert "slow rain" in said.casefold()
    assert "Fingertips only, like drops." in said
