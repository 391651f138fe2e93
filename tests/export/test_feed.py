"""The feed: read back by feedparser and as XML, from folders as people have them."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import lameenc
import pytest
from PIL import Image

from voiceguide.errors import ExportError, MissingExtraError, UsageError
from voiceguide.export.cover.picture import cover_jpeg
from voiceguide.export.feed.namespace import NAMESPACE, feed_guid
from voiceguide.export.feed.rss import COVER_NAME, FEED_NAME, Feed, make_feed
from voiceguide.export.names import safe_name
from voiceguide.export.session import Track, one_line
from voiceguide.export.sidecars.registry import SIDECARS
from voiceguide.export.tags import id3_bytes

from .sessions import TITLES, session, with_facts

BASE = "https://example.org/my sessions/"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


def sound() -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(44_100)
    encoder.set_bit_rate(64)
    return bytes(encoder.encode(bytes(2 * 22_050))) + bytes(encoder.flush())


SOUND = sound()


def put(folder: Path, title: str, created: datetime = datetime(2025, 1, 1, 9, 30, tzinfo=UTC), **facts: Any) -> Path:
    """One session with its sidecars, as the render writes them."""
    made = with_facts(dataclasses.replace(session(title), name=safe_name(title)), created=created, **facts)
    audio = folder / f"{made.name}.mp3"
    audio.write_bytes(id3_bytes(made, cover_jpeg(title, 4, seed=title, size=200)) + SOUND)
    for sidecar in SIDECARS.values():
        (folder / f"{made.name}{sidecar.suffix}").write_text(sidecar.render(made), encoding="utf-8")
    return audio


def text_of(feed: Feed) -> bytes:
    return dict(feed.files)[FEED_NAME]


def parsed(feed: Feed) -> Any:
    read = feedparser.parse(text_of(feed))
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "rss20"
    return read


def test_a_folder_becomes_a_podcast(tmp_path: Path) -> None:
    older = put(tmp_path, "Legs", datetime(2024, 12, 31, 20, 15, tzinfo=UTC))
    newer = put(tmp_path, "Back & neck")
    read = parsed(make_feed(tmp_path, BASE, title="Evenings", description="Calm.", author="Anybody"))
    assert (read.feed.title, read.feed.description, read.feed.author) == ("Evenings", "Calm.", "Anybody")
    assert read.feed.language == "en"
    assert read.feed.link == "https://example.org/my%20sessions/"
    assert read.feed.image.href == f"https://example.org/my%20sessions/{COVER_NAME}"
    assert [entry.title for entry in read.entries] == ["Back & neck", "Legs"]
    for entry, audio in zip(read.entries, (newer, older), strict=True):
        (enclosure,) = entry.enclosures
        assert enclosure.type == "audio/mpeg"
        assert int(enclosure.length) == audio.stat().st_size
        assert unquote(enclosure.href) == f"{BASE}{audio.name}"
        assert entry.itunes_duration == "0:04:00"
        assert "Chapters: 0:00" in entry.summary
    assert read.entries[1].published_parsed[:5] == (2024, 12, 31, 20, 15)
    assert len({entry.id for entry in read.entries}) == 2


def test_dates_are_true_distinct_and_never_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three sessions made within one second by a clock that runs ahead, in the time zone that is furthest ahead."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    now = datetime.now(UTC)
    for title in ("Arms", "Back", "Legs"):
        put(tmp_path, title, now.replace(microsecond=0) + timedelta(hours=3))
    put(tmp_path, "Feet", datetime(2025, 6, 1, 22, 59, 30, tzinfo=UTC))
    dates = [each.created for each in make_feed(tmp_path, BASE).episodes]
    assert dates == sorted(set(dates), reverse=True)
    assert now - timedelta(seconds=10) < dates[2] < dates[0] <= datetime.now(UTC)
    assert dates[3] == datetime(2025, 6, 1, 22, 59, 30, tzinfo=UTC)
    assert "01 Jun 2025 22:59:30 +0000" in text_of(make_feed(tmp_path, BASE)).decode()


def test_reports_of_earlier_versions_have_the_day_alone(tmp_path: Path) -> None:
    audio = put(tmp_path, "Legs")
    report = tmp_path / "Legs.report.json"
    report.write_text(report.read_text("utf-8").replace("2025-01-01T09:30:00+00:00", "2025-01-01"), "utf-8")
    assert make_feed(tmp_path, BASE).episodes[0].created == datetime(2025, 1, 1, 12, tzinfo=UTC)
    written = datetime(2025, 1, 1, 18, 45, tzinfo=UTC)
    os.utime(audio, (written.timestamp(), written.timestamp()))
    assert make_feed(tmp_path, BASE).episodes[0].created == written


def test_previews_and_what_is_heard_before_are_no_episodes(tmp_path: Path) -> None:
    put(tmp_path, "Legs")
    put(tmp_path, "short", kind="preview")
    put(tmp_path, "first", kind="before")
    for title in ("Legs-preview", "Legs-before"):  # and without their reports
        put(tmp_path, title)
        (tmp_path / f"{title}.report.json").unlink()
    feed = make_feed(tmp_path, BASE)
    assert [each.title for each in feed.episodes] == ["Legs"]
    assert sorted(feed.passed) == [
        "Legs-before.mp3: is heard once before a session",
        "Legs-preview.mp3: is a preview",
        "first.mp3: is heard once before a session",
        "short.mp3: is a preview",
    ]


def test_two_formats_of_a_session_are_one_episode(tmp_path: Path) -> None:
    put(tmp_path, "Legs")
    (tmp_path / "Legs.m4b").write_bytes(SOUND)
    feed = make_feed(tmp_path, BASE)
    assert [each.audio.name for each in feed.episodes] == ["Legs.mp3"]
    assert feed.passed == ("Legs.m4b: is another format of Legs.mp3",)


def test_it_says_what_the_routine_says_and_that_nothing_is_explicit(tmp_path: Path) -> None:
    put(tmp_path, "Legs", summary="Half an hour for tired legs.")
    feed = make_feed(tmp_path, BASE)
    channel = ElementTree.fromstring(text_of(feed))[0]
    values = [each.text for each in channel.iter(f"{{{ITUNES}}}explicit")]
    assert values == ["false", "false"]
    assert str(channel.findtext("item/description")).startswith("Half an hour for tired legs. 4 min.")


def test_podcast_apps_find_chapters_transcripts_and_artwork(tmp_path: Path) -> None:
    put(tmp_path, "Legs")
    feed = make_feed(tmp_path, BASE)
    channel = ElementTree.fromstring(text_of(feed))[0]
    assert channel.findtext(f"{{{NAMESPACE}}}guid") == feed_guid("https://example.org/my%20sessions/feed.xml")
    assert channel.findtext(f"{{{NAMESPACE}}}medium") == "podcast"
    assert channel.find(f"{{{ITUNES}}}category") is not None
    item = channel.find("item")
    assert item is not None
    transcripts = {each.get("type"): each.get("url") for each in item.findall(f"{{{NAMESPACE}}}transcript")}
    assert transcripts["text/vtt"] == "https://example.org/my%20sessions/Legs.vtt"
    assert set(transcripts) == {"text/vtt", "application/x-subrip", "text/plain"}
    chapters = item.find(f"{{{NAMESPACE}}}chapters")
    assert chapters is not None
    assert chapters.attrib == {
        "url": "https://example.org/my%20sessions/Legs.chapters.json",
        "type": "application/json+chapters",
    }
    image = item.find(f"{{{ITUNES}}}image")
    assert image is not None
    name = unquote((image.get("href") or "").removeprefix("https://example.org/my%20sessions/"))
    pictures = {name: content for name, content in feed.files if name.endswith(".jpg")}
    assert set(pictures) == {name, COVER_NAME}
    assert pictures[name] == cover_jpeg("Legs", 4, seed="Legs", size=200)
    with Image.open(io.BytesIO(pictures[COVER_NAME])) as channel_image:
        assert channel_image.size == (1400, 1400)


@pytest.mark.parametrize("title", [*TITLES[:-1], "\ufffe odd \x0b"])
def test_any_title_survives(title: str, tmp_path: Path) -> None:
    put(tmp_path, title)
    read = parsed(make_feed(tmp_path, BASE, title=title, description=title))
    (entry,) = read.entries
    item = ElementTree.fromstring(text_of(make_feed(tmp_path, BASE, title=title)))[0].find("item")
    assert item is not None
    assert item.findtext("title") == one_line(title)
    assert unquote(entry.enclosures[0].href) == f"{BASE}{safe_name(title)}.mp3"
    shown = unescape(item.findtext("description") or "")
    assert one_line(title) in shown
    assert not re.search("<[a-z/!]", item.findtext("description") or "")


def test_the_same_folder_gives_the_same_feed(tmp_path: Path) -> None:
    put(tmp_path, "Legs")
    put(tmp_path, "Arms")
    assert make_feed(tmp_path, BASE).files == make_feed(tmp_path, BASE).files


def test_a_sound_file_without_a_report_is_described_by_its_tags(tmp_path: Path) -> None:
    audio = put(tmp_path, "Legs")
    for each in tmp_path.iterdir():
        if each != audio:
            each.unlink()
    feed = make_feed(tmp_path, BASE)
    (entry,) = parsed(feed).entries
    assert entry.title == "Legs"
    assert feed.episodes[0].created == datetime(2025, 1, 1, 12, tzinfo=UTC)
    assert feed.episodes[0].seconds < 2
    assert feed.episodes[0].transcripts == ()


@pytest.mark.parametrize(
    "report",
    ["{", "[]", "{}", '{"audio": "other.mp3"}', '{"audio": "Legs.mp3"}', '{"audio": "Legs.mp3", "chapters": 5}'],
)
def test_a_report_that_is_not_ours_is_reported_and_does_no_harm(report: str, tmp_path: Path) -> None:
    put(tmp_path, "Arms")
    put(tmp_path, "Legs")
    (tmp_path / f"Legs{SIDECARS['report'].suffix}").write_text(report)
    feed = make_feed(tmp_path, BASE)
    titles = sorted(entry.title for entry in parsed(feed).entries)
    assert titles == (["Arms", "Legs"] if not feed.passed else ["Arms"])
    assert all(each.startswith("Legs.mp3: ") for each in feed.passed)
    assert bool(feed.passed) == (report.startswith('{"audio": "Legs') or report == "{")


def test_files_that_are_no_sound_are_reported(tmp_path: Path) -> None:
    put(tmp_path, "Arms")
    (tmp_path / "broken.mp3").write_bytes(b"not a sound")
    (tmp_path / "notes.md").write_text("no sound at all")
    (tmp_path / ".hidden.mp3").write_bytes(b"")
    feed = make_feed(tmp_path, BASE)
    assert [each.audio.name for each in feed.episodes] == ["Arms.mp3"]
    assert len(feed.passed) == 1
    assert feed.passed[0].startswith("broken.mp3: ")


@pytest.mark.parametrize("url", ["", "example.org", "ftp://example.org/", "file:///x", "https://", "https://a/?q=1"])
def test_an_address_that_cannot_serve_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="address"):
        make_feed(tmp_path, url)


def test_a_folder_without_sessions_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no session"):
        make_feed(tmp_path, BASE)
    with pytest.raises(ExportError, match="no such folder"):
        make_feed(tmp_path / "missing", BASE)


def test_without_the_library_the_way_to_get_it_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "Legs")
    monkeypatch.setitem(__import__("sys").modules, "feedgen", None)
    with pytest.raises(MissingExtraError) as caught:
        make_feed(tmp_path, BASE)
    assert "pip install" in str(caught.value.hint)


def test_the_guid_is_the_one_the_namespace_describes() -> None:
    """Worked example of the podcast namespace's section on guid."""
    assert feed_guid("https://mp3s.nashownotes.com/pc20rss.xml") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


def test_reports_and_feed_agree_on_the_length(tmp_path: Path) -> None:
    put(tmp_path, "Legs")
    report = json.loads((tmp_path / f"Legs{SIDECARS['report'].suffix}").read_text(encoding="utf-8"))
    assert make_feed(tmp_path, BASE).episodes[0].seconds == report["durations"]["total_s"]


def test_a_series_is_a_serial_whose_episodes_have_numbers(tmp_path: Path) -> None:
    for number, title in enumerate(("First", "Second"), 1):
        put(tmp_path, title, datetime(2025, 1, number, tzinfo=UTC), track=Track(number, 2), album="Evenings")
    channel = ElementTree.fromstring(text_of(make_feed(tmp_path, BASE)))[0]
    assert channel.findtext(f"{{{ITUNES}}}type") == "serial"
    assert [item.findtext(f"{{{ITUNES}}}episode") for item in channel.findall("item")] == ["2", "1"]
    put(tmp_path, "Another", datetime(2025, 1, 3, tzinfo=UTC))
    channel = ElementTree.fromstring(text_of(make_feed(tmp_path, BASE)))[0]
    assert channel.findtext(f"{{{ITUNES}}}type") == "episodic"
