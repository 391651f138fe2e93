"""ProcessedClip sessions: listed, followed, played in ranges, saved, told as a feed, deleted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser
import pytest
from starlette.testclient import TestClient

from tests.fake_engine import FakeEngine
from voiceguide.app.library import Library
from voiceguide.export.report_reader import read_report
from voiceguide.studio.studio import Studio
from voiceguide.studio.voices import title_of

from .conftest import BASE, FEED_TOKEN
from .made import make

NAME = "hands & feet é-2min"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one session and things that are none."""
    folder = tmp_path_factory.mktemp("finished")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICEGUIDE_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setattr("voiceguide.speech.registry.ENGINES", {"hibari": FakeEngine, "pyttsx3": FakeEngine})
        patch.setattr("voiceguide.mp3.segments.QUALITY", 7)  # as the tests that make one have it
        make(folder / f"{NAME}.mp3")
    (folder / "notes.doc").write_text("mine")
    (folder / f"{NAME}.jpg").write_text("mine")
    (folder / "broken.mp3").write_bytes(b"nothing")
    (folder / ".hidden.mp3").write_bytes(b"nothing")
    return folder


@pytest.fixture
def shelves(studio: Studio, finished: Path) -> Path:
    shutil.copytree(finished, studio.config.sessions)
    return studio.config.sessions


def test_a_session_is_listed_with_what_is_beside_it(client: TestClient, studio: Studio, shelves: Path) -> None:
    (entry,) = studio.library.entries()
    assert (entry.id, entry.title, entry.routine, entry.bed) == (NAME, "A minute for the hands", "hands", "none")
    assert set(entry.sidecars) == {"vtt", "lrc", "text", "chapters", "script", "report", "page"}
    text = client.get("/library").text
    assert text.count("data-session=") == 1
    assert "A minute for the hands" in text
    assert f"voice {title_of(entry.voice)}" in text
    assert "hibari:" not in text


@pytest.mark.parametrize(
    ("name", "title"), [("hibari:heart", "Heart"), ("kokoro:am_michael", "Michael"), ("pyttsx3:en-gb", "en-gb")]
)
def test_voices_are_called_as_people_call_them(name: str, title: str) -> None:
    assert title_of(name) == title


def test_the_player_knows_what_the_report_knows(client: TestClient, shelves: Path) -> None:
    record: dict[str, Any] = client.get(f"/api/sessions/{quote(NAME)}").json()
    timeline = read_report(shelves / f"{NAME}.report.json").timeline
    assert record["seconds"] == pytest.approx(timeline.seconds, abs=0.001)
    moves = record["moves"]
    assert [move["at"] for move in moves[1:]] == [move["to"] for move in moves[:-1]]
    assert (moves[0]["at"], moves[-1]["to"]) == (0, record["seconds"])
    strokes = [move for move in moves if move["stroke"]]
    assert len({move["picture"] for move in strokes}) == 4
    for move in strokes:
        assert move["enter"] <= move["at"]
        assert len(move["pulses"]) == move["repetitions"] > 0
        assert move["at"] == pytest.approx(move["pulses"][0], abs=0.01)
        length = sum(seconds for _, seconds in move["beats"])
        assert move["pulses"][-1] + length <= move["to"] + 0.02
    assert [cue["text"] for cue in record["cues"]] == [cue.text for cue in timeline.speech]
    for cue in record["cues"]:
        move = moves[cue["move"]]
        assert move["at"] - 0.01 <= cue["at"] < move["to"] + 0.01
    assert {move["stage"] for move in moves} == set(range(len(record["chapters"])))


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        (None, 200, 0, -1),
        ("bytes=0-", 206, 0, -1),
        ("bytes=0-1", 206, 0, 1),
        ("bytes=1000-1999", 206, 1000, 1999),
        ("bytes=-500", 206, -500, -1),
        ("bytes=10-99999999999", 206, 10, -1),
    ],
)
def test_the_sound_comes_in_ranges(
    client: TestClient, shelves: Path, asked: str | None, status: int, first: int, last: int
) -> None:
    whole = (shelves / f"{NAME}.mp3").read_bytes()
    answer = client.get(f"/sessions/{quote(NAME)}/sound", headers={"range": asked} if asked else {})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.content == whole[first:] if last == -1 else answer.content == whole[first : last + 1]
    if status == 206:
        begin = first % len(whole)
        assert answer.headers["content-range"] == f"bytes {begin}-{begin + len(answer.content) - 1}/{len(whole)}"


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,5-6", "bytes=" + ",".join(["0-"] * 2000), "bytes=99999999-", "bytes=0-" + "9" * 200, "bytes=5-2"],
)
def test_other_ranges_are_refused(client: TestClient, shelves: Path, asked: str) -> None:
    answer = client.get(f"/sessions/{quote(NAME)}/sound", headers={"range": asked})
    assert answer.status_code == 416
    assert len(answer.content) < 200


