"""Writing in a real browser while answers are late, tabs are two, the disk changes, and the browser or studio dies."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import WIDE, Running, environment_of, until
from .typing_runs import keep_back, type_everywhere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

YAML = "document.querySelector('#yaml').value"


def opened(page: Page, running: Running, routine: str) -> None:
    page.goto(f"{running.base}/write/{routine}")
    page.locator("#verdict", has_text="an be played").wait_for()


def title(page: Page) -> Locator:
    return page.get_by_label("Title", exact=True).first


def own(running: Running, page: Page, name: str) -> Path:
    """A routine of the user's own, in the editor."""
    file = running.data / "routines" / f"{name}.yaml"
    starter = (Path(__file__).parents[3] / "voiceguide/studio/templates/starter.yaml").read_text("utf-8")
    file.write_text(starter, "utf-8")
    opened(page, running, f"own.{name}")
    return file


def state(page: Page, words: str) -> None:
    page.locator("#bar-text", has_text=re.compile(f"^{words}")).wait_for()


@pytest.mark.parametrize(("key_ms", "latency_ms"), [(60, 0), (60, 400), (120, 250), (200, 400)])
def test_no_letter_is_lost_however_late_the_answers_are(
    page: Page, running: Running, key_ms: int, latency_ms: int
) -> None:
    keep_back(page, latency_ms)
    run = type_everywhere(page, running.base, f"typed-{key_ms}-{latency_ms}", key_ms, latency_ms)
    assert run.right, run
    page.locator("#verdict", has_text="an be played").wait_for()


def test_a_stroke_that_is_typed_in_moves_with_its_field(page: Page, running: Running) -> None:
    keep_back(page, 400)
    opened(page, running, "new")
    page.get_by_role("button", name="Move up: petrissage").click()
    page.get_by_role("button", name="Move up: petrissage").click(no_wait_after=True)
    path = page.locator("input[data-path$='.path']").last
    path.click()
    page.keyboard.type("around the shoulders", delay=60)
    page.get_by_role("button", name="Remove: Check-in").click()
    page.keyboard.press("Shift+Tab")
    until(page, f"{YAML}.includes('around the shoulders') && !{YAML}.includes('check-in')")
    page.wait_for_timeout(600)
    text = page.evaluate(YAML)
    stroke = text[text.index("technique: petrissage") :].split("- technique")[0]
    assert "around the shoulders" in stroke
    assert text.index("petrissage") < text.index("effleurage")


def test_control_s_saves_what_is_on_the_screen(page: Page, running: Running) -> None:
    keep_back(page, 300)
    file = own(running, page, "at-once")
    title(page).click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Not left yet", delay=20)
    page.keyboard.press("Control+S")
    state(page, "Saved")
    assert "title: Not left yet" in file.read_text("utf-8")
    assert page.evaluate("document.activeElement.dataset.path") == "title"
    page.keyboard.type("!", delay=20)
    assert page.locator("#bar-text").inner_text() != "Saved"
    page.keyboard.press("Control+S")
    until(page, "document.querySelector('#bar-text').textContent === 'Saved'")
    assert "title: Not left yet!" in file.read_text("utf-8")


def test_one_history_over_form_and_text(page: Page, running: Running) -> None:
    keep_back(page, 200)
    opened(page, running, "new")
    first = page.evaluate(YAML)
    title(page).fill("From the form")
    page.keyboard.press("Tab")
    until(page, f"{YAML}.includes('From the form')")
    area = page.get_by_role("textbox", name="The routine as YAML")
    second = page.evaluate(YAML)
    area.fill(second.replace("10 min", "12 min"))
    until(page, "document.querySelector('[data-path=duration]').value === '12 min'")
    page.locator("select[data-path='stages[0].strokes[0].side']").select_option("each")
    until(page, f"{YAML}.includes('side: each')")
    area.focus()
    page.keyboard.press("Control+Z")
    until(page, f"!{YAML}.includes('side: each') && {YAML}.includes('12 min')")
    title(page).focus()
    page.keyboard.press("Control+Z")
    until(page, f"{YAML}.includes('10 min') && {YAML}.includes('From the form')")
    page.get_by_role("button", name="Undo").click()
    until(page, "document.querySelector('[data-path=title]').value === 'My routine'")
    assert page.evaluate(YAML) == first
    assert page.locator("#undo").is_hidden()
    for _ in range(3):
        page.keyboard.press("Control+Shift+Z")
    until(page, f"{YAML}.includes('side: each') && {YAML}.includes('12 min') && {YAML}.includes('From the form')")
    assert title(page).input_value() == "From the form"


