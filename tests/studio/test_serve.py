"""A real server on a real socket: slow clients, the event stream, the command from start to Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest
import uvicorn
from click.testing import CliRunner

from voiceguide.cli.studio import studio_command
from voiceguide.config import load_config
from voiceguide.errors import UsageError
from voiceguide.studio import security
from voiceguide.studio.serve import lan_ip, serve

from .conftest import Stage
from .serving import LIMIT_S, answer_to, config_in, head, running

MANY = 100_000


@pytest.fixture
def port(tmp_path: Path, stage: Stage) -> Iterator[int]:
    with running(config_in(tmp_path), stage) as listening:
        yield listening


def test_headers_that_never_end_are_cut_off(port: int) -> None:
    assert answer_to(port) == b""
    assert answer_to(port, b"GET / HTTP/1.1\r\nHost: stu") == b""
    first = answer_to(port, head("GET", "/making") + b"\r\n", b"GET /ma", wait_s=0.05)
    assert first.startswith(b"HTTP/1.1 200")
    assert first.count(b"HTTP/1.1") == 1


def test_headers_that_are_too_long_are_refused(port: int) -> None:
    answer = answer_to(port, head("GET", "/") + b"X-Long: " + b"x" * 60_000)
    assert not answer.startswith(b"HTTP/1.1 2")
    assert answer_to(port, b"\x16\x03\x01 nonsense\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_a_body_that_never_ends_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "BODY_S", LIMIT_S)
    request = head("POST", "/api/plan") + b"Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
    assert answer_to(port, request).startswith(b"HTTP/1.1 408")


def test_a_client_that_stops_reading_is_cut_off(port: int, tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "long.mp3").write_bytes(_silent_mp3() * MANY)
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as line:
        line.sendall(head("GET", "/sessions/long/sound") + b"\r\n")
        assert line.recv(15) == b"HTTP/1.1 200 OK"
        time.sleep(LIMIT_S * 4)
        received = 0
        try:
            while chunk := line.recv(65_536):
                received += len(chunk)
        except ConnectionResetError:
            pass
        assert received < MANY * len(_silent_mp3())
    assert answer_to(port, head("GET", "/api/jobs") + b"Connection: close\r\n\r\n").endswith(b"[]")


def _silent_mp3() -> bytes:
    """One frame of silence: MPEG-1 Layer III, 128 kbit/s, 44.1 kHz."""
    return b"\xff\xfb\x90\x00" + b"\0" * 413


def test_the_event_stream_begins_with_what_is_now_and_ends_with_the_studio(tmp_path: Path, stage: Stage) -> None:
    with (
        running(config_in(tmp_path), stage) as port,
        closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as line,
    ):
        line.sendall(head("GET", "/api/jobs/events") + b"\r\n")
        received = b""
        while b"data: []" not in received:
            received += line.recv(4096)
        assert b"text/event-stream" in received


def test_a_taken_port_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UsageError, match="is taken"):
        serve(load_config(), port=taken.getsockname()[1], announce=print, open_browser=False)


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
    seen: list[str] = []
    monkeypatch.setattr("webbrowser.open", seen.append)

    def runs(self: uvicorn.Server, sockets: list[socket.socket]) -> None:
        time.sleep(1.2)
        sockets[0].close()

    monkeypatch.setattr(uvicorn.Server, "run", runs)
    output = CliRunner().invoke(studio_command, ["--lan", "--port", "0"], catch_exceptions=False).output
    local = output.splitlines()[0].removeprefix("The studio is open: ")
    assert local.startswith("http://127.0.0.1:")
    assert "On a phone at home: http://192.0.2.7:" in output
    assert "\u2588" in output
    token = local.partition("token=")[2]
    assert len(seen) == 1
    assert seen[0].startswith(local.partition("/?")[0] + "/launch/")
    kept = json.loads((tmp_path / "studio.json").read_text())
    for secret in (token, kept["prefix"], kept["session"], (tmp_path / "feed.key").read_text().strip()):
        assert secret not in seen[0]


class Listening(BaseHTTPRequestHandler):
    """Another server of the same host, which takes down what it is sent."""

    heard: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.heard.append(self.path + str(self.headers))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Not to the terminal."""


