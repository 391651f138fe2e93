"""Starting the studio: keys, addresses, server, browser.

Comes in: options of the command. Goes out: a running server, until Ctrl-C. What is to be told goes to a callback.
"""

from __future__ import annotations

import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from voiceguide.config import Config
from voiceguide.errors import UsageError
from voiceguide.files import data_folder, write_atomic
from voiceguide.studio.app import create_app
from voiceguide.studio.gate import Keys
from voiceguide.studio.protocol import LimitedProtocol
from voiceguide.studio.studio import Place

PORT = 8737
MOST_CONNECTIONS = 400
LOCAL = "127.0.0.1"
_HEADERS_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Address:
    """Where the studio is.

    Attributes:
        local: For a browser on this computer, token included.
        lan: For other devices at home, token included; empty when they cannot reach it.
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
    tell: Callable[[Address], None],
    open_browser: bool = True,
) -> None:
    """Run the studio until it is stopped.

    Args:
        config: The user's settings.
        sessions: Folder of the finished sessions; by default in the studio's data.
        routines: Folder of the user's own routines; by default in the studio's data.
        port: Port to listen on; by default `PORT`, or any free one when that is taken.
        lan: Whether other devices at home may reach it.
        tell: Told the addresses, once they are listened on.
        open_browser: Whether to open the first page.

    Raises:
        UsageError: The port is taken, or there is no network.
    """
    listening = _listen("" if lan else LOCAL, port)
    number = listening.getsockname()[1]
    home = lan_ip() if lan else ""
    keys = make_keys(number, [home] if home else [], data_folder() / "feed.key")
    address = Address(
        f"http://{LOCAL}:{number}/?token={keys.token}", f"http://{home}:{number}/?token={keys.token}" if home else ""
    )
    place = Place(
        sessions=sessions or data_folder() / "sessions",
        routines=routines or data_folder() / "routines",
        keys=keys,
        lan=lan,
        settings=config.settings,
        pronounce=config.pronounce,
        address=address.lan,
    )
    server = uvicorn.Server(server_config(place))
    tell(address)
    if open_browser:
        timer = threading.Timer(0.8, webbrowser.open, (address.local,))
        timer.daemon = True
        timer.start()
    server.run(sockets=[listening])


def server_config(place: Place) -> uvicorn.Config:
    """How the studio is served."""
    return uvicorn.Config(
        create_app(place),
        http=LimitedProtocol,
        ws="none",
        lifespan="on",
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # nobody stands between us and the browser
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=_HEADERS_BYTES,
    )


def make_keys(port: int, hosts: list[str], feed_file: Path) -> Keys:
    """New keys for a start; only the feed's stay, so that a podcast app finds it again.

    Args:
        port: The port listened on.
        hosts: Addresses besides this computer's own.
        feed_file: Where the feed's key is kept.
    """
    names = [LOCAL, "localhost", "[::1]", *hosts]
    return Keys(
        token=secrets.token_urlsafe(16),
        feed_token=_kept(feed_file),
        hosts=frozenset(f"{name}:{port}".lower() for name in names),
        cookie=f"voiceguide-{port}",
    )


def _kept(file: Path) -> str:
    try:
        kept = file.read_text("ascii").strip()
        if len(kept) >= 20 and all(char.isalnum() or char in "-_" for char in kept):
            return kept
    except (OSError, ValueError):
        pass
    made = secrets.token_urlsafe(16)
    write_atomic(file, made + "\n")
    file.chmod(0o600)
    return made


def _listen(host: str, port: int | None) -> socket.socket:
    """A socket that is ours from now on, so that the address told is the one that answers."""
    for number in (port,) if port is not None else (PORT, 0):
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, number))
            found.listen(128)
            return found
        except OSError:
            found.close()
    raise UsageError(f"port {port} is taken", hint="Choose another --port, or leave it out.")


def lan_ip() -> str:
    """This computer's address in the home network; nothing is sent to find it.

    Raises:
        UsageError: There is no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation (RFC 5737): only the route is asked for
            return str(probe.getsockname()[0])
        except OSError:
            raise UsageError("this computer is in no network", hint="Connect it, or leave --lan out.") from None
