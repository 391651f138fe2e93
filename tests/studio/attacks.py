"""Hostile requests, byte for byte: what well-mannered clients would tidy away before they send it.

Comes in: the `Target`. Goes out: named requests. None of them may be answered with success or with a fault of the
studio; `benchmarks.studio` sends them, too, and counts.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Attack = tuple[str, bytes]


@dataclass(frozen=True)
class Target:
    """What is attacked.

    Attributes:
        host: The ``Host`` that the studio answers to.
        cookie: The right cookie, name and secret.
        root: What every address begins with: ``/`` and the prefix.
        token: The token of the printed address.
    """

    host: str
    cookie: str
    root: str
    token: str


PATHS = (
    *("/", "/library", "/making", "/phone", "/write", "/write/new", "/routine/legs", "/session/x"),
    *("/static/base.css", "/static/session.js", "/static/icon.svg", "/static/heading.woff2", "/favicon.ico"),
    *("/api/jobs", "/api/jobs/events", "/api/sessions/x", "/clips/x", "/covers/routine/legs", "/covers/session/x"),
    *("/sessions/x/sound", "/sessions/x/files/audio", "/feed/", "/feed/x/feed.xml", "/nothing", "//", "/?token="),
)
"""One address of each kind."""

CLIMBS = (
    *("../feed.key", "../../feed.key", "..%2ffeed.key", "%2e%2e/feed.key", "%2e%2e%2ffeed.key", "..%5cfeed.key"),
    *(
        "..\\feed.key",
        "%252e%252e%252ffeed.key",
        "..%c0%affeed.key",
        "..;/feed.key",
        ".%00./feed.key",
        "....//feed.key",
    ),
    *(
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "//etc/passwd",
        "file:///etc/passwd",
        "~/.ssh/id_rsa",
        "C:%5cWindows%5cwin.ini",
    ),
    *(
        "feed.key%00.mp3",
        "%00",
        "%ff%fe",
        "%u002e%u002e",
        ".",
        "..",
        "%2e",
        "...",
        "CON",
        "NUL.mp3",
        "x" * 900,
        "%e2%80%ae",
    ),
)
"""Ways out of a folder, as they stand in an address."""

ROOMS = (
    *("/static/", "/sessions/", "/session/", "/clips/", "/covers/session/", "/covers/routine/", "/routine/", "/write/"),
    *("/api/sessions/", "/api/jobs/", "/fonts/", "/"),
)
"""What a climb may begin with."""

BOMBS: dict[str, str] = {
    "laughs": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in itertools.pairwise("abcdefghi")),
    "deep lists": "[" * 50_000,
    "deep tables": "{a: " * 20_000,
    "deep indents": "".join(" " * depth + "a:\n" for depth in range(400)),
    "a circle": "a: &a [*a]",
    "one long word": "title: " + "x" * 110_000,
    "many keys": "".join(f"k{number}: 1\n" for number in range(15_000)),
    "the same key": "title: x\n" * 12_000,
    "many stages": "title: x\nstages:\n"
    + "- {name: a, rounds: 20, strokes: [{technique: friction, region: hand}]}\n" * 500,
    "many strokes": "title: x\nstages:\n  - name: a\n    rounds: 20\n    strokes:\n"
    + "      - {technique: friction, region: hand, side: each, repeat: 500, spots: 50}\n" * 1_300,
    "huge numbers": "title: x\nduration: 99999999999 h\nstages: [{name: a, rounds: 1e308, strokes: ["
    "{technique: effleurage, region: back, repeat: 99999999999999999999, tempo: 1e-300 s}]}]\n",
    "python": "!!python/object/apply:os.system ['true']",
    "a merge": "a: &a {b: 1}\nc: {<<: [*a, *a, *a]}\n",
    "documents": "---\na: 1\n" * 5_000,
    "quotes": "title: '" + "''" * 50_000,
    "a tangled path": "title: x\nstages: [{name: a, strokes: [{technique: effleurage, region: back, path: '"
    + "from the neck to the " * 4_000
    + "'}]}]\n",
    "reuse upward": "title: x\nextends: ../../../../etc/passwd\n"
    "stages: [{use: ../feed.key/Shoulders}, {use: /etc/passwd}]\n",
}
"""Texts for the editor that want time, memory, or files."""


def request(target: str | bytes, host: str, *lines: str, method: str = "GET", body: bytes = b"") -> bytes:
    """One request; the connection is to be closed after it."""
    first = target.encode("utf-8") if isinstance(target, str) else target
    head = "".join(f"{line}\r\n" for line in (f"Host: {host}", "Connection: close", *lines))
    return method.encode() + b" " + first + b" HTTP/1.1\r\n" + head.encode("latin-1") + b"\r\n" + body


def strangers(target: Target) -> Iterator[Attack]:
    """Without the right cookie, or with it but without the prefix."""
    host, cookie, root = target.host, target.cookie, target.root
    name = cookie.partition("=")[0]
    guesses = (
        "",
        f"Cookie: {name}=",
        f"Cookie: {name}=wrong",
        f"Cookie: {name.upper()}x={cookie}",
        f"Cookie: {cookie[:-1]}",
        f"Cookie: {name}={target.token}",
        f"Authorization: Bearer {cookie.partition('=')[2]}",
        "X-Forwarded-For: 127.0.0.1",
    )
    for path, guess in itertools.product(PATHS, guesses):
        yield f"{path} with {guess or 'nothing'}", request(root + path, host, *([guess] if guess else []))
    for path, wrong in itertools.product(PATHS, ("", root[:-1], f"{root}x", root.swapcase(), f"/{root}", "/x" + root)):
        yield f"{path} below {wrong!r}", request(wrong + path, host, f"Cookie: {cookie}")
    for path, method in itertools.product(
        ("/api/jobs", "/api/plan", "/api/write/save"), ("POST", "PUT", "DELETE", "OPTIONS")
    ):
        lines = (f"Origin: http://{host}", "Content-Type: application/json", "Content-Length: 2")
        yield f"{method} {path}", request(root + path, host, *lines, method=method, body=b"{}")
    for code in ("", "x", target.token, target.root, "%00", "../", "x" * 500):
        yield f"launched with {code[:20]!r}", request(f"/launch/{code}", host)
    for token in ("", "x", cookie.partition("=")[2], root, target.token[:-1], f"x&token={target.token}"):
        yield f"opened with {token[:20]!r}", request(f"/?token={token}", host)


def impostors(target: Target) -> Iterator[Attack]:
    """With the token, but from elsewhere: another name, another site, another size."""
    host, root = target.host, target.root
    port = host.rpartition(":")[2]
    token = f"Cookie: {target.cookie}"
    for name in (
        "evil.example",
        f"evil.example:{port}",
        "",
        "127.0.0.1",
        f"{host}.evil.example",
        f"{host}@evil.example",
        f"0x7f000001:{port}",
        f"2130706433:{port}",
        f"0.0.0.0:{port}",
        f"localhost.:{port}",
        "[::]",
    ):
        yield f"host {name!r}", request(f"{root}/library", name, token)
    yield "two hosts", request(f"{root}/library", host, f"Host: {host}", token)
    yield "no host", f"GET {root}/library HTTP/1.0\r\n{token}\r\n\r\n".encode()
    yield "a proxy's address", request(f"http://evil.example{root}/library", "evil.example", token)
    json_lines = ("Content-Type: application/json", "Content-Length: 2")
    for origin in (
        "http://evil.example",
        "null",
        f"https://{host}",
        "http://127.0.0.1",
        f"http://{host}.evil.example",
        "",
    ):
        lines = (token, *json_lines, *([f"Origin: {origin}"] if origin else []))
        yield f"origin {origin!r}", request(f"{root}/api/jobs", host, *lines, method="POST", body=b"{}")
    for site in ("cross-site", "same-site"):
        lines = (token, f"Origin: http://{host}", f"Sec-Fetch-Site: {site}", *json_lines)
        yield f"a {site} page", request(f"{root}/api/jobs", host, *lines, method="POST", body=b"{}")
        yield (
            f"embedded {site}",
            request(f"{root}/covers/routine/legs", host, token, f"Sec-Fetch-Site: {site}", "Sec-Fetch-Mode: no-cors"),
        )
    for method in ("PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW"):
        yield f"method {method}", request(f"{root}/", host, token, method=method)
    upgrade = (token, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13")
    yield "a websocket", request(f"{root}/nothing", host, *upgrade)
    yield "a long address", request(f"{root}/?" + "x" * 4_000, host, token)


def climbers(target: Target) -> Iterator[Attack]:
    """With the token, reaching for files."""
    host, root = target.host, target.root
    token = f"Cookie: {target.cookie}"
    for room, climb in itertools.product(ROOMS, CLIMBS):
        if (room, climb) in _GOOD_MANNERS:
            continue
        yield f"{room}{climb[:60]}", request(root + room + climb, host, token)
        if room in ("/api/sessions/", "/api/jobs/"):
            yield (
                f"delete {room}{climb[:60]}",
                request(root + room + climb, host, token, f"Origin: http://{host}", method="DELETE"),
            )
    for climb in CLIMBS:
        yield f"/sessions/x/files/{climb[:60]}", request(f"{root}/sessions/x/files/{climb}", host, token)


_GOOD_MANNERS = frozenset({("/", "//etc/passwd")})
"""Nothing hostile is left of these."""


def smugglers(target: Target) -> Iterator[Attack]:
    """Requests whose length or lines can be read in two ways; none may carry a second one inside."""
    host, cookie, root = target.host, target.cookie, target.root
    hidden = f"GET {root}/library HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie[:-1]}x\r\n\r\n".encode()
    base = (f"Cookie: {cookie}", f"Origin: http://{host}", "Content-Type: application/json")

    def post(*lines: str, body: bytes = b"") -> bytes:
        return request(f"{root}/api/plan", host, *base, *lines, method="POST", body=body)

    yield "length and chunks", post("Content-Length: 5", "Transfer-Encoding: chunked", body=b"0\r\n\r\n" + hidden)
    yield "two lengths", post("Content-Length: 0", f"Content-Length: {len(hidden)}", body=hidden)
    yield "a list of lengths", post("Content-Length: 0, 5", body=hidden)
    for value in ("xchunked", "chunked, identity", "identity", "chunked;q=1", " chunked\tx"):
        yield f"transfer {value!r}", post(f"Transfer-Encoding: {value}", body=b"0\r\n\r\n" + hidden)
    for size in (b"-1", b"0x5", b"f" * 30, b"5;" + b"x" * 20_000, b"", b"zz"):
        yield f"chunk {size[:20]!r}", post("Transfer-Encoding: chunked", body=size + b"\r\nabcde\r\n0\r\n\r\n")
    for length in ("-5", "+5", "5.0", "0x5", "1e3", "5 5", "99999999999999999999", "\u00b2", ""):
        yield f"length {length!r}", post(f"Content-Length: {length}", body=b"{}")
    yield "a folded line", request(f"{root}/library", host, "X-A: b\r\n Host: evil.example", f"X-Cookie: {cookie}")
    yield "a space before the colon", request(f"{root}/library", host, f"Cookie : {cookie}")
    yield "bare line feeds", f"GET {root}/library HTTP/1.1\nHost: {host}\nCookie: {cookie[:-1]}\n\n".encode()
    yield "a null byte", request(f"{root}/library", host, f"Cookie: {cookie}\0")
    yield "a null byte in the address", request(f"{root}/libr\0ary", host, f"Cookie: {cookie}")
    yield "spaces in the address", request(f"{root}/library HTTP/1.1 x", host, f"Cookie: {cookie}")
    yield "an old protocol", f"GET {root}/library HTTP/0.9\r\nHost: {host}\r\nCookie: {cookie[:-1]}\r\n\r\n".encode()
    yield "another protocol", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 400
    yield "http/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 100
    yield "many short lines", request(f"{root}/library", host, *(f"X-{number}: 1" for number in range(9_000)))
    yield "one long line", request(f"{root}/library", host, "X-Long: " + "x" * 100_000, f"Cookie: {cookie[:-1]}")
    yield (
        "many cookies",
        request(f"{root}/library", host, "Cookie: " + "; ".join(f"a{number}=b" for number in range(1_500))),
    )


def stuffers(target: Target) -> Iterator[Attack]:
    """With the token: bodies that are too large, no JSON, or not what was asked for."""
    host, root = target.host, target.root
    base = (f"Cookie: {target.cookie}", f"Origin: http://{host}")
    kind = "Content-Type: application/json"
    yield (
        "a huge length",
        request(f"{root}/api/write/look", host, *base, kind, "Content-Length: 5000000000", method="POST"),
    )
    large = b'{"text": "' + b"x" * 400_000 + b'"}'
    yield (
        "a huge body",
        request(
            f"{root}/api/write/look", host, *base, kind, f"Content-Length: {len(large)}", method="POST", body=large
        ),
    )
    chunks = b"".join(b"2710\r\n" + b"x" * 10_000 + b"\r\n" for _ in range(40)) + b"0\r\n\r\n"
    yield (
        "huge chunks",
        request(f"{root}/api/write/look", host, *base, kind, "Transfer-Encoding: chunked", method="POST", body=chunks),
    )
    for body in (
        b"",
        b"{",
        b"[]",
        b"null",
        b"[" * 100_000,
        b"\xff\xfe",
        b"NaN",
        b'{"text": 1}',
        b'{"text": "x", "routine": [1]}',
    ):
        yield f"body {body[:20]!r}", _sent(f"{root}/api/write/look", host, base, kind, body)
    yield (
        "a form",
        _sent(f"{root}/api/jobs", host, base, "Content-Type: application/x-www-form-urlencoded", b"routine=legs"),
    )
    yield (
        "an upload",
        _sent(f"{root}/api/write/save", host, base, "Content-Type: multipart/form-data; boundary=x", b"--x--"),
    )
    for answers in (None, {}, {"start": "some", "clinician": "none", "skin": "none", "agreed": "yes"}):
        for path in ("/api/jobs", "/api/preview"):
            safety = {"answers": answers, "at": time.time()}
            content = json.dumps({"routine": "legs", "choices": {}, "safety": safety}).encode()
            yield f"{path} with {answers}", _sent(root + path, host, base, kind, content)
    for choices in (
        {"ambient": "/etc/passwd"},
        {"voice": "../x"},
        {"minutes": 1e999},
        {"avoid": ["../x"] * 9},
        {"cache": "/tmp"},
    ):
        content = json.dumps({"routine": "legs", "choices": choices}).encode()
        yield f"choices {choices}", _sent(f"{root}/api/plan", host, base, kind, content)
    for name in (
        "../x",
        "a/b",
        "..",
        "x\0",
        "CON.",
        "con",
        "nul",
        "aux",
        "prn",
        "com1",
        "lpt9",
        "-a",
        "legs",
        ".hidden",
        "a" * 70,
    ):
        content = json.dumps({"name": name, "text": "title: x"}).encode()
        yield f"name {name[:20]!r}", _sent(f"{root}/api/write/save", host, base, kind, content)


def _sent(path: str, host: str, base: Sequence[str], kind: str, body: bytes) -> bytes:
    return request(path, host, *base, kind, f"Content-Length: {len(body)}", method="POST", body=body)


KINDS = {
    "without the cookie, with a wrong one, or below another prefix": strangers,
    "with the cookie, but under a foreign name, from another site, by another method": impostors,
    "out of the folders, to links, devices and files of the system": climbers,
    "of two lengths, of broken lines, of another protocol": smugglers,
    "too large, no JSON, or not what was asked for": stuffers,
}
"""What is attacked, in words."""


def all_attacks(target: Target) -> Iterator[Attack]:
    """Every one of them."""
    for kind in KINDS.values():
        yield from kind(target)
