"""What only a real process shows: Ctrl-C, a closed pipe, a full disk, another encoding."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import command, run, run_process

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and /dev are POSIX's")
MAKE = ("make", "small.yaml", "--voice", "pyttsx3", "--ambient", "none", "--duration", "6m")  # long enough to stop


def begun(*arguments: str, wait_for: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has told that it is at work."""
    process = subprocess.Popen(
        command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if wait_for in line:
                break
        yield process
    finally:
        watchdog.cancel()
        if process.poll() is None:
            process.kill()
        process.communicate()


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and path.name != "small.yaml"]


@POSIX
@pytest.mark.parametrize(
    ("number", "stage", "code"),
    [(signal.SIGINT, "Speaking", 130), (signal.SIGINT, "Mixing", 130), (signal.SIGTERM, "Speaking", 143)],
)
def test_stopping_leaves_nothing_half_made_and_says_how_to_go_on(
    number: int, stage: str, code: int, folder: Path
) -> None:
    for process in begun(*MAKE, wait_for=stage):
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert process.returncode == code, err
        assert out == ""
        assert "Stopped; nothing half-made was left." in err
        assert "run the same command again to go on" in err
        assert "Traceback" not in err
    assert left(folder) == []
    if stage == "Mixing":  # all was spoken by then: whoever goes on finds it
        assert len(list(Path(os.environ["VOICEGUIDE_CACHE"]).rglob("*.clip"))) > 30
        result = run(*MAKE, "--preview", "60s", "--json")
        assert result.code == 0, result.err
        assert '"clips_made": 0' in result.out


@POSIX
def test_stopping_a_batch_stops_all_of_it(folder: Path) -> None:
    for process in begun(*MAKE, "legs", wait_for="speaking"):
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        _, err = process.communicate(timeout=30)
        assert process.returncode == 130, err
        assert "Traceback" not in err
        assert "ignored" not in err
    assert left(folder) == []


def test_a_reader_that_goes_away_is_no_drama(folder: Path) -> None:
    process = subprocess.Popen(command("script", "full-body"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 1
    assert err == b""


@POSIX
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_behind_the_output_is_reported(folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command("list"), stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@POSIX
def test_closed_streams_do_no_harm(folder: Path) -> None:
    closing = "import os, sys; os.close(1); os.execv(sys.executable, sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", closing, *command("list")], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-1"])
def test_a_terminal_that_lacks_a_character_shows_another(encoding: str, folder: Path) -> None:
    text = (folder / "small.yaml").read_text("utf-8").replace("A small routine", "Ein kleiner Ablauf 背中 für zwei")
    (folder / "small.yaml").write_text(text, "utf-8")
    done = subprocess.run(
        command("show", "small.yaml"), capture_output=True, timeout=60, check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"Ein kleiner Ablauf ??" in done.stdout


def test_names_with_spaces_and_any_script_survive(folder: Path) -> None:
    odd = folder / "mein Rücken 背中"
    odd.mkdir()
    (folder / "small.yaml").rename(odd / "abend für zwei.yaml")
    result = run_process(
        "make", "abend für zwei.yaml", "--voice", "pyttsx3", "--preview", "2s", "--with", "none", "-q",
        cwd=odd, environ={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert result.code == 0, result.err
    assert result.out == f"{Path('output') / 'abend für zwei-preview.mp3'}\n"
    assert (odd / "output" / "abend für zwei-preview.mp3").is_file()
