"""The editor's pages, and the requests that they send while somebody writes.

A text that passes every check can be listened to for a minute; sessions are made only from saved routines.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voiceguide import anatomy
from voiceguide.app.errors import ConflictError, MissingError
from voiceguide.app.routines import OWN, mark_of
from voiceguide.errors import UsageError
from voiceguide.routine.model import OilAmount, Side, StepKind
from voiceguide.studio import tasks
from voiceguide.studio.api import studio_of
from voiceguide.studio.key_help import key_help, known_techniques
from voiceguide.studio.pages import page
from voiceguide.studio.responses import error_to_dict, json_of, text_of
from voiceguide.studio.writing import find_forbidden
from voiceguide.studio.yaml_edit import LONGEST_TEXT, Change

NEW = "new"
MOST_CHANGES = 200
"""Most changes in one request: more than anybody makes while waiting for an answer."""

_STARTER = Path(__file__).parent / "templates" / "starter.yaml"


async def own_routines(request: Request) -> Response:
    """The page of the user's own routines, and of those that a new one can start from."""
    cards = await asyncio.to_thread(studio_of(request).routines.cards)
    return page(request, "write.html", own=[c for c in cards if c.own], shipped=[c for c in cards if not c.own])


async def editor(request: Request) -> Response:
    """The page of the editor, with a routine of the user's own, a copy of a shipped one, or the starter."""
    studio, routine = studio_of(request), request.path_params["routine"]
    if routine == NEW:
        text, name = _STARTER.read_text("utf-8"), ""
    else:
        text = await asyncio.to_thread(studio.routines.text, routine)
        name = routine.removeprefix(OWN) if routine.startswith(OWN) else ""
    facts = {
        "routine": routine if routine.startswith(OWN) else "",
        "name": name,
        "text": _without_schema(text),
        "base": mark_of(text) if name else "",
        "suggestion": f"my-{routine}" if routine != NEW and not name else "",
        "techniques": known_techniques(),
        "help": key_help(),
        "regions": [key for key in anatomy.REGIONS if key != "whole body"],
        "sides": [each.value for each in Side if each],
        "oils": [each.value for each in OilAmount],
        "steps": [each.value for each in StepKind],
    }
    return page(request, "editor.html", facts=facts)


def _without_schema(text: str) -> str:
    """The text without the line that names the schema for other editors."""
    first, _, rest = text.partition("\n")
    return rest if first.startswith("# yaml-language-server:") else text


def _text(content: dict[str, Any]) -> str:
    return text_of(content, "text", LONGEST_TEXT)


def _file(request: Request, content: dict[str, Any]) -> Path | None:
    """The file that a text was read from, if it is one of the user's own and still there: people may write on."""
    routine = content.get("routine") or ""
    if not isinstance(routine, str):
        raise HTTPException(422)
    return studio_of(request).routines.own_file(routine) if routine.startswith(OWN) else None


async def look(request: Request) -> Response:
    """Findings, form and plan of a text."""
    studio, content = studio_of(request), await json_of(request)
    text, file = _text(content), _file(request, content)
    return JSONResponse(await studio.workers.run(tasks.check, text, file, studio.config.settings))


async def edit(request: Request) -> Response:
    """Make changes to a text, one after the other; answers with the texts and what the editor shows of the last."""
    studio, content = studio_of(request), await json_of(request)
    changes = content.get("changes")
    if not isinstance(changes, list) or not 0 < len(changes) <= MOST_CHANGES:
        raise HTTPException(422)
    text, file = _text(content), _file(request, content)
    made = tuple(_change(each) for each in changes)
    return JSONResponse(await studio.workers.run(tasks.edit, text, made, file, studio.config.settings))


def _change(change: Any) -> Change:
    """A change from a request."""
    if not isinstance(change, dict) or not set(change) <= {"do", "path", "value", "by"}:
        raise HTTPException(422)
    return Change(text_of(change, "do"), text_of(change, "path"), change.get("value"), _whole(change.get("by", 0)))


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise HTTPException(422)
    return value


async def save(request: Request) -> Response:
    """Save a text in the user's folder; one with errors becomes a draft that cannot be played."""
    studio, content = studio_of(request), await json_of(request)
    name, text = text_of(content, "name", 80), _text(content)
    checked = await studio.workers.run(tasks.check, text, _file(request, content), studio.config.settings)
    for finding in find_forbidden(checked):
        raise UsageError(finding["message"], hint=finding["hint"])
    base = None if content.get("base") is None else text_of(content, "base")
    try:
        routine = await asyncio.to_thread(studio.routines.save, name, text, base=base)
    except ConflictError as error:
        theirs = {"theirs": error.theirs, "base": mark_of(error.theirs)}
        return JSONResponse({**error_to_dict(error), **theirs}, 409)
    saved = await asyncio.to_thread(studio.routines.text, routine)
    return JSONResponse({"routine": routine, "ok": checked["ok"], "base": mark_of(saved), "saved": saved == text}, 201)


async def source(request: Request) -> Response:
    """The text of one of the user's own routines as it is on the disk now; null if it is gone."""
    routines, routine = studio_of(request).routines, request.path_params["routine"]
    try:
        text = await asyncio.to_thread(routines.text, routine) if routine.startswith(OWN) else None
    except MissingError:
        text = None
    return JSONResponse({"text": text, "base": mark_of(text)})


async def listen(request: Request) -> Response:
    """Render one stroke of a text, or up to a minute from there on; the text must pass every check."""
    studio, content = studio_of(request), await json_of(request)
    text, file, place = _text(content), _file(request, content), text_of(content, "path")
    how = (text, file, place, content.get("on") is True, studio.config.settings)
    return JSONResponse(await studio.previews.make(tasks.listen, *how))


async def delete(request: Request) -> Response:
    """Delete one of the user's own routines."""
    await asyncio.to_thread(studio_of(request).routines.delete, request.path_params["routine"])
    return Response(status_code=204)
