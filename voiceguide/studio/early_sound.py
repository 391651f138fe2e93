"""Send a sound that is still being made, whole or in one range, each byte as soon as it exists.

Some players (GStreamer's, and with it WebKit's on Linux) read the last 128 bytes, where a tag may be, before they play
anything. Those bytes would be made last. So the answer ends with 128 zero bytes, which can be sent at once and which
players ignore.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from voiceguide.app.early import EarlySound

_RANGE = re.compile(r"bytes=(\d{1,15})?-(\d{1,15})?", re.ASCII)
_PIECE = 256 * 1024

END = bytes(128)
"""In place of an ID3v1 tag. An empty tag would not do: before one, players look for further tags."""


class BrokenOffError(ClientDisconnect):
    """The rest will not come: the connection is closed, so that no player takes a part for the whole."""


Find = Callable[[int], Awaitable[EarlySound | None]]
"""Position of a byte → the sound, once that byte exists; None if it never will."""


async def early_response(request: Request, name: str, find: Find) -> Response | None:
    """A sound from its first second on, or the requested range of it.

    Args:
        request: The request.
        name: A different one for each sound.
        find: Finds the sound.

    Returns:
        None where there is no such sound.

    Raises:
        HTTPException: There is no such range, or several are requested (416).
        VoiceguideError: What `find` raises.
    """
    sound = await find(0)
    if sound is None or not sound.path.is_file():
        return None
    total = sound.total + len(END)
    first, stop = _range_of(request.headers.get("range", ""), total)
    headers = {
        "accept-ranges": "bytes",
        "cache-control": "private, no-store",
        "content-length": str(stop - first),
        "etag": f'"early-{name}"',
    }
    partly = "range" in request.headers
    if partly:
        headers["content-range"] = f"bytes {first}-{stop - 1}/{total}"
    status = 206 if partly else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type="audio/mpeg")
    pieces = _with_end(find, sound, first, stop)
    return StreamingResponse(pieces, status, headers=headers, media_type="audio/mpeg")


def _range_of(asked: str, total: int) -> tuple[int, int]:
    """The requested range: first byte, and one past the last."""
    if not asked:
        return 0, total
    found = _RANGE.fullmatch(asked.replace(" ", ""))
    if found is None or found.group(1, 2) == (None, None):
        raise HTTPException(416, headers={"content-range": f"bytes */{total}"})
    first, last = found.group(1), found.group(2)
    if first is None:
        start, stop = max(0, total - int(last)), total
    else:
        start, stop = int(first), min(total, int(last) + 1) if last is not None else total
    if start >= stop:
        raise HTTPException(416, headers={"content-range": f"bytes */{total}"})
    return start, stop


async def _with_end(find: Find, sound: EarlySound, first: int, stop: int) -> AsyncIterator[bytes]:
    """The bytes of a range: those of the sound as they come, then those of `END`."""
    async for piece in _pieces(find, sound.path, first, min(stop, sound.total)):
        yield piece
    if stop > sound.total:
        yield END[max(0, first - sound.total) : stop - sound.total]


async def _pieces(find: Find, path: Path, first: int, stop: int) -> AsyncIterator[bytes]:
    """The bytes of a range of the sound, as they are made."""
    at = first
    with path.open("rb", buffering=0) as file:  # the file grows: a buffer would keep its old end
        while at < stop:
            sound = await find(at)
            if sound is None:
                raise BrokenOffError
            file.seek(at)
            piece = await asyncio.to_thread(file.read, min(_PIECE, sound.there - at, stop - at))
            if not piece:
                raise BrokenOffError
            at += len(piece)
            yield piece
