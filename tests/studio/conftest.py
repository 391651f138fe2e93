"""The studio in one process: workers are threads, renders are told what to say, the voice is the fake one."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.fake_engine import FakeEngine
from voiceguide.app.jobs import Failure, Job
from voiceguide.app.progress import StageProgress
from voiceguide.app.remix import serve
from voiceguide.app.worker import JobStopped, Outcome, Worker
from voiceguide.rendered import RenderResult
from voiceguide.studio.app import create_app
from voiceguide.studio.keys import Keys
from voiceguide.studio.studio import ServerConfig, Studio
from voiceguide.studio.workers import WorkerPool

HOST = "127.0.0.1:8737"
BASE = f"http://{HOST}"
TOKEN = "the-token-of-these-tests"
SESSION = "the-session-of-these-tests"
PREFIX = "the-prefix-of-these-tests"
ROOT = f"/{PREFIX}"
FEED_TOKEN = "the-feed-token-of-these-tests"
COOKIE = "voiceguide"
ANSWERS = {"start": "none", "clinician": "none", "skin": "none", "agreed": "yes"}
SAFE = {"answers": ANSWERS, "at": time.time()}


class ThreadWorkers(WorkerPool):
    """Does every task in a thread of this process, so that tests can replace what it uses."""

    def __init__(self) -> None:
        self.tasks: list[str] = []

    async def run(self, task: Callable[..., Any], *args: Any) -> Any:
        self.tasks.append(task.__name__)
        return await asyncio.to_thread(task, *args)

    def close(self) -> None:
        """There is no process to end."""


class FakeWorker(Worker):
    """A maker that does what the stage says, in a thread; what is sent becomes what a worker tells."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage, self._stopped = stage, False
        self._ours: Connection | None = None

    def warm(self, voice: str) -> None:
        """There is no process to begin."""

    def begin(self, job: Job) -> None:
        self._stage.requests.append(job)
        self._stopped = False
        self._ours, theirs = Pipe()
        threading.Thread(target=self._run, args=(theirs, job), daemon=True).start()

    def _run(self, pipe: Connection, job: Job) -> None:
        try:
            self._stage.play(pipe, job)
        finally:
            pipe.close()

    def take(self, timeout_s: float = 0.0) -> StageProgress | Outcome | None:
        assert self._ours is not None
        try:
            if not self._ours.poll(timeout_s):
                return None
            kind, *facts = self._ours.recv()
        except (EOFError, OSError):
            return JobStopped() if self._stopped else Failure.of_death()
        if kind == "progress":
            return StageProgress(*facts)
        if kind == "done":
            return cast(RenderResult, SimpleNamespace(path=Path(f"{facts[0]}.mp3")))
        return JobStopped() if kind == "stopped" else Failure(facts[0], reason=facts[0], hint=facts[1])

    def ask_to_stop(self) -> None:
        self._stopped = True
        if self._ours is not None:
            with contextlib.suppress(OSError):
                self._ours.send("stop")

    def end(self, patience_s: float = 0.0) -> None:  # noqa: ARG002
        self.ask_to_stop()


@dataclass
class Stage:
    """What the next renders do, and what was asked of them."""

    play: Callable[[Connection, Job], None] = lambda pipe, job: pipe.send(("done", job.output.stem))
    requests: list[Job] = field(default_factory=list)

    def maker(self) -> Worker:
        return FakeWorker(self)


def remixed_in_a_thread(pipe: Connection) -> Callable[[], None]:
    """Makes remixes in a thread of this process."""
    thread = threading.Thread(target=serve, args=(pipe,), daemon=True)
    thread.start()
    return lambda: thread.join(20)


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def config(tmp_path: Path) -> ServerConfig:
    keys = Keys(TOKEN, SESSION, PREFIX, FEED_TOKEN, frozenset({HOST, "localhost:8737"}), COOKIE)
    return ServerConfig(tmp_path / "sessions", tmp_path / "routines", keys)


@pytest.fixture
def app(config: ServerConfig, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    monkeypatch.setattr(
        "voiceguide.speech.registry.ENGINES", {"hibari": FakeEngine, "pyttsx3": FakeEngine, "fake": FakeEngine}
    )
    return create_app(config, maker=stage.maker(), workers=ThreadWorkers(), remixes=remixed_in_a_thread)


@pytest.fixture
def stranger(app: Starlette) -> Iterator[TestClient]:
    """Somebody who knows the prefix, but is not paired."""
    with TestClient(app, base_url=BASE + ROOT) as client:
        yield client


@pytest.fixture
def client(stranger: TestClient) -> TestClient:
    """A page of the studio itself."""
    stranger.cookies.set(COOKIE, SESSION, path=ROOT)
    stranger.headers["origin"] = BASE
    return stranger


@pytest.fixture
def studio(client: TestClient) -> Studio:
    return cast(Studio, cast(Starlette, client.app).state.studio)
