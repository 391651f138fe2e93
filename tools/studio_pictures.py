"""Take the pictures in docs/studio: every view on a phone and on a wide screen, side by side.

    python -m tools.studio_pictures          all views; pictures that look the same are not replaced
    python -m tools.studio_pictures making   only this view

Needs the extras ``studio`` and ``test-browser``, and a Chromium. The sessions in the pictures are made with the default
voice first.
"""

from __future__ import annotations

import io
import os
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
from voiceguide.export.outputs import Outputs

TARGET = Path(__file__).parent.parent / "docs" / "studio"
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "color_scheme": "dark",
}
WIDE: dict[str, Any] = {"viewport": {"width": 1240, "height": 740}, "color_scheme": "light"}
GAP = 24
COLOURS = 200
"""Colours of a picture, few enough that it stays below a quarter of a megabyte."""

SAME = 0.002
"""Share of pixels that may differ before a picture counts as changed: times and percentages vary a little."""

FAR = 40
"""Difference in brightness, of 255, above which two pixels differ."""

Work = Callable[[Page, str], None]


def answer(page: Page) -> None:
    page.get_by_role("button", name="None of these, and we have agreed").click()
    page.get_by_text("possible:").wait_for()


def choose(page: Page, base: str) -> None:
    choices = '{"routine":"shoulders-and-back","choices":{"minutes":20},"title":""}'
    page.evaluate(f"localStorage.setItem('voiceguide.last', {choices!r})")
    page.goto(f"{base}/")


def safety(page: Page, base: str) -> None:
    page.goto(f"{base}/routine/shoulders-and-back")
    page.get_by_role("button", name="None of these, and we have agreed").wait_for()


def stop(page: Page, base: str) -> None:
    page.goto(f"{base}/routine/shoulders-and-back")
    page.get_by_role("button", name="Something applies").click()
    page.get_by_role("button", name="Yes, or we are not sure").click()


def options(page: Page, base: str) -> None:
    page.goto(f"{base}/routine/shoulders-and-back")
    answer(page)


def making(page: Page, base: str) -> None:
    page.goto(f"{base}/routine/legs")
    answer(page)
    page.get_by_role("button", name="Later").click()
    page.get_by_text("left").first.wait_for()
    page.wait_for_timeout(1500)


def follow(page: Page, base: str) -> None:
    page.evaluate("localStorage.setItem('voiceguide.hint', 'true')")
    page.goto(f"{base}/session/desk-shoulders-12min")
    page.wait_for_function("document.querySelector('#sound').readyState > 0")
    page.evaluate("document.querySelector('#sound').currentTime = 84")
    page.evaluate("document.querySelector('#sound').play()")
    page.wait_for_timeout(2500)


def library(page: Page, base: str) -> None:
    page.goto(f"{base}/library")


def write(page: Page, base: str) -> None:
    page.goto(f"{base}/write/desk-shoulders")
    page.get_by_text("it can be played").wait_for()
    page.locator("select[data-path='stages[4].strokes[0].pressure']").select_option("4")
    page.locator("#form-side .found.error").first.wait_for()
    page.locator("[data-holds='stages[4]']").first.scroll_into_view_if_needed()
    page.locator("[data-holds='stages[4].strokes[0]']").first.evaluate(
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
    """Take a picture of one view at both sizes."""
    shots = []
    for size in (PHONE, WIDE):
        context = browser.new_context(**size, bypass_csp=True)
        page = context.new_page()
        page.goto(address)
        page.wait_for_url("**/")
        work(page, page.url.rstrip("/"))
        page.wait_for_timeout(900)
        shots.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        page.on("dialog", lambda dialog: dialog.accept())
        context.close()
    sheet = Image.new("RGB", (sum(shot.width for shot in shots) + GAP, shots[0].height), "white")
    sheet.paste(shots[0], (0, 0))
    sheet.paste(shots[1], (shots[0].width + GAP, 0))
    return sheet.quantize(COLOURS, dither=Image.Dither.FLOYDSTEINBERG)


def keep(image: Image.Image, path: Path) -> None:
    """Save a picture, unless the existing one shows the same."""
    if path.exists():
        with Image.open(path) as old:
            if old.size == image.size:
                between = ImageChops.difference(old.convert("L"), image.convert("L")).point(
                    lambda dot: 255 * (dot > FAR)
                )
                if ImageStat.Stat(between).mean[0] / 255 < SAME:
                    return
    image.save(path, optimize=True)


def main() -> None:
    """Make two sessions, start a studio with them, and take the pictures of all or of the named views."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sessions = Path(folder) / "sessions"
        for name, minutes in (("desk-shoulders", 12), ("flowing-back", 30)):
            target = sessions / f"{name}-{minutes}min.mp3"
            render(load_routine(name), target, Settings(duration_s=60.0 * minutes), outputs=Outputs(page=True))
        environment = {**os.environ, "VOICEGUIDE_DATA": folder, "VOICEGUIDE_CACHE": f"{folder}/cache"}
        start = "from voiceguide.cli import main; main()"
        command = [sys.executable, "-c", start, "studio", "--no-open", "--port", "0", "--lan"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            address = process.stdout.readline().split()[-1]
            try:
                show_views(address)
            finally:
                process.terminate()


def show_views(address: str) -> None:
    """Take the pictures of all or of the named views of a studio that runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
        )
        for name in [name for name in VIEWS if name in sys.argv[1:]] or VIEWS:
            keep(picture(browser, address, VIEWS[name]), TARGET / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
