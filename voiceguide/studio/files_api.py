"""Files: sounds, companions, covers, the heading's font, the feed. Each is found by id in a list, never by a path.

Comes in: requests. Goes out: files and pictures.
"""

from __future__ import annotations

import asyncio
from importlib.util import find_spec
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from voiceguide.errors import ExportError
from voiceguide.studio.api import studio_of
from voiceguide.studio.sounds import sound_response

COVER_SIZE = 640
_A_WEEK = {"cache-control": "private, max-age=604800"}


async def session_sound(request: Request) -> Response:
    """A session's sound, for the player."""
    entry = await asyncio.to_thread(studio_of(request).library.entry, request.path_params["session"])
    return sound_response(request, entry.audio, entry.media_type)


async def before_sound(request: Request) -> Response:
    """The sound of a session's before-part, for the player."""
    entry = await asyncio.to_thread(studio_of(request).library.entry, request.path_params["session"])
    if entry.before is None:
        raise HTTPException(404)
    return sound_response(request, entry.before, entry.media_type)


async def session_file(request: Request) -> Response:
    """A session's sound or companion, to save."""
    library = studio_of(request).library
    session, key = request.path_params["session"], request.path_params["key"]
    path = await asyncio.to_thread(library.file, session, key)
    if path is None:
        raise HTTPException(404)
    media_type = library.entry(session).media_type if key in ("audio", "before") else "application/octet-stream"
    return sound_response(request, path, media_type, filename=path.name)


async def session_cover(request: Request) -> Response:
    """A session's cover."""
    studio = studio_of(request)
    entry = await asyncio.to_thread(studio.library.entry, request.path_params["session"])
    content = await studio.cover(entry.title, entry.minutes, entry.routine or entry.title, COVER_SIZE)
    return Response(content, media_type="image/jpeg", headers=_A_WEEK)


async def routine_cover(request: Request) -> Response:
    """A routine's cover, without words: its title stands beside it, and its length is still to be chosen."""
    studio = studio_of(request)
    card = await asyncio.to_thread(studio.shelf.card, request.path_params["routine"])
    content = await studio.cover("", None, card.name, COVER_SIZE)
    return Response(content, media_type="image/jpeg", headers=_A_WEEK)


async def heading_font(_: Request) -> Response:
    """The font of the headings, from the package that the covers take theirs from."""
    spec = find_spec("font_source_serif_pro")
    path = Path(spec.origin).parent / "files" / "SourceSerifPro-Regular.ttf" if spec and spec.origin else None
    if path is None or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type="font/ttf", headers=_A_WEEK)


async def feed_file(request: Request) -> Response:
    """The feed, or something it names."""
    studio = studio_of(request)
    base = f"http://{request.headers['host']}/feed/{studio.place.keys.feed_token}/"
    try:
        found = await asyncio.to_thread(studio.feed.find, request.path_params["name"], base)
    except ExportError:
        raise HTTPException(404) from None
    if found is None:
        raise HTTPException(404)
    if found.file is not None:
        return sound_response(request, found.file, found.media_type)
    return Response(found.content, media_type=found.media_type)
