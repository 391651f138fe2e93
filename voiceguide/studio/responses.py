"""What pages and API share: reading JSON from a request, and turning errors into answers."""

from __future__ import annotations

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voiceguide.app.errors import BusyError, MissingError
from voiceguide.app.privacy import without_folders
from voiceguide.errors import FindingsError, VoiceguideError


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
    """A text in a JSON object.

    Raises:
        HTTPException: It is missing, not a text, or too long.
    """
    value = content.get(name)
    if not isinstance(value, str) or len(value) > longest:
        raise HTTPException(422)
    return value


def error_to_dict(error: VoiceguideError) -> dict[str, Any]:
    """An error for people, without the paths of this computer."""
    message = without_folders(error.message)
    message = message[:1].upper() + message[1:]
    return {"error": message.rstrip(".") + ".", "hint": without_folders(error.hint or "")}


async def voiceguide_error(_: Request, error: Exception) -> Response:
    """An error that concerns the user, as JSON."""
    assert isinstance(error, VoiceguideError)
    status = 503 if isinstance(error, BusyError) else 404 if isinstance(error, MissingError) else 422
    content = error_to_dict(error)
    if isinstance(error, FindingsError):
        content["hint"] = "Open it under Write to see what is to be put right."
    return JSONResponse(content, status, headers={"retry-after": "2"} if status == 503 else None)


async def http_error(_: Request, error: Exception) -> Response:
    """A refused request as JSON: one sentence about its status and nothing else."""
    assert isinstance(error, HTTPException)
    return JSONResponse(refusal_to_dict(error), error.status_code, headers=error.headers)


def refusal_to_dict(error: HTTPException) -> dict[str, Any]:
    """A refusal in words for people."""
    return {"error": _REFUSED.get(error.status_code, "This cannot be done."), "hint": ""}


_REFUSED = {
    400: "The request cannot be read.",
    404: "There is no such thing here.",
    408: "The request took too long.",
    413: "This is too large.",
    415: "The request is not JSON.",
    416: "This range cannot be sent.",
}
