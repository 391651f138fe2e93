"""Serves a page, only to this computer, that plays a session while it is made, if no player is installed."""

from __future__ import annotations

import html
import re
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from voiceguide.errors import VoiceguideError
from voiceguide.kept_stream import KeptStream

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{font:1.2rem serif;margin:12vh auto;max-width:34rem;padding:0 1rem}}audio{{width:100%}}</style>
<h1>{title}</h1><audio controls autoplay src="session.mp3"></audio>
"""
_RANGE = re.compile(r"bytes=(\d+)-(\d*)$")
_PIECE = 1 << 18


class LocalPage:
    """The page and its server; a context manager.

    Args:
        title: The session's title.
        kept: Its sound.
    """

    def __init__(self, title: str, kept: KeptStream) -> None:
        self._folder = f"/{secrets.token_urlsafe(16)}/"
        page = _PAGE.format(title=html.escape(title)).encode()

        class Handler(_Handler):
            folder, content, sound = self._folder, page, kept

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="local-page", daemon=True)

    @property
    def url(self) -> str:
        """Its address, which cannot be guessed."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{self._folder}"

    def __enter__(self) -> LocalPage:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self) -> None:
        """Serve the page until Ctrl-C."""
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers requests for the page and for ranges of its sound."""

    folder: str
    content: bytes
    sound: KeptStream

    def do_GET(self) -> None:
        if self.path == self.folder:
            self._begin(200, "text/html; charset=utf-8", len(self.content))
            self.wfile.write(self.content)
        elif self.path == f"{self.folder}session.mp3":
            self._send_sound()
        else:
            self.send_error(404)

    def _send_sound(self) -> None:
        """Send the requested range of the sound, as soon as its bytes exist."""
        total = self.sound.total_bytes
        asked = _RANGE.match(self.headers.get("Range", ""))
        start, last = (int(asked[1]), int(asked[2] or total - 1)) if asked else (0, total - 1)
        last = min(last, total - 1)
        if start > last:
            self.send_error(416)
            return
        more = [("Content-Range", f"bytes {start}-{last}/{total}")] if asked else []
        self._begin(206 if asked else 200, "audio/mpeg", last - start + 1, ("Accept-Ranges", "bytes"), *more)
        try:
            while start <= last and (piece := self.sound.read(start, min(_PIECE, last - start + 1))):
                self.wfile.write(piece)
                start += len(piece)
        except (OSError, VoiceguideError):  # the page was closed, or the rest cannot be made
            self.close_connection = True

    def _begin(self, status: int, kind: str, length: int, *more: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(length)), *more):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
        """Log nothing; the library would print each request."""
