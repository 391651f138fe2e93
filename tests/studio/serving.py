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

from voiceguide.studio.app import create_app
from voiceguide.studio.keys import Keys
from voiceguide.studio.protocol import LimitedProtocol
from voiceguide.studio.serve import StudioServer, uvicorn_config
from voiceguide.studio.studio import ServerConfig

from .conftest import Stage, ThreadWorkers, remixed_in_a_thread

HOST = "studio.test:8737"
TOKEN = "t" * 22
SESSION = "s" * 30 + "xY"
ROOT = "/" + "p" * 20 + "qR"
COOKIE = f"key={SESSION}"
HEAD = f"Host: {HOST}\r\nCookie: {COOKIE}\r\nOrigin: http://{HOST}\r\n".encode()
LIMIT_S = 0.4


def head(method: str, path: str) -> bytes:
    """The first line of a request and the headers of somebody who is paired; more may follow."""
    return f"{method} {ROOT}{path} HTTP/1.1\r\n".encode() + HEAD


class Impatient(LimitedProtocol):
    """The same limits, sooner."""

    headers_s = LIMIT_S
    stalled_s = LIMIT_S


def config_in(folder: Path) -> ServerConfig:
    """A place that answers to `HOST` and `COOKIE`, as one that devices at home can reach."""
    keys = Keys(TOKEN, SESSION, ROOT.removeprefix("/"), "f" * 22, frozenset({HOST}), "key")
    return ServerConfig(
        folder / "sessions", folder / "routines", keys, lan=True, address=f"http://{HOST}/?token={TOKEN}"
    )


@contextmanager
def running(config: ServerConfig, stage: Stage, protocol: type[LimitedProtocol] = Impatient) -> Iterator[int]:
    """The studio on a free port."""
    served = uvicorn_config(config)
    served.app = create_app(config, maker=stage.maker(), workers=ThreadWorkers(), remixes=remixed_in_a_thread)
    served.http_protocol_class = served.http = protocol
    server = StudioServer(served)
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
