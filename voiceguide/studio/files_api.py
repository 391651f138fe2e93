"""Requests for files: sounds, sidecars, covers, the feed. Each is found by id in a list, never by a path."""

from __future__ import annotations

import asyncio
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from voiceguide.errors import ExportError
from voiceguide.studio.api import studio_of
from voiceguide.studio.early_sound import early_response
from voiceguide.studio.sounds import sound_response

COVER_SIZE = 640
CARD_SIZE = 320
"""Pixels of a routine's cover: small, as the first page shows all of them."""

_A_WEEK = {"cache-control": "private, max-age=604800"}


async def session_sound(request: Request) -> Response:
    """A session's sound, for the player."""
    entry = await asyncio.to_thread(studio_of(request).library.entry, request.path_params["session"])
    return sound_response(request, entry.audio, entry.media_type)


async def job_sound(request: Request) -> Response:
    """The sound of a session that is being made, from its first second on; the finished file afterwards."""
    studio, job = studio_of(request), request.path_params["job"]
    early = await early_response(request, job, partial(studio.queue.early, job))
    if early is not None:
        return early
    entry = await asyncio.to_thread(studio.library.entry, await studio.queue.wait_until_made(job))
    return sound_response(request, entry.audio, entry.media_type)


async def remix_sound(request: Request) -> Response:
    """The sound of a session with another balance, or a range of it."""
    name = request.path_params["remix"]
    found = await early_response(request, name, partial(studio_of(request).remixer.find, name))
    if found is None:
        raise HTTPException(404)
    return found


async def before_sound(request: Request) -> Response:
    """The sound of a session's before-part, for the player."""
    entry = await asyncio.to_thread(studio_of(request).library.entry, request.path_params["session"])
    if entry.before is None:
        raise HTTPException(404)
    return sound_response(request, entry.before, entry.media_type)


async def session_file(request: Request) -> Response:
    """A session's sound or sidecar, for download."""
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
    """A routine's cover, without words: the page shows the title beside it, and the length is not chosen yet."""
    studio = studio_of(request)
    card = await asyncio.to_thread(studio.routines.card, request.path_params["routine"])
    content = await studio.cover("", None, card.name, CARD_SIZE)
    return Response(content, media_type="image/jpeg", headers=_A_WEEK)


async def feed_file(request: Request) -> Response:
    """The feed, or something it names."""
    studio = studio_of(request)
    base = f"http://{request.headers['host']}/feed/{studio.config.keys.feed_token}/"
    try:
        found = await asyncio.to_thread(studio.feed.find, request.path_params["name"], base)
    except ExportError:
        raise HTTPException(404) from None
    if found is None:
        raise HTTPException(404)
    if found.file is not None:
        return sound_response(request, found.file, found.media_type)
    return Response(found.content, media_type=found.media_type)
