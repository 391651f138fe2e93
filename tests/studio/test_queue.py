"""Making sessions: one after the other, cancelled, failed, told of; and how far they are."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.sounds import noise, write
from voiceguide.app import queue as queue_module
from voiceguide.app.errors import BusyError, MissingError
from voiceguide.app.jobs import Job
from voiceguide.app.privacy import without_folders
from voiceguide.app.queue import MOST_KEPT, MOST_WAITING, Queue
from voiceguide.app.queued_job import QueuedJob, State
from voiceguide.settings import Settings
from voiceguide.studio.studio import Studio

from .conftest import SAFE, Stage


def order(client: TestClient, routine: str = "happy-feet", **choices: Any) -> str:
    answer = client.post("/api/jobs", json={"routine": routine, "choices": choices, "safety": SAFE})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def until(client: TestClient, right: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    for _ in range(400):
        rows: list[dict[str, Any]] = client.get("/api/jobs").json()
        if right(rows):
            return rows
        time.sleep(0.02)
    raise AssertionError(rows)


def states(*wanted: str) -> Callable[[list[dict[str, Any]]], bool]:
    return lambda rows: [row["state"] for row in rows] == list(wanted)


def waits_for_stop(pipe: Connection, _: Job) -> None:
    pipe.send(("progress", "sound", 1, 4))
    with contextlib.suppress(EOFError, OSError):
        pipe.recv()
        pipe.send(("stopped",))


def test_a_session_is_made_as_it_was_chosen(client: TestClient, stage: Stage) -> None:
    order(client, minutes=20, guidance="brief", ambient="none", avoid=["toes"])
    (row,) = until(client, states("done"))
    (made,) = stage.requests
    assert Path(made.source).name == "happy-feet.yaml"
    assert made.output.name == "happy-feet-20min.mp3"
    assert (made.settings.duration_s, made.settings.ambient, made.settings.avoid) == (1200.0, "none", ("toes",))
    assert (row["session"], row["title"], row["about"]) == (
        "happy-feet-20min",
        "Happy feet",
        "20 min · Silence · a little is said · without toes",
    )


def test_a_second_one_waits_for_the_first(client: TestClient, stage: Stage) -> None:
    stage.play = waits_for_stop
    first, second, third = order(client), order(client, "legs"), order(client, minutes=20)
    rows = until(client, states("running", "waiting", "waiting"))
    assert [row["ahead"] for row in rows] == [0, 1, 2]
    until(client, lambda _: bool(stage.requests))
    assert len(stage.requests) == 1
    assert client.delete(f"/api/jobs/{third}").status_code == 204
    assert client.delete(f"/api/jobs/{first}").status_code == 204
    until(client, states("cancelled", "running", "cancelled"))
    until(client, lambda _: len(stage.requests) > 1)  # its process starts a moment after its state is told
    assert [Path(each.source).stem for each in stage.requests] == ["happy-feet", "legs"]
    client.delete(f"/api/jobs/{second}")
    until(client, states("cancelled", "cancelled", "cancelled"))
    client.delete(f"/api/jobs/{first}")
    until(client, states("cancelled", "cancelled"))
    assert client.delete(f"/api/jobs/{first}").status_code == 404


def test_progress_is_reported(client: TestClient, stage: Stage) -> None:
    stage.play = waits_for_stop
    name = order(client)
    (row,) = until(client, lambda rows: rows[0]["stage"] == "Mixing and encoding")
    assert 0 <= row["percent"] < 100
    assert row["left_s"] >= 0
    client.delete(f"/api/jobs/{name}")
    until(client, states("cancelled"))


def test_the_queue_is_bounded(client: TestClient, stage: Stage) -> None:
    stage.play = waits_for_stop
    names = [order(client)]
    until(client, states("running"))
    names += [order(client, minutes=20 + more) for more in range(MOST_WAITING)]
    answer = client.post("/api/jobs", json={"routine": "legs", "choices": {}, "safety": SAFE})
    assert (answer.status_code, answer.json()["error"]) == (503, "The queue is full.")
    assert answer.headers["retry-after"] == "2"
    for name in reversed(names):
        client.delete(f"/api/jobs/{name}")
    until(client, states(*["cancelled"] * len(names)))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (("failed", "The disk is full.", "Free some space."), "The disk is full."),
        (None, "The process that makes sessions ended unexpectedly."),
    ],
)
def test_a_failure_is_reported_and_the_next_one_goes_on(
    client: TestClient, stage: Stage, message: tuple[str, ...] | None, expected: str
) -> None:
    def play(pipe: Connection, job: Job) -> None:
        if Path(job.source).stem == "legs":
            pipe.send(("done", "legs-40min"))
        elif message:
            pipe.send(message)

    stage.play = play
    order(client)
    order(client, "legs")
    rows = until(client, states("failed", "done"))
    assert rows[0]["message"] == expected
    assert rows[0]["hint"]


def test_one_that_does_not_stop_is_ended(client: TestClient, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_module, "STOP_S", 0.1)

    def deaf(pipe: Connection, _: Job) -> None:
        while not pipe.poll(0.02):
            pass
        time.sleep(0.9)  # until the process would have been ended: then its end of the pipe closes

    stage.play = deaf
    name = order(client)
    until(client, states("running"))
    client.delete(f"/api/jobs/{name}")
    until(client, states("stopping"))
    (row,) = until(client, states("cancelled"))
    assert row["id"] == name


def test_why_a_session_failed_is_reported_without_the_folders_of_this_computer(
    client: TestClient, stage: Stage, studio: Studio
) -> None:
    folder = studio.config.sessions
    message = f"cannot write {folder}/legs.mp3: '/mnt/My Music/rain.ogg' is gone, see C:\\Users\\Ann\\x.log"
    stage.play = lambda pipe, _: pipe.send(("failed", message, f"Look into {folder.parent}."))
    order(client)
    (row,) = until(client, states("failed"))
    assert "cannot write legs.mp3" in row["message"]
    for part in (str(folder), str(folder.parent), "/mnt", "Users", "Ann"):
        assert part not in row["message"] + row["hint"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no file /home/ann/a.ogg here", "no file a.ogg here"),
        ("'/srv/x/a b.mp3': broken", "'a b.mp3': broken"),
        ("file:///etc/passwd", "passwd"),
        (r"\\server\share\a.mp3 is gone", "a.mp3 is gone"),
        ("C:/Users/ann/a.mp3", "a.mp3"),
        ("12/16 bit, and/or 3 / 4, ambient/rain.ogg, 10 %", "12/16 bit, and/or 3 / 4, ambient/rain.ogg, 10 %"),
        (f"{Path.home()}/x.yaml", "x.yaml"),
    ],
)
def test_folders_are_left_out_of_words(text: str, expected: str) -> None:
    assert without_folders(text) == expected


@pytest.mark.parametrize("choices", [{"minutes": 3}, {"minutes": 4}])
def test_a_length_that_cannot_be_is_not_queued(client: TestClient, choices: dict[str, Any]) -> None:
    answer = client.post("/api/jobs", json={"routine": "happy-feet", "choices": choices, "safety": SAFE})
    assert answer.status_code == 422
    assert "possible are" in answer.text
    assert client.get("/api/jobs").json() == []


def test_the_same_session_ordered_twice_is_made_once(client: TestClient, stage: Stage, studio: Studio) -> None:
    stage.play = waits_for_stop
    choices = {"minutes": 20, "avoid": ["toes"]}
    body = {"routine": "happy-feet", "choices": choices, "safety": SAFE}
    first, second = client.post("/api/jobs", json=body), client.post("/api/jobs", json=body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    (row,) = client.get("/api/jobs").json()
    assert (row["minutes"], row["avoid"]) == (20, ["toes"])
    other = client.post("/api/jobs", json={**body, "choices": {**choices, "avoid": []}})
    assert other.status_code == 201
    for name in (other, first):
        client.delete(f"/api/jobs/{name.json()['id']}")
    until(client, states("cancelled", "cancelled"))

    stage.play = lambda pipe, job: pipe.send(("done", job.output.stem))
    again = client.post("/api/jobs", json=body)
    assert again.status_code == 201, "one that was stopped is made after all"
    until(client, lambda rows: rows[-1]["state"] == "done")
    (studio.config.sessions).mkdir(exist_ok=True)
    write(studio.config.sessions / "happy-feet-20min.mp3", noise(1.0))
    known = client.post("/api/jobs", json=body)
    assert known.status_code == 201
    assert known.json()["session"] == "happy-feet-20min"
    assert len(stage.requests) == 2
    (studio.config.sessions / "happy-feet-20min.mp3").unlink()
    assert client.post("/api/jobs", json=body).json()["session"] == "", "one that was deleted is made anew"


def job() -> QueuedJob:
    return QueuedJob("Legs", "", "legs", 60.0, Job("Legs", "legs", Path("x"), Settings()))


def test_finished_jobs_are_forgotten_in_the_end() -> None:
    async def fill() -> Queue:
        queue = Queue()
        for _ in range(MOST_KEPT + 5):
            done = job()
            queue.add(done)
            done.state = State.DONE
        return queue

    queue = asyncio.run(fill())
    assert len(queue.to_dicts()) == MOST_KEPT
    with pytest.raises(MissingError):
        queue.cancel("x")


def test_every_change_reaches_whoever_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_module, "EVERY_S", 0.0)
    monkeypatch.setattr(queue_module, "HEARTBEAT_S", 0.02)

    async def look() -> list[int | None]:
        queue, seen = Queue(), list[int | None]()
        changes = queue.changes()
        for step in range(4):
            rows = await anext(changes)
            seen.append(None if rows is None else len(rows))
            if step in (0, 2):
                queue.add(job())
        await changes.aclose()  # type: ignore[attr-defined]
        return seen

    assert asyncio.run(look()) == [0, 1, None, 2]


def test_full_is_full() -> None:
    async def fill() -> None:
        queue = Queue()
        for _ in range(MOST_WAITING):
            queue.add(job())
        with pytest.raises(BusyError):
            queue.add(job())

    asyncio.run(fill())
