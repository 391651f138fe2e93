"""Requests that open pages send: plans, sounds, jobs, sessions. JSON in, JSON out.

Each function reads a request, calls the studio, and answers; nothing is decided here.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from voiceguide.app.queued_job import QueuedJob, order_key
from voiceguide.app.routines import OWN, RoutineSummary
from voiceguide.export.player import player_facts
from voiceguide.settings import Settings
from voiceguide.studio import tasks
from voiceguide.studio.forms import about, settings_from
from voiceguide.studio.responses import json_of, text_of
from voiceguide.studio.safety import Verdict, judge, questions, reminder
from voiceguide.studio.sounds import sound_response
from voiceguide.studio.studio import MOST_STREAMS, Studio
from voiceguide.studio.voices import offer_voices

_EVENTS = "text/event-stream"


def studio_of(request: Request) -> Studio:
    """The studio that the app was made for."""
    found = request.app.state.studio
    assert isinstance(found, Studio)
    return found


async def _settings(request: Request, content: dict[str, Any]) -> Settings:
    """The settings of the choices in a request."""
    studio = studio_of(request)
    return settings_from(content.get("choices", {}), studio.config.settings, await studio.voice_names())


async def alive(_: Request) -> Response:
    """An empty answer that shows that the studio runs; every answer's header names its start."""
    return Response(status_code=204)


async def safety(request: Request) -> Response:
    """The safety questions before a session of a routine, and the short reminder for people who answered them before.

    If the routine does not exist any more, the strictest questions are given. The time is given, too: answers carry it,
    and the clock of a device may be wrong.
    """
    routines, name = studio_of(request).routines, request.path_params["routine"]
    known = await asyncio.to_thread(routines.files)
    routine = next((each for each in (name, OWN + name) if each in known), None)
    safe = (await asyncio.to_thread(routines.card, routine)).pregnancy_safe if routine else False
    asked = questions(pregnancy_safe=safe)
    rows = [asdict(question) for question in asked]
    return JSONResponse({"questions": rows, "reminder": reminder(), "now": time.time()})


async def plan(request: Request) -> Response:
    """The plan of a session with these choices."""
    studio, content = studio_of(request), await json_of(request)
    file = await asyncio.to_thread(studio.routines.file, text_of(content, "routine"))
    return JSONResponse(await studio.workers.run(tasks.plan, file, await _settings(request, content)))


async def _safe_card(request: Request, content: dict[str, Any]) -> tuple[RoutineSummary, str]:
    """The requested routine, and the advice not to start it, or an empty text.

    Raises:
        UsageError: The safety questions were not answered.
    """
    card = await asyncio.to_thread(studio_of(request).routines.card, text_of(content, "routine"))
    verdict, advice = judge(content.get("safety"), questions(pregnancy_safe=card.pregnancy_safe))
    return card, advice if verdict is Verdict.STOP else ""


async def preview(request: Request) -> Response:
    """Render the first stroke as it will sound, if the safety answers allow it."""
    studio, content = studio_of(request), await json_of(request)
    card, advice = await _safe_card(request, content)
    if advice:
        return JSONResponse({"stop": advice}, 409)
    file = await asyncio.to_thread(studio.routines.file, card.id)
    settings = await _settings(request, content)
    return JSONResponse(await studio.previews.make(tasks.preview, file, file.stat().st_mtime_ns, settings))


async def sample(request: Request) -> Response:
    """Render a sample of a voice, or of a bed with a few words above it."""
    studio, content = studio_of(request), await json_of(request)
    task = {"voice": tasks.voice_sample, "bed": tasks.bed_sample}.get(text_of(content, "of"))
    if task is None:
        raise HTTPException(422)
    return JSONResponse(await studio.previews.make(task, await _settings(request, content)))


async def add_voice(request: Request) -> Response:
    """Start adding a voice."""
    studio, content = studio_of(request), await json_of(request)
    name = text_of(content, "name")
    if name not in [each.name for each in offer_voices(await studio.voices(), "en", "").addable]:
        raise HTTPException(422)
    studio.additions.begin(name)
    return JSONResponse(studio.additions.states(), 202)


async def added_voices(request: Request) -> Response:
    """Voices being added, with their progress."""
    return JSONResponse(studio_of(request).additions.states())


async def clip(request: Request) -> Response:
    """The sound of a preview or sample."""
    path = studio_of(request).previews.file(request.path_params["clip"])
    if path is None:
        raise HTTPException(404)
    return sound_response(request, path, "audio/mpeg")


async def jobs(request: Request) -> Response:
    """Every job."""
    return JSONResponse(studio_of(request).queue.to_dicts())


async def add_job(request: Request) -> Response:
    """Order a session, if the safety answers allow it.

    A session that is already in the queue, or was made and still exists, is not made again: the answer names its job,
    and the session if it is finished.
    """
    studio, content = studio_of(request), await json_of(request)
    card, advice = await _safe_card(request, content)
    if advice:
        return JSONResponse({"stop": advice}, 409)
    settings = await _settings(request, content)
    file = await asyncio.to_thread(studio.routines.file, card.id)
    facts = await studio.workers.run(tasks.plan, file, settings)
    if not facts["possible"]:
        return JSONResponse({"error": facts["problem"], "hint": "Choose another length."}, 422)
    wanted = studio.request(card.title, file, settings)
    voice = next(iter(await studio.voice_names()), "") if settings.voice == "auto" else settings.voice
    ordered = QueuedJob(
        title=card.title,
        about=about(settings, facts["seconds"]),
        routine=card.id,
        seconds=facts["seconds"],
        request=wanted,
        key=order_key(f"{voice} {await studio.workers.run(tasks.content, file, settings)}", wanted),
    )
    job = studio.queue.add(ordered)
    return JSONResponse({"id": job.id, "session": job.session}, 201 if job is ordered else 200)


async def cancel_job(request: Request) -> Response:
    """Stop a job, or remove a finished one from the list."""
    studio_of(request).queue.cancel(request.path_params["job"])
    return Response(status_code=204)


async def job_events(request: Request) -> Response:
    """Send every job, now and whenever something changes, as server-sent events."""
    studio = studio_of(request)
    if request.method == "HEAD":
        return Response(media_type=_EVENTS)  # a streamed answer would never end
    if studio.streams >= MOST_STREAMS:
        raise HTTPException(503)

    async def events() -> AsyncIterator[str]:
        studio.streams += 1
        try:
            yield "retry: 2000\n\n"
            async for rows in studio.queue.changes():
                yield ": still here\n\n" if rows is None else f"data: {json.dumps(rows)}\n\n"
        finally:
            studio.streams -= 1

    return StreamingResponse(events(), media_type=_EVENTS, headers={"x-accel-buffering": "no"})


async def follow(request: Request) -> Response:
    """The facts that the player needs of a session."""
    studio, session = studio_of(request), request.path_params["session"]
    report = await asyncio.to_thread(studio.library.report, session)
    if report is None:
        raise HTTPException(404)
    await studio.remixer.warm()
    return JSONResponse(player_facts(report.timeline, report.title))


async def delete_session(request: Request) -> Response:
    """Delete a session with everything beside it."""
    await asyncio.to_thread(studio_of(request).library.delete, request.path_params["session"])
    return Response(status_code=204)
