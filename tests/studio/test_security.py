"""Hostile requests: without the token, from elsewhere, too large, or reaching for files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from voiceguide.studio.security import LARGEST_BODY
from voiceguide.studio.studio import Studio

from .conftest import BASE, COOKIE, FEED_TOKEN, ROOT, SESSION, TOKEN

STATIC = Path(__file__).parents[2] / "voiceguide/studio/static"
ATTACKS = (
    *("../../etc/passwd", "..", ".", "/etc/passwd", "..\\..\\x", "%2e%2e%2f", "a\0b", "feed.key", "~", "CON"),
    "x" * 900,
)
JSON = {"content-type": "application/json"}
PAGES = ("/", "/routine/legs", "/making", "/library", "/phone", "/write", "/write/new", "/write/legs")


def routes(client: TestClient) -> Iterator[tuple[str, str]]:
    """(method, path) of everything that is answered."""
    for route in cast(Starlette, client.app).routes:
        if isinstance(route, Mount):
            yield "GET", f"{route.path}/base.css"
        elif isinstance(route, Route):
            for method in (route.methods or set()) - {"HEAD"}:
                yield method, re.sub(r"\{\w+\}", "x", route.path)


def test_without_the_token_there_is_nothing(stranger: TestClient) -> None:
    for method, path in routes(stranger):
        address = f"{BASE}{path}" if path.startswith("/feed/") else path
        for cookie in (
            {},
            {"voice": SESSION},
            {COOKIE: "wrong"},
            {COOKIE: ""},
            {COOKIE: TOKEN},
            {COOKIE: SESSION[:-1]},
        ):
            headers = {"origin": BASE, "cookie": "; ".join(f"{name}={value}" for name, value in cookie.items())}
            answer = stranger.request(method, address, headers=headers)
            status = 404 if path.startswith("/feed/") else 401
            assert (answer.status_code, answer.content) == (status, b""), path


def test_the_printed_address_pairs_a_device(stranger: TestClient) -> None:
    assert stranger.get(f"{BASE}/?token=wrong").status_code == 401
    assert stranger.get(f"{BASE}/?token={SESSION}").status_code == 401
    assert stranger.get(f"/library?token={TOKEN}").status_code == 401
    welcome = stranger.get(f"{BASE}/?token={TOKEN}")
    assert welcome.status_code == 200
    cookie = welcome.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={SESSION};")
    assert {"HttpOnly", "SameSite=strict", f"Path={ROOT}"} <= {part.strip() for part in cookie.split(";")}
    assert TOKEN not in welcome.text + cookie
    assert SESSION not in welcome.text
    assert f"url={ROOT}/" in welcome.text
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize("root", ["", "/", "/x", ROOT[:-1], f"{ROOT}x", f"/{ROOT}", ROOT.upper(), f"/x{ROOT}"])
def test_below_another_prefix_there_is_nothing(client: TestClient, root: str) -> None:
    for path in ("/", "/library", "/api/jobs", "/static/base.css"):
        answer = client.get(f"{BASE}{root}{path}", headers={"cookie": f"{COOKIE}={SESSION}"})
        assert (answer.status_code, answer.content) == (401, b"")


def test_a_cookie_of_our_name_from_another_server_of_this_host_locks_nobody_out(client: TestClient) -> None:
    for cookies in (f"{COOKIE}={SESSION}; {COOKIE}=theirs", f"{COOKIE}=theirs; {COOKIE}={SESSION}; x=y"):
        assert client.get("/library", headers={"cookie": cookies}).status_code == 200


def test_no_script_leaves_the_prefix_out() -> None:
    """What asks the studio goes through `ask` or `address`, which put the prefix in front."""
    bare = []
    for script in sorted(STATIC.glob("*.js")):
        for line in script.read_text("utf-8").splitlines():
            for found in re.finditer(r"""["'`]/[a-z]""", line):
                safe = line[: found.start()].endswith("address(") or re.search(
                    r"\b(ask|hear|start|openPlayer|playing)\(", line
                )
                if not safe and not line.lstrip().startswith("//"):
                    bare.append((script.name, line))
    assert bare == []


@pytest.mark.parametrize("host", ["evil.example:8737", "127.0.0.1", "127.0.0.1:80", "localhost:8737.evil.example", ""])
def test_another_host_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"host": host})
    assert (answer.status_code, answer.content) == (400, b"")


def test_two_hosts_are_refused(client: TestClient) -> None:
    request = client.build_request("GET", "/")
    request.headers = type(request.headers)([*request.headers.raw, (b"Host", b"evil.example")])
    assert client.send(request).status_code == 400


