"""The page in a real browser, opened from a folder, without a network."""

from __future__ import annotations

import dataclasses
import io
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import browser
from voiceguide.export.cover.picture import cover_jpeg
from voiceguide.export.page.render import COVER_SIZE, render

from .sessions import session

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="the extra test-browser is not installed")

__all__ = ["browser"]  # a fixture of the tests here

NAME = "Rücken & Füße #1 50%"
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a user has it: the page, and the sound beside it under an odd name."""
    place = tmp_path_factory.mktemp("sessions é")
    made = dataclasses.replace(session(), name=NAME, audio_suffix=".wav")
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 1, 8000, 0, "NONE", ""))
        file.writeframes(b"\x80" * 8000 * 240)
    (place / f"{NAME}.wav").write_bytes(sound.getvalue())
    cover = cover_jpeg(made.title, made.minutes, seed="a", size=COVER_SIZE)
    (place / f"{NAME}.html").write_text(render(made, cover), encoding="utf-8")
    (place / "alone.html").write_text(render(dataclasses.replace(made, name="missing")), encoding="utf-8")
    return place


@pytest.fixture
def page(browser: Browser, folder: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, open; the test fails when anything is written to the console or asked of the network."""
    options: dict[str, Any] = getattr(request, "param", {})
    context = browser.new_context(**{"offline": True, "viewport": {"width": 1280, "height": 800}, **options})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda asked: complaints.extend([] if asked.url[:5] in ("file:", "data:") else [asked.url]))
    opened.goto((folder / f"{NAME}.html").as_uri())
    until(opened, "sound.readyState > 0")
    yield opened
    context.close()
    assert complaints == []


WAIT_S = 60.0
"""On a busy machine a browser may be late; what it shows is not."""


def until(page: Page, condition: str, *, key: str = "") -> None:
    """Wait for a condition; by asking again, as the page's policy forbids to run code inside it.

    A `key` is pressed until it has come true: one that comes while the page still scrolls may be passed over.
    """
    deadline = time.monotonic() + WAIT_S
    while not page.evaluate(f"Boolean({condition})"):
        assert time.monotonic() < deadline, f"never came true: {condition}"
        if key:
            page.keyboard.press(key)
        page.wait_for_timeout(50)


def place(page: Page) -> float:
    return float(page.evaluate("sound.currentTime"))


def test_it_plays_from_a_folder_without_a_network(page: Page) -> None:
    page.get_by_role("button", name="Play").click()
    until(page, "sound.currentTime > 0.2")
    page.get_by_role("button", name="Pause").click()
    assert page.evaluate("sound.paused")
    assert page.evaluate("Math.round(sound.duration)") == 240


def test_a_tap_on_the_list_plays_from_there(page: Page) -> None:
    page.get_by_role("button", name="List").click()
    strokes = page.get_by_role("navigation", name="Strokes")
    strokes.get_by_role("link", name="2:00 Back").click()
    until(page, "sound.currentTime > 120.1 && !sound.paused")
    current = page.locator("#strokes [aria-current]")
    assert current.all_inner_texts() == [current.inner_text()]
    assert "Friction, right arm" in current.inner_text()
    assert "Friction, right arm" in page.get_by_role("status").inner_text()
    strokes.get_by_role("link", name="Petrissage, back").click()
    until(page, "document.getElementById('stroke').textContent === 'Petrissage, back'")


def test_the_text_follows_along(page: Page) -> None:
    line = "Both palms rest at the base of the neck."
    page.evaluate("sound.currentTime = 121")
    until(page, f"document.querySelector('#text .current')?.textContent.includes({line!r})")
    assert page.locator("#text .current").count() == 1
    assert line in page.locator("#said").inner_text()
    assert page.locator("#stroke").inner_text() == "Friction, right arm"
    page.evaluate("sound.currentTime = 150")
    until(page, "document.querySelectorAll('#text .current').length === 0")
    assert page.locator(".tally").inner_text().split() == ["1", "the", "last", "one"]
    assert page.locator("#coming").inner_text() == "Next: Petrissage, back"
    assert page.locator("#pictures svg:visible").get_attribute("aria-label") == (
        "Seen from behind: the right shoulder; both hands."
    )


