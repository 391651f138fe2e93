"""The door of the pipeline: nothing with an error passes, and everything is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceguide.errors import RoutineError, Severity, UsageError
from voiceguide.routine.check import check, load_checked
from voiceguide.routine.load import load_routine_text

TEXT = """title: T
summary: It cures headaches.
stages:
  - name: One
    strokes:
      - technique: petrissage
        region: lower back
      - technique: effleurage
        region: legs
      - say: Look here.
"""


def test_a_routine_with_errors_does_not_pass(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT, "utf-8")

    with pytest.raises(RoutineError) as caught:
        load_checked(path)

    found = [(finding.where.line, finding.rule, finding.severity) for finding in caught.value.findings]
    assert found == [
        (2, "claim", Severity.ERROR),
        (6, "kidney-pressure", Severity.ERROR),
        (8, "knee-pressure", Severity.WARNING),
        (10, "needs-eyes", Severity.ERROR),
    ]
    assert "4 problems" in caught.value.message
    assert caught.value.exit_code == 1


def test_warnings_alone_pass(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("title: T\nstages: [{name: N, strokes: [{technique: effleurage, region: legs}]}]\n", "utf-8")

    routine = load_checked(path)

    assert [finding.severity for finding in check(routine)] == [Severity.WARNING]


def test_what_cannot_be_read_does_not_pass(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_checked(tmp_path / "none.yaml")
    with pytest.raises(UsageError):
        load_checked("back-relife")


def test_a_finding_is_told_once_for_a_stage_that_is_used_twice() -> None:
    twice = TEXT + "  - use: One\n    name: Again\n"

    rules = [(finding.rule, finding.where.key) for finding in check(load_routine_text(twice))]

    assert len(rules) == len(set(rules))


def test_checking_changes_nothing() -> None:
    routine = load_routine_text(TEXT)

    assert check(routine) == check(routine)
    assert routine == load_routine_text(TEXT)
    assert hash(routine) == hash(load_routine_text(TEXT))