def test_our_own_names_are_known(client: TestClient) -> None:
    assert client.get("/", headers={"host": "LOCALHOST:8737", "origin": "http://localhost:8737"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:8737", "http://127.0.0.1", None])
@pytest.mark.parametrize("target", [("POST", "/api/jobs"), ("DELETE", "/api/sessions/x"), ("DELETE", "/api/jobs/x")])
def test_another_sites_page_changes_nothing(client: TestClient, origin: str | None, target: tuple[str, str]) -> None:
    del client.headers["origin"]
    headers = {"origin": origin} if origin else {}
    answer = client.request(*target, headers=headers)
    assert (answer.status_code, answer.content) == (403, b"")


def test_another_sites_page_embeds_nothing(client: TestClient) -> None:
    del client.headers["origin"]
    embedded = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    opened = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get("/api/jobs", headers=embedded).status_code == 403
    assert client.get("/library", headers=opened).status_code == 200
    assert client.post("/api/jobs", headers={"origin": BASE, "sec-fetch-site": "same-site"}).status_code == 403


def test_a_form_of_any_site_is_no_json(client: TestClient) -> None:
    assert client.post("/api/jobs", data={"routine": "legs"}).status_code == 415
    assert (
        client.post("/api/jobs", content=b'{"routine": "legs"}', headers={"content-type": "text/plain"}).status_code
        == 415
    )


def test_large_bodies_are_refused_before_they_are_read(client: TestClient) -> None:
    declared = client.post("/api/write/look", content=b"x" * (LARGEST_BODY + 1), headers=JSON)
    assert (declared.status_code, declared.content) == (413, b"")

    def chunks() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 10_000 + 2):
            yield b"x" * 10_000

    assert client.post("/api/write/look", content=chunks(), headers=JSON).status_code == 413
    lying = client.post("/api/write/look", content=b"{}", headers={**JSON, "content-length": "-5"})
    assert lying.status_code == 413


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"null", b"[" * 100_000, b"\xff\xfe", b"NaN"])
def test_what_is_no_object_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/plan", content=body, headers=JSON)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    assert client.request(method, "/").status_code == 405


def test_long_addresses_are_refused(client: TestClient) -> None:
    assert client.get("/?" + "x" * 3000).status_code == 414
    assert client.get("/" + "x" * 3000).status_code == 414


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_id_becomes_a_path(client: TestClient, attack: str) -> None:
    from voiceguide.studio.studio import Studio

    folder = cast(Studio, cast(Starlette, client.app).state.studio).config.sessions
    folder.mkdir(parents=True)
    (folder.parent / "secret.mp3").write_bytes(b"secret")
    (folder.parent / "feed.key").write_text("secret")
    name = quote(attack, safe="").replace(".", "%2E")  # so that no client tidies it away
    for path in (
        f"/sessions/{name}/sound", f"/sessions/x/files/{name}", f"/sessions/{name}/files/report", f"/session/{name}",
        f"/clips/{name}", f"/covers/session/{name}", f"/covers/routine/{name}", f"/routine/{name}", f"/write/{name}",
        f"/api/sessions/{name}", f"/static/{name}", f"{BASE}/feed/{FEED_TOKEN}/{name}",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert b"secret" not in answer.content
    for path in (f"/api/sessions/{name}", f"/api/routines/{name}", f"/api/jobs/{name}"):
        assert client.delete(path).status_code == 404
    for path, body in (
        ("/api/plan", {"routine": attack}),
        ("/api/preview", {"routine": attack}),
        ("/api/jobs", {"routine": attack}),
        ("/api/write/look", {"text": "a: 1", "routine": f"own.{attack}"}),
    ):
        assert client.post(
            path, content=json.dumps(body), headers={"content-type": "application/json"}
        ).status_code in (404, 422)
    assert (folder.parent / "secret.mp3").exists()


def test_every_answer_carries_the_policy(client: TestClient) -> None:
    for path in ("/", "/library", "/static/base.css", "/api/jobs", "/nothing", "/?" + "x" * 3000):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in headers
    assert client.get("/library").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/", "/routine/legs", "/making", "/library", "/phone", "/write", "/write/new", "/write/legs"]
)
def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    text = client.get(path).text
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"\son\w+\s*=", text) == []
    assert "<style" not in text
    assert "javascript:" not in text
    for script in re.findall(r"<script[^>]*>", text):
        assert f'src="{ROOT}/static/' in script or 'type="application/json"' in script
    for address in re.findall(r'(?:src|href|action)="([^"]*)"', text):
        assert address.startswith((f"{ROOT}/", "#"))


def test_an_authors_words_stay_words(client: TestClient, studio_with_hostile_title: str) -> None:
    for path in ("/", "/write", f"/routine/{studio_with_hostile_title}", f"/write/{studio_with_hostile_title}"):
        text = client.get(path).text
        assert "<script>alert" not in text
        assert "</script><img" not in text


@pytest.fixture
def studio_with_hostile_title(client: TestClient) -> str:
    routine = client.get("/write/new").text  # the starter is valid; only its title is changed
    text = json.loads(re.findall(r'id="facts">(.*?)</script>', routine, re.S)[0])["text"]
    text = text.replace("title: My routine", "title: '</script><img src=x onerror=1><script>alert(1)</script>'")
    answer = client.post("/api/write/save", json={"name": "hostile", "text": text})
    assert answer.status_code == 201
    return "own.hostile"


def test_the_feeds_key_opens_nothing_else(client: TestClient) -> None:
    client.cookies.clear()
    client.cookies.set(COOKIE, FEED_TOKEN, path=ROOT)
    assert client.get("/library").status_code == 401
    assert client.get(f"{BASE}/?token={FEED_TOKEN}").status_code == 401
    assert client.get(f"{BASE}/feed/{TOKEN}/feed.xml").status_code == 404
    assert client.post(f"{BASE}/feed/{FEED_TOKEN}/feed.xml").status_code == 404
    assert client.delete(f"{BASE}/feed/{FEED_TOKEN}/x.mp3").status_code == 404
    assert client.get(f"{BASE}/feed/").status_code == 404


def test_websockets_are_closed(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/api/jobs/events"):
        pass


def test_a_fault_of_ours_tells_nothing(
    client: TestClient, studio: Studio, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(studio.routines, "cards", broken)
    answer = client.get("/")
    assert (answer.status_code, answer.content) == (500, b"")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "secret" in caplog.text
