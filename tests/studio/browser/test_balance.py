"""The balance is changed while a session plays, by keyboard and by finger, and stays for the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.studio.levels import heard, levels
from voiceguide.export.report_reader import read_report

from .conftest import MAKE_S, PHONE, Running, finished, time_of, until, until_ready

if TYPE_CHECKING:
    from playwright.sync_api import Page

REMIXED = "document.querySelector('#sound').getAttribute('src').includes('/remixes/')"
PLAYS = "!document.querySelector('#sound').paused && document.querySelector('#sound').readyState > 2"


def test_the_surroundings_are_turned_down_while_it_plays(page: Page, running: Running) -> None:
    session = finished(page, running)
    page.evaluate("document.querySelector('#sound').muted = true")
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, "document.querySelector('#sound').currentTime > 1")
    slider = page.get_by_role("slider", name="Sound around the voice")
    before = float(slider.input_value())
    page.evaluate("document.querySelector('#sound').currentTime = 40")
    slider.focus()
    page.evaluate("window.since = performance.now()")
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    assert "percent" in str(slider.get_attribute("aria-valuetext"))
    until(page, f"{REMIXED} && {PLAYS} && document.querySelector('#sound').currentTime > 40")
    seconds = page.evaluate("(performance.now() - window.since) / 1000")
    print(f"another balance is heard {seconds:.1f} s after the last key")
    assert 40 < time_of(page) < 45 + seconds
    address = page.evaluate("document.querySelector('#sound').src")
    sound = heard(page.context.request.get(address, timeout=1000 * MAKE_S).body())
    own = heard((running.data / "sessions" / f"{session}.mp3").read_bytes())
    timeline = read_report(running.data / "sessions" / f"{session}.report.json").timeline
    voice, bed = levels(sound, timeline)
    own_voice, own_bed = levels(own, timeline)
    assert voice == pytest.approx(own_voice, abs=0.5)
    assert own_bed - bed == pytest.approx(10.0, abs=1.0)
    page.reload()
    until_ready(page)
    assert float(slider.input_value()) == before - 10
    until(page, REMIXED)
    page.goto(f"{running.base}/routine/own.quick")
    page.locator("#level").wait_for(state="attached")
    assert float(page.locator("#level").input_value()) == before - 10


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_finger_finds_the_balance_and_hears_it_at_once(page: Page, running: Running) -> None:
    finished(page, running)
    slider = page.get_by_role("slider", name="Sound around the voice")
    box = slider.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["width"] >= 100
    page.touchscreen.tap(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
    until(page, f"{REMIXED} && {PLAYS}")
    assert slider.is_visible()


def test_what_has_no_surroundings_says_so(page: Page, running: Running) -> None:
    session = finished(page, running)
    (running.data / "sessions" / f"{session}.script.yaml").rename(running.data / "away")
    try:
        page.reload()
        until_ready(page)
        assert page.get_by_role("slider", name="Sound around the voice").is_disabled()
        assert "its balance stays as it is" in page.locator("#level-why").inner_text()
    finally:
        (running.data / "away").rename(running.data / "sessions" / f"{session}.script.yaml")
