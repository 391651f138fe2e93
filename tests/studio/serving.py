"""A real server on a real socket, for tests that speak to it byte for byte.

Comes in: a place and what renders do. Goes out: a port, and what comes back from it.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import uvicorn

from voiceguide.studio.app import create_app
from voiceguide.studio.gate import Keys
from voiceguide.studio.protocol import LimitedProtocol
from voiceguide.studio.serve import server_config
from voiceguide.studio.studio import Place

from .conftest import Stage, ThreadHelpers

HOST = "studio.test:8737"
TOKEN = "t" * 22
COOKIE = f"key={TOKEN}"
HEAD = f"Host: {HOST}\r\nCookie: {COOKIE}\r\nOrigin: http://{HOST}\r\n".encode()
LIMIT_S = 0.4


class Impatient(LimitedProtocol):
    """The same limits, sooner."""

    headers_s = LIMIT_S
    stalled_s = LIMIT_S


def place_in(folder: Path) -> Place:
    """A place that answers to `HOST` and `COOKIE`, as one that devices at home can reach."""
    keys = Keys(TOKEN, "f" * 22, frozenset({HOST}), "key")
    return Place(folder / "sessions", folder / "routines", keys, lan=True, address=f"http://{HOST}/?token={TOKEN}")


@contextmanager
def running(place: Place, stage: Stage, protocol: type[LimitedProtocol] = Impatient) -> Iterator[int]:
    """The studio on a free port."""
    config = server_config(place)
    config.app = create_app(place, start=stage.start, helpers=ThreadHelpers())
    config.http_protocol_class = config.http = protocol
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    with socket.create_server(("127.0.0.1", 0), backlog=200) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)
        assert not thread.is_alive()


def answer_to(port: int, *parts: bytes, wait_s: float = 0.0) -> bytes:
    """What comes back until the connection is closed."""
    received = b""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as line:
        try:
            for part in parts:
                line.sendall(part)
                time.sleep(wait_s)
            while chunk := line.recv(65_536):
                received += chunk
        except (ConnectionResetError, BrokenPipeError):
            pass
    return received
