"""An edited script asks for nothing that a routine may not ask for."""

from __future__ import annotations

import pytest

from tests.script.test_file import a_script, problems
from voiceguide.script.file import loads
from voiceguide.script.writing import dump


def edited(old: str, new: str) -> str:
    text = dump(a_script())
    assert old in text
    return text.replace(old, new, 1)


def test_an_untouched_script_is_safe() -> None:
    assert loads(dump(a_script())) == a_script()


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Press along the spine.", "no-go"),
        ("Keep going even if it hurts.", "forced-pressure"),
        ("Use your elbow.", "elbow-tool"),
        ("Rub the bruises.", "skin"),
    ],
)
def test_unsafe_words_are_reported_with_line_key_and_rule(words: str, rule: str) -> None:
    line = next(each for each in a_script().lines if each.text.startswith("Stay."))
    text = edited(line.text, words)

    found = [each for each in problems(text) if each.rule == rule]

    assert found
    assert (found[0].where.key or "").endswith(".say")
    assert words in text.splitlines()[(found[0].where.line or 0) - 1]
    assert found[0].hint


def test_the_part_before_is_read_too() -> None:
    text = edited("Three colours: green, yellow and red.", "This heals back pain.")

    assert [each.rule for each in problems(text)] == ["claim"]
