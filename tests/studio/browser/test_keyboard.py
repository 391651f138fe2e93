"""The whole way with Tab, Enter and Space alone; and what a screen reader is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import taps
from .conftest import HERE, Running, finished, made, until, until_ready

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST_TABS = 80


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what has this name, or begins with it."""
    passed = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here.startswith(name):
            shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert shown != "none", f"the focus on {name} cannot be seen"
            return
        passed.append(here[:30])
    raise AssertionError(f"never came to {name}: {passed}")


def test_the_whole_way_without_a_pointer(page: Page, running: Running) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate(HERE) == "Skip to the content"
    page.keyboard.press("Enter")
    tab_to(page, "Quick hands")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="None of these, and we have agreed").wait_for()
    tab_to(page, "None of these, and we have agreed")
    page.keyboard.press("Enter")
    page.get_by_text("possible:").wait_for()
    until(page, "document.activeElement.id === 'play-it'")
    tab_to(page, "Preview")
    page.keyboard.press("Space")
    until(page, "document.querySelector('#clip').currentTime > 0.2")
    page.keyboard.press("Space")
    until(page, "document.querySelector('#clip').paused")
    tab_to(page, "Later")
    page.keyboard.press("Enter")
    page.wait_for_url("**/making")
    page.get_by_label("Open the player when it is done").focus()
    page.keyboard.press("Space")
    made(page)
    tab_to(page, "Play")
    page.keyboard.press("Enter")
    page.wait_for_url("**/session/*")
    until_ready(page)
    until(page, "document.querySelector('#sound').currentTime > 0.3")
    before = page.locator("#stroke").inner_text()
    tab_to(page, "Next stroke")
    page.keyboard.press("Enter")
    until(page, f"document.querySelector('#stroke').textContent !== {before!r}")
    page.goto(f"{running.base}/library")
    tab_to(page, "Save the MP3")
    with page.expect_download():
        page.keyboard.press("Enter")
    tab_to(page, "Files, delete")
    page.keyboard.press("Enter")
    tab_to(page, "Delete Quick hands")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    tab_to(page, "Keep it")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for(state="hidden")


def test_play_is_a_dozen_tabs_away(page: Page, running: Running) -> None:
    finished(page, running)
    tabs = taps.tabs_to_play(page, running.base, "Quick hands")
    print(f"tabs to Play: {tabs}")
    assert tabs <= taps.MOST_TABS


def test_writing_without_a_pointer(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/write")
    tab_to(page, "Begin a new routine")
    page.keyboard.press("Enter")
    page.get_by_text("it can be played").wait_for()
    tab_to(page, "Add a stroke")
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('.item.stroke').length === 3")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.type("by-keys")
    page.keyboard.press("Enter")
    until(page, "location.pathname.endsWith('/write/own.by-keys')")
    assert (running.data / "routines" / "by-keys.yaml").exists()


def test_what_happens_is_shown(page: Page, running: Running) -> None:
    finished(page, running)
    news = page.locator("#player-news")
    assert news.get_attribute("aria-live") == "polite"
    page.get_by_role("button", name="Next stroke").click()
    until(page, "document.querySelector('#player-news').textContent === document.querySelector('#stroke').textContent")
    assert page.locator("#strokes [aria-current]").inner_text().endswith(page.locator("#stroke").inner_text())
    page.get_by_role("button", name="Pause").wait_for()
    slider = page.get_by_role("slider", name="Place in the session")
    assert page.locator("#stroke").inner_text() in (slider.get_attribute("aria-valuetext") or "")
    assert page.locator("#said").get_attribute("aria-hidden") == "true"  # the voice says it itself
