"""The connection: clients that send their headers too slowly, stop reading, or come in crowds are cut off.

Comes in: a connection. Goes out: the same to uvicorn, under limits that uvicorn itself does not have.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import sys
from collections import Counter
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_S = 10.0
"""Seconds in which a request's headers must be whole, counted from the connection or from their first byte."""

STALLED_S = 120.0
"""Seconds for which a client may read nothing of what it asked for. A player that has enough for now may pause this
long; it asks again where it stopped."""

MOST_OF_ONE = 100
"""Connections from one address at the same time; a browser opens six. Others always find a free one."""

_NO_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class LimitedProtocol(H11Protocol):
    """HTTP/1.1 with limits of time, and of connections from one address."""

    headers_s = HEADERS_S
    stalled_s = STALLED_S
    most_of_one = MOST_OF_ONE
    _open: ClassVar[Counter[str]] = Counter()
    _peer = ""
    _headers_timer: asyncio.TimerHandle | None = None
    _stalled_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the headers."""
        super().connection_made(transport)
        self._peer = self.client[0] if self.client else ""
        self._open[self._peer] += 1
        if self._open[self._peer] > self.most_of_one:
            self._cut_off()
        else:
            self._watch_headers()

    def data_received(self, data: bytes) -> None:
        """Take what has come, and go on waiting only while a request is not whole."""
        if self._idle() and self._headers_timer is None:
            self._watch_headers()
        super().data_received(data)
        if not self._idle():
            _stop(self._headers_timer)
            self._headers_timer = None

    def on_response_complete(self) -> None:
        """Go on to the next request, the beginning of which may have come already."""
        super().on_response_complete()
        if self._idle() and self._headers_timer is None and self.conn.trailing_data[0]:
            self._watch_headers()

    def pause_writing(self) -> None:
        """The client reads more slowly than we send."""
        super().pause_writing()
        self._stalled_timer = self.loop.call_later(self.stalled_s, self._cut_off)

    def resume_writing(self) -> None:
        """It reads again."""
        _stop(self._stalled_timer)
        self._stalled_timer = None
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._open[self._peer] -= 1
        if self._open[self._peer] <= 0:
            del self._open[self._peer]
        _stop(self._headers_timer)
        self._headers_timer = None
        _stop(self._stalled_timer)
        self._stalled_timer = None
        super().connection_lost(exc)

    def _idle(self) -> bool:
        """No request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _watch_headers(self) -> None:
        self._headers_timer = self.loop.call_later(self.headers_s, self._cut_off)

    def _cut_off(self) -> None:
        """Close at once; what the system still holds for the client is dropped, too."""
        line = self.transport.get_extra_info("socket")
        if line is not None:
            with contextlib.suppress(OSError):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.transport.abort()


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
