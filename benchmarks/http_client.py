"""A browser that costs next to nothing: one kept connection, one request at a time.

Comes in: a method and a path. Goes out: status and content. Only as much of HTTP as the studio's own answers need.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any


class Client:
    """One kept connection.

    Args:
        host: Address to connect to.
        port: Its port.
        headers: Sent with every request.
    """

    def __init__(self, host: str, port: int, headers: Mapping[str, str]) -> None:
        self._place = (host, port)
        self._head = _lines(headers)
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> tuple[int, bytes]:
        """Send a request; the answer's status and content. A connection that was closed meanwhile is opened anew."""
        text = f"{method} {path} HTTP/1.1\r\n{self._head}{_lines(headers or {})}Content-Length: {len(body)}\r\n\r\n"
        for fresh in (self._line is None, True):
            if self._line is None:
                self._line = await asyncio.open_connection(*self._place, limit=2**20)
            reader, writer = self._line
            try:
                writer.write(text.encode("latin-1") + body)
                return await self._answer(reader)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()
                if fresh:
                    raise
        raise AssertionError

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        told = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
        content = await reader.readexactly(int(told["content-length"]))
        if told.get("connection") == "close":
            self.close()
        return int(head[0].split()[1]), content

    async def json(self, method: str, path: str, content: Any = None) -> Any:
        """Ask with JSON and for JSON.

        Raises:
            RuntimeError: The answer is no success.
        """
        body = b"" if content is None else json.dumps(content).encode()
        status, told = await self.ask(method, path, {"Content-Type": "application/json"} if body else None, body)
        if not 200 <= status < 300:
            raise RuntimeError(f"{status} {told.decode(errors='replace')}")
        return json.loads(told)

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._line is not None:
            self._line[1].close()
            self._line = None


def _lines(headers: Mapping[str, str]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())
