"""A real studio that is killed under an open page while it makes a session: all is there again, and goes on."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from .conftest import SAFE
from .made import TEXT
from .test_serve import all_gone, ended, opened

QUICK = {"voice": "pyttsx3:en-us", "ambient": "none", "pacer": "off"}
LONG = TEXT.replace("close:", "duration: 20 min\nclose:").replace("repeat: 2", "repeat: 20, reps: [2, 200]")


class Page:
    """An open page: it knows one address, and its cookie."""

    def __init__(self, address: str) -> None:
        self.client = httpx2.Client(trust_env=False, timeout=20, follow_redirects=True)
        self.client.get(address)
        self.base = address.partition("/?")[0]
        self.client.headers["origin"] = self.base

    def use(self, data: Path) -> None:
        self.base += f"/{json.loads((data / 'studio.json').read_text())['prefix']}"

    def jobs(self) -> list[dict[str, Any]]:
        return list(self.client.get(f"{self.base}/api/jobs").json())

    def order(self, routine: str, **choices: Any) -> dict[str, Any]:
        body = {"routine": routine, "choices": {**QUICK, **choices}, "safety": SAFE}
        answer = self.client.post(f"{self.base}/api/jobs", json=body)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    def watch(self) -> Iterator[list[dict[str, Any]]]:
        """What the event stream tells, until it breaks off."""
        with self.client.stream("GET", f"{self.base}/api/jobs/events") as events:
            for line in events.iter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

    def until(self, *states: str) -> list[dict[str, Any]]:
        for rows in self.watch():
            if [row["state"] for row in rows] == list(states):
                return rows
        raise AssertionError(rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "routines").mkdir()
    (tmp_path / "routines" / "hands.yaml").write_text(TEXT, "utf-8")
    (tmp_path / "routines" / "long.yaml").write_text(LONG, "utf-8")
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="processes are ended in another way there")
def test_the_queue_goes_on_after_the_studio_was_killed_under_an_open_page(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    first = opened(data, "--port", port)
    assert first.stdout is not None
    page = Page(first.stdout.readline().split()[-1])
    page.use(data)
    try:
        being_made, waiting = page.order("own.long", avoid=["back"]), page.order("own.hands")
        assert page.order("own.hands")["id"] == waiting["id"]
        with contextlib.suppress(httpx2.TransportError):
            for rows in page.watch():
                if rows[0]["percent"] > 0:
                    os.kill(first.pid, signal.SIGKILL)
        assert first.wait(20) == -signal.SIGKILL
    finally:
        first.kill()
        first.wait()
        first.stdout.close()
    assert all_gone(first.pid) or all_gone(first.pid), "the process that made the session goes with the studio"

    second = opened(data, "--port", port)
    try:
        assert second.stdout is not None
        second.stdout.readline()
        rows = page.jobs()  # the same page, with the same cookie
        assert [row["id"] for row in rows] == [being_made["id"], waiting["id"]]
        assert [(row["minutes"], row["avoid"]) for row in rows] == [(20, ["back"]), (rows[1]["minutes"], [])]
        page.client.delete(f"{page.base}/api/jobs/{being_made['id']}")
        rows = page.until("cancelled", "done")
        made = rows[1]["session"]
        assert (data / "sessions" / f"{made}.mp3").stat().st_size > 100_000
        left = [path.name for path in (data / "sessions").iterdir() if path.name.startswith((".", "long"))]
        assert left == [], "nothing half-made is left of the one that was killed, nor of the one that was stopped"
        again = page.order("own.hands")
        assert (again["session"], [row["state"] for row in page.jobs()]) == (made, ["cancelled", "done"])
    finally:
        ended(second)
        page.client.close()

    third = opened(data, "--port", port)
    try:
        assert third.stdout is not None
        newcomer = Page(third.stdout.readline().split()[-1])
        newcomer.use(data)
        assert newcomer.order("own.hands")["session"] == made, "it is known after a restart, too"
        newcomer.client.close()
    finally:
        ended(third)