def test_a_tap_on_the_text_goes_there(page: Page) -> None:
    page.get_by_text("Two more.").nth(1).click()
    until(page, "sound.currentTime >= 96")
    assert place(page) < 100


@pytest.mark.parametrize("page", [{"viewport": {"width": 1280, "height": 500}}], indirect=True)
def test_the_current_line_scrolls_into_view_until_the_reader_scrolls(page: Page) -> None:
    page.evaluate("sound.currentTime = 220.5")
    until(page, "document.querySelector('#text .last, #text .current')?.getBoundingClientRect().top < innerHeight")
    until(page, "document.getElementById('text').scrollTop > 100")
    page.locator("#text").hover()
    page.mouse.wheel(0, -3000)
    until(page, "document.getElementById('text').scrollTop === 0")
    page.evaluate("sound.currentTime = 225.5")
    until(page, "document.querySelector('#text .current')?.textContent.startsWith('Breathe')")
    assert page.evaluate("document.getElementById('text').scrollTop") == 0


def test_the_keyboard_reaches_everything(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert place(page) == pytest.approx(15, abs=0.5)
    page.keyboard.press(" ")
    until(page, "!sound.paused")
    page.keyboard.press(" ")
    until(page, "sound.paused")
    page.locator("#play").focus()
    page.keyboard.press("PageDown")
    assert place(page) == pytest.approx(40, abs=0.5)
    page.keyboard.press("PageUp")
    assert place(page) == pytest.approx(0, abs=0.5)
    page.locator("[data-panel=before]").focus()
    reached = set()
    for _ in range(9):
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.dataset.panel"))
        page.keyboard.press("Tab")
    assert {"before", "strokes", "text", "look", "seek", "previous", "rewind", "play", "forward"} <= reached


def test_the_slider_tells_where_it_is(page: Page) -> None:
    slider = page.get_by_role("slider", name="Place in the session")
    slider.focus()
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    until(page, "sound.currentTime >= 120")
    assert "of 4:00, " in (slider.get_attribute("aria-valuetext") or "")


@WIDTHS
def test_nothing_sticks_out_and_targets_are_large(browser: Browser, folder: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 780}, reduced_motion="reduce")
    opened = context.new_page()
    opened.goto((folder / f"{NAME}.html").as_uri())
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    small = opened.evaluate(
        "[...document.querySelectorAll('button, .button')].filter((each) => each.checkVisibility()).map((each) =>"
        " each.getBoundingClientRect()).filter((box) => Math.min(box.width, box.height) < 44).length"
    )
    assert small == 0
    player = opened.locator("#buttons").bounding_box()
    assert player is not None
    assert player["y"] + player["height"] <= 780
    context.close()


@WIDTHS
@pytest.mark.parametrize("panel", ["", "strokes", "before"])
def test_no_rule_of_accessibility_is_broken(browser: Browser, folder: Path, width: int, panel: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    context = browser.new_context(viewport={"width": width, "height": 780}, bypass_csp=True)
    opened = context.new_page()
    opened.goto((folder / f"{NAME}.html").as_uri())
    opened.evaluate("sound.currentTime = 41")
    until(opened, "document.querySelectorAll('#text .current').length === 1")
    if panel:
        opened.locator(f"[data-panel={panel}]").click()
    if panel == "before":
        opened.locator("#look").click()
    found = axe.Axe().run(opened).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    context.close()


@pytest.mark.parametrize("page", [{"java_script_enabled": True, "reduced_motion": "reduce"}], indirect=True)
def test_nothing_moves_for_those_who_ask_for_calm(page: Page) -> None:
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0


def test_without_script_the_player_chapters_and_text_remain(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto((folder / f"{NAME}.html").as_uri())
    assert opened.locator("#sound[controls]").is_visible()
    assert not opened.locator("#buttons").is_visible()
    assert (opened.get_by_role("link", name=":00 Back").get_attribute("href") or "").endswith(".wav#t=120.000")
    assert opened.get_by_text("Two more.").first.is_visible()
    context.close()


def test_a_missing_sound_file_is_reported(browser: Browser, folder: Path) -> None:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto((folder / "alone.html").as_uri())
    opened.wait_for_selector("#trouble", state="visible")
    assert "missing.wav" in opened.get_by_role("alert").inner_text()
    context.close()
