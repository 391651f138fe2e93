"""The door of the pipeline: nothing with an error passes, and everything is told at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from voiceguide.errors import RoutineError, Severity, UsageError, Where
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


def test_a_finding_is_reported_once_for_a_stage_that_is_used_twice() -> None:
    twice = TEXT + "  - use: One\n    name: Again\n"

    rules = [(finding.rule, finding.where.key) for finding in check(load_routine_text(twice))]

    assert len(rules) == len(set(rules))


def test_checking_changes_nothing() -> None:
    routine = load_routine_text(TEXT)

    assert check(routine) == check(routine)
    assert routine == load_routine_text(TEXT)
    assert hash(routine) == hash(load_routine_text(TEXT))


def test_findings_come_in_file_order_other_files_last_and_those_without_a_line_first() -> None:
    routine = load_routine_text(TEXT)
    claim, kidneys, *_ = check(routine)
    one, two = routine.stages[0].strokes
    nowhere = replace(one, where=Where(routine.file))
    elsewhere = replace(two, where=Where("other.yaml", 1, "strokes[0]"))
    at_the_top = replace(one, where=Where(routine.file, 1, "x"))
    stage = replace(routine.stages[0], steps=(elsewhere, at_the_top, *routine.stages[0].steps[1:], nowhere))

    found = check(replace(routine, stages=(stage,), places={}))

    places = [(each.where.file == routine.file, each.where.line) for each in found]
    assert [own for own, _ in places] == sorted((own for own, _ in places), reverse=True), "other files come last"
    own_lines = [line or 0 for own, line in places if own]
    assert own_lines == sorted(own_lines)
    assert own_lines[0] == 0
    assert (False, 1) in places
    assert (claim.rule, kidneys.rule) == ("claim", "kidney-pressure")


@pytest.mark.parametrize(("rounds", "repeat", "fair"), [(2, 5, False), (2, 10, True), (1, 20, True), (4, 20, False)])
def test_sides_are_compared_with_all_their_rounds(rounds: int, repeat: int, fair: bool) -> None:
    def stage(name: str, side: str, rounds: int, repeat: int) -> str:
        stroke = f"{{technique: petrissage, region: calf, side: {side}, repeat: {repeat}}}"
        return f"  - {{name: {name}, rounds: {rounds}, strokes: [{stroke}, check-in]}}\n"

    text = "title: T\nstages:\n" + stage("One", "left", rounds, repeat) + stage("Two", "right", 1, 20)
    assert ("unequal-sides" not in [finding.rule for finding in check(load_routine_text(text))]) is fair


def test_a_gap_without_a_check_in_is_reported_once_however_long_it_is_the_next_time() -> None:
    three, one = (
        "{technique: petrissage, region: calf, repeat: 80}",
        "{technique: petrissage, region: calf, repeat: 24}",
    )
    text = f"title: T\nstages:\n  - {{name: One, rounds: 3, strokes: [{three}, {three}, check-in, {one}]}}\n"
    gaps = [finding for finding in check(load_routine_text(text)) if finding.rule == "check-in-gap"]
    assert len(gaps) == 1
    assert gaps[0].severity is Severity.WARNING
