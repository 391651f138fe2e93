"""Sending sound files, whole or in one range, so that players can seek.

Comes in: a file and a request. Goes out: a response. A request for several ranges at once, which no player makes, is
refused: it costs much and brings nothing.
"""

from __future__ import annotations

from pathlib import Path
from stat import S_ISREG

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

_LONGEST_RANGE = 100


class _SoundResponse(FileResponse):
    """In large pieces: each costs a change of threads, and a player fetches some hundred kilobytes at a time."""

    chunk_size = 256 * 1024


def sound_response(request: Request, path: Path, media_type: str, *, filename: str | None = None) -> Response:
    """The file, or the range of it that is asked for.

    Args:
        request: The request.
        path: The file.
        media_type: What it is.
        filename: Name to save it under; by default it is not offered for saving.

    Raises:
        HTTPException: It is gone or a link (404), or several ranges are asked for (416).
    """
    asked = request.headers.get("range", "")
    if "," in asked or len(asked) > _LONGEST_RANGE:
        raise HTTPException(416)
    try:
        stat = path.lstat()
    except OSError:
        raise HTTPException(404) from None
    if not S_ISREG(stat.st_mode):
        raise HTTPException(404)
    headers = {"cache-control": "private, no-cache"}
    return _SoundResponse(path, media_type=media_type, filename=filename, stat_result=stat, headers=headers)
