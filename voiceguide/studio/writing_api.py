"""The editor's pages and what they ask for while somebody writes.

Comes in: requests. Goes out: pages, findings, changed texts. Nothing is rendered from a text: only from a saved routine
that passes every check.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voiceguide import anatomy
from voiceguide.errors import UsageError
from voiceguide.routine.model import OilAmount, Side, StepKind, Technique
from voiceguide.studio import tasks
from voiceguide.studio.answers import json_of, text_of
from voiceguide.studio.api import studio_of
from voiceguide.studio.pages import page
from voiceguide.studio.shelf import OWN
from voiceguide.studio.writing import forbidden
from voiceguide.studio.yaml_edit import LONGEST_TEXT, Change

NEW = "new"
_STARTER = Path(__file__).parent / "templates" / "starter.yaml"


async def shelf(request: Request) -> Response:
    """The user's own routines, and what a new one can begin with."""
    cards = await asyncio.to_thread(studio_of(request).shelf.cards)
    return page(request, "write.html", own=[c for c in cards if c.own], shipped=[c for c in cards if not c.own])


async def editor(request: Request) -> Response:
    """The editor, with a routine of the user's own, a copy of a shipped one, or the starter."""
    studio, routine = studio_of(request), request.path_params["routine"]
    if routine == NEW:
        text, name = _STARTER.read_text("utf-8"), ""
    else:
        text = await asyncio.to_thread(studio.shelf.text, routine)
        name = routine.removeprefix(OWN) if routine.startswith(OWN) else ""
    facts = {
        "routine": routine if routine.startswith(OWN) else "",
        "name": name,
        "text": _without_schema(text),
        "suggestion": f"my-{routine}" if routine != NEW and not name else "",
        "techniques": [each.value for each in Technique],
        "regions": [key for key in anatomy.REGIONS if key != "whole body"],
        "sides": [each.value for each in Side],
        "oils": [each.value for each in OilAmount],
        "steps": [each.value for each in StepKind],
    }
    return page(request, "editor.html", facts=facts)


def _without_schema(text: str) -> str:
    """The text without the line that tells other editors where the schema lies."""
    first, _, rest = text.partition("\n")
    return rest if first.startswith("# yaml-language-server:") else text


def _text(content: dict[str, Any]) -> str:
    return text_of(content, "text", LONGEST_TEXT)


def _file(request: Request, content: dict[str, Any]) -> Path | None:
    """The file that a text was read from, when it is one of the user's own."""
    routine = content.get("routine") or ""
    if not isinstance(routine, str):
        raise HTTPException(422)
    return studio_of(request).shelf.file(routine) if routine.startswith(OWN) else None


async def look(request: Request) -> Response:
    """Findings, form and plan of a text."""
    studio, content = studio_of(request), await json_of(request)
    text, file = _text(content), _file(request, content)
    return JSONResponse(await studio.helpers.do(tasks.check, text, file, studio.place.settings))


async def edit(request: Request) -> Response:
    """The text with one change made, and what the editor shows of it."""
    studio, content = studio_of(request), await json_of(request)
    change = content.get("change")
    if not isinstance(change, dict) or not set(change) <= {"do", "path", "value", "by"}:
        raise HTTPException(422)
    made = Change(text_of(change, "do"), text_of(change, "path"), change.get("value"), _whole(change.get("by", 0)))
    text, file = _text(content), _file(request, content)
    return JSONResponse(await studio.helpers.do(tasks.edit, text, made, file, studio.place.settings))


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise HTTPException(422)
    return value


async def save(request: Request) -> Response:
    """Keep a text in the user's folder; one with errors is kept as a draft that cannot be played."""
    studio, content = studio_of(request), await json_of(request)
    name, text = text_of(content, "name", 80), _text(content)
    told = await studio.helpers.do(tasks.check, text, _file(request, content), studio.place.settings)
    for finding in forbidden(told):
        raise UsageError(finding["message"], hint=finding["hint"])
    routine = await asyncio.to_thread(studio.shelf.save, name, text, replace=content.get("replace") is True)
    return JSONResponse({"routine": routine, "ok": told["ok"]}, 201)


async def delete(request: Request) -> Response:
    """Delete one of the user's own routines."""
    await asyncio.to_thread(studio_of(request).shelf.delete, request.path_params["routine"])
    return Response(status_code=204)
