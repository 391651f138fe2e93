"""Writing in a real browser; and nothing moves for those who ask for calm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .conftest import WIDE, Running, finished, until

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_writing_finds_what_is_unsafe_and_saves_what_is_not(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/write/desk-shoulders")
    page.get_by_text("it can be played").wait_for()
    area = page.get_by_role("textbox", name="The routine as YAML")
    pressure = page.locator("select[data-path='stages[4].strokes[0].pressure']")
    pressure.select_option("4")
    page.locator("#form-side .found.error").first.wait_for()
    assert "pressure: 4" in area.input_value()
    assert "# yaml-language-server" not in area.input_value()
    page.locator("#gutter .error").first.wait_for()
    page.locator("#findings button").first.click()
    assert page.evaluate("document.activeElement.id") == "yaml"
    assert page.evaluate("getSelection().toString()").strip() == "pressure: 4"
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("it can be played").wait_for()
    page.get_by_label("Title", exact=True).first.fill("Our own shoulders")
    page.keyboard.press("Tab")
    until(page, "document.querySelector('#yaml').value.includes('title: Our own shoulders')")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Short name").fill("our-shoulders")
    page.locator("#naming-form").get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Use it").click()
    page.wait_for_url("**/routine/own.our-shoulders")
    assert page.get_by_role("heading", level=1).inner_text() == "Our own shoulders"
    assert "title: Our own shoulders" in (running.data / "routines" / "our-shoulders.yaml").read_text("utf-8")


def test_typing_is_checked_at_once(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/write/new")
    page.get_by_text("it can be played").wait_for()
    area = page.get_by_role("textbox", name="The routine as YAML")
    area.fill(area.input_value().replace("region: shoulders", "region: throat", 1))
    page.get_by_text("to put right before it can be played").wait_for()
    area.fill(area.input_value().replace("region: throat", "region: shoulders", 1))
    page.get_by_text("it can be played").wait_for()
    area.fill(area.input_value().replace("duration: 10 min", "duration: 14 min"))
    until(page, "document.querySelector('#plan').innerText.includes('14:00')")
    assert "to put right" not in page.inner_text("main")
    page.once("dialog", lambda dialog: dialog.accept())


@pytest.mark.parametrize("page", [{**WIDE, "reduced_motion": "reduce"}], indirect=True)
def test_nothing_moves_for_those_who_ask_for_calm(page: Page, running: Running) -> None:
    session = finished(page, running)
    for view in ("", "routine/legs", "making", "library", "write/new", f"session/{session}"):
        page.goto(f"{running.base}/{view}")
        assert page.evaluate("document.getAnimations().length") == 0
        moving = page.evaluate(
            "[...document.querySelectorAll('*')].filter((each) => { const style = getComputedStyle(each);"
            " return parseFloat(style.transitionDuration) > 0 || style.scrollBehavior === 'smooth'; })"
            ".map((each) => each.outerHTML.slice(0, 90))"
        )
        assert moving == [], view
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, "document.querySelector('#sound').currentTime > 0.3")
    page.get_by_role("button", name="Next stroke").click()
    until(page, "document.querySelector('#count-text').textContent === 'to go'")
    sizes = {page.evaluate(CIRCLE)}
    page.wait_for_timeout(700)
    sizes.add(page.evaluate(CIRCLE))
    assert len(sizes) == 1


CIRCLE = """
(() => {
  const canvas = document.querySelector("#ring"), { width } = canvas;
  const row = canvas.getContext("2d").getImageData(0, width / 2, width / 2, 1).data;
  return [...Array(width / 2).keys()].filter((x) => x > 40 && row[4 * x + 3] > 60)[0];
})()
"""
"""Where the breathing circle of the ring begins."""
