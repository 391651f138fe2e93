"""The matrix: combinations, rows on top and left out, names; and everything wrong at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fake_engine import FakeEngine
from voiceguide.catalogue.matrix import MAX_SESSIONS, Matrix, read_matrix
from voiceguide.errors import PlanFileError, UsageError
from voiceguide.settings import Guidance

pytestmark = pytest.mark.usefixtures("fake")


def matrix(folder: Path, text: str) -> Matrix:
    (folder / "cat.yaml").write_text(text, "utf-8")
    return read_matrix("cat.yaml")


def test_every_combination_is_a_session_with_a_name_of_its_own(folder: Path) -> None:
    found = matrix(folder, "routines: [legs, small.yaml]\ndurations: [10 min, 20]\nguidance: [full, brief]\n"
                           "voices: ['fake:tone']\npace: [1, 0.9]\nambient: [rain, none]\n")  # fmt: skip
    assert len(found.sessions) == 2 * 2 * 2 * 2 * 2
    assert len({each.name for each in found.sessions}) == 32
    first = found.sessions[0]
    assert first.name == "fake-tone/legs-10min-full-rain-pace-1"
    assert first.folder == "fake-tone"
    assert (first.settings.duration_s, first.settings.guidance) == (600.0, Guidance.FULL)
    assert {each.settings.duration_s for each in found.sessions} == {600.0, 1200.0}


def test_rows_come_on_top_and_rows_are_left_out(folder: Path) -> None:
    found = matrix(folder, "routines: [legs, happy-feet]\ndurations: [10 min, 20 min]\n"
                           "include: [{routine: legs, duration: 40 min}, {duration: 30 min}]\n"
                           "exclude: [{routine: happy-feet, duration: [20 min, 30 min]}]\n")  # fmt: skip
    sessions = [(each.routine, each.settings.duration_s) for each in found.sessions]
    assert sessions == [("legs", 600), ("legs", 1200), ("happy-feet", 600), ("legs", 2400), ("legs", 1800)]


def test_all_is_every_shipped_routine_and_the_same_twice_is_made_once(folder: Path) -> None:
    assert len(matrix(folder, "routines: all\nvoices: ['fake:tone', 'fake:tone']\n").sessions) == 8


def test_everything_unknown_is_reported_at_once_with_its_line(folder: Path) -> None:
    with pytest.raises(PlanFileError) as caught:
        matrix(folder, "routines: [lags, nowhere.yaml]\ndurations: [10 min, soon]\nvoices: ['fake:tone', klingon]\n"
                       "guidance: [fuller]\nambient: [ocaen, '.']\npace: [9]\nsettings: {voyce: x, pace: 1}\n"
                       "include: [{routine: lag, sound: x}]\nexclude: [{voice: none}]\nbeds: []\n")  # fmt: skip
    keys = {(each.where.line, each.where.key) for each in caught.value.findings}
    assert keys >= {
        (1, "routines[0]"), (1, "routines[1]"), (2, "durations[1]"), (3, "voices[1]"), (4, "guidance[0]"),
        (5, "ambient[0]"), (5, "ambient[1]"), (6, "pace[0]"), (7, "settings.voyce"), (7, "settings.pace"),
        (8, "include[0].routine[0]"), (8, "include[0].sound"), (9, "exclude[0].voice[0]"), (10, "beds"),
    }  # fmt: skip
    assert "'legs'" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["routines: []\n", "routines: [legs]\nexclude: [{routine: legs}]\n", "routines: [legs]\nvoices: []\n"],
)
def test_an_empty_matrix_is_refused(folder: Path, text: str) -> None:
    with pytest.raises(PlanFileError, match="there is no session in this matrix"):
        matrix(folder, text)


def test_one_that_explodes_is_refused_with_its_count_before_anything_is_built(folder: Path) -> None:
    durations = ", ".join(f"{600 + each} s" for each in range(900))
    paces = ", ".join(f"{0.5 + each / 1000:.3f}" for each in range(900))
    with pytest.raises(PlanFileError) as caught:
        matrix(folder, f"routines: all\ndurations: [{durations}]\npace: [{paces}]\n")
    assert "these are 6,480,000 sessions (8 routines × 900 durations × 900 pace)" in str(caught.value)
    assert f"{MAX_SESSIONS:,}" in str(caught.value)


def test_a_file_without_routines_and_no_file_are_reported(folder: Path) -> None:
    with pytest.raises(PlanFileError, match="'routines' is missing"):
        matrix(folder, "title: x\n")
    with pytest.raises(UsageError, match="there is no catalogue"):
        read_matrix("nowhere.yaml")


def test_two_routines_of_one_name_do_not_share_files(folder: Path, fake: FakeEngine) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "small.yaml").write_text((folder / "small.yaml").read_text("utf-8"), "utf-8")
    found = matrix(folder, "routines: [small.yaml, inner/small.yaml]\n")
    assert [each.name.rpartition("/")[2] for each in found.sessions] == ["small", "small-2"]
