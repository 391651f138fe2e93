"""Security middleware: checks every request before the app answers it, and sets the headers of every answer.

A request needs a known ``Host`` (against DNS rebinding), the secret prefix in its address, the session secret in its
cookie, and for everything that changes something an ``Origin`` of our own. Refusals reveal nothing.
"""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voiceguide.studio.keys import Keys, LaunchCode, same_secret

_log = logging.getLogger(__name__)

LARGEST_BODY = 300_000
"""Most bytes of a request's body: a routine is a few kilobytes of text."""

LONGEST_TARGET = 2_000
"""Most bytes of a request's path and query."""

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
"""Shown to a browser that is not paired; it names nothing."""

_WELCOME = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="dark">
<meta http-equiv="refresh" content="0; url=ROOT/">
<link rel="icon" href="ROOT/static/icon.svg" type="image/svg+xml">
<title>voiceguide</title>
</head>
<body><p><a href="ROOT/">Continue</a></p></body>
</html>
"""
"""ROOT stands for the studio's prefix."""

PAIRED_S = 90 * 86_400
"""Seconds for which a device stays paired."""

LAUNCH = "/launch/"
"""Start of the address that the studio itself opens in a browser; a code follows."""

PROVEN = "voiceguide.proven"
"""Extension of a connection: called when a request on it comes from a paired device."""


class SecurityMiddleware:
    """ASGI middleware around the whole app.

    Args:
        app: The app.
        keys: The secrets and hosts.
        code: Pairs the browser that the studio opens; None when it opens none.
        start: Names this start of the studio; every answer carries it, so that open pages notice a restart.
    """

    def __init__(self, app: ASGIApp, keys: Keys, code: LaunchCode | None = None, start: str = "") -> None:
        self._app = app
        self._keys = keys
        self._code = code
        self._start = start

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the app, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refused = self._refusal(scope)
            if refused is not None:
                await refused(scope, receive, _with_headers(send))
                return
            scope.get("extensions", {}).get(PROVEN, _do_nothing)()
            bounded = _BoundedBody(receive, Headers(scope=scope))
            await self._answer(self._below_root(scope), bounded, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _below_root(self, scope: Scope) -> Scope:
        """The request as the app sees it, with addresses that begin after the prefix."""
        return scope if scope["path"].startswith("/feed/") else {**scope, "root_path": self._keys.root}

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer; an unexpected error is logged, and the client gets an empty answer."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, _with_headers(sending, self._start))
        except (ClientDisconnect, asyncio.CancelledError):
            return  # the client is gone, or was cut off as the studio ends: nobody to answer
        except Exception:
            path = scope["path"].removeprefix(self._keys.root)
            _log.exception("A request could not be answered: %s %s", scope["method"], path)
            if not begun:
                await _empty_answer(500)(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that is refused or pairs a device; None if the app may answer it."""
        headers = Headers(scope=scope)
        hosts = [host.lower() for host in headers.getlist("host")]
        malformed = {
            414: len(scope.get("raw_path", b"")) + len(scope["query_string"]) > LONGEST_TARGET,
            405: scope["method"] not in METHODS,
            400: len(hosts) != 1 or hosts[0] not in self._keys.hosts,
        }
        status = next((status for status, wrong in malformed.items() if wrong), None)
        if status is not None:
            return _empty_answer(status)
        if scope["path"].startswith("/feed/"):
            return self._refused_feed(scope)
        if self._is_opening_link(scope):
            return self._welcome()
        if not (self._below(scope["path"]) and self._is_paired(headers)):
            return _refuse_closed(scope, headers)
        if _foreign(scope["method"], headers):
            return _empty_answer(403)
        return _empty_answer(413) if _too_large(headers) else None

    def _refused_feed(self, scope: Scope) -> Response | None:
        """The refusal of a feed request, or None. Podcast apps have no cookie, so the path has the feed's own token."""
        given = scope["path"].split("/")[2]
        if scope["method"] not in SAFE_METHODS or not same_secret(given, self._keys.feed_token):
            return _empty_answer(404)
        return None

    def _is_opening_link(self, scope: Scope) -> bool:
        """Whether this is the printed address with its token, or the one that the studio opened itself."""
        if scope["method"] != "GET":
            return False
        if scope["path"].startswith(LAUNCH):
            return self._code is not None and self._code.takes(scope["path"].removeprefix(LAUNCH))
        if scope["path"] != "/" or not scope["query_string"]:
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])
        return same_secret(given[0], self._keys.token)

    def _welcome(self) -> Response:
        """Pair a device with a page that then loads the first page.

        After a redirect, browsers would not send the strict cookie, as the request would still come from wherever the
        address was opened.
        """
        keys = self._keys
        response = HTMLResponse(_WELCOME.replace("ROOT", keys.root))
        response.set_cookie(
            keys.cookie, keys.session, max_age=PAIRED_S, path=keys.root, httponly=True, samesite="strict"
        )
        return response

    def _below(self, path: str) -> bool:
        """Whether an address begins with the secret prefix."""
        first, _, _ = path.removeprefix("/").partition("/")
        return path.startswith("/") and same_secret(first, self._keys.prefix)

    def _is_paired(self, headers: Headers) -> bool:
        """Whether any cookie of our name is right: other servers on this host may have set more of them."""
        pairs = (pair.partition("=") for line in headers.getlist("cookie") for pair in line.split(";"))
        given = [value.strip() for name, _, value in pairs if name.strip() == self._keys.cookie]
        return any(same_secret(each, self._keys.session) for each in given)


def _do_nothing() -> None:
    """Do nothing, where connections are not counted."""


def _foreign(method: str, headers: Headers) -> bool:
    """Whether a request comes from another site's page."""
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


def _refuse_closed(scope: Scope, headers: Headers) -> Response:
    """The refusal of a request that is not paired; a person who opens a page sees where the key is."""
    if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        return HTMLResponse(_NO_TOKEN, 401, headers=_CLOSE)
    return _empty_answer(401)


def _empty_answer(status: int) -> Response:
    return Response(b"", status, headers=_CLOSE)


class _BoundedBody:
    """Receive a body of at most `LARGEST_BODY` bytes within `BODY_S` seconds."""

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


def _with_headers(send: Send, start: str = "") -> Send:
    """`send` that adds `HEADERS` to every answer."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
            if start:
                headers["x-voiceguide-start"] = start
        await send(message)

    return sending
