"""What the pages ask for while they are open: plans, sounds, jobs, sessions. JSON in, JSON out.

Each function reads a request, asks the studio, and answers; nothing is decided here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from voiceguide.settings import Settings
from voiceguide.studio import tasks
from voiceguide.studio.answers import json_of, text_of
from voiceguide.studio.choices import about, settings_from
from voiceguide.studio.follow import follow_facts
from voiceguide.studio.maker import Errand
from voiceguide.studio.queue import Job
from voiceguide.studio.safety import Verdict, judge, questions
from voiceguide.studio.shelf import Card
from voiceguide.studio.sounds import sound_response
from voiceguide.studio.studio import MOST_STREAMS, Studio


def studio_of(request: Request) -> Studio:
    """The studio that the app was made for."""
    found = request.app.state.studio
    assert isinstance(found, Studio)
    return found


async def _settings(request: Request, content: dict[str, Any]) -> Settings:
    studio = studio_of(request)
    return settings_from(content.get("choices", {}), studio.place.settings, await studio.voice_names())


async def plan(request: Request) -> Response:
    """What a session of these choices would be like."""
    studio, content = studio_of(request), await json_of(request)
    file = await asyncio.to_thread(studio.shelf.file, text_of(content, "routine"))
    return JSONResponse(await studio.helpers.do(tasks.plan, file, await _settings(request, content)))


async def _safe_card(request: Request, content: dict[str, Any]) -> tuple[Card, str]:
    """The routine that is asked for, and the advice not to start it, or none.

    Raises:
        UsageError: The safety questions were not answered.
    """
    card = await asyncio.to_thread(studio_of(request).shelf.card, text_of(content, "routine"))
    verdict, advice = judge(content.get("safety"), questions(pregnancy_safe=card.pregnancy_safe))
    return card, advice if verdict is Verdict.STOP else ""


async def preview(request: Request) -> Response:
    """The first stroke as it will sound. Without answers that allow it, nothing is rendered."""
    studio, content = studio_of(request), await json_of(request)
    card, advice = await _safe_card(request, content)
    if advice:
        return JSONResponse({"stop": advice}, 409)
    file = await asyncio.to_thread(studio.shelf.file, card.id)
    settings = await _settings(request, content)
    return JSONResponse(await studio.clips.make(tasks.preview, file, file.stat().st_mtime_ns, settings))


async def sample(request: Request) -> Response:
    """A voice, or a bed with a few words above it."""
    studio, content = studio_of(request), await json_of(request)
    task = {"voice": tasks.voice_sample, "bed": tasks.bed_sample}.get(text_of(content, "of"))
    if task is None:
        raise HTTPException(422)
    return JSONResponse(await studio.clips.make(task, await _settings(request, content)))


async def clip(request: Request) -> Response:
    """A preview's or sample's sound."""
    path = studio_of(request).clips.file(request.path_params["clip"])
    if path is None:
        raise HTTPException(404)
    return sound_response(request, path, "audio/mpeg")


async def jobs(request: Request) -> Response:
    """Every job."""
    return JSONResponse(studio_of(request).queue.told())


async def add_job(request: Request) -> Response:
    """Order a session. Without answers that allow it, nothing is rendered."""
    studio, content = studio_of(request), await json_of(request)
    card, advice = await _safe_card(request, content)
    if advice:
        return JSONResponse({"stop": advice}, 409)
    settings = await _settings(request, content)
    file = await asyncio.to_thread(studio.shelf.file, card.id)
    facts = await studio.helpers.do(tasks.plan, file, settings)
    if not facts["possible"]:
        return JSONResponse({"error": facts["problem"], "hint": "Choose another length."}, 422)
    job = Job(
        title=card.title,
        about=about(settings, facts["seconds"]),
        routine=card.id,
        seconds=facts["seconds"],
        errand=Errand(file, studio.place.sessions, settings, studio.place.pronounce),
    )
    studio.queue.add(job)
    return JSONResponse({"id": job.id}, 201)


async def cancel_job(request: Request) -> Response:
    """Stop a job, or take a finished one off the list."""
    studio_of(request).queue.cancel(request.path_params["job"])
    return Response(status_code=204)


async def job_events(request: Request) -> Response:
    """Every job, now and whenever something changes, as server-sent events."""
    studio = studio_of(request)
    if studio.streams >= MOST_STREAMS:
        raise HTTPException(503)

    async def events() -> AsyncIterator[str]:
        studio.streams += 1
        try:
            yield "retry: 2000\n\n"
            async for rows in studio.queue.changes():
                if studio.closing.is_set():
                    return
                yield ": still here\n\n" if rows is None else f"data: {json.dumps(rows)}\n\n"
        finally:
            studio.streams -= 1

    return StreamingResponse(events(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def follow(request: Request) -> Response:
    """What the player needs of a session."""
    studio = studio_of(request)
    return JSONResponse(follow_facts(await asyncio.to_thread(studio.library.report, request.path_params["session"])))


async def delete_session(request: Request) -> Response:
    """Delete a session with everything beside it."""
    await asyncio.to_thread(studio_of(request).library.delete, request.path_params["session"])
    return Response(status_code=204)
