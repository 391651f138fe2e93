"""The root command: what it says of itself, and how every run ends."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from tests.cli.running import run
from voiceguide.cli import exit_codes, routines
from voiceguide.cli.app import COMMANDS
from voiceguide.errors import UsageError, VoiceguideError


def test_without_arguments_one_screen_says_what_it_is_what_to_try_and_what_is_ready() -> None:
    result = run()
    assert result.code == 0
    lines = result.out.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert sum(line.strip().startswith("voiceguide ") for line in lines) == 4  # the first names the program
    assert "massage routine" in result.out
    assert "hibari:heart is ready" in result.out or "kokoro:" in result.out
    for bed in ("ocean", "rain", "bowls"):
        assert bed in result.out


def test_the_screen_says_so_when_no_voice_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> None:
        raise VoiceguideError("pyttsx3 is not installed")

    monkeypatch.setattr("voiceguide.speech.registry.resolve_voice", none)
    result = run()
    assert result.code == 0
    assert "none is ready: pyttsx3 is not installed (voiceguide doctor)" in result.out


def test_version() -> None:
    result = run("--version")
    assert result.code == 0
    name, version = result.out.split()
    assert name == "voiceguide"
    assert version[0].isdigit()


def test_help_lists_every_command_once() -> None:
    result = run("--help")
    assert result.code == 0
    for name, row in COMMANDS.items():
        assert result.out.count(f"  {name} ") == 1
        assert row.text in result.out
    assert run("-h").out == result.out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["chek", "legs"], "Did you mean 'check'?"),
        (["make", "legs", "--durration", "30m"], "Did you mean --duration?\n"),
        (["legs"], "voiceguide make legs"),
        (["my.yaml"], "voiceguide make my.yaml"),
        (["make", "--paec", "1"], "--pace"),
        (["--pace", "1", "make"], "Options of a command come after its name."),
        (["show", "lags"], "Did you mean 'legs'?"),
        (["plan", "legs", "--avoid", "foots"], "feet"),
        (["make", "legs", "--ambient", "oceann", "--preview", "5s"], "Did you mean 'ocean'?"),
        (["make", "legs", "--voice", "pyttsx4:en-us"], "pyttsx3"),
        (["make", "legs", "--profile", "nobody"], "there is no profile 'nobody'"),
        (["make", "legs", "--with", "vttt"], "Did you mean 'vtt'?"),
        (["make", "legs", "--format", "mp4"], "mp3"),
        (["make", "legs", "--pacer", "swel"], "swell"),
        (["make", "legs", "--preview", "Leggs"], "Did you mean 'Legs'?"),
        (["make", "legs", "--preview", "60"], "--preview"),
        (["settings", "set", "rat", "100"], "Did you mean 'rate'?"),
        (["settings", "shwo"], "show"),
        (["ambient", "render", "raim"], "Did you mean 'rain'?"),
        (["cache", "clear", "clip"], "Did you mean 'clips'?"),
        (["completion", "powershel"], "powershell"),
        (["make"], "voiceguide list"),
        (["make", "--all", "legs"], "not both"),
    ],
)
def test_a_wrong_call_exits_with_2_and_names_what_was_probably_meant(
    arguments: list[str], expected: str, fake: object
) -> None:
    result = run(*arguments)
    assert result.code == 2, result.err
    assert result.out == ""
    assert result.err.startswith("Error: ")
    assert expected in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--rate", "500", "--rate is 500 words/min, but must be from 80 to 220 words/min"),
        ("--pace", "fast", "--pace cannot be 'fast': expected a number from 0.5 to 2"),
        ("--duration", "soon", "--duration cannot be 'soon': expected a length of time"),
        ("--duration", "5h", "--duration is 5 h, but must be from 1 min to 4 h"),
        ("--every", "500", "--every is 500 min, but must be from 1 min to 1 h"),
        ("--rate", "fast", "--rate cannot be 'fast': expected a number from 80 to 220 words/min"),
        ("--seed", "-1", "--seed is -1, but must be from 0 to 2147483647"),
        ("--seed", "x", "--seed cannot be 'x': expected a whole number from 0 to 2147483647"),
        ("--bitrate", "129", "--bitrate"),
        ("--loudness", "-16 dB", "--loudness cannot be '-16 dB'"),
    ],
)
def test_a_wrong_value_is_reported_under_the_name_the_user_typed(option: str, value: str, expected: str) -> None:
    result = run("make", "legs", option, value)
    assert result.code == 2
    assert expected in result.err
    assert "_wpm" not in result.err
    assert "_s " not in result.err


def test_a_routine_with_errors_exits_with_1_and_tells_all_of_them(folder: Path) -> None:
    text = (folder / "small.yaml").read_text("utf-8").replace("repeat: 5", "repeat: none").replace("giver:", "givr:")
    (folder / "wrong.yaml").write_text(text, "utf-8")
    result = run("make", "wrong.yaml")
    assert result.code == 1
    assert "wrong.yaml:5" in result.err
    assert result.err.count("repeat") >= 2


def test_debug_may_stand_anywhere_and_changes_no_exit_code() -> None:
    for arguments in (["--debug", "show", "lags"], ["show", "--debug", "lags"], ["show", "lags", "--debug"]):
        result = run(*arguments)
        assert result.code == 2
        assert "Traceback" in result.err
        assert result.err.rstrip().endswith("Did you mean 'legs'?")


def test_what_should_not_happen_is_reported_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(routines.list_command, "callback", broken)
    result = run("list")
    assert result.code == 1
    assert "ZeroDivisionError: a mistake of ours" in result.err
    assert "--debug" in result.err
    assert "Traceback" not in result.err
    assert "Traceback" in run("list", "--debug").err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (VoiceguideError("it failed"), 1),
        (UsageError("it was wrong"), 2),
        (click.UsageError("it was wrong"), 2),
        (click.FileError("x", "not there"), 1),
        (PermissionError(13, "Permission denied", "/x"), 1),
    ],
)
def test_errors_become_exit_codes(error: Exception, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(routines.list_command, "callback", broken)
    result = run("list")
    assert result.code == code
    assert result.err.startswith("Error: ")
    assert "should not have happened" not in result.err


def test_ctrl_c_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(routines.list_command, "callback", stopped)
    result = run("list")
    assert result.code == exit_codes.INTERRUPTED
    assert "Stopped" in result.err
    assert "go on" not in result.err  # there is nothing to go on with
    monkeypatch.setattr("voiceguide.cli.make.make_command.callback", stopped)
    assert "run the same command again to go on" in run("make", "legs").err