def test_a_range_of_a_file_that_has_changed_gives_the_whole_new_one(client: TestClient, shelves: Path) -> None:
    address = f"/sessions/{quote(NAME)}/sound"
    etag = client.head(address).headers["etag"]
    assert client.get(address, headers={"range": "bytes=0-9", "if-range": etag}).status_code == 206
    assert client.get(address, headers={"range": "bytes=0-9", "if-range": '"other"'}).status_code == 200


def test_everything_can_be_saved(client: TestClient, studio: Studio, shelves: Path) -> None:
    (entry,) = studio.library.entries()
    for key in ("audio", *entry.sidecars):
        answer = client.get(f"/sessions/{quote(NAME)}/files/{key}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment; filename")
        path = studio.library.file(NAME, key)
        assert path is not None
        assert answer.content == path.read_bytes()
    for key in ("srt", "jpg", "mp3", "", "Audio"):
        assert client.get(f"/sessions/{quote(NAME)}/files/{key}").status_code == 404


def test_deleting_takes_its_files_and_no_others(client: TestClient, shelves: Path) -> None:
    (shelves / f"{NAME}.mp3").with_name(f"{NAME}-2.mp3").write_bytes(b"another")
    assert client.delete(f"/api/sessions/{quote(NAME)}").status_code == 204
    assert sorted(path.name for path in shelves.iterdir()) == sorted(
        [".hidden.mp3", "broken.mp3", f"{NAME}-2.mp3", f"{NAME}.jpg", "notes.doc"]
    )
    assert client.delete(f"/api/sessions/{quote(NAME)}").status_code == 404
    assert client.get(f"/session/{quote(NAME)}").status_code == 404
    assert "Your finished sessions will be here" in client.get("/library").text


def test_new_sessions_take_no_name_that_is_taken(tmp_path: Path) -> None:
    library = Library(tmp_path / "none yet")
    assert library.free_target("legs", 30).name == "legs-30min.mp3"
    library.folder.mkdir()
    (library.folder / "legs-30min.report.json").touch()
    (library.folder / "Legs-30min-2.mp3").touch()
    assert library.free_target("legs", 30).name == "legs-30min-3.mp3"
    assert library.free_target("a/../b", 5).parent == library.folder


def test_a_session_without_a_report_can_still_be_heard(client: TestClient, shelves: Path) -> None:
    (shelves / f"{NAME}.report.json").write_text('{"report": 99}')
    assert client.get(f"/api/sessions/{quote(NAME)}").status_code == 404
    shutil.copy(shelves / f"{NAME}.mp3", shelves / "plain.mp3")
    assert client.get("/session/plain").status_code == 200
    assert client.get("/api/sessions/plain").status_code == 404


def test_the_feed_gives_a_podcast_app_everything(stranger: TestClient, studio: Studio, shelves: Path) -> None:
    stranger.cookies.clear()
    del stranger.headers["origin"]
    answer = stranger.get(f"{BASE}/feed/{FEED_TOKEN}/feed.xml")
    assert answer.headers["content-type"].startswith("application/rss+xml")
    feed = feedparser.parse(answer.content)
    (item,) = feed.entries
    assert item.title == "A minute for the hands"
    for address in (item.enclosures[0].href, feed.feed.image.href, item.image.href):
        assert address.startswith("http://127.0.0.1:8737/feed/")
        assert stranger.get(address).status_code == 200
    sound = stranger.get(item.enclosures[0].href, headers={"range": "bytes=0-9"})
    assert (sound.status_code, len(sound.content)) == (206, 10)
    for name in ("broken.mp3", "notes.doc", f"{NAME}.script.yaml", ".hidden.mp3"):
        assert stranger.get(f"{BASE}/feed/{FEED_TOKEN}/{quote(name)}").status_code == 404
    assert not (shelves / "feed.xml").exists()


def test_an_empty_library_has_no_feed(client: TestClient) -> None:
    assert client.get(f"{BASE}/feed/{FEED_TOKEN}/feed.xml").status_code == 404


def test_covers_are_pictures(client: TestClient, shelves: Path) -> None:
    for path in (f"/covers/session/{quote(NAME)}", "/covers/routine/legs"):
        answer = client.get(path)
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.content.startswith(b"\xff\xd8")


def test_what_was_left_out_is_reported(client: TestClient, shelves: Path) -> None:
    report = shelves / f"{NAME}.report.json"
    content = json.loads(report.read_text("utf-8"))
    assert Library(shelves).entry(NAME).avoid == ()
    report.write_text(json.dumps(content | {"settings": content["settings"] | {"avoid": ["toes"]}}), "utf-8")
    assert Library(shelves).entry(NAME).avoid == ("toes",)
    assert "without toes" in client.get("/library").text
