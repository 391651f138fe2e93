"""The queue over a restart: what waited goes on, what was made is known, and a damaged file does no harm."""

from __future__ import annotations

import asyncio
import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.app.jobs import Job
from voiceguide.app.queue import Queue
from voiceguide.app.queue_store import StoredQueue, read_queue
from voiceguide.app.queued_job import QueuedJob, State, order_key, settings_from_dict, settings_to_dict
from voiceguide.settings import ChapterDetail, Guidance, PacerStyle, Settings

SETTINGS = Settings(duration_s=1234.5, guidance=Guidance.BRIEF, avoid=("feet", "toes"), ambient="rain")


def ordered(name: str, settings: Settings = SETTINGS) -> QueuedJob:
    job = Job(name, f"{name}.yaml", Path("x"), settings)
    return QueuedJob(name.capitalize(), "20 min", name, 1234.5, job, order_key(name, job))


def in_loop(work: Any) -> Any:
    async def run() -> Any:
        return work()

    return asyncio.run(run())


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "queue.json"


def test_what_was_ordered_is_there_again_as_it_was(store: Path) -> None:
    def fill() -> list[dict[str, Any]]:
        queue = Queue(store=store)
        for name in ("legs", "feet", "back", "arms"):
            queue.add(ordered(name))
        queue.job(queue.to_dicts()[0]["id"]).state = State.RUNNING
        queue.job(queue.to_dicts()[3]["id"]).state = State.STOPPING
        queue.cancel(queue.to_dicts()[1]["id"])
        return queue.to_dicts()

    before = in_loop(fill)
    after = in_loop(lambda: Queue(store=store).to_dicts())
    assert [row["state"] for row in before] == ["running", "cancelled", "waiting", "stopping"]
    assert [row["state"] for row in after] == ["waiting", "cancelled", "waiting", "cancelled"]
    for name in ("id", "title", "about", "routine", "minutes", "avoid"):
        assert [row[name] for row in after] == [row[name] for row in before]
    job = in_loop(lambda: Queue(store=store).job(before[0]["id"]))
    assert job.request.settings == SETTINGS


@pytest.mark.skipif(sys.platform == "win32", reason="files have no modes there")
def test_nobody_else_can_read_it(store: Path) -> None:
    in_loop(lambda: Queue(store=store).add(ordered("legs")))
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    assert [path.name for path in store.parent.iterdir()] == ["queue.json"]


def test_a_session_made_before_the_restart_is_not_made_again(store: Path) -> None:
    job = ordered("legs")
    store.write_text(json.dumps({"queue": 1, "jobs": [], "made": {job.key: "legs-21min"}, "rates": {}}), "utf-8")
    for there in (True, False):
        added = in_loop(lambda there=there: Queue(store=store, is_there=lambda _: there).add(ordered("legs")))
        assert (added.state, added.session) == ((State.DONE, "legs-21min") if there else (State.WAITING, ""))
        store.write_text(json.dumps({"queue": 1, "jobs": [], "made": {job.key: "legs-21min"}, "rates": {}}), "utf-8")


def test_a_disk_that_is_full_does_not_stop_the_queue(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    added = in_loop(lambda: Queue(store=tmp_path / "file" / "queue.json").add(ordered("legs")))
    assert added.state is State.WAITING


@given(st.binary(max_size=60) | st.recursive(st.none() | st.text(max_size=5), st.lists).map(
    lambda value: json.dumps({"queue": 1, "jobs": value, "made": value, "rates": value}).encode()))  # fmt: skip
def test_a_damaged_file_is_as_none(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("q") / "queue.json"
    file.write_bytes(content)
    queue = read_queue(file)
    assert isinstance(queue, StoredQueue)
    assert in_loop(lambda: Queue(store=file).to_dicts()) == []


@pytest.mark.parametrize("change", [{"settings": {"nothing": 1}}, {"state": "odd"}, {"seconds": "long"}])
def test_a_job_of_another_version_is_left_out_and_the_others_stay(store: Path, change: dict[str, Any]) -> None:
    def fill() -> None:
        queue = Queue(store=store)
        queue.add(ordered("legs"))
        queue.add(ordered("feet"))

    in_loop(fill)
    kept = json.loads(store.read_text("utf-8"))
    kept["jobs"][0] |= change
    store.write_text(json.dumps(kept), "utf-8")
    assert [row["title"] for row in in_loop(lambda: Queue(store=store).to_dicts())] == ["Feet"]


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        SETTINGS,
        Settings(pacer=PacerStyle.OFF, mono=True, chapters=ChapterDetail.NONE, bitrate_kbps=96, pan=False, seed=7),
        Settings(rate_wpm=101.7, pitch_st=-1.5, voice="pyttsx3:en-us", ambient="none", max_cues=50),
    ],
)
def test_settings_come_back_exactly(settings: Settings) -> None:
    assert settings_from_dict(json.loads(json.dumps(settings_to_dict(settings)))) == settings
