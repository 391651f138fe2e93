"""Scripts, styles, pictures and the font of the pages: read once, compressed once, and kept by browsers for a year.

Their addresses carry a hash of all of them, so that a page never meets a file of another version.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from voiceguide.export.player import PARTS

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".wav": "audio/wav",
    ".woff2": "font/woff2",
}
_PACKED = (".woff2", ".wav")
"""Files that are compressed already."""

_YEAR = "private, max-age=31536000, immutable"
_LEAST_SAVED = 200


@dataclass(frozen=True, slots=True)
class Static:
    """One static file.

    Attributes:
        content: As it is.
        packed: Compressed with gzip, or empty where that saves nothing.
        media_type: What it is.
    """

    content: bytes
    packed: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Statics:
    """All files by their names, and the hash that their addresses carry."""

    files: dict[str, Static]
    version: str


@lru_cache(maxsize=1)
def statics() -> Statics:
    """Every static file: those of the studio, and under ``player/`` those that it shares with the exported page."""
    found = _find(Path(__file__).parent / "static", "")
    found |= _find(PARTS, "player/") | _find(PARTS.joinpath("js"), "player/js/")
    digest = hashlib.sha256()
    for name in sorted(found):
        digest.update(f"{name}\0{len(found[name].content)}\0".encode() + found[name].content)
    return Statics(found, digest.hexdigest()[:12])


def _find(folder: Traversable, prefix: str) -> dict[str, Static]:
    """The static files in a folder, by name."""
    return {
        prefix + each.name: _static(each.read_bytes(), Path(each.name).suffix)
        for each in folder.iterdir()
        if Path(each.name).suffix in MEDIA_TYPES and each.is_file()
    }


def _static(content: bytes, suffix: str) -> Static:
    packed = b"" if suffix in _PACKED else gzip.compress(content, 9, mtime=0)
    return Static(content, packed if len(packed) + _LEAST_SAVED < len(content) else b"", MEDIA_TYPES[suffix])


def packs(request: Request) -> bool:
    """Whether the browser accepts gzip."""
    return "gzip" in request.headers.get("accept-encoding", "")


async def static_file(request: Request) -> Response:
    """A static file, to be cached for a year if its address has the hash, else not without asking again."""
    kept = statics()
    first, _, rest = request.path_params["path"].partition("/")
    name = rest if first == kept.version else request.path_params["path"]
    found = kept.files.get(name)
    if found is None:
        raise HTTPException(404)
    headers = {"cache-control": _YEAR if first == kept.version else "private, no-cache"}
    if found.packed:
        headers["vary"] = "accept-encoding"
    if found.packed and packs(request):
        return Response(found.packed, media_type=found.media_type, headers={**headers, "content-encoding": "gzip"})
    return Response(found.content, media_type=found.media_type, headers=headers)
