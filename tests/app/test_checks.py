"""Check reports: the same findings for a file and for its text; what is refused is told apart from what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceguide.app.checks import check_routine, check_text
from voiceguide.files import shipped_folder
from voiceguide.settings import Settings

LEGS = (shipped_folder("scripts") / "legs.yaml").read_text("utf-8")


def test_a_shipped_routine_is_planned_and_has_no_error() -> None:
    report = check_routine("legs", Settings())
    assert report.errors == ()
    assert report.planned is not None
    assert report.routine is not None
    assert report.planned.timeline.seconds == pytest.approx(report.routine.duration_s, abs=1.0)


@pytest.mark.parametrize(
    "text",
    [LEGS, LEGS.replace("pressure: 2", "pressure: 5"), LEGS.replace("technique: effleurage", "technique: tickling")],
)
def test_a_text_has_the_findings_of_its_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text, "utf-8")
    from_file, from_text = check_routine(str(file), Settings()), check_text(text, file, Settings())
    assert [str(each) for each in from_text.findings] == [str(each) for each in from_file.findings]
    assert bool(from_text.errors) == (text != LEGS)
    assert (from_text.planned is None) == (text != LEGS)


def test_what_is_not_there_is_refused_and_not_a_fault_of_the_routine() -> None:
    missing = check_routine("no-such-routine", Settings())
    assert missing.refused
    assert missing.routine is None
    assert [each.where.file for each in missing.findings] == ["no-such-routine"]
    assert not check_text("title: x\nstages: 3\n", None, Settings()).refused


def test_an_impossible_length_is_refused_with_where_it_was_asked_for() -> None:
    report = check_routine("legs", Settings(duration_s=60.0), {"duration_s": "settings.toml"})
    assert report.refused
    (finding,) = report.errors
    assert "settings.toml" in (finding.hint or "")
