"""The page: one file that needs nothing else, and in which no text of a routine becomes markup."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from voiceguide.export.page.render import render
from voiceguide.export.session import one_line
from voiceguide.settings import ChapterDetail, Settings

from .sessions import TITLES, session, with_facts

HOSTILE = "</p></script><script>alert(1)</script><img src=x onerror=alert(1)>\" ' & $title ${style} &amp;"


class Reader(HTMLParser):
    """Collects what a browser would see: elements with attributes, and the text in each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "input", "path", "link", "br", "circle", "ellipse", "rect", "use"):
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.texts[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.mark.parametrize("title", [*TITLES, HOSTILE])
def test_any_title_is_shown_as_it_is(title: str) -> None:
    read = Reader(render(session(title)))
    assert read.texts["title"] == [one_line(title)]
    assert read.texts["h1"][0].strip() == one_line(title)
    assert one_line(title) in read.texts["h3"]


def test_text_of_a_routine_stays_text() -> None:
    plain, hostile = (Reader(render(session(words=words))) for words in ("Hello.", HOSTILE))
    assert [tag for tag, _ in plain.elements] == [tag for tag, _ in hostile.elements]
    assert HOSTILE in hostile.texts["span"]
    assert not [attrs for _, attrs in hostile.elements if any(name.startswith("on") for name in attrs)]


def test_names_of_voice_bed_and_language_are_escaped_too() -> None:
    made = with_facts(session(), voice=HOSTILE, bed=HOSTILE)
    made = dataclasses.replace(
        made, name='a"b<c>', script=dataclasses.replace(made.script, language='"><script>alert(1)</script>')
    )
    read = Reader(render(made))
    assert len(read.all("script")) == 2
    assert {unquote(each["src"] or "") for each in read.all("audio")} == {'./a"b<c>.mp3', './a"b<c>-before.mp3'}


def test_nothing_is_fetched_from_elsewhere() -> None:
    page = render(session(), b"\xff\xd8\xff")
    assert not re.search(r"https?:|//[a-z]|@import|url\(|<link|<iframe|<object", page)
    read = Reader(page)
    (image,) = read.all("img")
    assert (image["src"] or "").startswith("data:image/jpeg;base64,")
    assert [audio["src"] for audio in read.all("audio")] == ["./example.mp3", "./example-before.mp3"]


def test_the_policy_allows_this_style_and_this_script_and_nothing_else() -> None:
    page = render(session())
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for element, directive in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(rf"<{element}(?: type=.module.)?>(.*?)</{element}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert 'style="' not in page


def test_what_the_script_reads_is_whole_and_cannot_end_its_element() -> None:
    page = render(session(HOSTILE))
    (raw,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert not set(raw) & set("<>&")
    data = json.loads(raw)
    assert data["title"] == one_line(HOSTILE)
    assert data["seconds"] == 240
    assert [move["to"] for move in data["moves"][:-1]] == [move["at"] for move in data["moves"][1:]]
    assert [len(move["pulses"]) for move in data["moves"]] == [0, 4, 4, 4, 4, 0]


def test_chapters_and_every_cue_carry_their_times() -> None:
    made = session(settings=Settings(chapters=ChapterDetail.STROKES))
    read = Reader(render(made))
    cues = [attrs for attrs in read.all("span") if "data-at" in attrs]
    assert [float(cue["data-at"] or 0) for cue in cues] == pytest.approx(
        [cue.start / 44_100 for cue in made.timeline.speech], abs=0.001
    )
    assert len([attrs for attrs in read.all("a") if (attrs.get("href") or "").startswith("./example.mp3#t=")]) >= 10


def test_headings_and_names_for_screen_readers() -> None:
    read = Reader(render(session()))
    assert len(read.texts["h1"]) == 1
    assert read.texts["h2"] == ["Thank you", "Before you begin", "Strokes", "Text"]
    for button in zip(read.all("button"), read.texts["button"], strict=True):
        assert button[0].get("aria-label") or button[1].strip()
    assert all(image.get("alt") is not None for image in read.all("img"))
    ids = [attrs["id"] for _, attrs in read.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    labelled = [attrs["aria-labelledby"] for _, attrs in read.elements if "aria-labelledby" in attrs]
    assert set(labelled) <= set(ids)


def test_the_same_session_gives_the_same_page() -> None:
    assert render(session(), b"x") == render(session(), b"x")
