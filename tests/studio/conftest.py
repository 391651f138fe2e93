"""The studio in one process: helpers are threads, renders are told what to say, the voice is the fake one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.fake_engine import FakeEngine
from voiceguide.studio.app import create_app
from voiceguide.studio.gate import Keys
from voiceguide.studio.helpers import Helpers
from voiceguide.studio.maker import Errand
from voiceguide.studio.studio import Place, Studio

HOST = "127.0.0.1:8737"
BASE = f"http://{HOST}"
TOKEN = "the-token-of-these-tests"
FEED_TOKEN = "the-feed-token-of-these-tests"
COOKIE = "voiceguide-8737"
SAFE = {"start": "none", "clinician": "none", "skin": "none", "agreed": "yes"}


class ThreadHelpers(Helpers):
    """Does every task in a thread of this process, so that tests can replace what it uses."""

    def __init__(self) -> None:
        self.tasks: list[str] = []

    async def do(self, task: Callable[..., Any], *args: Any) -> Any:
        self.tasks.append(task.__name__)
        return await asyncio.to_thread(task, *args)

    def close(self) -> None:
        """There is no process to end."""


class FakeProcess:
    """A render that does what its script says, in a thread."""

    def __init__(self, play: Callable[[Connection, Errand], None], pipe: Connection, errand: Errand) -> None:
        self._thread = threading.Thread(target=self._run, args=(play, pipe, errand), daemon=True)
        self.terminated = threading.Event()
        self._thread.start()

    def _run(self, play: Callable[[Connection, Errand], None], pipe: Connection, errand: Errand) -> None:
        try:
            play(pipe, errand)
        finally:
            pipe.close()

    def join(self, timeout: float | None = None) -> None:
        self._thread.join(timeout)

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def terminate(self) -> None:
        self.terminated.set()

    def kill(self) -> None:
        self.terminated.set()

    def close(self) -> None:
        """Nothing is left to close."""


@dataclass
class Stage:
    """What the next renders do, and what was asked of them."""

    play: Callable[[Connection, Errand], None] = lambda pipe, errand: pipe.send(("done", errand.target.stem))
    errands: list[Errand] = field(default_factory=list)

    def start(self, errand: Errand) -> tuple[Any, Connection]:
        self.errands.append(errand)
        ours, theirs = Pipe()
        return FakeProcess(self.play, theirs, errand), ours


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    keys = Keys(TOKEN, FEED_TOKEN, frozenset({HOST, "localhost:8737"}), COOKIE)
    return Place(tmp_path / "sessions", tmp_path / "routines", keys)


@pytest.fixture
def app(place: Place, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    monkeypatch.setattr(
        "voiceguide.speech.registry.ENGINES", {"hibari": FakeEngine, "pyttsx3": FakeEngine, "fake": FakeEngine}
    )
    return create_app(place, start=stage.start, helpers=ThreadHelpers())


@pytest.fixture
def stranger(app: Starlette) -> Iterator[TestClient]:
    """Somebody without the token."""
    with TestClient(app, base_url=BASE) as client:
        yield client


@pytest.fixture
def client(stranger: TestClient) -> TestClient:
    """A page of the studio itself."""
    stranger.cookies.set(COOKIE, TOKEN)
    stranger.headers["origin"] = BASE
    return stranger


@pytest.fixture
def studio(client: TestClient) -> Studio:
    return cast(Studio, cast(Starlette, client.app).state.studio)
