"""The sound that grows while its session is made: whole in the end, the session's own frames, never in its way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SMALL
from tests.fake_engine import FakeEngine, fake
from voiceguide.app.jobs import Job, make
from voiceguide.export.outputs import Outputs
from voiceguide.progress import WorkStage
from voiceguide.settings import Settings

__all__ = ["fake"]  # a fixture of the tests here


@pytest.fixture
def job(tmp_path: Path, fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Job:
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    monkeypatch.chdir(tmp_path)
    settings = Settings(voice="fake:tone", ambient="none", mono=True)
    outputs = Outputs(sidecars=())
    return Job("x", "small.yaml", Path("output/x.mp3"), settings, outputs, early=tmp_path / "early.mp3")


def test_it_has_the_frames_of_the_session_and_tells_its_length_from_the_first_piece(job: Job) -> None:
    reports: list[tuple[int, int]] = []

    def report(stage: str, done: int, total: int) -> None:
        if stage == WorkStage.EARLY:
            assert job.early is not None
            assert job.early.stat().st_size == done, "what is told of can be read"
            reports.append((done, total))

    made = make(job, progress=report)
    assert job.early is not None
    early, final = job.early.read_bytes(), made.path.read_bytes()
    assert {total for _, total in reports} == {len(early)}
    assert reports[0][0] < len(early) == reports[-1][0]
    assert early[-100_000:] == final[-100_000:]


def test_a_place_that_cannot_be_written_to_does_not_keep_the_session_from_being_made(job: Job) -> None:
    job = replace(job, early=Path("nowhere/early.mp3"))
    assert make(job).path.is_file()


def test_who_stops_it_stops_all(job: Job) -> None:
    class EnoughError(Exception):
        pass

    def stop(stage: str, *_: Any) -> None:
        if stage == WorkStage.EARLY:
            raise EnoughError

    with pytest.raises(EnoughError):
        make(job, progress=stop)
    assert not Path("output").exists()
