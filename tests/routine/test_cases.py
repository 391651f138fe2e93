"""Drop a routine into tests/cases/valid or tests/cases/invalid, and it is tested.

An invalid one stands beside NAME.expected: one line a finding, in order, as
``severity line key [rule] message`` and, where it matters, `` => hint``. A dash stands for no line or no key.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from voiceguide.errors import Finding, FindingsError, Severity
from voiceguide.routine import rules
from voiceguide.routine.check import check, load_checked
from voiceguide.routine.load import load_routine

CASES = Path(__file__).parent.parent / "cases"
INVALID = sorted((CASES / "invalid").glob("*.yaml"))
VALID = sorted((CASES / "valid").glob("*.yaml"))
_EXPECTED = re.compile(r"(\w+) (\d+|-) (\S+) \[([\w-]+)\] (.*?)(?: => (.*))?")


def findings_of(path: Path) -> tuple[Finding, ...]:
    """Everything that loading or checking finds."""
    try:
        return check(load_routine(path))
    except FindingsError as error:
        return tuple(error.findings)


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_routine_gets_exactly_its_findings(path: Path) -> None:
    findings = findings_of(path)
    expected = path.with_suffix(".expected").read_text("utf-8").splitlines()

    assert len(findings) == len(expected), [str(each) for each in findings]
    for finding, line in zip(findings, expected, strict=True):
        match = _EXPECTED.fullmatch(line)
        assert match, f"cannot read {line!r}"
        severity, number, key, rule, message, hint = match.groups()
        assert finding.severity == severity
        assert str(finding.where.line or "-") == number
        assert (finding.where.key or "-") == key
        assert finding.rule == rule
        assert finding.message == message
        assert hint is None or finding.hint == hint
        assert finding.rule in rules.ALL
        assert Path(finding.where.file or "").parent == path.parent


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_the_findings_do_not_depend_on_libyaml(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_libyaml = findings_of(path)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)

    assert findings_of(path) == with_libyaml


def test_there_are_at_least_sixty_faulty_routines_and_none_is_left_over() -> None:
    assert len(INVALID) >= 60
    assert {path.stem for path in INVALID} == {path.stem for path in (CASES / "invalid").glob("*.expected")}


def test_every_rule_of_safety_has_a_faulty_routine() -> None:
    seen = {match[4] for path in INVALID for line in path.with_suffix(".expected").read_text("utf-8").splitlines()
            if (match := _EXPECTED.fullmatch(line))}  # fmt: skip
    untested_here = {"file", "too-many", "too-large"}  # need files that are too large for a folder of samples

    assert set(rules.ALL) - set(rules.REHEARSAL) - seen <= untested_here  # tests/choreography tests the rehearsal


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_routine_loads_and_has_no_errors(path: Path) -> None:
    routine = load_checked(path)

    assert routine.name == path.stem
    assert [str(each) for each in check(routine) if each.severity is Severity.ERROR] == []


def test_there_are_valid_samples() -> None:
    assert len(VALID) >= 10
