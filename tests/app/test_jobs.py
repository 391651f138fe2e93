"""Batches: sessions side by side, one failure apart from the rest, nothing left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import SMALL
from tests.cli.running import run_process
from voiceguide.app.batches import make_all
from voiceguide.app.jobs import Failure, Job
from voiceguide.app.progress import StageProgress
from voiceguide.errors import UsageError
from voiceguide.export.outputs import Outputs
from voiceguide.rendered import RenderResult
from voiceguide.settings import Settings
from voiceguide.speaking import Preview

SETTINGS = Settings(voice="pyttsx3", ambient="none")


def job(source: str, output: Path, **changes: object) -> Job:
    values: dict[str, object] = {"outputs": Outputs(sidecars=("none",)), "preview": Preview(2.0)}
    return Job(source, source, output, SETTINGS, **(values | changes))  # type: ignore[arg-type]


def test_one_failure_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("title: x\nstages: none\n", "utf-8")
    stages: set[tuple[int, str]] = set()
    jobs = [
        job("legs", tmp_path / "a.mp3"),
        job(str(tmp_path / "wrong.yaml"), tmp_path / "b.mp3"),
        job("no-such-routine", tmp_path / "c.mp3"),
    ]
    ended = dict(make_all(jobs, workers=2, progress=lambda number, how: stages.add((number, how.stage))))
    first, second, third = (ended[number] for number in range(3))
    assert isinstance(first, RenderResult)
    assert first.path == tmp_path / "a.mp3"
    assert first.path.stat().st_size > 10_000
    assert isinstance(second, Failure)
    assert "wrong.yaml:2" in second.message
    assert second.exit_code == 1
    assert isinstance(third, Failure)
    assert third.exit_code == 2
    assert {(0, "voice"), (0, "sound"), (0, "measure")} <= stages
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.mp3", "wrong.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent in another way there")
def test_a_process_leaves_ctrl_c_to_its_owner_even_while_it_only_begins(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def interrupt_at_once() -> None:
        while not (begun := multiprocessing.active_children()):
            time.sleep(0.001)
        os.kill(begun[0].pid or 0, signal.SIGINT)

    interrupting = threading.Thread(target=interrupt_at_once)
    interrupting.start()
    ended = dict(make_all([job("legs", tmp_path / "a.mp3")]))
    interrupting.join()
    assert isinstance(ended[0], RenderResult)
    assert capfd.readouterr().err == ""


def test_two_jobs_never_share_a_file(tmp_path: Path) -> None:
    jobs = [job("legs", tmp_path / "x.mp3"), job("other/legs", tmp_path / "X.MP3")]
    with pytest.raises(UsageError, match="would both be written"):
        next(make_all(jobs))


def test_a_process_that_is_killed_fails_its_job_alone(tmp_path: Path) -> None:
    killed: set[int] = set()

    def kill_the_first(number: int, state: StageProgress) -> None:
        if number == 0 and not killed:
            killed.add(number)
            (worker,) = multiprocessing.active_children()
            worker.kill()

    jobs = [job("legs", tmp_path / "a.mp3"), job("back-relief", tmp_path / "b.mp3")]
    ended = dict(make_all(jobs, workers=1, progress=kill_the_first))
    assert killed
    first, second = ended[0], ended[1]
    assert isinstance(first, Failure)
    assert "process ended before it was done" in first.message
    assert isinstance(second, RenderResult)
    assert [path.name for path in tmp_path.iterdir()] == ["b.mp3"]


def test_giving_up_leaves_nothing_behind(tmp_path: Path) -> None:
    class EnoughError(Exception):
        pass

    def stop(number: int, state: StageProgress) -> None:
        raise EnoughError

    jobs = [job("legs", tmp_path / "out" / f"{number}.mp3", preview=None) for number in range(3)]
    with pytest.raises(EnoughError), closing(make_all(jobs, workers=2, progress=stop)) as endings:  # type: ignore[type-var]
        list(endings)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_command_tells_of_all_and_exits_with_2_when_all_that_failed_was_called_wrongly(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    options = ("--preview", "2s", "--voice", "pyttsx3", "--ambient", "none", "--with", "none")
    result = run_process("make", "small.yaml", "nowhere", "--pace", "0.9", "--pace", "1.1", *options, cwd=tmp_path)
    assert result.code == 2
    assert result.out.splitlines() == ["output/small-pace-0.9-preview.mp3", "output/small-pace-1.1-preview.mp3"]
    assert "2 of 4 made" in result.err
    assert "2 failed" in result.err
    for pace in ("0.9", "1.1"):
        assert f"nowhere-pace-{pace}: there is no routine 'nowhere'" in result.err
        assert (tmp_path / f"output/small-pace-{pace}-preview.mp3").stat().st_size > 10_000
