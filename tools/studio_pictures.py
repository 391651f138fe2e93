"""Takes the pictures of docs/studio: every view on a phone and on a wide screen, side by side.

    python -m tools.studio_pictures          after a change of the studio's looks; others are left as they are
    python -m tools.studio_pictures making   only this one
    python -m tools.studio_pictures --log    the browser tests' log beside them: what was tried, and how it went

Needs the extras ``studio`` and ``test-browser``, and a Chromium. The sessions in the pictures are made with the default
voice first.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Page, sync_playwright

from voiceguide import Settings, load_routine, render
from voiceguide.export.deliver import Order

TARGET = Path(__file__).parent.parent / "docs" / "studio"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
WIDE: dict[str, Any] = {"viewport": {"width": 1240, "height": 740}}
GAP = 24
COLOURS = 200
"""Few enough that a picture stays below a quarter of a megabyte."""

SAME = 0.002
"""Share of dots that may differ before a picture counts as another: times and percentages move a little."""

FAR = 40
"""How far two dots' brightness lies apart, of 255, when they differ."""

BROWSER_TESTS = ("tests/studio/browser", "tests/export/test_page_browser.py")
LOG = TARGET / "browser-tests.txt"

Work = Callable[[Page, str], None]


def answer(page: Page) -> None:
    for text in ("None of these", "None of these", "No", "Yes, we have agreed"):
        page.get_by_role("button", name=text, exact=True).click()
    page.get_by_text("possible:").wait_for()


def choose(page: Page, base: str) -> None:
    page.goto(f"{base}/")


def safety(page: Page, base: str) -> None:
    page.goto(f"{base}/routine/shoulders-and-back")


def stop(page: Page, base: str) -> None:
    page.goto(f"{base}/routine/shoulders-and-back")
    page.get_by_role("button", name="Yes, or we are not sure").click()


def options(page: Page, base: str) -> None:
    page.goto(f"{base}/routine/shoulders-and-back")
    answer(page)


def making(page: Page, base: str) -> None:
    page.goto(f"{base}/routine/legs")
    answer(page)
    page.get_by_role("button", name="Make the session").click()
    page.get_by_text("left").first.wait_for()
    page.wait_for_timeout(1500)


def follow(page: Page, base: str) -> None:
    page.goto(f"{base}/session/desk-shoulders-12min")
    page.locator("#play:enabled").wait_for()
    page.wait_for_function("document.querySelector('#sound').readyState > 0")
    page.evaluate("document.querySelector('#sound').currentTime = 289")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(2500)


def library(page: Page, base: str) -> None:
    page.goto(f"{base}/library")


def write(page: Page, base: str) -> None:
    page.goto(f"{base}/write/desk-shoulders")
    page.get_by_text("it can be played").wait_for()
    page.locator("select[data-path='stages[3].strokes[0].pressure']").select_option("4")
    page.locator("#form-side .found.error").first.wait_for()
    page.locator("[data-holds='stages[3]']").first.scroll_into_view_if_needed()
    page.locator("[data-holds='stages[3].strokes[0]']").first.evaluate(
        "(each) => each.scrollIntoView({block: 'center'})"
    )


VIEWS: dict[str, Work] = {
    "choose": choose,
    "safety": safety,
    "stop": stop,
    "options": options,
    "making": making,
    "follow": follow,
    "library": library,
    "write": write,
}


def picture(browser: Any, address: str, work: Work) -> Image.Image:
    """One view at both sizes."""
    shots = []
    for size in (PHONE, WIDE):
        context = browser.new_context(**size, bypass_csp=True)
        page = context.new_page()
        page.goto(address)
        page.wait_for_url("**/")
        work(page, address.partition("/?")[0])
        page.wait_for_timeout(900)
        shots.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        page.on("dialog", lambda dialog: dialog.accept())
        context.close()
    sheet = Image.new("RGB", (sum(shot.width for shot in shots) + GAP, shots[0].height), "white")
    sheet.paste(shots[0], (0, 0))
    sheet.paste(shots[1], (shots[0].width + GAP, 0))
    return sheet.quantize(COLOURS, dither=Image.Dither.FLOYDSTEINBERG)


def keep(image: Image.Image, path: Path) -> None:
    """Save a picture, unless the one that is there shows the same."""
    if path.exists():
        with Image.open(path) as old:
            if old.size == image.size:
                between = ImageChops.difference(old.convert("L"), image.convert("L")).point(
                    lambda dot: 255 * (dot > FAR)
                )
                if ImageStat.Stat(between).mean[0] / 255 < SAME:
                    return
    image.save(path, optimize=True)


def write_log() -> None:
    """Run the browser tests and keep their log: each test with its outcome, without paths and times.

    Twice verbose, as the project's own options ask for less.
    """
    command = [sys.executable, "-m", "pytest", "-vv", "-n", "0", "-p", "no:cacheprovider", *BROWSER_TESTS]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=TARGET.parents[1]).stdout
    lines = [" ".join(line.split("[ ")[0].split()) for line in told.splitlines() if "::" in line and " " in line]
    last = re.sub(r" in [\d.:() ]+s.*", "", told.splitlines()[-1].strip("= "))
    names = " ".join(BROWSER_TESTS)
    LOG.write_text("\n".join([f"$ python -m pytest -vv {names}", *lines, "", last, ""]), "utf-8")


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    if "--log" in sys.argv[1:]:
        write_log()
    else:
        take_pictures()


def take_pictures() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sessions = Path(folder) / "sessions"
        for name, minutes in (("desk-shoulders", 12), ("flowing-back", 30)):
            target = sessions / f"{name}-{minutes}min.mp3"
            render(load_routine(name), target, Settings(duration_s=60.0 * minutes), order=Order(page=True))
        environment = {**os.environ, "VOICEGUIDE_DATA": folder, "VOICEGUIDE_CACHE": f"{folder}/cache"}
        start = "from voiceguide.cli import main; main()"
        command = [sys.executable, "-c", start, "studio", "--no-open", "--port", "0", "--lan"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            address = process.stdout.readline().split()[-1]
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"),
                    args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
                )
                for name in [name for name in VIEWS if name in sys.argv[1:]] or VIEWS:
                    work = VIEWS[name]
                    keep(picture(browser, address, work), TARGET / f"{name}.png")
                browser.close()
            process.terminate()


if __name__ == "__main__":
    main()
