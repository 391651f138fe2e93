"""The gate: what every request must show before anything of the studio answers, and what every answer carries.

Comes in: a request. Goes out: the same request to the app, or a refusal that tells nothing. A request needs a known
``Host`` (so that no foreign name can be made to point here), the token in its cookie, and for everything that
changes something an ``Origin`` of our own. Knows nothing of routines or sessions.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, cookie_parser
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger(__name__)

LARGEST_BODY = 300_000
"""Bytes of a request's body: a routine is a few kilobytes of text."""

LONGEST_TARGET = 2_000
"""Bytes of a request's path and query."""

BODY_S = 20.0
"""Seconds in which a body must have arrived."""

SAFE_METHODS = ("GET", "HEAD")
METHODS = (*SAFE_METHODS, "POST", "DELETE")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
"""Nothing inline, nothing from elsewhere, no text that becomes markup."""

HEADERS = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

_CLOSE = {"connection": "close"}
_NO_TOKEN = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<title>Closed</title>
</head>
<body><h1>Closed</h1><p>Open the address, or scan the code, that was shown at the start: it carries the key.</p></body>
</html>
"""
"""For somebody whose page is older than the studio's present start; it names nothing."""

_WELCOME = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="dark">
<meta http-equiv="refresh" content="0; url=/">
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<title>voiceguide</title>
</head>
<body><p><a href="/">Continue</a></p></body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens the gate.

    Attributes:
        token: Opens everything; random for each start.
        feed_token: Opens the podcast feed and its files, for reading, in the path of their addresses.
        hosts: Every ``Host`` header that is ours, with its port, in lower case.
        cookie: Name of the cookie that carries the token.
    """

    token: str
    feed_token: str
    hosts: frozenset[str]
    cookie: str = "voiceguide"


class Gate:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refused = self._refused(scope)
            if refused is not None:
                await refused(scope, receive, _with_headers(send))
                return
            await self._answered(scope, _Bounded(receive, Headers(scope=scope)), send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer; a fault of ours is written to the log, and told to nobody."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, _with_headers(sending))
        except ClientDisconnect:
            return  # in the middle of its own request: there is nobody to answer
        except Exception:
            _log.exception("A request could not be answered: %s %s", scope["method"], scope["path"])
            if not begun:
                await _nothing(500)(scope, receive, _with_headers(send))

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        hosts = [host.lower() for host in headers.getlist("host")]
        malformed = {
            414: len(scope.get("raw_path", b"")) + len(scope["query_string"]) > LONGEST_TARGET,
            405: scope["method"] not in METHODS,
            400: len(hosts) != 1 or hosts[0] not in self._keys.hosts,
        }
        status = next((status for status, wrong in malformed.items() if wrong), None)
        if status is not None:
            return _nothing(status)
        if scope["path"].startswith("/feed/"):
            return self._refused_feed(scope)
        if self._opened(scope):
            return self._welcome()
        if not self._has_token(headers):
            return _closed(scope, headers)
        if _foreign(scope["method"], headers):
            return _nothing(403)
        return _nothing(413) if _too_large(headers) else None

    def _refused_feed(self, scope: Scope) -> Response | None:
        """Podcast apps have no cookie: the feed's own token stands in the path, and opens nothing else."""
        given = scope["path"].split("/")[2]
        if scope["method"] not in SAFE_METHODS or not _same(given, self._keys.feed_token):
            return _nothing(404)
        return None

    def _opened(self, scope: Scope) -> bool:
        """The printed address, which carries the token once."""
        if scope["path"] != "/" or scope["method"] != "GET" or not scope["query_string"]:
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])
        return _same(given[0], self._keys.token)

    def _welcome(self) -> Response:
        """Keep the token in a cookie, then go to the first page by ourselves.

        A redirect would still count as coming from wherever the address was opened, and a strict cookie would not
        be sent with it.
        """
        response = HTMLResponse(_WELCOME)
        response.set_cookie(
            self._keys.cookie, self._keys.token, max_age=30 * 86_400, path="/", httponly=True, samesite="strict"
        )
        return response

    def _has_token(self, headers: Headers) -> bool:
        given = (cookie_parser(line).get(self._keys.cookie, "") for line in headers.getlist("cookie"))
        return any(_same(each, self._keys.token) for each in given)


def _same(given: str, right: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), right.encode())


def _foreign(method: str, headers: Headers) -> bool:
    """Whether another site's page is behind a request."""
    host, origin = headers["host"].lower(), headers.get("origin")
    site = headers.get("sec-fetch-site")
    if origin is not None and origin.lower() != f"http://{host}":
        return True
    if method in SAFE_METHODS:
        return site not in (None, "same-origin", "none") and headers.get("sec-fetch-mode") != "navigate"
    return origin is None or site not in (None, "same-origin")


def _too_large(headers: Headers) -> bool:
    length = headers.get("content-length", "0")
    return not length.isascii() or not length.isdigit() or int(length) > LARGEST_BODY


def _closed(scope: Scope, headers: Headers) -> Response:
    """Without the token there is nothing; a person who opens a page is told where the key is."""
    if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        return HTMLResponse(_NO_TOKEN, 401, headers=_CLOSE)
    return _nothing(401)


def _nothing(status: int) -> Response:
    return Response(b"", status, headers=_CLOSE)


class _Bounded:
    """Receives a body of at most `LARGEST_BODY` bytes within `BODY_S` seconds."""

    def __init__(self, receive: Receive, headers: Headers) -> None:
        self._receive = receive
        self._left = LARGEST_BODY
        self._over = headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers
        self._until = asyncio.get_running_loop().time() + BODY_S

    async def __call__(self) -> Message:
        if self._over:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, headers=_CLOSE) from None
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, headers=_CLOSE)
        self._over = message["type"] != "http.request" or not message.get("more_body", False)
        return message


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sending
