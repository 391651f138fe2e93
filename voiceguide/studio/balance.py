"""The balance of voice and bed, which can be changed while a session is played: it is then remixed.

A finished session is remixed from the script beside it; one that is still being made, from its routine.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voiceguide.app.jobs import Job
from voiceguide.app.library import Entry
from voiceguide.app.queued_job import QueuedJob, settings_from_dict
from voiceguide.errors import SettingsError, UsageError
from voiceguide.mix.bed import shipped_beds
from voiceguide.settings import Settings
from voiceguide.settings.values import parse_setting
from voiceguide.studio.api import studio_of
from voiceguide.studio.responses import json_of, text_of
from voiceguide.studio.studio import Studio

SILENCE = "none"

_NO_BED = "There is only the voice in this session."
_NO_SCRIPT = "The script of this session is not there any more, so its balance stays as it is."
_NO_VOICE = "The voice of this session is not here any more, so its balance stays as it is."
_NO_TRACK = "The track below this session is not known here, so its balance stays as it is."
_OWN = ("names", "ambient", "voice", "earcons", "interlude")  # taken from here: they may name files or people


async def balance_of(studio: Studio, entry: Entry) -> dict[str, Any]:
    """The balance of a finished session, in the form of `facts`."""
    try:
        job = await _job_of(studio, entry)
    except UsageError as error:
        return {"level": None, "why": error.message}
    return facts(job.settings)


def facts(settings: Settings) -> dict[str, Any]:
    """``level``: how far the bed is below the voice, in LU, or None; ``why``: why it cannot be changed."""
    if settings.ambient == SILENCE:
        return {"level": None, "why": _NO_BED}
    return {"level": round(settings.ambient_below_lu, 1), "why": ""}


async def remix(request: Request) -> Response:
    """Start a remix; answers once it can be played from the requested second on."""
    studio, content = studio_of(request), await json_of(request)
    level = parse_setting("ambient_below_lu", content.get("level"))
    at = content.get("at")
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 <= at <= studio.config.settings.max_session_s:
        raise HTTPException(422)
    name = text_of(content, "of")
    if content.get("made"):
        job = await _job_of(studio, await asyncio.to_thread(studio.library.entry, name))
    else:
        job = _on_its_way(studio, studio.queue.job(name))
    job = replace(job, settings=job.settings.replaced({"ambient_below_lu": level}))
    made = await studio.remixer.open(job, float(at), text_of(content, "instead"))
    return JSONResponse({"id": made}, 201)


def _on_its_way(studio: Studio, job: QueuedJob) -> Job:
    """The job of a session that is still being made."""
    return studio.request(job.title, studio.routines.file(job.routine), job.request.settings)


async def _job_of(studio: Studio, entry: Entry) -> Job:
    """The job that makes a finished session again.

    Raises:
        UsageError: It cannot be made again here; the message says why.
    """
    script = await asyncio.to_thread(studio.library.file, entry.id, "script")
    report = await asyncio.to_thread(studio.library.report, entry.id)
    if script is None or report is None:
        raise UsageError(_NO_SCRIPT)
    if entry.voice not in await studio.voice_names():
        raise UsageError(_NO_VOICE)
    own = studio.config.settings
    row = report.facts.settings
    ambient = row.get("ambient")
    if ambient not in (None, SILENCE, own.ambient, *shipped_beds()):
        raise UsageError(_NO_TRACK)
    try:
        settings = settings_from_dict({name: value for name, value in row.items() if name not in _OWN})
    except SettingsError:
        raise UsageError(_NO_SCRIPT) from None
    known = {"ambient": ambient, "voice": entry.voice, "earcons": own.earcons, "interlude": own.interlude}
    return studio.request(entry.title, Path(script), settings.replaced(known))
