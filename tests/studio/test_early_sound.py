"""A sound that is heard while it is made: whole and in ranges, each byte as soon as it is there, and broken off."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

import pytest
from mutagen.id3 import ParseID3v1
from starlette.testclient import TestClient

from voiceguide.app.jobs import Job
from voiceguide.progress import WorkStage
from voiceguide.studio.early_sound import END
from voiceguide.studio.studio import Studio

from .conftest import Stage
from .test_queue import order, states, until, waits_for_stop

SOUND = bytes(range(256)) * 40
HALF = len(SOUND) // 2
WHOLE = SOUND + END


class Growing:
    """A render whose sound grows by halves, when it is let."""

    def __init__(self, outcome: tuple[str, ...] = ("done", "happy-feet-30min")) -> None:
        self.go_on = threading.Event()
        self.outcome = outcome
        self.jobs: list[Job] = []

    def play(self, pipe: Connection, job: Job) -> None:
        self.jobs.append(job)
        if job.early is not None:
            with job.early.open("xb") as file:
                file.write(SOUND[:HALF])
            pipe.send(("progress", WorkStage.EARLY, HALF, len(SOUND)))
        self.go_on.wait(20)
        if job.early is not None and self.outcome[0] == "done":
            with job.early.open("ab") as file:
                file.write(SOUND[HALF:])
            pipe.send(("progress", WorkStage.EARLY, len(SOUND), len(SOUND)))
        pipe.send(self.outcome)


@pytest.fixture
def growing(stage: Stage) -> Growing:
    made = Growing()
    stage.play = made.play
    return made


@pytest.mark.parametrize(
    ("asked", "first", "stop"),
    [("bytes=0-99", 0, 100), ("bytes=1000-1099", 1000, 1100), (f"bytes={HALF - 5}-{HALF - 1}", HALF - 5, HALF)],
)
def test_what_is_there_is_sent_before_the_rest_is_made(
    client: TestClient, growing: Growing, asked: str, first: int, stop: int
) -> None:
    name = order(client)
    answer = client.get(f"/jobs/{name}/sound", headers={"range": asked})
    assert not growing.go_on.is_set()
    assert answer.status_code == 206
    assert answer.content == SOUND[first:stop]
    assert answer.headers["content-range"] == f"bytes {first}-{stop - 1}/{len(WHOLE)}"
    assert answer.headers["content-type"] == "audio/mpeg"
    growing.go_on.set()
    until(client, states("done"))


@pytest.mark.parametrize("asked", [None, f"bytes={HALF - 10}-", "bytes=-300"])
def test_what_is_not_there_yet_is_waited_for(client: TestClient, growing: Growing, asked: str | None) -> None:
    name = order(client)
    with ThreadPoolExecutor(1) as pool:
        headers = {"range": asked} if asked else {}
        waiting = pool.submit(client.get, f"/jobs/{name}/sound", headers=headers)
        with pytest.raises(TimeoutError):
            waiting.result(0.4)
        growing.go_on.set()
        answer = waiting.result(20)
    expected = {None: WHOLE, "bytes=-300": WHOLE[-300:]}.get(asked, WHOLE[HALF - 10 :])
    assert answer.content == expected
    assert int(answer.headers["content-length"]) == len(expected)
    assert client.head(f"/jobs/{name}/sound").headers["content-length"] == str(len(WHOLE))
    assert client.get(f"/jobs/{name}/sound").content == WHOLE, "whoever began to listen goes on with the same bytes"


@pytest.mark.parametrize("asked", ["bytes=-128", f"bytes={len(SOUND)}-", f"bytes={len(SOUND) + 28}-"])
def test_the_place_of_a_tag_at_the_end_is_there_at_once(client: TestClient, growing: Growing, asked: str) -> None:
    """Players that look for one before they play do not wait for the whole session."""
    name = order(client)
    answer = client.get(f"/jobs/{name}/sound", headers={"range": asked})
    assert not growing.go_on.is_set()
    assert answer.content == (END[28:] if asked == f"bytes={len(SOUND) + 28}-" else END)
    assert len(END) == 128
    assert ParseID3v1(WHOLE[-128:]) is None
    growing.go_on.set()
    until(client, states("done"))


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", f"bytes={len(WHOLE)}-", "bytes=-", "bytes=0-1,5-9", "lines=1-2", "bytes=-0"]
)
def test_ranges_that_cannot_be_are_refused(client: TestClient, growing: Growing, asked: str) -> None:
    name = order(client)
    assert client.get(f"/jobs/{name}/sound", headers={"range": asked}).status_code == 416
    growing.go_on.set()
    until(client, states("done"))


def test_one_that_fails_breaks_off(client: TestClient, stage: Stage) -> None:
    growing = Growing(("failed", "The disk is full.", ""))
    stage.play = growing.play
    name = order(client)
    assert client.get(f"/jobs/{name}/sound", headers={"range": "bytes=0-9"}).content == SOUND[:10]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.get, f"/jobs/{name}/sound")
        with pytest.raises(TimeoutError):
            waiting.result(1.0)
        growing.go_on.set()
        answer = waiting.result(20)
    assert answer.content == SOUND[:HALF], "the connection is closed before all that was promised has come"
    assert answer.headers["content-length"] == str(len(WHOLE))
    assert client.get(f"/jobs/{name}/sound").status_code == 404


def test_only_what_somebody_waits_for_is_heard_early(client: TestClient, stage: Stage, studio: Studio) -> None:
    playing = threading.Event()

    def first_play(pipe: Connection, job: Job) -> None:
        playing.set()
        waits_for_stop(pipe, job)

    stage.play = first_play
    first = order(client)
    assert playing.wait(20)
    growing = Growing()
    stage.play = growing.play
    heard, other = order(client, "legs"), order(client, "back-relief")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.get, f"/jobs/{heard}/sound", headers={"range": "bytes=0-9"})
        until(client, lambda _: studio.queue.job(heard).wanted)
        client.delete(f"/api/jobs/{first}")
        assert waiting.result(20).content == SOUND[:10]
    growing.go_on.set()
    until(client, states("cancelled", "done", "done"))
    assert [job.early is not None for job in growing.jobs] == [True, False]
    assert client.get(f"/jobs/{other}/sound").status_code == 404  # this session was not really made
    assert client.get("/jobs/none/sound").status_code == 404
