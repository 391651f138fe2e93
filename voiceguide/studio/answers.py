"""Small things that pages and API share: reading JSON, answering with it, errors as answers.

Comes in: requests and errors. Goes out: plain values and responses.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voiceguide.errors import FindingsError, VoiceguideError
from voiceguide.studio.errors import BusyError, MissingError


async def json_of(request: Request) -> dict[str, Any]:
    """The JSON object that a page sent.

    Raises:
        HTTPException: It is not JSON, or no object.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415)
    try:
        content = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(content, dict):
        raise HTTPException(400)
    return content


def text_of(content: dict[str, Any], name: str, longest: int = 200) -> str:
    """A text out of a JSON object.

    Raises:
        HTTPException: It is missing, no text, or too long.
    """
    value = content.get(name)
    if not isinstance(value, str) or len(value) > longest:
        raise HTTPException(422)
    return value


def told(error: VoiceguideError) -> dict[str, Any]:
    """An error for people, without the paths of this computer."""
    message = error.message[:1].upper() + error.message[1:]
    return {"error": message.rstrip(".") + ".", "hint": error.hint or ""}


async def voiceguide_error(_: Request, error: Exception) -> Response:
    """Anything that concerns the user, as JSON."""
    assert isinstance(error, VoiceguideError)
    status = 503 if isinstance(error, BusyError) else 404 if isinstance(error, MissingError) else 422
    content = told(error)
    if isinstance(error, FindingsError):
        content["hint"] = "Open it under Write to see what is to be put right."
    return JSONResponse(content, status, headers={"retry-after": "2"} if status == 503 else None)


async def http_error(_: Request, error: Exception) -> Response:
    """A refused request: its number and nothing else."""
    assert isinstance(error, HTTPException)
    return JSONResponse(refused(error), error.status_code, headers=error.headers)


def refused(error: HTTPException) -> dict[str, Any]:
    """A refusal for people."""
    return {"error": _REFUSED.get(error.status_code, "This cannot be done."), "hint": ""}


_REFUSED = {
    400: "The request cannot be read.",
    404: "There is no such thing here.",
    408: "The request took too long.",
    413: "This is too large.",
    415: "The request is not JSON.",
    416: "This range cannot be sent.",
}
