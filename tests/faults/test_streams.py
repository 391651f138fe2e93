"""Whoever reads what is printed may be slow, or gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.running import command, run_process

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pipes differ there")
MAKE = ("make", "small.yaml", "--voice", "pyttsx3", "--ambient", "none", "--preview", "5s", "--with", "none")


def closed_pipe() -> int:
    """The writing end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@POSIX
def test_a_slow_reader_gets_everything(folder: Path) -> None:
    whole = run_process("script", "full-body", "--duration", "2h", "--json").out
    assert len(whole) > 70_000, "more than a pipe holds"
    process = subprocess.Popen(command("script", "full-body", "--duration", "2h", "--json"), stdout=subprocess.PIPE)
    assert process.stdout is not None
    parts = []
    while part := os.read(process.stdout.fileno(), 20_000):
        parts.append(part)
        time.sleep(0.02)
    process.stdout.close()
    assert process.wait(60) == 0
    assert b"".join(parts).decode() == whole


@POSIX
@pytest.mark.parametrize(
    "arguments", [("list", "--json"), ("settings", "show", "--json"), ("script", "legs", "--json")]
)
def test_json_for_a_reader_that_takes_one_line_and_goes(folder: Path, arguments: tuple[str, ...]) -> None:
    process = subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().strip() in (b"{", b"[")
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) in (0, 1)
    assert err == b""


@POSIX
def test_a_session_is_made_even_when_nobody_takes_its_path(folder: Path) -> None:
    writing = closed_pipe()
    done = subprocess.run(command(*MAKE), stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    os.close(writing)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert (folder / "output" / "small-preview.mp3").is_file(), done.stderr


@POSIX
def test_a_session_is_made_even_when_nobody_reads_the_progress(folder: Path) -> None:
    writing = closed_pipe()
    done = subprocess.run(command(*MAKE, "--json"), stdout=subprocess.PIPE, stderr=writing, timeout=60, check=False)
    os.close(writing)
    assert done.returncode == 0
    assert json.loads(done.stdout)["made"][0]["path"] == str(Path("output") / "small-preview.mp3")
    assert (folder / "output" / "small-preview.mp3").is_file()


@POSIX
def test_an_error_that_nobody_reads_still_ends_with_its_code(folder: Path) -> None:
    writing = closed_pipe()
    done = subprocess.run(
        command("make", "no-such-routine"), stdout=subprocess.PIPE, stderr=writing, timeout=60, check=False
    )
    os.close(writing)
    assert done.returncode == 2
    assert done.stdout == b""


def test_a_listener_who_goes_away_ends_the_making_of_it(tmp_path: Path) -> None:
    arguments = ("play", "desk-shoulders", "--duration", "12m", "--voice", "pyttsx3:en-us", "-o", "-")
    with subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(60_000)[:3] == b"ID3"
        process.stdout.close()
        stderr = process.stderr.read()
        assert process.wait(60) in (0, 1, 141)
    assert b"Traceback" not in stderr
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]