def test_two_tabs_never_overwrite_each_other_unasked(page: Page, running: Running) -> None:
    file = own(running, page, "two-tabs")
    other = page.context.new_page()
    opened(other, running, "own.two-tabs")
    title(page).fill("The first tab's")
    title(other).fill("The second tab's")
    page.keyboard.press("Control+S")
    state(page, "Saved")
    other.keyboard.press("Control+S")
    dialog = other.get_by_role("dialog", name="Two versions")
    dialog.wait_for()
    assert "The second tab's" in other.locator("#conflict-mine .different").inner_text()
    assert "The first tab's" in other.locator("#conflict-theirs .different").inner_text()
    assert dialog.locator(".none").count() == 0, "a changed line stands beside what it was changed to"
    assert "⋯" in other.locator("#conflict-mine").inner_text(), "what is the same far away is left out"
    assert "The first tab's" in file.read_text("utf-8")
    dialog.get_by_role("button", name="Take the other").click()
    until(other, f'{YAML}.includes("The first tab\'s")')
    state(other, "Saved")
    other.get_by_role("button", name="Undo").click()
    until(other, f'{YAML}.includes("The second tab\'s")')
    other.keyboard.press("Control+S")
    state(other, "Saved")
    assert "The second tab's" in file.read_text("utf-8")
    until(page, f'{YAML}.includes("The second tab\'s")')  # nothing of its own was there: it shows the new one
    title(page).fill("Mine all the same")
    file.write_text(file.read_text("utf-8").replace("The second tab's", "Another program's"), "utf-8")
    page.keyboard.press("Control+S")
    page.get_by_role("button", name="Keep mine").click()
    state(page, "Saved")
    assert "Mine all the same" in file.read_text("utf-8")
    file.unlink()
    title(page).fill("Deleted under me")
    page.keyboard.press("Control+S")
    page.get_by_text("It was deleted elsewhere while you wrote.").wait_for()
    assert page.get_by_role("button", name="Take the other").is_hidden()
    page.get_by_role("button", name="Keep mine").click()
    state(page, "Saved")
    assert "Deleted under me" in file.read_text("utf-8")
    other.close()


def test_a_killed_tab_gets_its_draft_back(page: Page, running: Running) -> None:
    file = own(running, page, "killed")
    before = file.read_text("utf-8")
    other = page.context.new_page()
    opened(other, running, "own.killed")
    title(other).click()
    other.keyboard.press("Control+A")
    other.keyboard.type("Half a tit", delay=20)  # still in its field, and asked of nobody
    opened(page, running, "own.killed")
    assert "Half a tit" not in page.evaluate(YAML)  # the other tab lives
    other.close(run_before_unload=False)
    opened(page, running, "own.killed")
    until(page, f"{YAML}.includes('title: Half a tit')")
    state(page, "Not saved yet")
    assert file.read_text("utf-8") == before
    page.get_by_role("button", name="Undo").click()
    until(page, f"{YAML}.includes('title: My routine')")


def test_the_explanation_stands_where_a_key_is_asked_for(page: Page, running: Running) -> None:
    opened(page, running, "new")
    field = page.get_by_label("Repetitions").first
    assert page.get_by_text("Repetitions at a spot.").first.is_hidden()
    field.focus()
    assert page.get_by_text("Repetitions at a spot.").first.is_visible()
    technique = page.get_by_label("Technique").first
    assert "Kneading (petrissage)" in technique.inner_text()


def test_a_stroke_is_heard_from_the_editor(page: Page, running: Running) -> None:
    opened(page, running, "new")
    button = page.locator("[data-listen=this]").first
    button.click()
    until(page, "document.querySelector('#clip').currentTime > 0.2", 120)
    assert button.inner_text() == "Stop"
    title(page).fill("Played on")
    until(page, f"{YAML}.includes('Played on')")
    assert button.inner_text() == "Stop"
    button.click()
    assert button.inner_text() == "Listen"


class Restarted:
    """A studio that can be stopped and started again on the same port."""

    def __init__(self, data: Path, cache: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.environment = environment_of(data, cache)
        address = self.start()
        self.running = Running(address, data, self.process.pid)

    def start(self) -> str:
        command = [sys.executable, "-c", "from voiceguide.cli import main; main()", "studio", "--no-open"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)], stdout=subprocess.PIPE, text=True, env=self.environment
        )
        assert self.process.stdout is not None
        return self.process.stdout.readline().split()[-1]

    def stop(self) -> None:
        assert self.process.stdout is not None
        self.process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        self.process.wait(30)
        self.process.stdout.close()


@pytest.fixture
def restarted(tmp_path: Path) -> Iterator[Restarted]:
    studio = Restarted(tmp_path / "data", tmp_path / "cache")
    yield studio
    studio.stop()


def test_a_restart_under_an_open_page_loses_nothing_and_asks_for_nothing(
    browser: Browser, restarted: Restarted
) -> None:
    context = browser.new_context(**WIDE)
    page = context.new_page()
    page.set_default_timeout(60_000)
    running = restarted.running
    page.goto(running.address)
    page.wait_for_url(f"{running.base}/")
    making = context.new_page()
    making.goto(f"{running.base}/making")
    making.get_by_text("Nothing is being made.").wait_for()
    opened(page, running, "new")
    restarted.stop()
    title(page).fill("Written while nobody answered")
    state(page, "The studio does not answer")
    making.get_by_text("What was ordered is kept").wait_for()
    restarted.start()
    making.get_by_text("The studio was restarted. This page goes on.").wait_for()
    making.get_by_text("What was ordered is kept").wait_for(state="hidden")
    page.get_by_text("The studio was restarted. This page goes on.").wait_for()
    until(page, f"{YAML}.includes('Written while nobody answered')")
    state(page, "Not saved yet")
    page.goto(f"{running.base}/library")  # still paired
    assert page.get_by_role("heading", level=1).inner_text()
    context.close()


def test_no_other_server_of_this_computer_sees_a_cookie(page: Page, running: Running) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        page.goto(f"{running.base}/library")
        cookies: Any = page.context.cookies(f"http://127.0.0.1:{other.getsockname()[1]}/")
        assert cookies == []
        kept: Any = page.context.cookies(f"{running.base}/library")
        assert [each["name"] for each in kept] == ["voiceguide"]
        assert kept[0]["value"] not in running.address
