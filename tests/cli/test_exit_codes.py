"""How runs end: words and codes, and for who develops a traceback."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from tests.cli.running import run
from voiceguide.cli import exit_codes
from voiceguide.cli.app import root
from voiceguide.errors import VoiceguideError


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Listing routines has a fault."""

    def fail() -> None:
        raise LookupError("on purpose")

    monkeypatch.setattr("voiceguide.routine.sources.shipped_routines", fail)


@pytest.mark.usefixtures("broken")
def test_a_fault_of_the_program_asks_for_a_report() -> None:
    result = run("list")
    assert result.code == 1
    assert "this should not have happened: LookupError: on purpose" in result.err
    assert "Run the same again with --debug" in result.err
    assert "Traceback" not in result.err


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("arguments", [("list", "--debug"), ("--debug", "list")])
def test_debug_shows_where_the_fault_is(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.code == 1
    assert "Traceback" in result.err
    assert "in fail" in result.err
    assert "--debug" not in result.err


def test_debug_after_two_dashes_is_a_name_and_not_the_option(folder: Path) -> None:
    result = run("show", "--", "--debug")
    assert result.code == 2
    assert "there is no routine '--debug'" in result.err
    assert "Traceback" not in result.err


def test_an_error_of_the_system_names_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise PermissionError(13, "Permission denied", "/somewhere/secret.yaml")

    monkeypatch.setattr("voiceguide.routine.sources.shipped_routines", fail)
    result = run("list")
    assert result.code == 1
    assert "/somewhere/secret.yaml: Permission denied" in result.err


def test_every_error_brings_its_own_code(monkeypatch: pytest.MonkeyPatch) -> None:
    class OddError(VoiceguideError):
        exit_code = 2

    def fail() -> None:
        raise OddError("odd", hint="Do something else.")

    monkeypatch.setattr("voiceguide.routine.sources.shipped_routines", fail)
    result = run("list")
    assert (result.code, result.err) == (2, "Error: odd\n  Do something else.\n")


def test_it_can_be_run_from_a_thread_where_no_signal_arrives() -> None:
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(exit_codes.run(root, ["--version"])))
    thread.start()
    thread.join(30)
    assert codes == [0]


def test_leaving_with_a_code_is_what_the_process_ends_with() -> None:
    with pytest.raises(SystemExit) as caught:
        exit_codes.leave(2)
    assert caught.value.code == 2
    assert sys.stdout is not None
