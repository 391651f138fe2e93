"""The whole way in a real browser, on a phone and on a wide screen: choose, preview, make, follow, keep, write.

Needs the extra ``test-browser`` and a Chromium: one that Playwright installed, or one on the machine. The studio runs
as its users run it, as a command with its own processes.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="the extra test-browser is not installed")

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
WIDE = {"viewport": {"width": 1360, "height": 900}}
SIZES = pytest.mark.parametrize("page", [PHONE, WIDE], ids=["phone", "wide"], indirect=True)
QUICK = Path(__file__).with_name("quick.yaml")
WAIT_MS = 60_000


@dataclass(frozen=True)
class Running:
    """The studio as it runs.

    Attributes:
        address: What it printed.
        data: Its folder.
    """

    address: str
    data: Path

    @property
    def base(self) -> str:
        return self.address.split("/?")[0]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_api.sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(
                executable_path=found, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
            )
        except sync_api.Error as error:
            pytest.skip(f"no Chromium here: {str(error).splitlines()[0]}")
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The command, with a short routine of the user's own."""
    data = tmp_path_factory.mktemp("data")
    (data / "routines").mkdir()
    shutil.copy(QUICK, data / "routines" / "quick.yaml")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("VOICEGUIDE_")},
        "VOICEGUIDE_DATA": str(data),
        "VOICEGUIDE_CACHE": str(tmp_path_factory.mktemp("cache")),
        "VOICEGUIDE_CONFIG": str(data / "none.toml"),
    }
    command = [sys.executable, "-c", "from voiceguide.cli import main; main(['studio', '--no-open', '--port', '0'])"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        yield Running(process.stdout.readline().split()[-1], data)
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        process.wait(30)


@pytest.fixture
def page(browser: Browser, running: Running, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The first page, open. The test fails when anything is complained about or asked of another machine."""
    context = browser.new_context(**getattr(request, "param", WIDE))
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda asked: complaints.extend(_foreign(asked.url, running)))
    opened.set_default_timeout(WAIT_MS)
    opened.goto(running.address)
    opened.wait_for_url(f"{running.base}/")
    yield opened
    context.close()
    assert complaints == []


def _foreign(url: str, running: Running) -> list[str]:
    return [] if url.startswith((running.base, "data:", "blob:")) else [f"asked for {url}"]


def until(page: Page, condition: str) -> None:
    """Wait for a condition; by asking again, as the pages' policy forbids to run code inside them."""
    for _ in range(WAIT_MS // 50):
        if page.evaluate(f"Boolean({condition})"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {condition}")


def answer_safely(page: Page) -> None:
    for text in ("None of these", "None of these", "No", "Yes, we have agreed"):
        page.get_by_role("button", name=text, exact=True).click()


def choose_quick(page: Page) -> None:
    page.get_by_role("link", name="Quick hands").click()
    answer_safely(page)
    page.get_by_text("possible:").wait_for()


def order(page: Page) -> None:
    choose_quick(page)
    page.get_by_role("button", name="Make the session").click()
    page.wait_for_url("**/making")


def finished(page: Page, running: Running) -> str:
    """A session to follow, made once for this module; its id."""
    if not _sessions(running):
        order(page)
        page.get_by_role("link", name="Listen").first.wait_for()
    session = _sessions(running)[0]
    page.goto(f"{running.base}/session/{session}")
    until(page, "document.querySelector('#sound')?.readyState > 0")
    return session


def _sessions(running: Running) -> list[str]:
    return sorted(path.stem for path in (running.data / "sessions").glob("quick-*.mp3"))


def time_of(page: Page) -> float:
    return float(page.evaluate("document.querySelector('#sound').currentTime"))


@SIZES
def test_the_whole_way(page: Page, running: Running) -> None:
    phone = page.viewport_size == PHONE["viewport"]
    choose_quick(page)
    page.get_by_role("radio", name="Silence").check()
    page.get_by_role("button", name="Preview").click()
    until(page, "document.querySelector('#clip').currentTime > 0.3")
    page.get_by_role("button", name="Stop").click()
    assert page.evaluate("document.querySelector('#clip').paused")
    page.get_by_role("button", name="Make the session").click()
    page.wait_for_url("**/making")
    page.reload()
    listen = page.get_by_role("link", name="Listen").last
    listen.wait_for()
    listen.click()
    until(page, "document.querySelector('#sound')?.readyState > 0")
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, "document.querySelector('#sound').currentTime > 0.5")
    before = time_of(page)
    page.get_by_role("button", name="Next stroke").click()
    until(page, f"document.querySelector('#sound').currentTime > {before + 5}")
    assert "hand" in page.locator("#stroke").inner_text().lower()
    assert "Next:" in page.locator("#coming").inner_text()
    if phone:
        page.get_by_role("button", name="Text").click()
    until(page, "document.querySelectorAll('#text [aria-current]').length === 1")
    page.goto(f"{running.base}/library")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Save the MP3")).first.click()
    assert download.value.suggested_filename.endswith(".mp3")
    assert Path(download.value.path()).stat().st_size > 500_000


def test_a_reload_finds_the_render_again_and_cancel_stops_it(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/routine/legs")
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    page.get_by_role("button", name="Make the session").click()
    page.wait_for_url("**/making")
    bar = page.get_by_role("progressbar", name="Making Tired legs")
    bar.wait_for()
    until(page, "Number(document.querySelector('[role=progressbar]').getAttribute('aria-valuenow')) > 0")
    page.reload()
    bar.wait_for()
    assert page.locator(".tabs .count").inner_text().startswith("1")
    page.locator(".job", has=bar).get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled", exact=True).wait_for()
    assert [path.name for path in (running.data / "sessions").glob("legs*")] == []
    assert [path.name for path in (running.data / "sessions").glob(".*")] == []
    page.get_by_role("button", name="Take off the list").last.click()
    page.get_by_text("Cancelled", exact=True).wait_for(state="detached")


@SIZES
def test_do_not_start_stops(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/routine/legs")
    page.get_by_role("button", name="Yes, or we are not sure").click()
    assert page.get_by_role("alert").get_by_role("heading").inner_text() == "Not today."
    assert page.evaluate("document.activeElement.id") == "stopped-title"
    assert not page.get_by_role("button", name="Make the session").is_visible()
    page.reload()
    page.get_by_text("Question 1 of 4").wait_for()
    assert not page.get_by_role("button", name="Make the session").is_visible()


def test_the_length_tells_what_it_changes(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/routine/legs")
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    slider = page.get_by_role("slider", name="Length in minutes")
    before = page.locator("#stage-list").inner_text()
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    until(page, f"document.querySelector('#stage-list').innerText !== {before!r}")
    assert page.locator("#minutes-out").inner_text() == "45 min"
    page.get_by_text("What this length changes").click()
    assert "Fitted to 45 minutes" in page.locator("#change-list").inner_text()


def test_it_goes_on_where_it_stopped(page: Page, running: Running) -> None:
    finished(page, running)
    page.evaluate("document.querySelector('#sound').currentTime = 70")
    until(page, "localStorage.length > 0 && document.querySelector('#at').textContent === '1:10'")
    page.goto(f"{running.base}/library")
    page.get_by_text("Stopped at 1:10").wait_for()
    page.get_by_role("link", name=re.compile("^Play Quick hands")).last.click()
    until(page, "Math.abs(document.querySelector('#sound').currentTime - 70) < 1")


def test_keys_and_lock_screen_move_by_strokes(page: Page, running: Running) -> None:
    page.add_init_script(
        "window.keys = {};navigator.mediaSession.setActionHandler = (name, work) => { window.keys[name] = work; };"
    )
    session = finished(page, running)
    strokes: list[float] = [
        each["at"]
        for each in page.request.get(f"{running.base}/api/sessions/{session}").json()["slots"]
        if each["stroke"]
    ]
    assert len(strokes) >= 3
    page.evaluate("document.querySelector('#sound').currentTime = 0")
    page.evaluate("window.keys.nexttrack()")
    assert time_of(page) == pytest.approx(strokes[0], abs=0.5)
    page.evaluate("window.keys.nexttrack()")
    assert time_of(page) == pytest.approx(strokes[1], abs=0.5)
    page.evaluate("window.keys.previoustrack()")
    assert time_of(page) == pytest.approx(strokes[0], abs=0.5)
    page.evaluate("window.keys.pause()")
    assert page.evaluate("document.querySelector('#sound').paused")
    assert page.evaluate("navigator.mediaSession.metadata.title") == page.locator("#stroke").inner_text()
    page.locator("#main").focus()
    page.keyboard.press("PageDown")
    assert time_of(page) == pytest.approx(strokes[1], abs=0.5)
    page.keyboard.press("ArrowLeft")
    assert time_of(page) == pytest.approx(strokes[1] - 15, abs=0.5)
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


def test_without_a_wake_lock_a_silent_video_keeps_it_on(page: Page, running: Running) -> None:
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'wakeLock', { value: undefined });")
    finished(page, running)
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, "!document.querySelector('#awake').paused && document.querySelector('#awake').videoWidth > 0")
    page.get_by_role("button", name="Pause", exact=True).click()
    until(page, "document.querySelector('#awake').paused")


def test_the_count_goes_down_with_the_strokes(page: Page, running: Running) -> None:
    session = finished(page, running)
    told: dict[str, Any] = page.request.get(f"{running.base}/api/sessions/{session}").json()
    slot = next(each for each in told["slots"] if each["stroke"])
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
    item.get_by_text("More").click()
    item.get_by_role("button", name=re.compile("^Delete")).click()
    page.get_by_role("button", name="Keep it").click()
    assert sound.with_name("copy.mp3").exists()
    item.get_by_role("button", name=re.compile("^Delete")).click()
    page.get_by_role("button", name="Delete", exact=True).click()
    item.wait_for(state="detached")
    assert not sound.with_name("copy.mp3").exists()
    assert sound.exists()


def test_writing_finds_what_is_unsafe_and_saves_what_is_not(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/write/desk-shoulders")
    page.get_by_text("it can be played").wait_for()
    area = page.get_by_role("textbox", name="The routine as YAML")
    pressure = page.locator("select[data-path='stages[3].strokes[0].pressure']")
    pressure.select_option("4")
    page.locator("#form-side .found.error").first.wait_for()
    assert "pressure: 4" in area.input_value()
    assert "# yaml-language-server" not in area.input_value()
    page.locator("#gutter .error").first.wait_for()
    page.locator("#findings button").first.click()
    assert page.evaluate("document.activeElement.id") == "yaml"
    assert page.evaluate("getSelection().toString()").strip() == "pressure: 4"
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("it can be played").wait_for()
    page.get_by_label("Title", exact=True).first.fill("Our own shoulders")
    page.keyboard.press("Tab")
    until(page, "document.querySelector('#yaml').value.includes('title: Our own shoulders')")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Short name").fill("our-shoulders")
    page.locator("#naming-form").get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Use it").click()
    page.wait_for_url("**/routine/own.our-shoulders")
    assert page.get_by_role("heading", level=1).inner_text() == "Our own shoulders"
    assert "title: Our own shoulders" in (running.data / "routines" / "our-shoulders.yaml").read_text("utf-8")


def test_typing_is_checked_at_once(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/write/new")
    page.get_by_text("it can be played").wait_for()
    area = page.get_by_role("textbox", name="The routine as YAML")
    area.fill(area.input_value().replace("region: shoulders", "region: throat", 1))
    page.get_by_text("to put right before it can be played").wait_for()
    area.fill(area.input_value().replace("region: throat", "region: shoulders", 1))
    page.get_by_text("it can be played").wait_for()
    area.fill(area.input_value().replace("duration: 10 min", "duration: 14 min"))
    until(page, "document.querySelector('#plan').innerText.includes('14:00')")
    page.once("dialog", lambda dialog: dialog.accept())


VIEWS = ("", "routine/legs", "making", "library", "phone", "write", "write/new", "session")


@SIZES
def test_nothing_sticks_out_and_no_rule_of_accessibility_is_broken(
    browser: Browser, page: Page, running: Running
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    session = finished(page, running)
    phone = page.viewport_size == PHONE["viewport"]
    context: BrowserContext = browser.new_context(**(PHONE if phone else WIDE), bypass_csp=True)
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    opened = context.new_page()
    found = []
    for view in VIEWS:
        path = f"session/{session}" if view == "session" else view
        opened.goto(f"{running.base}/{path}", wait_until="networkidle" if view != "making" else "load")
        if view.startswith("routine"):
            answer_safely(opened)
            opened.get_by_text("possible:").wait_for()
        if view.startswith("session"):
            opened.get_by_role("button", name="Text").click()
        width = opened.evaluate("document.documentElement.scrollWidth")
        assert width <= opened.viewport_size["width"], view  # type: ignore[index]
        bad = axe.Axe().run(opened).response["violations"]
        found += [(view, each["id"], [node["html"][:99] for node in each["nodes"]]) for each in bad]
        small = opened.evaluate(
            "[...document.querySelectorAll('button, select, .button, .tabs a')]"
            ".filter((each) => each.checkVisibility())"
            ".map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect().height])"
            ".filter(([html, height]) => height < 38 && !/class=.link|tabindex=|title=/.test(html))"
        )
        assert small == [], view
    context.close()
    assert found == []
