"""A server of files on this machine that can be told to misbehave."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Server:
    """What it serves, and how it fails."""

    content: dict[str, bytes]
    cut_after: list[int] = field(default_factory=list)
    ranges: bool = True
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def serving(content: dict[str, bytes]) -> Iterator[Server]:
    state = Server(content)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = re.sub(r"^http://[^/]+", "", self.path)  # asked as a proxy, it is the whole address
            asked = self.headers.get("Range", "")
            state.asked.append((self.path, asked))
            found = state.content.get(path)
            if found is None:
                self.send_error(404)
                return
            match = re.fullmatch(r"bytes=(\d+)-", asked)
            start = int(match[1]) if match and state.ranges else 0
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(found) - start))
            self.end_headers()
            part = found[start:]
            if state.cut_after:
                part = part[: state.cut_after.pop(0)]
                self.close_connection = True
            self.wfile.write(part)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.url = f"http://127.0.0.1:{http.server_port}"
    try:
        yield state
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
