"""A running studio beside a real browser: it runs as its users run it, as a command with its own processes."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

__all__ = ["browser"]  # a fixture of the tests here

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
    "color_scheme": "dark",
}
WIDE: dict[str, Any] = {"viewport": {"width": 1360, "height": 900}, "color_scheme": "light"}
SIZES = pytest.mark.parametrize("page", [PHONE, WIDE], ids=["phone", "wide"], indirect=True)
QUICK = Path(__file__).with_name("quick.yaml")
WAIT_MS = 60_000
HERE = "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText ?? '').trim()"
"""The name of what has the focus."""
ASKED_ABOUT = ("409 (Conflict)", "422 (Unprocessable Entity)")
"""Answers that are no faults: two people changed the same, or what was typed is not possible."""
MAKE_S = 220.0
"""A render is work and not waiting: on a busy machine it takes what it takes."""


@dataclass(frozen=True)
class Running:
    """The studio as it runs.

    Attributes:
        address: What it printed.
        data: Its folder.
        pid: The server's process.
    """

    address: str
    data: Path
    pid: int

    @property
    def origin(self) -> str:
        return self.address.split("/?")[0]

    @property
    def base(self) -> str:
        """What every address begins with."""
        return f"{self.origin}/{json.loads((self.data / 'studio.json').read_text())['prefix']}"


def environment_of(data: Path, cache: Path) -> dict[str, str]:
    """An environment with folders of its own."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("VOICEGUIDE_")},
        "VOICEGUIDE_DATA": str(data),
        "VOICEGUIDE_CACHE": str(cache),
        "VOICEGUIDE_CONFIG": str(data / "none.toml"),
    }


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The command, with a short routine of the user's own."""
    data = tmp_path_factory.mktemp("data")
    (data / "routines").mkdir()
    shutil.copy(QUICK, data / "routines" / "quick.yaml")
    environment = environment_of(data, tmp_path_factory.mktemp("cache"))
    command = [sys.executable, "-c", "from voiceguide.cli import main; main(['studio', '--no-open', '--port', '0'])"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        yield Running(process.stdout.readline().split()[-1], data, process.pid)
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        process.wait(30)


@pytest.fixture
def page(browser: Browser, running: Running, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The first page, open. The test fails when anything is complained about or asked of another machine."""
    context = browser.new_context(**getattr(request, "param", WIDE))
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.extend(_complaint(message.type, message.text)))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda asked: complaints.extend(_foreign(asked.url, running)))
    opened.set_default_timeout(WAIT_MS)
    opened.goto(running.address)
    opened.wait_for_url(f"{running.base}/")
    yield opened
    context.close()
    assert complaints == []


def _complaint(kind: str, text: str) -> list[str]:
    """What the console says, but for answers that a page itself tells people of: a browser calls these errors, too."""
    return [text] if kind == "error" and not any(each in text for each in ASKED_ABOUT) else []


def _foreign(url: str, running: Running) -> list[str]:
    return [] if url.startswith((running.origin, "data:", "blob:")) else [f"asked for {url}"]


def until(page: Page, condition: str, seconds: float = WAIT_MS / 1000) -> None:
    """Wait for a condition; by asking again, as the pages' policy forbids to run code inside them."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(f"Boolean({condition})"):
        assert time.monotonic() < deadline, f"never came true: {condition}"
        page.wait_for_timeout(50)


def answer_safely(page: Page) -> None:
    """Everything at once, or the reminder for who answered before; nothing where answers still hold."""
    shown = "?.checkVisibility()"
    until(page, f"document.querySelector('.answers'){shown} || document.querySelector('#play-it'){shown}")
    answers = page.locator(".answers button").first
    if answers.is_visible():
        answers.click()


def choose_quick(page: Page) -> None:
    page.get_by_role("link", name="Quick hands").click()
    answer_safely(page)
    page.get_by_text("possible:").wait_for()


def order(page: Page) -> None:
    choose_quick(page)
    page.get_by_role("button", name="Later").click()
    page.wait_for_url("**/making")
    page.get_by_label("Open the player when it is done").uncheck()


def finished(page: Page, running: Running) -> str:
    """A session to follow, made once for this module; its id. The player is ready."""
    if not _sessions(running):
        order(page)
        made(page)
    session = _sessions(running)[0]
    page.goto(f"{running.base}/session/{session}")
    until_ready(page)
    return session


def made(page: Page) -> Locator:
    """The newest job's button to play its session, once that is made; what the job says, if it failed."""
    until(page, "document.querySelector('.job')?.matches('.done, .failed')", MAKE_S)
    job = page.locator(".job").first
    assert "Ready" in job.inner_text()
    return job.get_by_role("button", name="Play")


def until_ready(page: Page) -> None:
    """The player's script runs (only then are its controls enabled), and the browser knows the sound."""
    page.locator("body.active #buttons").wait_for(state="attached")
    until(page, "document.querySelector('#sound').readyState > 0")


def _sessions(running: Running) -> list[str]:
    return sorted(path.stem for path in (running.data / "sessions").glob("quick-*.mp3"))


def play_entry(page: Page, session: str) -> Locator:
    """The library's button that plays a session."""
    return page.locator(f"[data-session='{session}']").get_by_role("button", name=re.compile("^Play"))


def time_of(page: Page) -> float:
    return float(page.evaluate("document.querySelector('#sound').currentTime"))
