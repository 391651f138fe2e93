"""Start the studio: addresses, server, browser."""

from __future__ import annotations

import asyncio
import socket
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from voiceguide.config import Config
from voiceguide.errors import UsageError
from voiceguide.files import data_folder
from voiceguide.studio.app import create_app
from voiceguide.studio.keys import LaunchCode, keep, make_keys, stored_keys, with_port
from voiceguide.studio.protocol import LimitedProtocol
from voiceguide.studio.security import LAUNCH
from voiceguide.studio.studio import ServerConfig

PORT = 8737
MOST_CONNECTIONS = 400
LOCAL = "127.0.0.1"
CLOSING_S = 0.4
"""Seconds that answers may still take once the studio is being stopped."""

_HEADERS_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Address:
    """Where the studio is.

    Attributes:
        local: For a browser on this computer, token included.
        lan: For other devices in the home network, token included; empty when they cannot reach it.
    """

    local: str
    lan: str = ""


def serve(
    config: Config,
    *,
    sessions: Path | None = None,
    routines: Path | None = None,
    port: int | None = None,
    lan: bool = False,
    forget: bool = False,
    announce: Callable[[Address], None],
    open_browser: bool = True,
) -> None:
    """Run the studio until it is stopped.

    Args:
        config: The user's settings.
        sessions: Folder of the finished sessions; by default in the studio's data.
        routines: Folder of the user's own routines; by default in the studio's data.
        port: Port to listen on; by default that of the last start, else `PORT`, else any free one.
        lan: Whether other devices in the home network may reach it.
        forget: Whether devices that were paired before must be paired again.
        announce: Called with the addresses, once the server listens.
        open_browser: Whether to open the first page.

    Raises:
        UsageError: The port is taken, or there is no network.
        ExportError: The data folder cannot be written to.
    """
    stored = stored_keys(data_folder(), forget=forget)
    home = lan_ip() if lan else ""
    listening = _listen("" if lan else LOCAL, [port] if port is not None else [stored.port or PORT, PORT, 0])
    number = listening.getsockname()[1]
    if port or (port is None and stored.port is None):  # a free port that replaced a taken one is not kept
        stored = with_port(stored, number)
    keep(data_folder(), stored)
    keys = make_keys(data_folder(), stored, number, [home] if home else [])
    code = LaunchCode() if open_browser else None
    address = Address(
        f"http://{LOCAL}:{number}/?token={keys.token}", f"http://{home}:{number}/?token={keys.token}" if home else ""
    )
    server_config = ServerConfig(
        sessions=sessions or data_folder() / "sessions",
        routines=routines or data_folder() / "routines",
        keys=keys,
        lan=lan,
        settings=config.settings,
        pronounce=config.pronounce,
        address=address.lan,
        code=code,
        queue=data_folder() / "queue.json",
    )
    server = StudioServer(uvicorn_config(server_config))
    announce(address)
    if code is not None:
        timer = threading.Timer(0.8, webbrowser.open, (f"http://{LOCAL}:{number}{LAUNCH}{code.text}",))
        timer.daemon = True
        timer.start()
    server.run(sockets=[listening])


class StudioServer(uvicorn.Server):
    """A server that ends soon and silently while pages are open: their event streams never end by themselves."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more requests, give answers a moment, cut off the rest, and shut down."""
        for server in self.servers:
            server.close()
        state = self.server_state
        if state.tasks:
            await asyncio.wait(state.tasks, timeout=CLOSING_S)
        for connection in list(state.connections):
            if isinstance(connection, LimitedProtocol):
                connection.end()
        for task in list(state.tasks):
            task.cancel()
        await super().shutdown(sockets)


def uvicorn_config(config: ServerConfig) -> uvicorn.Config:
    """The configuration of the server."""
    return uvicorn.Config(
        create_app(config),
        http=LimitedProtocol,
        ws="none",
        lifespan="on",
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # there is no proxy in front of the server
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=_HEADERS_BYTES,
    )


def _listen(host: str, ports: list[int]) -> socket.socket:
    """A socket that listens on the first free port, bound before its address is shown."""
    for number in ports:
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, number))
            found.listen(128)
            return found
        except OSError:
            found.close()
    raise UsageError(f"port {ports[0]} is taken", hint="Choose another --port, or leave it out.")


def lan_ip() -> str:
    """This computer's address in the home network, found without sending anything.

    Raises:
        UsageError: There is no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation (RFC 5737): only the route is looked up
            return str(probe.getsockname()[0])
        except OSError:
            raise UsageError("this computer is in no network", hint="Connect it, or leave --lan out.") from None
