"""Measure the ways from opening the studio to sound, in a browser: taps, seconds, sizes of pages, tabs to Play.

    python -m benchmarks.taps               about five minutes on two quiet cores; prints its figures
    python -m benchmarks.taps --write       and writes them into docs/studio.md

Each way is measured several times, on a phone's screen; the seconds are from the last tap to sound. Needs the extra
test-browser and a Chromium. The studio runs as users run it, and has just been started.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import time

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.typing import DOCS, studio
from tests.studio.browser import taps
from tests.studio.browser.conftest import PHONE, Running, until

ROUTINES = ("Happy feet", "Desk shoulders", "Tired legs")
STARTED_S = 12.0
"""Seconds before the first tap: the time that people take to look at the first page and read the questions."""

CHANGED = "document.querySelector('#sound').getAttribute('src').includes('/remixes/')"
PLAYS = "!document.querySelector('#sound').paused && document.querySelector('#sound').readyState > 2"


def opened(browser: Browser, running: Running) -> Page:
    """A new browser without a cache, at the first page."""
    page = browser.new_context(**PHONE).new_page()
    page.set_default_timeout(120_000)
    taps.watched(page)
    page.goto(running.address)
    page.wait_for_url(f"{running.base}/")
    return page


def ways(page: Page, base: str) -> dict[str, list[taps.Way]]:
    """Measure every way, for several routines."""
    found: dict[str, list[taps.Way]] = {}
    for routine in ROUTINES:
        found.setdefault("newcomer, made anew", []).append(taps.newcomer(page, base, routine))
        taps.forget_session(page)
        found.setdefault("Again, made anew", []).append(taps.again(page, base))
        until(page, "location.pathname.includes('/session/')", taps.LONGEST_S)
        found.setdefault("Again, there already", []).append(taps.again(page, base))
        found.setdefault("newcomer, there already", []).append(taps.newcomer(page, base, routine))
        found.setdefault("balance changed", []).append(balance(page))
    return found


def balance(page: Page) -> taps.Way:
    """Make the bed softer while the open session plays, and measure until the change is heard."""
    page.evaluate("document.querySelector('#sound').play()")
    page.evaluate("document.querySelector('#sound').currentTime = 300")
    until(page, "document.querySelector('#sound').currentTime > 300.5")
    page.locator("#level").focus()
    page.keyboard.press("ArrowLeft")
    began = time.perf_counter()
    until(page, f"{CHANGED} && {PLAYS}")
    page.evaluate("document.querySelector('#sound').pause()")
    return taps.Way(1, time.perf_counter() - began)


def table(found: dict[str, list[taps.Way]], weights: dict[str, tuple[int, int]], tabs: dict[str, int]) -> str:
    """All figures as Markdown."""
    rows = ["| way | taps | seconds to sound, median | longest |", "| --- | --- | --- | --- |"]
    for name, each in found.items():
        seconds = [way.seconds for way in each]
        most = max(way.taps for way in each)
        rows.append(f"| {name} | {most} | {statistics.median(seconds):.1f} | {max(seconds):.1f} |")
    rows += ["", "| page, nothing kept | kB | requests |", "| --- | --- | --- |"]
    rows += [f"| {name} | {size / 1000:.0f} | {count} |" for name, (size, count) in weights.items()]
    counts = ", ".join(f"{count} for {name}" for name, count in tabs.items())
    return "\n".join([*rows, "", f"Tabs from opening the page to Play, for the first and the last card: {counts}."])


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the figures into docs/studio.md")
    chosen = parser.parse_args()
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with studio() as running, sync_playwright() as playwright:
        time.sleep(STARTED_S)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = opened(browser, running)
        gone = ways(page, running.base)
        session = page.url.split("?")[0]
        places = {"the first": "/", "a routine": "/routine/happy-feet", "the library": "/library", "making": "/making"}
        weights = {name: taps.weight(page, f"{running.base}{path}") for name, path in places.items()}
        weights["the player"] = taps.weight(page, session)
        page.goto(f"{running.base}/")
        cards = page.locator(".card-title").all_inner_texts()
        tabs = {name: taps.tabs_to_play(page, running.base, name) for name in (cards[0], cards[-1])}
        browser.close()
    text = table(gone, weights, tabs)
    print(f"{platform.machine()}, Python {platform.python_version()}\n\n{text}")
    if chosen.write:
        begin, end = "<!-- figures: taps -->\n", "<!-- end: taps -->"
        before, rest = DOCS.read_text("utf-8").split(begin)
        DOCS.write_text(f"{before}{begin}{text}\n{end}{rest.split(end)[1]}", "utf-8")


if __name__ == "__main__":
    main()
