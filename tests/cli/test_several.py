"""Several sessions in one call, here with the processes left out: what is told, and how leaving works."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click
import jsonschema
import pytest
from click.shell_completion import ShellComplete

from tests.cli.running import run
from tests.fake_engine import FakeEngine
from voiceguide.app import batches
from voiceguide.app.jobs import Failure, Job, make
from voiceguide.app.progress import StageProgress
from voiceguide.cli.app import root
from voiceguide.cli.schemas import schema_of
from voiceguide.errors import VoiceguideError

QUICK = ("--preview", "3s", "--ambient", "none", "--pacer", "off", "--with", "none")


@pytest.fixture
def side_by_side(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """Jobs are done here, one after the other, last first; returns how many workers were asked for."""
    asked: list[int | None] = []

    def make_all(jobs: Sequence[Job], *, workers: int | None, progress: Any) -> Iterator[tuple[int, Any]]:
        asked.append(workers)
        for number, job in reversed(list(enumerate(jobs))):
            progress(number, StageProgress("voice", 0, 1))
            try:
                yield number, make(job)
            except VoiceguideError as error:
                yield number, Failure.of(error)

    monkeypatch.setattr(batches, "make_all", make_all)
    return asked


@pytest.mark.usefixtures("side_by_side")
def test_paths_are_printed_in_the_order_asked_for_and_failures_listed() -> None:
    result = run("make", "small.yaml", "nowhere", "--seed", "1", "--seed", "2", *QUICK)
    assert result.code == 2
    assert result.out.splitlines() == ["output/small-seed-1-preview.mp3", "output/small-seed-2-preview.mp3"]
    lines = result.err.splitlines()
    assert "[1/4] small-seed-1: speaking" in lines
    assert any(line.startswith("2 of 4 made, 0:06 in ") and line.endswith("; 2 failed") for line in lines)
    assert any(line.startswith("  small-seed-1: 0:03, voice fake:tone, ") for line in lines)
    assert sum(line.startswith("Failed: nowhere-seed-") for line in lines) == 2


def test_without_failures_the_exit_code_is_0(side_by_side: list[int | None]) -> None:
    result = run("make", "small.yaml", "--seed", "1", "--seed", "2", "--quiet", "--jobs", "3", *QUICK)
    assert (result.code, result.err) == (0, "")
    assert len(result.out.splitlines()) == 2
    assert side_by_side == [3]


@pytest.mark.usefixtures("side_by_side")
def test_json_of_several_holds_both_kinds() -> None:
    result = run("make", "small.yaml", "nowhere", "--json", *QUICK)
    assert result.code == 2
    jsonschema.validate(result.json, schema_of("make"))
    assert [each["name"] for each in result.json["made"]] == ["small"]
    assert [(each["source"], each["exit_code"]) for each in result.json["failed"]] == [("nowhere", 2)]
    assert "nowhere" in result.json["failed"][0]["error"]


def test_all_means_every_shipped_routine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def make_all(jobs: Sequence[Job], **_: Any) -> Iterator[Any]:
        asked.extend(job.source for job in jobs)
        return iter(())

    monkeypatch.setattr(batches, "make_all", lambda jobs, **options: (each for each in make_all(jobs, **options)))
    assert run("make", "--all", *QUICK).code == 0
    assert asked == [each["name"] for each in run("list", "--json").json]


# --- completion and leaving ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "incomplete", "expected"),
    [
        (["make", "legs", "--ambient"], "r", ["rain"]),
        (["make", "legs", "--voice"], "kokoro:bm", ["kokoro:bm_george"]),
        (["make", "legs", "--profile"], "c", ["calm", "clear"]),
        (["make", "legs", "--chapters"], "s", ["stages", "strokes"]),
        (["show"], "back", ["back-relief", "back"]),
        (["make", "legs", "--ambient"], "Music/", ["Music/"]),
    ],
)
def test_values_are_completed(words: list[str], incomplete: str, expected: list[str]) -> None:
    shell = ShellComplete(root, {}, "voiceguide", "_VOICEGUIDE_COMPLETE")
    assert [item.value for item in shell.get_completions(words, incomplete)] == expected


def test_a_command_that_is_not_there_completes_nothing() -> None:
    context = root.make_context("voiceguide", ["nonsense"], resilient_parsing=True)
    assert root.resolve_command(context, ["nonsense"])[1] is None
    with pytest.raises(click.UsageError):
        root.resolve_command(click.Context(root), ["nonsense"])


def test_a_stopped_program_does_not_wait_for_its_threads() -> None:
    probe = (
        "import threading, time\n"
        "from voiceguide.cli.exit_codes import leave\n"
        "threading.Thread(target=time.sleep, args=(600,)).start()\n"
        "print('said')\n"
        "leave(130)\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "said\n", "")
