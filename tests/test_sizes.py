"""The code stays readable: no long modules, no long functions, few tangled ones (`python -m tools.sizes`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.sizes import MOST_FUNCTION, MOST_MODULE, Function, Sizes, sizes_of, table

PROJECT = Path(__file__).parent.parent
MOST_OVER_TEN = 15
"""Most functions of a complexity over 10."""


@pytest.fixture(scope="module")
def now() -> Sizes:
    return sizes_of(PROJECT)


def test_modules_can_be_read_in_one_sitting(now: Sizes) -> None:
    assert {name: lines for name, lines in now.modules.items() if lines > MOST_MODULE} == {}


def test_functions_fit_on_a_screen(now: Sizes) -> None:
    assert [each for each in now.functions if each.lines > MOST_FUNCTION] == []


def test_few_functions_are_tangled(now: Sizes) -> None:
    assert len(now.complex) <= MOST_OVER_TEN, now.complex


def test_what_is_counted(tmp_path: Path) -> None:
    (tmp_path / "voiceguide" / "room").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("", "utf-8")
    (tmp_path / "voiceguide" / "__init__.py").write_text('__all__ = ["a", "b"]\n', "utf-8")
    (tmp_path / "voiceguide" / "room" / "one.py").write_text(
        "@cache\n"
        "def a(x):\n"
        "    if x and x > 1 or not x:\n"  # a branch, two operators
        "        def b():\n"
        "            return x or 1\n"  # of its own
        "    elif [each for each in x if each]:\n"  # a branch
        "        pass\n"
        "    for _ in x:\n"
        "        pass\n",
        "utf-8",
    )
    found = sizes_of(tmp_path)
    assert found.rooms == {"room": 9, "__init__": 1}
    assert found.functions == (Function("room/one.py:a", 9, 4, 6), Function("room/one.py:b", 2, 1, 2))
    assert (found.public, found.contracts, found.longest_module) == (2, 0, "room/one.py")
    assert "| `room` | 9 | 9 |" in table(found, found)