def opened(data: Path, *options: str) -> subprocess.Popen[str]:
    """The command, with a data folder of its own."""
    environment = {**os.environ, "VOICEGUIDE_DATA": str(data), "VOICEGUIDE_CACHE": str(data / "cache")}
    command = [sys.executable, "-c", "from voiceguide.cli import main; main()", "studio", "--no-open", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True)


def ended(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(30)
    assert process.stdout is not None
    process.stdout.close()


def test_a_paired_browser_stays_paired_over_a_restart_and_tells_no_other_server(tmp_path: Path) -> None:
    browser = build_opener(ProxyHandler({}), HTTPCookieProcessor())
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = opened(tmp_path, "--port", str(port))
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        assert browser.open(address, timeout=20).status == 200
        kept = json.loads((tmp_path / "studio.json").read_text())
        assert kept["port"] == port
        page = f"http://127.0.0.1:{port}/{kept['prefix']}/library"
        first = browser.open(page, timeout=20)
    finally:
        ended(process)
    with HTTPServer(("127.0.0.1", 0), Listening) as other:
        threading.Thread(target=other.serve_forever).start()
        for path in ("/", "/library", "/static/base.css"):
            browser.open(f"http://127.0.0.1:{other.server_port}{path}", timeout=20)
        other.shutdown()
    assert len(Listening.heard) == 3
    for secret in (kept["session"], kept["prefix"], address.partition("token=")[2], "Cookie"):
        assert secret not in "".join(Listening.heard)
    process = opened(tmp_path)
    try:
        assert process.stdout is not None
        again = process.stdout.readline().split()[-1]
        assert again.partition("/?")[0] == address.partition("/?")[0]  # the same port, without being asked for
        assert again != address  # but another token
        second = browser.open(page, timeout=20)
        assert second.status == 200
        assert second.headers["x-voiceguide-start"] != first.headers["x-voiceguide-start"]
        with pytest.raises(HTTPError, match="401"):
            build_opener(ProxyHandler({})).open(address, timeout=20)
    finally:
        ended(process)


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_the_command_runs_until_ctrl_c_and_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = {**os.environ, "VOICEGUIDE_DATA": str(tmp_path), "VOICEGUIDE_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-c", "from voiceguide.cli import main; main(['studio', '--no-open', '--port', '0'])"]
    with (
        (tmp_path / "complaints").open("w+", encoding="utf-8") as complaints,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=complaints, text=True, env=environment, start_new_session=True
        ) as process,
    ):
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        host, _, query = address.removeprefix("http://").partition("/?")
        port = int(host.partition(":")[2])
        answer = answer_to(port, f"GET /?{query} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"set-cookie" in answer.lower()
        with closing(waits_for_a_sample(port, host, tmp_path)), closing(watches_the_queue(port, host, tmp_path)):
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(30) in (0, 130)
        assert all_gone(process.pid)
        complaints.seek(0)
        assert complaints.read().strip() in ("", "Stopped; nothing half-made was left.")


def waits_for_a_sample(port: int, host: str, data: Path) -> socket.socket:
    """Somebody who asked for what takes longer than a studio that is stopped waits."""
    body = b'{"of": "voice", "routine": "happy-feet", "choices": {}}'
    line = socket.create_connection(("127.0.0.1", port), timeout=20)
    line.sendall(
        head_of_paired("POST", "/api/sample", host, data)
        + f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    return line


def watches_the_queue(port: int, host: str, data: Path) -> socket.socket:
    """An open page: it has had the first event."""
    line = socket.create_connection(("127.0.0.1", port), timeout=20)
    line.sendall(head_of_paired("GET", "/api/jobs/events", host, data) + b"\r\n")
    received = b""
    while b"data: []" not in received:
        received += line.recv(4096)
    return line


def head_of_paired(method: str, path: str, host: str, data: Path) -> bytes:
    """The first line and the headers of a request from a paired device, by the secrets that the studio keeps."""
    kept = json.loads((data / "studio.json").read_text())
    cookie = f"voiceguide={kept['session']}"
    lines = f"{method} /{kept['prefix']}{path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n"
    return f"{lines}Origin: http://{host}\r\n".encode()


def all_gone(group: int) -> bool:
    """Whether no process of a group is left, a moment later."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
