"""Writing in a real browser; and every view: nothing sticks out, and everybody can use it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import PHONE, SIZES, WIDE, Running, answer_safely, finished, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


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


def questions(page: Page) -> None:
    page.get_by_text("Question 1 of 4").wait_for()


def advice(page: Page) -> None:
    page.get_by_role("button", name="Yes, or we are not sure").click()


def options(page: Page) -> None:
    page.get_by_role("button", name="Answer again").click()
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    page.locator(".more summary").click()


def opened_files(page: Page) -> None:
    page.get_by_text("Files, delete").first.click()


def sure(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Delete")).first.click()
    page.get_by_role("dialog").wait_for()


def with_text(page: Page) -> None:
    page.get_by_role("button", name="Text").click()


def with_errors(page: Page) -> None:
    page.locator("select[data-path='stages[0].strokes[0].pressure']").select_option("4")
    page.locator("#form-side .found.error").first.wait_for()


Step = Callable[["Page"], None]
VIEWS: tuple[tuple[str, tuple[Step, ...]], ...] = (
    ("", ()),
    ("routine/legs", (questions, advice, options)),
    ("making", ()),
    ("library", (opened_files, sure)),
    ("phone", ()),
    ("write", ()),
    ("write/new", (with_errors,)),
    ("session", (with_text,)),
)
"""Address, and what is done there one after the other; the rules are tried before and after each."""


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
    for view, steps in VIEWS:
        path = f"session/{session}" if view == "session" else view
        opened.goto(f"{running.base}/{path}", wait_until="networkidle" if view != "making" else "load")
        for step in (None, *steps):
            if step is not None:
                step(opened)
            where = f"{view} {step.__name__ if step else ''}"
            width = opened.evaluate("document.documentElement.scrollWidth")
            assert width <= (PHONE if phone else WIDE)["viewport"]["width"], where
            bad = axe.Axe().run(opened).response["violations"]
            found += [(where, each["id"], [node["html"][:99] for node in each["nodes"]]) for each in bad]
            assert opened.evaluate(SMALL) == [], where
    context.close()
    assert found == []


SMALL = """
[...document.querySelectorAll("button, select, summary, input, .button, .tabs a, .back, .companions a")]
  .filter((each) => !each.closest(".choices"))
  .filter((each) => each.checkVisibility() && !each.closest("#text"))
  .map((each) => [each.outerHTML.slice(0, 90), Math.round(each.getBoundingClientRect().height)])
  .filter(([html, height]) => height < 44)
"""
"""Everything to tap that is lower than a fingertip, but for the lines of the text: they stand in a paragraph."""


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
    sizes = {page.evaluate(CIRCLE)}
    until(page, "document.querySelector('#count-text').textContent === 'to go'")
    page.wait_for_timeout(700)
    sizes.add(page.evaluate(CIRCLE))
    assert len(sizes) == 1


CIRCLE = """
(() => {
  const canvas = document.querySelector("#ring"), { width } = canvas;
  const row = canvas.getContext("2d").getImageData(0, width / 2, width / 2, 1).data;
  return [...Array(width / 2).keys()].filter((x) => x > 20 && row[4 * x + 3] > 100)[0];
})()
"""
"""Where the breathing circle of the ring begins."""
