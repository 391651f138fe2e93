"""From opening the page to sound: taps counted, seconds by the browser's clock; and a studio that stops is said."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from . import taps
from .conftest import PHONE, Running, finished, until

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_four_taps_for_newcomers_and_two_for_who_was_here_before(page: Page, running: Running) -> None:
    taps.watched(page)
    first = taps.newcomer(page, running.base, "Quick hands")
    print(f"newcomer: {first.taps} taps, sound {first.seconds:.1f} s after the last")
    assert first.taps <= taps.NEWCOMER_TAPS
    taps.forget_session(page)
    anew = taps.again(page, running.base)
    print(f"again, made anew: {anew.taps} taps, sound {anew.seconds:.1f} s after the last")
    assert anew.taps <= taps.AGAIN_TAPS
    until(page, "location.pathname.includes('/session/')", taps.LONGEST_S)
    there = taps.again(page, running.base)
    print(f"again, there already: {there.taps} taps, sound {there.seconds:.1f} s after the last")
    assert there.taps <= taps.AGAIN_TAPS
    assert page.url.startswith(f"{running.base}/session/quick-")


def test_the_first_screen_is_light(page: Page, running: Running) -> None:
    size, requests = taps.weight(page, f"{running.base}/")
    print(f"first screen, cold: {size / 1000:.0f} kB in {requests} requests")
    assert size <= 150_000


def test_a_stopped_studio_is_said_within_two_seconds(page: Page, running: Running) -> None:
    finished(page, running)
    page.evaluate("document.querySelector('#sound').play()")
    until(page, "document.querySelector('#sound').currentTime > 0.3")
    until(page, "document.querySelector('#trouble').hidden")
    os.kill(running.pid, signal.SIGSTOP)
    page.evaluate("window.stopped = performance.now()")
    try:
        until(page, "!document.querySelector('#trouble').hidden")
        seconds = page.evaluate("(performance.now() - window.stopped) / 1000")
        print(f"a studio that does not answer is said after {seconds:.1f} s")
        assert "does not answer" in page.locator("#trouble").inner_text()
    finally:
        os.kill(running.pid, signal.SIGCONT)
    until(page, "document.querySelector('#trouble').hidden")
