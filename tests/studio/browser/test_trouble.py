"""What stands in the way of a session is said while it plays: no network, a sound that is held up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .conftest import Running, finished, until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

SHOWN = "!document.querySelector('#trouble').hidden"


def played(page: Page) -> None:
    """The open session plays."""
    page.evaluate("document.querySelector('#sound').muted = true")
    page.evaluate("document.querySelector('#sound').play()")
    until(page, "document.querySelector('#sound').currentTime > 0.3")
    until(page, f"!({SHOWN})")
    page.evaluate("window.since = performance.now()")


def said(page: Page) -> str:
    """What is said, once it is; and when, for whoever reads the output."""
    until(page, SHOWN)
    seconds = page.evaluate("(performance.now() - window.since) / 1000")
    text = str(page.locator("#trouble").inner_text())
    print(f"said after {seconds:.1f} s: {text}")
    return text


def test_a_device_without_network_says_so(page: Page, running: Running) -> None:
    finished(page, running)
    played(page)
    page.context.set_offline(True)
    assert "offline" in said(page)
    assert not page.evaluate("document.querySelector('#sound').paused"), "what has come already plays on"
    page.context.set_offline(False)
    until(page, f"!({SHOWN})")


def test_a_sound_that_is_held_up_says_so_and_goes_on(page: Page, running: Running) -> None:
    finished(page, running)
    played(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/sound", hold)
    page.evaluate("document.querySelector('#sound').currentTime = document.querySelector('#sound').duration - 20")
    assert "held up" in said(page)
    assert page.locator("#trouble.calm").count() == 1, "it passes by itself, and is no alarm"
    assert held
    page.unroute("**/sound")  # which lets it go on
    until(page, f"!({SHOWN})")
    until(page, "document.querySelector('#sound').readyState > 2")


def test_a_slow_line_on_which_the_sound_comes_is_no_silence_of_the_studio(page: Page, running: Running) -> None:
    finished(page, running)
    played(page)
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    page.route("**/api/alive", hold)
    page.evaluate("""() => {
      const sound = document.querySelector("#sound");
      window.coming = setInterval(() => sound.dispatchEvent(new Event("progress")), 50);
    }""")
    while len(asked) < 4:
        page.wait_for_timeout(50)
        assert not page.evaluate(SHOWN)
    page.evaluate("clearInterval(window.coming)")
    assert "does not answer" in said(page)
    page.unroute("**/api/alive")
    until(page, f"!({SHOWN})")
