"""What stands behind "More": explained, kept over a reload, ordered, and said in the bar."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .conftest import SIZES, Running, answer_safely, until

if TYPE_CHECKING:
    from playwright.sync_api import Page


def open_more(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/routine/own.quick")
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    if not page.locator("#more[open]").count():
        page.locator("#more > summary").click()


@SIZES
def test_more_is_closed_at_first_and_everything_in_it_is_explained(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/routine/own.quick")
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    assert not page.get_by_label("Who gives").is_visible()
    page.locator("#more > summary").click()
    for group in page.locator("#more > fieldset").all():
        assert len(group.inner_text().split()) > 5, "a name alone explains nothing"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_what_is_chosen_there_is_kept_ordered_and_reported(page: Page, running: Running) -> None:
    open_more(page, running)
    page.get_by_role("radio", name="Both, half and half").check()
    page.get_by_label("Who gives").fill("Anna")
    page.get_by_role("status").filter(has_text="Write both names").wait_for()
    page.get_by_label("Who receives", exact=True).fill("Ben")
    page.get_by_role("status").filter(has_text="Write both names").wait_for(state="hidden")
    page.get_by_role("radio", name="Birthday").check()
    page.get_by_role("checkbox", name="Halfway").check()
    page.get_by_role("checkbox", name="Toward the end").check()
    page.get_by_label("Minutes that have passed").select_option("5")
    second = page.get_by_label("Voice for who receives")
    voice = second.locator("option").nth(1).get_attribute("value")
    second.select_option(voice)
    page.locator("#hear-second").wait_for()
    page.get_by_label("Music between the parts").select_option("swell")
    page.reload()
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    assert (
        "half and half, names, birthday, the time, two voices, music between" in page.locator("#more-set").inner_text()
    )
    assert "half and half" in page.locator("#bar-text").inner_text()
    page.locator("#more > summary").click()
    assert page.get_by_label("Who receives", exact=True).input_value() == "Ben"
    assert second.input_value() == voice
    with page.expect_request("**/api/jobs") as ordered:
        page.get_by_role("button", name="Later").click()
    page.wait_for_url("**/making")
    choices = json.loads(ordered.value.post_data or "")["choices"]
    expected = {
        "swap": True,
        "names": ["Anna", "Ben"],
        "occasion": "birthday",
        "halfway": True,
        "countdown": True,
        "every": 5,
        "receiver_voice": voice,
        "interlude": "swell",
    }
    assert {name: choices[name] for name in expected} == expected
    assert "half and half" in page.locator(".job").first.inner_text()
    page.get_by_role("button", name="Cancel").first.click()
    page.get_by_text("Cancelled", exact=True).first.wait_for()
    kept = page.evaluate("JSON.parse(localStorage.getItem('voiceguide.last'))")
    assert kept["choices"]["swap"] is True
    assert kept["choices"]["occasion"] == "none", "Again does not repeat a birthday"


def test_a_name_that_cannot_be_said_is_reported_beside_the_buttons(page: Page, running: Running) -> None:
    open_more(page, running)
    page.get_by_label("Who gives").fill("X-9000")
    page.get_by_label("Who receives", exact=True).fill("Ben")
    until(page, "document.querySelector('#why-not').textContent.includes('cannot be spoken')")
    assert page.get_by_role("button", name="Play", exact=True).is_disabled()
    assert "--names" not in page.locator("#why-not").inner_text()
    page.get_by_label("Who gives").fill("Anna")
    until(page, "document.querySelector('#why-not').hidden")
