"""Limits on connections that uvicorn lacks: clients that send headers too slowly or stop reading are cut off.

Paired devices always find a place: connections that are not known to be paired have a limited number of places. When
these are full, the oldest connection of the address that has most of them is cut off.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import sys
from collections import Counter
from typing import Any, ClassVar

from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable
from uvicorn.protocols.http.h11_impl import H11Protocol

from voiceguide.studio.security import PROVEN

HEADERS_S = 10.0
"""Seconds in which a request's headers must be complete, from the connection or from their first byte."""

STALLED_S = 120.0
"""Seconds for which a client may read nothing of an answer. A player with a full buffer may pause longer; it then sends
a new request for the rest."""

MOST_UNPROVEN = 150
"""Most connections at a time that are not known to be paired; the other places are for paired devices."""

MOST_OF_ONE = 60
"""Most of them from one address; a browser opens six, and sends its cookie with the first request."""

_NO_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class LimitedProtocol(H11Protocol):
    """HTTP/1.1 with time limits and a limit of unpaired connections."""

    headers_s = HEADERS_S
    stalled_s = STALLED_S
    most_unproven = MOST_UNPROVEN
    most_of_one = MOST_OF_ONE
    _unproven: ClassVar[dict[LimitedProtocol, str]] = {}
    """Unpaired connections and their addresses, the oldest first."""
    _headers_timer: asyncio.TimerHandle | None = None
    _stalled_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection and start waiting for headers."""
        super().connection_made(transport)
        self.app = self._with_proof(self.app)
        self._unproven[self] = self.client[0] if self.client else ""
        self._make_room(self._unproven[self])
        self._watch_headers()

    def _with_proof(self, app: ASGI3Application) -> ASGI3Application:
        """The app, called with an extension by which it reports that a request comes from a paired device."""

        async def telling(scope: Any, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
            extensions = {**(scope.get("extensions") or {}), PROVEN: lambda: self._unproven.pop(self, None)}
            asked: Any = {**scope, "extensions": extensions}
            await app(asked, receive, send)

        return telling

    def _make_room(self, peer: str) -> None:
        """Cut off the oldest unpaired connection of an address that has too many, or of the one that has most."""
        counts = Counter(self._unproven.values())
        if counts[peer] > self.most_of_one:
            crowded = peer
        elif len(self._unproven) > self.most_unproven:
            crowded = counts.most_common(1)[0][0]
        else:
            return
        oldest = next(each for each, address in self._unproven.items() if address == crowded)
        del self._unproven[oldest]
        oldest._cut_off()

    def data_received(self, data: bytes) -> None:
        """Process received bytes, and wait on only while a request is incomplete."""
        if self._idle() and self._headers_timer is None:
            self._watch_headers()
        super().data_received(data)
        if not self._idle():
            _stop(self._headers_timer)
            self._headers_timer = None

    def on_response_complete(self) -> None:
        """Go on to the next request, whose beginning may have been received already."""
        super().on_response_complete()
        if self._idle() and self._headers_timer is None and self.conn.trailing_data[0]:
            self._watch_headers()

    def pause_writing(self) -> None:
        """Start the stall timer: the client reads more slowly than we send."""
        super().pause_writing()
        self._stalled_timer = self.loop.call_later(self.stalled_s, self._cut_off)

    def resume_writing(self) -> None:
        """Stop the stall timer: the client reads again."""
        _stop(self._stalled_timer)
        self._stalled_timer = None
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers and forget the connection."""
        self._unproven.pop(self, None)
        _stop(self._headers_timer)
        self._headers_timer = None
        _stop(self._stalled_timer)
        self._stalled_timer = None
        super().connection_lost(exc)

    def end(self) -> None:
        """Cut the client off if a request is still being answered."""
        if not self._idle():
            self._cut_off()

    def _idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _watch_headers(self) -> None:
        self._headers_timer = self.loop.call_later(self.headers_s, self._cut_off)

    def _cut_off(self) -> None:
        """Close at once, and drop what the system still holds for the client."""
        line = self.transport.get_extra_info("socket")
        if line is not None:
            with contextlib.suppress(OSError):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.transport.abort()


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
