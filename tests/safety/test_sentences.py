"""The sentences of tests/cases/sentences: harmless ones pass, unsafe ones are refused under their rule.

They were written before the rules; those of NAME-more to NAME-ninth after the rules, and each time
before the kinds were widened.
A few are known to be read wrongly; the shares say how many may be.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import safety_reference
from tools.read_sentences import SAFE, Case, cases_in, main, refused_by
from voiceguide.routine import rules

FOLDER = Path(__file__).parent.parent / "cases" / "sentences"
CASES = [case for file in sorted(FOLDER.glob("*.txt")) for case in cases_in(file)]


def test_there_are_hundreds_on_either_side_and_their_rules_exist() -> None:
    harmless = [case for case in CASES if case.rules == (SAFE,)]

    assert len(harmless) >= 300
    assert len(CASES) - len(harmless) >= 300
    assert {rule for case in CASES for rule in case.rules} - {SAFE} <= set(rules.SAFETY)


def test_nearly_every_harmless_sentence_passes() -> None:
    harmless = [case for case in CASES if case.rules == (SAFE,)]
    refused = [case.text for case in harmless if refused_by(case)]

    assert len(refused) <= 0.01 * len(harmless), refused


@pytest.mark.parametrize("rule", sorted({case.rules[0] for case in CASES} - {SAFE}))
def test_nearly_every_unsafe_sentence_is_refused_under_its_rule(rule: str) -> None:
    unsafe = [case for case in CASES if case.rules[0] == rule]
    missed = [case.text for case in unsafe if not refused_by(case) & set(case.rules)]

    assert len(missed) <= 0.04 * len(unsafe), missed


def test_the_command_tells_what_was_read_wrongly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "some.txt"
    file.write_text("# no-go path calf\nover the eyelids\nover the muscle\n# safe during\nSlower.\n", "utf-8")

    assert main([str(file)]) == 1
    output = capsys.readouterr().out
    assert "[no-go] path: over the muscle   -> accepted" in output
    assert "over the eyelids" not in output
    assert "66.7%" in output
    assert next(cases_in(file)) == Case(("no-go",), "path", "calf", "over the eyelids")


def test_the_tables_of_the_page_are_the_present_ones() -> None:
    text = safety_reference.PAGE.read_text("utf-8")

    assert safety_reference.page(text) == text, "run tools/safety_reference.py"
