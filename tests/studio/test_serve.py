"""A real server on a real socket: slow clients, the event stream, the command from start to Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from click.testing import CliRunner

from voiceguide.cli.studio import studio_command
from voiceguide.config import load_config
from voiceguide.errors import UsageError
from voiceguide.studio import gate
from voiceguide.studio.serve import lan_ip, make_keys, serve

from .conftest import Stage
from .serving import HEAD, LIMIT_S, answer_to, place_in, running

MANY = 100_000


@pytest.fixture
def port(tmp_path: Path, stage: Stage) -> Iterator[int]:
    with running(place_in(tmp_path), stage) as listening:
        yield listening


def test_headers_that_never_end_are_cut_off(port: int) -> None:
    assert answer_to(port) == b""
    assert answer_to(port, b"GET / HTTP/1.1\r\nHost: stu") == b""
    first = answer_to(port, b"GET /making HTTP/1.1\r\n" + HEAD + b"\r\n", b"GET /ma", wait_s=0.05)
    assert first.startswith(b"HTTP/1.1 200")
    assert first.count(b"HTTP/1.1") == 1


def test_headers_that_are_too_long_are_refused(port: int) -> None:
    told = answer_to(port, b"GET / HTTP/1.1\r\n" + HEAD + b"X-Long: " + b"x" * 60_000)
    assert not told.startswith(b"HTTP/1.1 2")
    assert answer_to(port, b"\x16\x03\x01 nonsense\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_a_body_that_never_ends_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BODY_S", LIMIT_S)
    request = b"POST /api/plan HTTP/1.1\r\n" + HEAD + b"Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
    assert answer_to(port, request).startswith(b"HTTP/1.1 408")


def test_a_client_that_stops_reading_is_cut_off(port: int, tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "long.mp3").write_bytes(_silent_mp3() * MANY)
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as line:
        line.sendall(b"GET /sessions/long/sound HTTP/1.1\r\n" + HEAD + b"\r\n")
        assert line.recv(15) == b"HTTP/1.1 200 OK"
        time.sleep(LIMIT_S * 4)
        received = 0
        try:
            while chunk := line.recv(65_536):
                received += len(chunk)
        except ConnectionResetError:
            pass
        assert received < MANY * len(_silent_mp3())
    assert answer_to(port, b"GET /api/jobs HTTP/1.1\r\n" + HEAD + b"Connection: close\r\n\r\n").endswith(b"[]")


def _silent_mp3() -> bytes:
    """One frame of silence: MPEG-1 Layer III, 128 kbit/s, 44.1 kHz."""
    return b"\xff\xfb\x90\x00" + b"\0" * 413


def test_the_event_stream_begins_with_what_is_now_and_ends_with_the_studio(tmp_path: Path, stage: Stage) -> None:
    with (
        running(place_in(tmp_path), stage) as port,
        closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as line,
    ):
        line.sendall(b"GET /api/jobs/events HTTP/1.1\r\n" + HEAD + b"\r\n")
        received = b""
        while b"data: []" not in received:
            received += line.recv(4096)
        assert b"text/event-stream" in received


def test_keys_are_new_but_for_the_feeds(tmp_path: Path) -> None:
    file = tmp_path / "data" / "feed.key"
    first, second = (make_keys(8000, ["10.0.0.5"], file) for _ in range(2))
    assert first.token != second.token
    assert first.feed_token == second.feed_token
    assert len(first.token) >= 22
    assert first.hosts == {"127.0.0.1:8000", "localhost:8000", "[::1]:8000", "10.0.0.5:8000"}
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("../short")
    assert make_keys(8000, [], file).feed_token != first.feed_token


def test_a_taken_port_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UsageError, match="is taken"):
        serve(load_config(), port=taken.getsockname()[1], tell=print, open_browser=False)


def test_without_a_network_lan_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nowhere(socket.socket):
        def connect(self, _: Any) -> None:
            raise OSError("unreachable")

    monkeypatch.setattr(socket, "socket", Nowhere)
    with pytest.raises(UsageError, match="in no network"):
        lan_ip()


def test_the_command_tells_where_it_is_and_shows_the_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path))
    monkeypatch.setattr("voiceguide.studio.serve.lan_ip", lambda: "192.0.2.7")
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)

    def runs(self: uvicorn.Server, sockets: list[socket.socket]) -> None:
        time.sleep(1.2)
        sockets[0].close()

    monkeypatch.setattr(uvicorn.Server, "run", runs)
    told = CliRunner().invoke(studio_command, ["--lan", "--port", "0"], catch_exceptions=False).output
    local = told.splitlines()[0].removeprefix("The studio is open: ")
    assert local.startswith("http://127.0.0.1:")
    assert "On a phone at home: http://192.0.2.7:" in told
    assert "\u2588" in told
    assert opened == [local]
    assert (tmp_path / "feed.key").exists()


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_the_command_runs_until_ctrl_c_and_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = {**os.environ, "VOICEGUIDE_DATA": str(tmp_path), "VOICEGUIDE_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-c", "from voiceguide.cli import main; main(['studio', '--no-open', '--port', '0'])"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        host, _, query = address.removeprefix("http://").partition("/?")
        request = f"GET /?{query} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        told = answer_to(int(host.partition(":")[2]), request.encode())
        assert told.startswith(b"HTTP/1.1 200")
        assert b"set-cookie" in told.lower()
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) in (0, 130)
        assert all_gone(process.pid)


def all_gone(group: int) -> bool:
    """Whether no process of a group is left, a moment later."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
