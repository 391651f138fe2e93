"""Writing in a real browser; and every view: nothing sticks out, and everybody can use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .conftest import PHONE, SIZES, WIDE, Running, answer_safely, finished, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


def test_writing_finds_what_is_unsafe_and_saves_what_is_not(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/write/desk-shoulders")
    page.get_by_text("it can be played").wait_for()
    area = page.get_by_role("textbox", name="The routine as YAML")
    pressure = page.locator("select[data-path='stages[3].strokes[0].pressure']")
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
    page.once("dialog", lambda dialog: dialog.accept())


VIEWS = ("", "routine/legs", "making", "library", "phone", "write", "write/new", "session")


@SIZES
def test_nothing_sticks_out_and_no_rule_of_accessibility_is_broken(
    browser: Browser, page: Page, running: Running
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    session = finished(page, running)
    phone = page.viewport_size == PHONE["viewport"]
    context: BrowserContext = browser.new_context(**(PHONE if phone else WIDE), bypass_csp=True)
    cookies: Any = page.context.cookies()  # Playwright reads and writes cookies in two shapes of type
    context.add_cookies(cookies)
    opened = context.new_page()
    found = []
    for view in VIEWS:
        path = f"session/{session}" if view == "session" else view
        opened.goto(f"{running.base}/{path}", wait_until="networkidle" if view != "making" else "load")
        if view.startswith("routine"):
            answer_safely(opened)
            opened.get_by_text("possible:").wait_for()
        if view.startswith("session"):
            opened.get_by_role("button", name="Text").click()
        width = opened.evaluate("document.documentElement.scrollWidth")
        assert width <= (PHONE if phone else WIDE)["viewport"]["width"], view
        bad = axe.Axe().run(opened).response["violations"]
        found += [(view, each["id"], [node["html"][:99] for node in each["nodes"]]) for each in bad]
        small = opened.evaluate(
            "[...document.querySelectorAll('button, select, .button, .tabs a')]"
            ".filter((each) => each.checkVisibility())"
            ".map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect().height])"
            ".filter(([html, height]) => height < 38 && !/class=.link|tabindex=|title=/.test(html))"
        )
        assert small == [], view
    context.close()
    assert found == []
