"""From opening the page to sound: the taps counted and the seconds taken by the browser's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .conftest import HERE, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

WATCH = """
addEventListener("pointerup", () => {
  sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1;
  sessionStorage.tapped = performance.timeOrigin + performance.now();
}, true);
document.addEventListener("timeupdate", ({ target }) => {
  if (target.id !== "sound" || target.src.includes("hush")) return;
  if (target.currentTime < 0.05 || sessionStorage.sounded) return;
  sessionStorage.sounded = performance.timeOrigin + performance.now();
}, true);
"""
NOTHING_YET = "['taps', 'tapped', 'sounded'].forEach((each) => sessionStorage.removeItem(each))"
AGES_AGO = """
(() => {
  const kept = JSON.parse(localStorage.getItem("voiceguide.safety"));
  localStorage.setItem("voiceguide.safety", JSON.stringify({ ...kept, at: 1 }));
})()
"""
LONGEST_S = 300.0
NEWCOMER_TAPS = 4
AGAIN_TAPS = 2
MOST_TABS = 12


@dataclass(frozen=True)
class Way:
    """One way to sound.

    Attributes:
        taps: How many.
        seconds: From the last of them to sound.
    """

    taps: int
    seconds: float


def watched(page: Page) -> None:
    """Count on every page that is opened from now on."""
    page.add_init_script(WATCH)


def _sounded(page: Page) -> Way:
    until(page, "sessionStorage.sounded", LONGEST_S)
    taps, tapped, sounded = page.evaluate(
        "[sessionStorage.taps, sessionStorage.tapped, sessionStorage.sounded].map(Number)"
    )
    page.evaluate("document.querySelector('#sound').pause()")
    return Way(int(taps), (sounded - tapped) / 1000)


def newcomer(page: Page, base: str, routine: str) -> Way:
    """Who was never here: the routine, the safety questions as one screen, Play."""
    page.goto(f"{base}/")
    page.evaluate("localStorage.clear()")
    page.evaluate("localStorage.setItem('voiceguide.hint', 'true')")
    page.evaluate(NOTHING_YET)
    page.goto(f"{base}/")
    page.get_by_role("link", name=routine).tap()
    page.get_by_role("button", name="None of these, and we have agreed").tap()
    page.locator("#play-it:enabled").tap()
    return _sounded(page)


def again(page: Page, base: str) -> Way:
    """Who was here before, and whose answers do not hold any more: the last choice, the answer to the reminder."""
    page.evaluate(AGES_AGO)
    page.evaluate(NOTHING_YET)
    page.goto(f"{base}/")
    page.locator("#again-play").tap()
    page.get_by_role("button", name="Yes: play").tap()
    return _sounded(page)


def forget_session(page: Page) -> None:
    """Delete the session that is open, so that it is made anew; what was spoken is kept."""
    until(page, "location.pathname.includes('/session/')", LONGEST_S)
    here = page.url.split("?")[0]
    base, _, session = here.partition("/session/")
    origin = "/".join(base.split("/")[:3])
    answer = page.context.request.delete(f"{base}/api/sessions/{session}", headers={"origin": origin})
    assert answer.ok, answer.text()


def tabs_to_play(page: Page, base: str, routine: str) -> int:
    """How often Tab is pressed from opening the page to Play: past its head, to the routine, past the questions."""
    page.goto(f"{base}/")
    page.evaluate("localStorage.setItem('voiceguide.safety', 'null')")
    page.goto(f"{base}/")
    page.keyboard.press("Tab")
    assert page.evaluate(HERE) == "Skip to the content"
    page.keyboard.press("Enter")
    tabs = 1
    for name in (routine, "None of these, and we have agreed", "Play"):
        while not page.evaluate(HERE).startswith(name):
            page.keyboard.press("Tab")
            tabs += 1
            assert tabs < 30
        if name == "Play":
            break
        page.keyboard.press("Enter")
        if name == routine:
            page.get_by_role("button", name="None of these, and we have agreed").wait_for()
        else:
            until(page, "document.activeElement.id === 'play-it'")
    return tabs


def weight(page: Page, address: str) -> tuple[int, int]:
    """Bytes over the line and requests of a page that nothing is kept of, but for its sound."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    sounds: set[str] = set()
    got: dict[str, float] = {}
    line.on("Network.responseReceived", lambda event: _note_sound(event, sounds))
    line.on("Network.loadingFinished", lambda event: got.__setitem__(event["requestId"], event["encodedDataLength"]))
    page.goto(address)
    page.wait_for_load_state("load")
    page.wait_for_timeout(1500)
    line.detach()
    rest = [size for name, size in got.items() if name not in sounds]
    return round(sum(rest)), len(rest)


def _note_sound(event: dict[str, object], sounds: set[str]) -> None:
    if event["type"] in ("Media", "EventSource"):
        sounds.add(str(event["requestId"]))
