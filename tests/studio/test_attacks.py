"""A studio in a home network, attacked byte for byte: nothing hostile is answered, and everybody else is."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from voiceguide.app.errors import MissingError
from voiceguide.studio.protocol import MOST_UNPROVEN, LimitedProtocol
from voiceguide.studio.studio import MOST_STREAMS, Studio

from . import attacks
from .conftest import SAFE, Stage
from .serving import COOKIE, HEAD, HOST, ROOT, TOKEN, Impatient, answer_to, config_in, head, running

CROWD = 100
TARGET = attacks.Target(HOST, COOKIE, ROOT, TOKEN)
GOOD = f"GET {ROOT}/api/jobs HTTP/1.1\r\n".encode() + HEAD + b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """A studio with its usual limits, and secrets all around its folders."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("sessions", "routines"):
        (folder / name).mkdir()
    for secret in ("feed.key", "sessions/secret.txt", "sessions/.hidden.mp3", "routines/notes.txt"):
        (folder / secret).write_text("a secret")
    with running(config_in(folder), Stage(), LimitedProtocol) as port:
        yield port, folder


@pytest.mark.parametrize(
    "kind", [attacks.strangers, attacks.impostors, attacks.climbers, attacks.smugglers, attacks.stuffers]
)
def test_nothing_hostile_is_answered(
    house: tuple[int, Path], kind: Callable[[attacks.Target], Iterator[attacks.Attack]]
) -> None:
    port, folder = house
    before = sorted(path.name for path in folder.rglob("*"))
    wrong = {}
    for name, data in kind(TARGET):
        answer = answer_to(port, data)
        refused = answer == b"" or answer.startswith(b"HTTP/1.1 4")
        if not refused or answer.count(b"HTTP/1.1") > 1 or b"secret" in answer or b"Traceback" in answer:
            wrong[name] = answer[:300]
        if kind is attacks.strangers and answer.partition(b"\r\n\r\n")[2] not in (b"", _H11_REFUSAL):
            wrong[name] = answer
    assert wrong == {}
    assert sorted(path.name for path in folder.rglob("*")) == before
    assert answer_to(port, GOOD).endswith(b"\r\n\r\n[]")


_H11_REFUSAL = b"Invalid HTTP request received."


def received(line: socket.socket) -> bytes:
    """What has come, or nothing when the other side has closed."""
    with suppress(ConnectionResetError):
        return line.recv(100)
    return b""


def test_a_page_without_the_token_tells_where_the_key_is_and_names_nothing(house: tuple[int, Path]) -> None:
    answer = answer_to(house[0], attacks.request(f"{ROOT}/library", HOST, "Accept: text/html")).decode()
    assert answer.startswith("HTTP/1.1 401")
    assert "it carries the key" in answer
    assert "voiceguide" not in answer
    assert "massage" not in answer


def test_half_a_request_a_hundred_times_stands_in_nobodys_way(tmp_path: Path, stage: Stage) -> None:
    class Slow(Impatient):
        headers_s = 5.0
        most_of_one = CROWD + 10

    with running(config_in(tmp_path), stage, Slow) as port, ExitStack() as stack:
        lines = [stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), 60))) for _ in range(CROWD)]
        for number, line in enumerate(lines):
            line.sendall(
                b"GET / HTTP/1.1\r\nHost: " if number % 2 else f"POST {ROOT}/api/plan HTTP/1.1\r\n".encode() + HEAD
            )
        assert answer_to(port, GOOD).endswith(b"[]")
        for line in lines:
            assert received(line) == b""
        assert answer_to(port, GOOD).endswith(b"[]")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a second address of this computer")
def test_a_crowd_from_one_address_leaves_room_for_others(tmp_path: Path, stage: Stage) -> None:
    class Few(LimitedProtocol):
        most_of_one = 5

    with running(config_in(tmp_path), stage, Few) as port, ExitStack() as stack:
        crowd: list[socket.socket] = []
        for _ in range(20):
            with suppress(ConnectionResetError):  # turned away before it knew that it was connected
                line = socket.create_connection(("127.0.0.1", port), 60, ("127.0.0.2", 0))
                crowd.append(stack.enter_context(closing(line)))
        for line in crowd[:15]:
            assert received(line) == b""
        assert answer_to(port, GOOD).endswith(b"[]")
        crowd[-1].sendall(GOOD)
        assert crowd[-1].recv(100).startswith(b"HTTP/1.1 200")


