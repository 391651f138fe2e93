"""People who turn back: a question that is closed without an answer, and the browser's Back from the player."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import taps
from .conftest import PHONE, Running, answer_safely, finished, play_entry, until, until_ready

if TYPE_CHECKING:
    from playwright.sync_api import Page


def answered(page: Page, running: Running) -> str:
    """A session that is there, for somebody who has answered the questions; its id."""
    session = finished(page, running)
    page.goto(f"{running.base}/routine/own.quick")
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    return session


@pytest.mark.parametrize("page", [PHONE], indirect=True)
@pytest.mark.parametrize("way", ["Escape", "Not today"])
def test_a_question_that_is_closed_leaves_everything_as_it_was(page: Page, running: Running, way: str) -> None:
    answered(page, running)
    page.evaluate(
        "localStorage.setItem('voiceguide.last', JSON.stringify({routine: 'own.quick', choices: {avoid: []}}))"
    )
    page.evaluate(taps.AGES_AGO)
    page.goto(f"{running.base}/")
    offered = page.locator("#again-about").inner_text()
    for _ in range(2):
        page.locator("#again-play").tap()
        page.get_by_role("button", name="Something is different").tap()
        page.get_by_role("button", name="Something applies").tap()
        page.get_by_role("button", name="Yes, or we are not sure").tap()
        if way == "Escape":
            page.keyboard.press("Escape")
        else:
            page.get_by_role("button", name=way).tap()
        until(page, "!document.querySelector('#again-play').disabled")
        assert page.locator("#again-about").inner_text() == offered
        assert not page.get_by_role("dialog").is_visible()
    assert page.url == f"{running.base}/"


@pytest.mark.parametrize("again", [False, True], ids=["", "reloaded"])
def test_back_from_the_player_leads_to_the_page_before(page: Page, running: Running, again: bool) -> None:
    session = answered(page, running)
    page.goto(f"{running.base}/library")
    play_entry(page, session).click()
    page.wait_for_url("**/session/*")
    until_ready(page)
    if again:
        page.reload()
        until_ready(page)
    page.go_back()
    page.get_by_role("heading", name="Library").wait_for()
    assert page.url == f"{running.base}/library"
    page.go_forward()
    until_ready(page)
    assert page.url == f"{running.base}/session/{session}"
