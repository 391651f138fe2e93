"""The whole way in a real browser, on a phone and on a wide screen: choose, preview, make, follow, keep."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import (
    PHONE,
    SIZES,
    Running,
    answer_safely,
    choose_quick,
    finished,
    made,
    time_of,
    until,
    until_ready,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page


@SIZES
def test_the_whole_way(page: Page, running: Running) -> None:
    phone = page.viewport_size == PHONE["viewport"]
    choose_quick(page)
    page.get_by_role("radio", name="Silence" if phone else "Soft rain").check()
    page.get_by_role("button", name="Preview").click()
    until(page, "document.querySelector('#clip').currentTime > 0.3")
    page.get_by_role("button", name="Stop").click()
    assert page.evaluate("document.querySelector('#clip').paused")
    page.get_by_role("button", name="Later").click()
    page.wait_for_url("**/making")
    page.get_by_label("Open the player when it is done").uncheck()
    page.reload()
    made(page).click()
    until_ready(page)
    until(page, "document.querySelector('#sound').currentTime > 0.5")
    before = time_of(page)
    page.evaluate("localStorage.setItem('voiceguide.hint', 'true')")
    page.get_by_role("button", name="Next stroke").press("Enter")
    until(page, f"document.querySelector('#sound').currentTime > {before + 5}")
    until(page, "document.querySelector('#stroke').textContent.toLowerCase().includes('hand')")
    page.get_by_role("button", name="Pause").press("Enter")
    assert page.locator("#coming").inner_text().startswith("Next: ")
    if phone:
        page.get_by_role("button", name="Text").click()
    until(page, "document.querySelectorAll('#text .current, #text .last').length === 1")
    page.goto(f"{running.base}/library")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Save the MP3")).first.click()
    assert download.value.suggested_filename.endswith(".mp3")
    assert Path(download.value.path()).stat().st_size > 500_000


def test_a_reload_finds_the_render_again_and_cancel_stops_it(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/routine/legs")
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    page.get_by_role("button", name="Later").click()
    page.wait_for_url("**/making")
    bar = page.get_by_role("progressbar", name="Making Tired legs")
    bar.wait_for()
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
        "what is being made fits a phone"
    )
    until(page, "Number(document.querySelector('[role=progressbar]').getAttribute('aria-valuenow')) > 0")
    page.reload()
    bar.wait_for()
    assert page.locator(".tabs .count").inner_text().startswith("1")
    page.locator(".job", has=bar).get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled", exact=True).wait_for()
    assert [path.name for path in (running.data / "sessions").glob("legs*")] == []
    assert [path.name for path in (running.data / "sessions").glob(".*")] == []
    page.get_by_role("button", name="Take off the list").first.click()
    page.get_by_text("Cancelled", exact=True).wait_for(state="detached")


@pytest.mark.parametrize("hours", [-5, 5], ids=["behind", "ahead"])
def test_a_device_whose_clock_is_wrong_can_order_and_is_asked_again_in_time(
    page: Page, running: Running, hours: int
) -> None:
    page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=hours))
    page.goto(f"{running.base}/routine/own.quick")
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    with page.expect_response("**/api/preview") as heard:
        page.get_by_role("button", name="Preview").click()
    assert heard.value.ok
    page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=hours, minutes=31))
    page.get_by_role("button", name=re.compile("Preview|Stop")).click()
    page.get_by_role("heading", name="Still a good day for it?").wait_for()


@SIZES
def test_do_not_start_stops(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/routine/legs")
    page.get_by_role("button", name="Something applies").click()
    page.get_by_role("button", name="Yes, or we are not sure").click()
    assert page.get_by_role("heading", level=2).first.inner_text() == "Not today."
    assert "medical care" in page.get_by_role("alert").first.inner_text()
    assert page.evaluate("document.activeElement.textContent") == "Not today."
    assert not page.get_by_role("button", name="Play").is_visible()
    page.reload()
    page.get_by_role("button", name="Something applies").wait_for()
    assert not page.get_by_role("button", name="Play").is_visible()


def test_the_length_tells_what_is_lost(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/routine/legs")
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    assert not page.locator("#lost").is_visible()
    before = page.locator("#stage-list").inner_text()
    page.get_by_role("radio", name="15", exact=True).check()
    until(page, f"document.querySelector('#stage-list').innerText !== {before!r}")
    assert page.locator("#minutes-out").inner_text() == "15 min"
    until(page, "document.querySelector('#lost').checkVisibility()")
    assert "still pressure, calves" in page.locator("#lost").inner_text()
    slider = page.get_by_role("slider", name="Length in minutes")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#minutes-out").inner_text() == "16 min"
    page.reload()
    page.get_by_text("possible:").wait_for()
    assert page.locator("#minutes-out").inner_text() == "16 min"


def test_it_goes_on_where_it_stopped(page: Page, running: Running) -> None:
    session = finished(page, running)
    page.evaluate("document.querySelector('#sound').currentTime = 70")
    until(page, "document.querySelector('#at').textContent === '1:10'")
    for _ in range(2):  # the second time it is left again before anything of the sound has come
        page.goto(f"{running.base}/library")
        entry = page.locator(f"[data-session='{session}']")
        entry.get_by_text("Stopped at 1:10").wait_for()
        entry.get_by_role("link", name="Quick hands", exact=True).click()
        page.wait_for_url("**/session/*")
    until_ready(page)
    until(page, "Math.abs(document.querySelector('#sound').currentTime - 70) < 1")
    assert page.locator("#at").inner_text() == "1:10"


WHERE_KEYS_LEAD = """
window.keys = {};
window.went = [];
navigator.mediaSession.setActionHandler = (name, work) => { window.keys[name] = work; };
document.addEventListener("seeking", (event) => window.went.push(event.target.currentTime), true);
"""
"""Notes each place that the player goes to, so that it does not matter how far it has played when we look."""


def test_keys_and_lock_screen_move_by_strokes(page: Page, running: Running) -> None:
    page.add_init_script(WHERE_KEYS_LEAD)
    session = finished(page, running)
    record: dict[str, Any] = page.request.get(f"{running.base}/api/sessions/{session}").json()
    strokes: list[float] = [each["enter"] for each in record["moves"] if each["stroke"]]
    assert len(strokes) >= 3

    def leads_to(what: str, goal: float) -> None:
        page.evaluate("window.went.length = 0")
        if what.isidentifier():
            page.evaluate(f"window.keys.{what}()")
        else:
            page.keyboard.press(what.strip("<>"))
        until(page, "window.went.length === 1")
        assert page.evaluate("window.went[0]") == pytest.approx(goal, abs=0.5)

    leads_to("nexttrack", strokes[0])
    leads_to("nexttrack", strokes[1])
    until(page, "!document.querySelector('#sound').paused")
    page.evaluate("window.keys.pause()")
    assert page.evaluate("document.querySelector('#sound').paused")
    leads_to("previoustrack", strokes[0])
    page.evaluate("window.keys.pause()")
    assert page.evaluate("navigator.mediaSession.metadata.title") == page.locator("#stroke").inner_text()
    page.locator("#main").focus()
    leads_to("<PageDown>", strokes[1])
    assert page.locator("#stroke").inner_text() == [each for each in record["moves"] if each["stroke"]][1]["title"]
    page.evaluate("window.keys.pause()")
    stopped = time_of(page)
    leads_to("<ArrowLeft>", stopped - 15)
    page.keyboard.press(" ")
    until(page, "!document.querySelector('#sound').paused")
    page.keyboard.press(" ")
    until(page, "document.querySelector('#sound').paused")


def test_the_screen_stays_on_while_it_plays(page: Page, running: Running) -> None:
    page.add_init_script(
        "window.locks = []; navigator.wakeLock.request = async (kind) => { const lock = { released: false, kind,"
        " release: async () => { lock.released = true; } }; window.locks.push(lock); return lock; };"
    )
    finished(page, running)
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, "window.locks.length === 1 && !window.locks[0].released")
    page.get_by_role("button", name="Pause", exact=True).click()
    until(page, "window.locks[0].released")
    assert page.evaluate("window.locks.map((lock) => lock.kind)") == ["screen"]


def test_without_a_wake_lock_a_silent_video_keeps_it_on(page: Page, running: Running) -> None:
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'wakeLock', { value: undefined });")
    finished(page, running)
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, "!document.querySelector('#awake').paused && document.querySelector('#awake').videoWidth > 0")
    page.get_by_role("button", name="Pause", exact=True).click()
    until(page, "document.querySelector('#awake').paused")
    assert page.evaluate("document.querySelector('#sound').paused")


def test_the_count_goes_down_with_the_strokes(page: Page, running: Running) -> None:
    session = finished(page, running)
    record: dict[str, Any] = page.request.get(f"{running.base}/api/sessions/{session}").json()
    slot = next(each for each in record["moves"] if each["stroke"])
    for index, at in enumerate(slot["pulses"]):
        page.evaluate(f"document.querySelector('#sound').currentTime = {at + 0.4}")
        left = len(slot["pulses"]) - index
        until(page, f"document.querySelector('#count').textContent === '{left}'")
    assert page.locator("#count-text").inner_text() == "the last one"


def test_deleting_asks_first(page: Page, running: Running) -> None:
    session = finished(page, running)
    sound = running.data / "sessions" / f"{session}.mp3"
    shutil.copy(sound, sound.with_name("copy.mp3"))
    page.goto(f"{running.base}/library")
    item = page.locator("[data-session='copy']")
    item.get_by_text("Files, delete").click()
    item.get_by_role("button", name=re.compile("^Delete")).click()
    page.get_by_role("button", name="Keep it").click()
    assert sound.with_name("copy.mp3").exists()
    item.get_by_role("button", name=re.compile("^Delete")).click()
    page.get_by_role("button", name="Delete", exact=True).click()
    item.wait_for(state="detached")
    assert not sound.with_name("copy.mp3").exists()
    assert sound.exists()
