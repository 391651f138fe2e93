"""Progress: what is told, when, and in which form."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from voiceguide.cli import progress as module
from voiceguide.cli.progress import Mode, Stopwatch, board, mode_of, overall, progress
from voiceguide.units import RATE_HZ


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_time_left_and_speed_follow_from_what_was_done() -> None:
    clock = Clock()
    watch = Stopwatch(clock)
    first = watch.update("sound", 0, 600 * RATE_HZ)
    assert (first.fraction, first.left_s, first.speed) == (0.0, None, None)
    clock.now_s += 10
    status = watch.update("sound", 150 * RATE_HZ, 600 * RATE_HZ)
    assert status.fraction == pytest.approx(0.25)
    assert status.left_s == pytest.approx(30)
    assert status.speed == pytest.approx(15)
    assert str(status) == "25 %, 0:30 left, 15 × real time"
    clock.now_s += 30
    assert str(watch.update("sound", 600 * RATE_HZ, 600 * RATE_HZ)) == "100 %, 15 × real time"


def test_what_the_cache_had_does_not_count_as_speed() -> None:
    clock = Clock()
    watch = Stopwatch(clock)
    watch.update("voice", 90, 100)
    clock.now_s += 5
    assert watch.update("voice", 95, 100).left_s == pytest.approx(5)


def test_a_new_round_of_the_same_stage_begins_anew() -> None:
    clock = Clock()
    watch = Stopwatch(clock)
    watch.update("voice", 0, 10)
    clock.now_s += 100
    watch.update("voice", 10, 10)
    assert watch.update("voice", 0, 12).left_s is None
    clock.now_s += 1
    assert watch.update("voice", 6, 12).left_s == pytest.approx(1)


def test_nothing_to_do_is_done() -> None:
    assert Stopwatch(Clock()).update("voice", 0, 0).fraction == 1.0


def test_the_share_of_a_session_only_grows_from_stage_to_stage() -> None:
    watch = Stopwatch(Clock())
    steps = [("voice", 0), ("voice", 5), ("voice", 10), ("sound", 0), ("sound", 10), ("measure", 0), ("measure", 10)]
    shares = [overall(watch.update(stage, done, 10)) for stage, done in steps]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1


def test_lines_come_at_the_start_and_then_by_quarters(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    tell = module._lines(clock)
    for done in range(101):
        tell("voice", done, 100)
        clock.now_s += 0.5
    tell("sound", 0, 10)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Speaking: 0 %"
    assert [line.split(" %")[0] for line in lines[1:5]] == [f"Speaking: {each}" for each in (25, 50, 75, 100)]
    assert lines[5:] == ["Mixing and encoding: 0 %"]


def test_lines_never_flood(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    tell = module._lines(clock)
    for done in range(1001):
        tell("voice", done, 1000)
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
    with progress(Mode.SILENT) as tell:
        assert tell is None


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
    with progress(Mode.BARS) as tell:
        assert tell is not None
        tell("voice", 1, 4)
        tell("sound", RATE_HZ, 2 * RATE_HZ)
    drawn = screen()
    assert "Speaking" in drawn
    assert "25 %" in drawn
    assert "Mixing and encoding" in drawn
    assert "50 %" in drawn


def test_a_board_on_a_terminal_shows_all_sessions_and_how_they_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screen_on(monkeypatch)
    with board(Mode.BARS, ["legs", "[bold]feet"]) as shown:
        shown.tell(0, "sound", 1, 2)
        shown.tell(1, "voice", 1, 2)
        shown.finish(0, "30:00")
        shown.finish(1, "failed: no")
    drawn = screen()
    assert "legs: 30:00" in drawn
    assert "[bold]feet: failed: no" in drawn  # a name is never markup
    assert "2 of 2" in drawn


def test_a_board_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with board(Mode.LINES, ["legs", "feet"]) as shown:
        shown.tell(1, "voice", 0, 2)
        shown.tell(1, "voice", 1, 2)
        shown.finish(1, "30:00")
        shown.finish(0, "failed: no")
    assert capsys.readouterr().err.splitlines() == [
        "[2/2] feet: speaking",
        "[2/2] feet: 30:00",
        "[1/2] legs: failed: no",
    ]


def test_a_silent_board_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with board(Mode.SILENT, ["legs"]) as shown:
        shown.tell(0, "voice", 0, 2)
        shown.finish(0, "30:00")
    assert capsys.readouterr() == ("", "")
