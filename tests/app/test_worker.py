"""The process that makes sessions: what it tells, how it fails, how it stops, and what brings it down."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SMALL
from tests.fake_engine import FakeEngine, fake
from voiceguide.app import jobs as jobs_module
from voiceguide.app import worker as worker_module
from voiceguide.app.jobs import Failure, Job, make
from voiceguide.app.progress import StageProgress
from voiceguide.app.worker import JobStopped, Outcome, Worker
from voiceguide.errors import DurationError
from voiceguide.export.outputs import Outputs
from voiceguide.rendered import RenderResult
from voiceguide.settings import Settings
from voiceguide.speaking import Preview

__all__ = ["fake"]  # a fixture of the tests here

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent in another way there")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def job(source: str = "small.yaml", voice: str = "fake:tone", **changes: Any) -> Job:
    settings = Settings(voice=voice, ambient="none", mono=True)
    return Job("x", source, Path("output/x.mp3"), settings, Outputs(sidecars=()), **changes)


# --- what it does, done here ---------------------------------------------------------------------


@pytest.fixture
def run_job(folder: Path, fake: FakeEngine) -> Iterator[Any]:
    """Does a job as the process does, here; gives how it ended and what was told. The signals come back."""
    before = signal.getsignal(signal.SIGTERM)

    def do(job: Job, *, stop: bool = False) -> tuple[Outcome, list[Any]]:
        ours, theirs = multiprocessing.Pipe()
        with ours, theirs:
            worker_module.ProcessState.pipe = theirs
            signal.signal(signal.SIGTERM, worker_module.stop_asked)
            if stop:
                ours.send_bytes(b"stop")
            outcome, said = worker_module.work(job, 1), []
            while ours.poll():
                said.append(ours.recv())
            assert said.pop() == worker_module.OVER
            return outcome, said

    yield do
    signal.signal(signal.SIGTERM, before)


def test_it_tells_its_progress_and_gives_the_session(run_job: Any) -> None:
    made, said = run_job(job(preview=Preview(2.0)))
    assert {stage for stage, _, _ in said} >= {"voice", "sound"}
    assert all(0 <= done <= total for _, done, total in said)
    assert isinstance(made, RenderResult)
    assert made.session.title == "A small routine (preview)"


def test_it_gives_what_was_wrong(run_job: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    failure, _ = run_job(job("nowhere"))
    assert (failure.exit_code, "nowhere" in failure.message) == (2, True)
    assert "Traceback" in failure.trace

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(jobs_module, "render", broken)
    failure, _ = run_job(job())
    assert failure.message == "this should not have happened: ZeroDivisionError: a mistake of ours"
    assert failure.reason == "Something went wrong: ZeroDivisionError."


def test_a_signal_stops_it_and_leaves_nothing(run_job: Any, fake: FakeEngine) -> None:
    speak = fake.speak

    def stopped(utterances: Any) -> Iterator[Any]:
        for each in utterances:
            yield from speak([each])
            signal.raise_signal(signal.SIGTERM)

    fake.speak = stopped  # type: ignore[method-assign]
    outcome, _ = run_job(job(preview=Preview(30.0)))
    assert outcome == JobStopped()
    assert not Path("output").exists()
    signal.raise_signal(signal.SIGTERM)  # the second one does no harm


def test_a_wish_stops_it_where_there_are_no_signals(run_job: Any) -> None:
    outcome, said = run_job(job(), stop=True)
    assert outcome == JobStopped()
    assert said == []
    assert not Path("output").exists()


@pytest.mark.parametrize(("share", "made"), [(0.93, True), (0.6, False), (1.07, True), (1.9, False)])
def test_a_length_just_beyond_what_is_possible_becomes_the_nearest(
    folder: Path, fake: FakeEngine, share: float, made: bool
) -> None:
    text = SMALL.replace("repeat: 5", "repeat: 5\n        exact: true")  # so its longest is not so long
    (folder / "small.yaml").write_text(text, "utf-8")

    def lasting(seconds: float) -> Job:
        asked = job(near=0.15)
        return replace(asked, settings=replace(asked.settings, duration_s=seconds))

    with pytest.raises(DurationError) as refused:
        make(lasting(60.0))
    limits = refused.value
    asked_s = share * (limits.shortest_s if share < 1 else limits.longest_s)
    asked = lasting(asked_s)
    if not made:
        with pytest.raises(DurationError):
            make(asked)
        return
    seconds = make(asked).session.timeline.seconds
    assert seconds == pytest.approx(asked_s, rel=0.15)
    assert seconds != pytest.approx(asked_s, abs=1.0)


# --- the process itself --------------------------------------------------------------------------


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker(1)
    yield made
    made.end()


def until_it_ends(worker: Worker) -> Outcome:
    while True:
        said = worker.take(1.0)
        if said is not None and not isinstance(said, StageProgress):
            return said


def until_it_works(worker: Worker) -> None:
    while not isinstance(worker.take(1.0), StageProgress):
        pass


def test_one_process_makes_one_session_after_the_other(folder: Path, worker: Worker) -> None:
    quick = job(voice="pyttsx3", preview=Preview(2.0))
    processes = set()
    for name in ("a", "b"):
        worker.begin(replace(quick, output=folder / f"{name}.mp3"))
        processes |= {process.pid for process in multiprocessing.active_children()}
        assert isinstance(until_it_ends(worker), RenderResult)
    assert len(processes) == 1
    assert {path.name for path in folder.iterdir()} == {"a.mp3", "b.mp3", "small.yaml"}


def test_it_is_there_before_its_first_job(folder: Path, worker: Worker) -> None:
    worker.warm("pyttsx3")
    worker.warm("pyttsx3")
    before = multiprocessing.active_children()
    worker.begin(job(voice="pyttsx3", preview=Preview(2.0)))
    assert isinstance(until_it_ends(worker), RenderResult)
    assert multiprocessing.active_children() == before
    assert len(before) == 1


def test_one_that_was_killed_while_it_waited_is_begun_anew(folder: Path, worker: Worker) -> None:
    worker.warm("nobody:known")
    (process,) = multiprocessing.active_children()
    process.kill()
    process.join()
    worker.begin(job(voice="pyttsx3", preview=Preview(2.0)))
    assert isinstance(until_it_ends(worker), RenderResult)


def test_one_that_is_killed_fails_its_job_and_makes_the_next(folder: Path, worker: Worker) -> None:
    quick = job(voice="pyttsx3", preview=Preview(2.0))
    worker.begin(quick)
    until_it_works(worker)
    (process,) = multiprocessing.active_children()
    process.kill()
    failure = until_it_ends(worker)
    assert isinstance(failure, Failure)
    assert "ended before it was done" in failure.message
    worker.begin(quick)
    assert isinstance(until_it_ends(worker), RenderResult)


def test_a_stopped_job_leaves_nothing_and_the_next_is_made(folder: Path, worker: Worker) -> None:
    worker.begin(job(voice="pyttsx3"))
    until_it_works(worker)
    worker.ask_to_stop()
    assert until_it_ends(worker) == JobStopped()
    assert not [path for path in folder.rglob("*") if path.is_file() and path.name != "small.yaml"]
    worker.begin(job(voice="pyttsx3", preview=Preview(2.0)))
    assert isinstance(until_it_ends(worker), RenderResult)


OWNER = """
import sys, time
from pathlib import Path
from voiceguide.app.jobs import Job
from voiceguide.app.progress import StageProgress
from voiceguide.app.worker import Worker
from voiceguide.settings import Settings

if __name__ == "__main__":
    worker = Worker(1)
    worker.begin(Job("x", "small.yaml", Path("out/x.mp3"), Settings(voice="pyttsx3", ambient="none")))
    while not isinstance(worker.take(1.0), StageProgress):
        pass
    print(worker._pid, flush=True)
    time.sleep(600)
"""


@POSIX
def test_it_ends_when_its_owner_was_killed(folder: Path) -> None:
    (folder / "owner.py").write_text(OWNER, "utf-8")
    with subprocess.Popen([sys.executable, "owner.py"], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        number = int(owner.stdout.readline())
        owner.kill()
    for _ in range(200):
        if not _runs(number):
            break
        time.sleep(0.05)
    else:
        pytest.fail("it goes on without its owner")
    assert not [path for path in folder.glob("out/**/*") if path.is_file()]


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
