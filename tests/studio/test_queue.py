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
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from voiceguide.settings import Settings
from voiceguide.studio import queue as queue_module
from voiceguide.studio.errors import BusyError, MissingError
from voiceguide.studio.maker import Errand
from voiceguide.studio.progress import FIRST_GUESS, STAGES, Estimate
from voiceguide.studio.queue import MOST_KEPT, MOST_WAITING, Job, Queue, State

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


def waits_for_stop(pipe: Connection, _: Errand) -> None:
    pipe.send(("progress", "sound", 1, 4))
    with contextlib.suppress(EOFError, OSError):
        pipe.recv()
        pipe.send(("stopped",))


def test_a_session_is_made_as_it_was_chosen(client: TestClient, stage: Stage) -> None:
    order(client, minutes=20, guidance="brief", ambient="none", avoid=["toes"])
    (row,) = until(client, states("done"))
    (errand,) = stage.errands
    assert errand.file.name == "happy-feet.yaml"
    assert errand.target.name == "happy-feet-20min.mp3"
    assert (errand.settings.duration_s, errand.settings.ambient, errand.settings.avoid) == (1200.0, "none", ("toes",))
    assert (row["session"], row["title"], row["about"]) == (
        "happy-feet-20min",
        "Happy feet",
        "20 min · Silence · a little is said",
    )


def test_a_second_one_waits_for_the_first(client: TestClient, stage: Stage) -> None:
    stage.play = waits_for_stop
    first, second, third = order(client), order(client, "legs"), order(client)
    rows = until(client, states("running", "waiting", "waiting"))
    assert [row["ahead"] for row in rows] == [0, 1, 2]
    until(client, lambda _: bool(stage.errands))
    assert len(stage.errands) == 1
    assert client.delete(f"/api/jobs/{third}").status_code == 204
    assert client.delete(f"/api/jobs/{first}").status_code == 204
    until(client, states("cancelled", "running", "cancelled"))
    until(client, lambda _: len(stage.errands) > 1)  # its process starts a moment after its state is told
    assert [errand.file.stem for errand in stage.errands] == ["happy-feet", "legs"]
    client.delete(f"/api/jobs/{second}")
    until(client, states("cancelled", "cancelled", "cancelled"))
    client.delete(f"/api/jobs/{first}")
    until(client, states("cancelled", "cancelled"))
    assert client.delete(f"/api/jobs/{first}").status_code == 404


def test_progress_is_told(client: TestClient, stage: Stage) -> None:
    stage.play = waits_for_stop
    name = order(client)
    (row,) = until(client, lambda rows: rows[0]["stage"] == "Mixing")
    assert 0 <= row["percent"] < 100
    assert row["left_s"] >= 0
    client.delete(f"/api/jobs/{name}")
    until(client, states("cancelled"))


def test_the_queue_is_bounded(client: TestClient, stage: Stage) -> None:
    stage.play = waits_for_stop
    names = [order(client)]
    until(client, states("running"))
    names += [order(client) for _ in range(MOST_WAITING)]
    answer = client.post("/api/jobs", json={"routine": "legs", "choices": {}, "safety": SAFE})
    assert (answer.status_code, answer.json()["error"]) == (503, "The queue is full.")
    assert answer.headers["retry-after"] == "2"
    for name in reversed(names):
        client.delete(f"/api/jobs/{name}")
    until(client, states(*["cancelled"] * len(names)))


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (("failed", "The disk is full.", "Free some space."), "The disk is full."),
        (None, "The process that makes sessions ended unexpectedly."),
    ],
)
def test_a_failure_is_told_and_the_next_one_goes_on(
    client: TestClient, stage: Stage, message: tuple[str, ...] | None, told: str
) -> None:
    def play(pipe: Connection, errand: Errand) -> None:
        if errand.file.stem == "legs":
            pipe.send(("done", "legs-40min"))
        elif message:
            pipe.send(message)

    stage.play = play
    order(client)
    order(client, "legs")
    rows = until(client, states("failed", "done"))
    assert rows[0]["message"] == told
    assert rows[0]["hint"]


def test_one_that_does_not_stop_is_ended(client: TestClient, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_module, "STOP_S", 0.1)

    def deaf(pipe: Connection, _: Errand) -> None:
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


@pytest.mark.parametrize("choices", [{"minutes": 3}, {"minutes": 4}])
def test_a_length_that_cannot_be_is_not_queued(client: TestClient, choices: dict[str, Any]) -> None:
    answer = client.post("/api/jobs", json={"routine": "happy-feet", "choices": choices, "safety": SAFE})
    assert answer.status_code == 422
    assert "possible are" in answer.text
    assert client.get("/api/jobs").json() == []


def job() -> Job:
    return Job("Legs", "", "legs", 60.0, Errand(Path("legs.yaml"), Path("x"), Settings()))


def test_finished_jobs_are_forgotten_in_the_end() -> None:
    async def fill() -> Queue:
        queue = Queue()
        for _ in range(MOST_KEPT + 5):
            done = job()
            queue.add(done)
            done.state = State.DONE
        return queue

    queue = asyncio.run(fill())
    assert len(queue.told()) == MOST_KEPT
    with pytest.raises(MissingError):
        queue.cancel("x")


def test_every_change_reaches_whoever_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_module, "_EVERY_S", 0.0)
    monkeypatch.setattr(queue_module, "_HEARTBEAT_S", 0.02)

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


_TOLD = st.tuples(st.sampled_from([*STAGES, "stems"]), st.integers(0, 100), st.floats(0.0, 5.0))


@given(st.lists(_TOLD, max_size=40), st.floats(1, 15_000))
def test_progress_never_goes_back_and_never_claims_the_end(told: list[tuple[str, int, float]], seconds: float) -> None:
    order = list(STAGES)
    told = sorted(told, key=lambda each: order.index(each[0]) if each[0] in order else 0)
    now, before = 100.0, 0.0
    clock = Estimate(seconds, FIRST_GUESS, now)
    for stage, done, wait in told:
        now += wait
        clock.tell(stage, done, 100, now)
        assert before <= clock.fraction < 1
        assert clock.left_s >= 0
        before = clock.fraction
    rates = clock.learnt(FIRST_GUESS, now)
    assert set(rates) == set(STAGES)
    assert all(rate >= 0 for rate in rates.values())


def test_the_time_left_comes_from_the_pace_of_the_stage() -> None:
    clock = Estimate(1000.0, {"voice": 0.01, "sound": 0.02, "measure": 0.01}, 0.0)
    assert clock.left_s == pytest.approx(40.0)
    clock.tell("voice", 10, 10, 20.0)
    clock.tell("sound", 0, 100, 20.0)
    assert clock.left_s == pytest.approx(30.0)
    clock.tell("sound", 50, 100, 30.0)
    assert clock.left_s == pytest.approx(20.0)
    assert clock.fraction == pytest.approx(0.6)
    clock.tell("measure", 0, 100, 40.0)
    clock.tell("measure", 100, 100, 44.0)
    learnt = clock.learnt({"voice": 0.01, "sound": 0.02, "measure": 0.01}, 44.0)
    assert learnt == pytest.approx({"voice": 0.015, "sound": 0.02, "measure": 0.007})