def asked_again(line: socket.socket) -> bytes:
    """The answer to one more request on a kept connection; empty when that is closed."""
    line.sendall(head("GET", "/api/jobs") + b"\r\n")
    data = b""
    while not data.endswith(b"[]") and (piece := received(line)):
        data += piece
    return data


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs more addresses of this computer")
def test_crowds_from_many_addresses_lock_nobody_out_who_is_paired(house: tuple[int, Path]) -> None:
    """Five addresses, a hundred connections each, all waiting in the middle of a request; with the usual limits."""
    port, _ = house
    with ExitStack() as stack:
        stream = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), 60)))
        stream.sendall(head("GET", "/api/jobs/events") + b"\r\n")
        waiting = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), 60)))
        assert asked_again(waiting).endswith(b"[]")
        for number in range(5 * CROWD):
            with suppress(OSError):
                line = socket.create_connection(("127.0.0.1", port), 60, (f"127.0.0.{2 + number % 5}", 0))
                stack.enter_context(closing(line)).sendall(b"GET / HTTP/1.1\r\nHost: stu")
            if number % 50 == 49:
                assert answer_to(port, GOOD).endswith(b"[]")
        assert asked_again(waiting).endswith(b"[]")  # what was open before is still open
        assert b"data: []" in stream.recv(4000)
        for number in range(CROWD):  # and a crowd at one's own address
            with suppress(OSError):
                line = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), 60)))
                line.sendall(b"POST /x HTTP/1.1\r\nHost: " if number % 2 else b"")
        assert answer_to(port, GOOD).endswith(b"[]")
        assert len(LimitedProtocol._unproven) <= MOST_UNPROVEN


@pytest.mark.parametrize("name", attacks.BOMBS)
def test_a_bomb_in_the_editor_is_a_finding(client: TestClient, studio: Studio, name: str) -> None:
    text = attacks.BOMBS[name]
    answer = client.post("/api/write/look", json={"text": text})
    assert answer.status_code in (200, 413, 422)
    if answer.status_code == 200:
        report: dict[str, Any] = answer.json()
        assert report["ok"] is False
        assert report["findings"]
        assert "root:" not in answer.text
    change = {"do": "set", "path": "title", "value": "x"}
    assert client.post("/api/write/edit", json={"text": text, "changes": [change]}).status_code in (200, 413, 422)
    if client.post("/api/write/save", json={"name": "bomb", "text": text}).status_code == 201:
        for path in ("/api/plan", "/api/preview", "/api/jobs"):
            refused = client.post(path, json={"routine": "own.bomb", "choices": {}, "safety": SAFE})
            assert refused.status_code == 422, path
        assert client.get("/").status_code == 200


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_lead_nowhere(client: TestClient, studio: Studio, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    sound = b"\xff\xfb\x90\x00" + b"\0" * 413
    (outside / "secret.mp3").write_bytes(sound * 400)
    (outside / "secret.yaml").write_text("title: secret words\nstages: []\n")
    sessions, routines = studio.config.sessions, studio.config.routines
    for folder in (sessions, routines):
        folder.mkdir()
    (sessions / "mine.mp3").write_bytes(sound * 400)
    (sessions / "link.mp3").symlink_to(outside / "secret.mp3")
    for suffix in (".vtt", ".txt", ".html"):
        (sessions / f"mine{suffix}").symlink_to(outside / "secret.yaml")
    (routines / "link.yaml").symlink_to(outside / "secret.yaml")
    assert [entry.id for entry in studio.library.entries()] == ["mine"]
    assert studio.library.entry("mine").sidecars == ()
    for path in (
        "/sessions/link/sound",
        "/session/link",
        "/sessions/link/files/audio",
        "/routine/own.link",
        "/write/own.link",
        *(f"/sessions/mine/files/{key}" for key in ("report", "vtt", "text", "page")),
    ):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "secret words" not in answer.text
    with pytest.raises(MissingError):
        studio.routines.file("own.link")
    assert client.get("/sessions/mine/sound").status_code == 200
    (sessions / "mine.mp3").unlink()
    (sessions / "mine.mp3").symlink_to(outside / "secret.mp3")  # exchanged behind our back
    assert client.get("/sessions/mine/sound").status_code == 404


def test_head_of_the_event_stream_is_answered_at_once(house: tuple[int, Path]) -> None:
    answer = answer_to(house[0], head("HEAD", "/api/jobs/events") + b"Connection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"text/event-stream" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_only_so_many_pages_watch_the_queue(client: TestClient, studio: Studio) -> None:
    studio.streams = MOST_STREAMS
    assert client.get("/api/jobs/events").status_code == 503
