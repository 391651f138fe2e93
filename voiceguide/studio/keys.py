"""The secrets that open the studio. Some are kept for the next start, so that paired devices and open pages go on.

Prefix, port and session secret are in the data folder, in a file that only its owner can read; so is the feed's key.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from voiceguide.files import read_object, write_private

STORE = "studio.json"
FEED_STORE = "feed.key"
CODE_S = 120.0
"""Seconds for which the code that opens the browser is valid: a browser may take a while to start."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{20,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets and hosts of one start of the studio.

    Attributes:
        token: Pairs a device, by the printed address; random for each start, and never in a cookie.
        session: What a paired device shows from then on, in its cookie.
        prefix: First part of every address but the feed's, and the cookie's path: browsers send cookies to every
            server of a host, whatever its port, but only below their path.
        feed_token: Opens the podcast feed and its files, for reading, in the path of their addresses.
        hosts: Every ``Host`` header that is ours, with its port, in lower case.
        cookie: Name of the cookie.
    """

    token: str
    session: str
    prefix: str
    feed_token: str
    hosts: frozenset[str]
    cookie: str = "voiceguide"

    @property
    def root(self) -> str:
        """How every address of the studio begins: ``/`` and the prefix."""
        return f"/{self.prefix}"


@dataclass(frozen=True, slots=True)
class StoredKeys:
    """What is kept between two starts of the studio.

    Attributes:
        prefix: See `Keys`.
        session: See `Keys`.
        port: The port of the last start; None before the first.
    """

    prefix: str
    session: str
    port: int | None = None


class LaunchCode:
    """A code that pairs the browser that the studio opens itself: once, and only for a short time.

    Every user of a computer can read the arguments of its processes, which include the address a browser is started
    with. Whoever reads this code there comes too late.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._code: str | None = secrets.token_urlsafe(16)
        self._until = clock() + CODE_S
        self.text = self._code

    def takes(self, given: str) -> bool:
        """Whether `given` is the code, used for the first time and in time."""
        right = self._code is not None and self._clock() < self._until and same_secret(given, self._code)
        if right:
            self._code = None
        return right


def same_secret(given: str, right: str) -> bool:
    """Whether two secrets are the same, compared in a time that does not reveal how much of them is."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), right.encode())


def stored_keys(folder: Path, *, forget: bool = False) -> StoredKeys:
    """The secrets that an earlier start kept, or new ones.

    Args:
        folder: The data folder.
        forget: Whether to make new secrets, so that every device must be paired again.
    """
    found = {} if forget else read_object(folder / STORE)
    prefix, session, port = found.get("prefix"), found.get("session"), found.get("port")
    if not (_is_secret(prefix) and _is_secret(session)):
        prefix, session = secrets.token_urlsafe(16), secrets.token_urlsafe(24)
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65_536:
        port = None
    return StoredKeys(str(prefix), str(session), port)


def keep(folder: Path, stored: StoredKeys) -> None:
    """Keep secrets and port for the next start.

    Raises:
        ExportError: The folder cannot be written to.
    """
    content = {"prefix": stored.prefix, "session": stored.session, "port": stored.port}
    write_private(folder / STORE, json.dumps(content, indent=2) + "\n")


def make_keys(folder: Path, stored: StoredKeys, port: int, hosts: list[str]) -> Keys:
    """The keys of this start.

    Args:
        folder: The data folder.
        stored: What was kept.
        port: The port in use.
        hosts: Addresses besides this computer's own.
    """
    names = ["127.0.0.1", "localhost", "[::1]", *hosts]
    return Keys(
        token=secrets.token_urlsafe(16),
        session=stored.session,
        prefix=stored.prefix,
        feed_token=_feed_token(folder / FEED_STORE),
        hosts=frozenset(f"{name}:{port}".lower() for name in names),
    )


def with_port(stored: StoredKeys, port: int) -> StoredKeys:
    """`stored` with the port in use."""
    return replace(stored, port=port)


def _is_secret(value: object) -> bool:
    return isinstance(value, str) and _SECRET.fullmatch(value) is not None


def _feed_token(file: Path) -> str:
    """The key of the feed: the stored one, or a new one."""
    with contextlib.suppress(OSError, ValueError):
        kept = file.read_text("ascii").strip()
        if _is_secret(kept):
            return kept
    made = secrets.token_urlsafe(16)
    write_private(file, made + "\n")
    return made
