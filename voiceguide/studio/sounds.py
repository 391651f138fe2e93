"""Send sound files, whole or in one range, so that players can seek.

A request for several ranges at once, which no player makes, is refused, as it is costly to answer.
"""

from __future__ import annotations

from pathlib import Path
from stat import S_ISREG

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

_LONGEST_RANGE = 100


class _SoundResponse(FileResponse):
    """A file sent in large pieces: each costs a change of threads, and players fetch several hundred kB at a time."""

    chunk_size = 256 * 1024


def sound_response(request: Request, path: Path, media_type: str, *, filename: str | None = None) -> Response:
    """The file, or the requested range of it.

    Args:
        request: The request.
        path: The file.
        media_type: What it is.
        filename: Name to save it under; by default it is not offered for saving.

    Raises:
        HTTPException: It is gone or a link (404), or several ranges are requested, or one that ends before it
            begins (416).
    """
    asked = request.headers.get("range", "")
    if "," in asked or len(asked) > _LONGEST_RANGE or _is_backwards(asked):
        raise HTTPException(416)
    try:
        stat = path.lstat()
    except OSError:
        raise HTTPException(404) from None
    if not S_ISREG(stat.st_mode):
        raise HTTPException(404)
    headers = {"cache-control": "private, no-cache"}
    return _SoundResponse(path, media_type=media_type, filename=filename, stat_result=stat, headers=headers)


def _is_backwards(asked: str) -> bool:
    """Whether a requested range ends before it begins."""
    first, _, last = asked.partition("=")[2].strip().partition("-")
    return first.strip().isdecimal() and last.strip().isdecimal() and int(first) > int(last)
