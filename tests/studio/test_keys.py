"""What outlives a restart of the studio, and what does not; who may read it."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from voiceguide.studio.app import create_app
from voiceguide.studio.keys import CODE_S, LaunchCode, keep, make_keys, stored_keys
from voiceguide.studio.studio import ServerConfig

from .conftest import BASE, Stage, ThreadWorkers


def test_a_restart_keeps_what_paired_devices_need_and_nothing_else(tmp_path: Path) -> None:
    first = stored_keys(tmp_path)
    keep(tmp_path, first)
    second = stored_keys(tmp_path)
    assert second == first
    one, other = (make_keys(tmp_path, each, 8000, ["10.0.0.5"]) for each in (first, second))
    assert (one.prefix, one.session, one.feed_token) == (other.prefix, other.session, other.feed_token)
    assert one.token != other.token
    assert one.hosts == {"127.0.0.1:8000", "localhost:8000", "[::1]:8000", "10.0.0.5:8000"}
    secrets = (one.token, one.session, one.prefix, one.feed_token)
    assert len(set(secrets)) == 4
    assert all(len(each) >= 22 for each in secrets)


def test_paired_devices_can_be_forgotten(tmp_path: Path) -> None:
    first = stored_keys(tmp_path)
    keep(tmp_path, first)
    new = stored_keys(tmp_path, forget=True)
    assert new.session != first.session
    assert new.prefix != first.prefix


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights; a user's folders are private there")
def test_only_the_owner_can_read_the_secrets(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        stored = stored_keys(tmp_path)
        keep(tmp_path, stored)
        make_keys(tmp_path, stored, 8000, [])
    finally:
        os.umask(before)
    assert {path.name for path in tmp_path.iterdir()} == {"studio.json", "feed.key"}
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"prefix": "../x", "session": "y"}', '{"prefix": 3, "session": [1]}', "\xff\xfe", "{}"],
)
def test_a_spoilt_file_is_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / "studio.json").write_text(content, "latin-1")
    (tmp_path / "feed.key").write_text("../short")
    stored = stored_keys(tmp_path)
    keep(tmp_path, stored)
    keys = make_keys(tmp_path, stored, 8000, [])
    assert all(len(each) >= 20 for each in (keys.prefix, keys.session, keys.feed_token))
    assert "/" not in keys.prefix + keys.session + keys.feed_token
    assert stored_keys(tmp_path) == stored


@pytest.mark.parametrize("port", ["8000", 0, -1, 65_536, True, None, 1.5])
def test_an_odd_port_is_forgotten(tmp_path: Path, port: object) -> None:
    keep(tmp_path, stored_keys(tmp_path))
    content = json.loads((tmp_path / "studio.json").read_text())
    (tmp_path / "studio.json").write_text(json.dumps({**content, "port": port}))
    assert stored_keys(tmp_path).port is None
    assert stored_keys(tmp_path).prefix == content["prefix"]


def test_a_launch_code_counts_once_and_not_for_long() -> None:
    now = [100.0]
    code = LaunchCode(lambda: now[0])
    assert not code.takes("")
    assert not code.takes(code.text[:-1])
    assert code.takes(code.text)
    assert not code.takes(code.text)
    late = LaunchCode(lambda: now[0])
    now[0] += CODE_S + 1
    assert not late.takes(late.text)


def test_whoever_reads_the_browsers_arguments_comes_too_late(config: ServerConfig, stage: Stage) -> None:
    code = LaunchCode()
    config = ServerConfig(config.sessions, config.routines, config.keys, code=code)
    with TestClient(create_app(config, maker=stage.maker(), workers=ThreadWorkers()), base_url=BASE) as client:
        assert client.get("/launch/").status_code == 401
        assert client.get("/launch/wrong").status_code == 401
        opened = client.get(f"/launch/{code.text}")
        assert opened.status_code == 200
        assert config.keys.session in opened.headers["set-cookie"]
        assert client.get(f"{config.keys.root}/library").status_code == 200
        client.cookies.clear()
        again = client.get(f"/launch/{code.text}")
        assert (again.status_code, "set-cookie" in again.headers) == (401, False)
