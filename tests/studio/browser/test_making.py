"""What is being made: the newest on top, its player when it is done, and what is left out of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .conftest import MAKE_S, Running, answer_safely, finished, until

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_player_opens_when_the_session_is_made_and_waits_for_play(page: Page, running: Running) -> None:
    finished(page, running)
    page.goto(f"{running.base}/routine/own.quick")
    answer_safely(page)
    page.get_by_role("radio", name="Signals").check()  # another session than the first
    page.get_by_text("possible:").wait_for()
    page.get_by_role("button", name="Later").click()
    page.wait_for_url("**/making")
    page.get_by_label("Open the player when it is done").check()
    assert "signals only" in page.locator(".job").first.inner_text()
    page.wait_for_url(re.compile(f"{running.base}/session/quick-"), timeout=1000 * MAKE_S)
    until(page, "document.body.classList.contains('active')")
    assert page.evaluate("document.querySelector('#sound').paused")
    page.goto(f"{running.base}/making")
    page.get_by_role("button", name="Clear all that is over").click()
    page.get_by_text("Nothing is being made.").wait_for()


def test_what_is_left_out_stands_in_the_bar(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/routine/happy-feet")
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    page.locator("label", has_text="toes").first.click()
    until(page, "document.querySelector('#bar-text').textContent.includes('without toes')")
    page.reload()
    answer_safely(page)
    until(page, "document.querySelector('#bar-text').textContent.includes('without toes')")
