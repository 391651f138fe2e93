"""StageProgress: what is told, when, and in which form."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from voiceguide.app.progress import StageProgress
from voiceguide.cli import progress as module
from voiceguide.cli.progress import Mode, board, mode_of, progress
from voiceguide.units import RATE_HZ


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_lines_come_at_the_start_and_then_by_quarters(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    report = module.report_in_lines(clock)
    for done in range(101):
        report("voice", done, 100)
        clock.now_s += 0.5
    report("sound", 0, 10)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Speaking: 0 %"
    assert [line.split(" %")[0] for line in lines[1:5]] == [f"Speaking: {each}" for each in (25, 50, 75, 100)]
    assert lines[5:] == ["Mixing and encoding: 0 %"]


def test_lines_never_flood(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    report = module.report_in_lines(clock)
    for done in range(1001):
        report("voice", done, 1000)
        clock.now_s += 0.001
    assert len(capsys.readouterr().err.splitlines()) == 1


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("options", "environ", "terminal", "expected"),
    [
        ({}, {}, True, Mode.BARS),
        ({}, {}, False, Mode.LINES),
        ({}, {"NO_COLOR": "1"}, True, Mode.LINES),
        ({}, {"TERM": "dumb"}, True, Mode.LINES),
        ({"as_json": True}, {}, True, Mode.LINES),
        ({"quiet": True}, {}, True, Mode.SILENT),
    ],
)
def test_bars_only_on_a_terminal_that_is_for_people(
    options: dict[str, bool],
    environ: dict[str, str],
    terminal: bool,
    expected: Mode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal() if terminal else io.StringIO())
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert mode_of(**options) is expected


def test_silence_gives_no_callback() -> None:
    with progress(Mode.SILENT) as report:
        assert report is None


def screen_on(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Puts a terminal on stderr, from now on; returns what was drawn on it."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return terminal.getvalue


def test_bars_show_stage_and_percent(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screen_on(monkeypatch)
    with progress(Mode.BARS) as report:
        assert report is not None
        report("voice", 1, 4)
        report("sound", RATE_HZ, 2 * RATE_HZ)
    drawn = screen()
    assert "Speaking" in drawn
    assert "25 %" in drawn
    assert "Mixing and encoding" in drawn
    assert "50 %" in drawn


def test_a_board_on_a_terminal_shows_all_sessions_and_how_they_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screen_on(monkeypatch)
    with board(Mode.BARS, ["legs", "[bold]feet"]) as shown:
        shown.update(0, StageProgress("sound", 1, 2))
        shown.update(1, StageProgress("voice", 1, 2))
        shown.finish(0, "30:00")
        shown.finish(1, "failed: no")
    drawn = screen()
    assert "legs: 30:00" in drawn
    assert "[bold]feet: failed: no" in drawn  # a name is never markup
    assert "2 of 2" in drawn


def test_a_board_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with board(Mode.LINES, ["legs", "feet"]) as shown:
        shown.update(1, StageProgress("voice", 0, 2))
        shown.update(1, StageProgress("voice", 1, 2))
        shown.finish(1, "30:00")
        shown.finish(0, "failed: no")
    assert capsys.readouterr().err.splitlines() == [
        "[2/2] feet: speaking",
        "[2/2] feet: 30:00",
        "[1/2] legs: failed: no",
    ]


def test_a_silent_board_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with board(Mode.SILENT, ["legs"]) as shown:
        shown.update(0, StageProgress("voice", 0, 2))
        shown.finish(0, "30:00")
    assert capsys.readouterr() == ("", "")
