"""Every view and what opens in it, dark and light: no rule of accessibility is broken, nothing sticks out or is low."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import PHONE, QUICK, SIZES, WIDE, Running, answer_safely, finished, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

axe = pytest.importorskip("axe_playwright_python.sync_playwright")

Step = Callable[["Page"], None]


def questions(page: Page) -> None:
    page.get_by_role("button", name="Something applies").click()


def advice(page: Page) -> None:
    page.get_by_role("button", name="Yes, or we are not sure").click()


def options(page: Page) -> None:
    page.get_by_role("button", name="Answer again").click()
    answer_safely(page)
    page.get_by_text("possible:").wait_for()


def more(page: Page) -> None:
    page.locator("#more > summary").click()
    page.get_by_label("Who gives").fill("Anna")


def voices(page: Page) -> None:
    page.locator(".plain-voices > summary").click()


def opened_files(page: Page) -> None:
    page.get_by_text("Files, delete").first.click()


def sure(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Delete")).first.click()
    page.get_by_role("dialog").wait_for()


def kept_and_reminded(page: Page) -> None:
    page.get_by_role("button", name="Keep it").click()
    page.evaluate("""() => {
      const kept = JSON.parse(localStorage.getItem("voiceguide.safety"));
      localStorage.setItem("voiceguide.safety", JSON.stringify({ ...kept, at: kept.at - 31 * 60000 }));
    }""")
    page.get_by_role("button", name=re.compile("^Play")).first.click()
    page.get_by_role("button", name="Yes: play").wait_for()


def playing(page: Page) -> None:
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, "document.body.classList.contains('playing')")
    page.mouse.click(page.evaluate("innerWidth / 2"), 300)  # what a touch does where is shown once; a tap takes it away
    until(page, "document.querySelector('#hint').hidden")


def paused(page: Page) -> None:
    page.evaluate("document.querySelector('#sound').pause()")
    until(page, "!document.body.classList.contains('playing')")


def with_text(page: Page) -> None:
    page.locator("[data-panel=text][aria-expanded=false]").click()


def with_list(page: Page) -> None:
    page.locator("[data-panel=strokes]").click()


def before(page: Page) -> None:
    page.locator("[data-panel=before]").click()


def in_trouble(page: Page) -> None:
    page.locator("[data-panel=before]").click()
    page.route("**/api/alive", lambda route: route.abort())
    page.locator("#trouble").wait_for()


def ended(page: Page) -> None:
    page.unroute("**/api/alive")
    page.evaluate("document.querySelector('#sound').dispatchEvent(new Event('ended'))")
    page.get_by_role("heading", name="Thank you").wait_for()


def with_errors(page: Page) -> None:
    page.locator("select[data-path='stages[0].strokes[0].pressure']").select_option("4")
    page.locator("#form-side .found.error").first.wait_for()


def as_text(page: Page) -> None:
    if page.locator("#text-tab").is_visible():
        page.locator("#text-tab").click()


def to_be_named(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("dialog").wait_for()


def in_conflict(running: Running) -> Step:
    """Somebody else saves the routine that is open, meanwhile."""

    def two_versions(page: Page) -> None:
        page.get_by_label("Title", exact=True).first.fill("A title that was changed here")
        file = running.data / "routines" / "both.yaml"
        file.write_text(file.read_text("utf-8").replace("Quick hands", "A title from elsewhere"), "utf-8")
        page.keyboard.press("Control+S")
        page.get_by_role("dialog", name="Two versions").wait_for()

    return two_versions


def all_stopped(page: Page) -> None:
    """The long one must still run when it is looked at; from here on nothing has to wait for it."""
    page.locator(".job.running").get_by_role("button", name="Cancel").click()
    page.locator(".job.running").wait_for(state="detached")


def views(session: str, running: Running) -> dict[str, tuple[Step, ...]]:
    """Address → what is done there one after the other; the rules are tried before and after each."""
    return {
        "making": (all_stopped,),
        "": (),
        "routine/legs": (questions, advice, options, more, voices),
        "routine/own.broken": (),
        "routine/nowhere": (),
        "library": (opened_files, sure, kept_and_reminded),
        "phone": (),
        "write": (sure,),
        "write/own.both": (in_conflict(running),),
        "write/new": (with_errors, as_text, to_be_named),
        f"session/{session}": (playing, paused, with_list, with_text, before, in_trouble, ended),
    }


@SIZES
def test_no_rule_of_accessibility_is_broken_on_any_view(browser: Browser, page: Page, running: Running) -> None:
    session = finished(page, running)
    (running.data / "routines" / "broken.yaml").write_text("title: Half a routine\n", "utf-8")
    shutil.copy(QUICK, running.data / "routines" / "both.yaml")
    phone = page.viewport_size == PHONE["viewport"]
    with_jobs_of_each_kind(page, running, "back-relief" if phone else "flowing-back")
    size = PHONE if phone else WIDE
    context: BrowserContext = browser.new_context(**size, bypass_csp=True)
    cookies: Any = page.context.cookies()  # Playwright reads and writes cookies in two shapes of type
    context.add_cookies(cookies)
    opened = context.new_page()
    found = []
    for path, steps in views(session, running).items():
        opened.goto(f"{running.base}/{path}", wait_until="networkidle" if path != "making" else "load")
        if path == "making":
            for state in ("running", "failed", "cancelled", "done"):
                opened.locator(f".job.{state}").first.wait_for()
        for step in (None, *steps):
            if step is not None:
                step(opened)
            found += broken_rules(opened, size, f"{path} {step.__name__ if step else ''}")
    sessions = running.data / "sessions"
    sessions.rename(sessions.with_name("elsewhere"))
    opened.goto(f"{running.base}/library")
    opened.get_by_text("Your finished sessions will be here.").wait_for()
    found += broken_rules(opened, size, "library, empty")
    sessions.with_name("elsewhere").rename(sessions)
    context.close()
    assert found == []


def with_jobs_of_each_kind(page: Page, running: Running, long: str) -> None:
    """One that was made is there already; one that fails, one that was cancelled, and one that takes long."""
    gone = running.data / "routines" / "gone.yaml"
    gone.write_text(QUICK.read_text("utf-8").replace("Quick hands", "Soon gone"), "utf-8")
    ordered(page, running, "legs")
    ordered(page, running, "own.gone")
    gone.unlink()
    page.locator(".job", has_text="Tired legs").first.get_by_role("button", name="Cancel").click()
    page.locator(".job.failed", has_text="Soon gone").first.wait_for()
    ordered(page, running, long, minutes=60)
    page.locator(".job.running").wait_for()


def ordered(page: Page, running: Running, routine: str, minutes: int | None = None) -> None:
    page.goto(f"{running.base}/routine/{routine}")
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    if minutes:
        page.get_by_role("radio", name=str(minutes), exact=True).check()
    page.get_by_role("button", name="Later").click()
    page.wait_for_url("**/making")
    page.get_by_label("Open the player when it is done").uncheck()


def broken_rules(page: Page, size: dict[str, Any], where: str) -> list[tuple[Any, ...]]:
    """What is wrong in the look the device asks for; and what cannot be read in the other."""
    assert page.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"], where
    assert page.evaluate(SMALL) == [], where
    bad = [*axe.Axe().run(page).response["violations"]]
    dark = size["color_scheme"] == "dark"
    page.emulate_media(color_scheme="light" if dark else "dark")
    page.evaluate(OTHER_LOOK)
    bad += axe.Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.evaluate(OTHER_LOOK)
    return [(where, each["id"], [node["html"][:99] for node in each["nodes"]]) for each in bad]


OTHER_LOOK = "document.querySelector('#player') && document.documentElement.classList.toggle('light')"
"""The player has a button of its own for it, whatever the device asks for."""

SMALL = """
[...document.querySelectorAll("button, select, summary, input, .button, .tabs a, .back, .sidecars a")]
  .filter((each) => !each.closest(".choices, #before label"))
  .filter((each) => each.checkVisibility() && !each.closest("#text"))
  .map((each) => [each.outerHTML.slice(0, 90), Math.round(each.getBoundingClientRect().height)])
  .filter(([html, height]) => height < 44)
"""
"""Everything to tap that is lower than a fingertip, but for the lines of the text: they stand in a paragraph."""
