"""The player in a real browser, as it is followed: with oily hands, at arm's length, on small screens, to the end."""

from __future__ import annotations

import dataclasses
import io
import time
import wave
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import browser
from voiceguide.export.page.render import render
from voiceguide.script.lines import Purpose

from .sessions import session

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("playwright.sync_api", reason="the extra test-browser is not installed")

__all__ = ["browser"]  # a fixture of the tests here

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SIZES = {
    "phone": PHONE,
    "narrow": {**PHONE, "viewport": {"width": 280, "height": 600}},
    "landscape": {**PHONE, "viewport": {"width": 740, "height": 360}},
    "desktop at 200 %": {"viewport": {"width": 640, "height": 400}},
    "phone at 200 %": {**PHONE, "viewport": {"width": 180, "height": 370}},
    "wide": {"viewport": {"width": 1360, "height": 800}},
}
WAIT_S = 60.0


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("page")
    made = dataclasses.replace(session(), name="s", audio_suffix=".wav")
    speech = tuple(
        dataclasses.replace(cue, purpose=Purpose.ANNOUNCE) if cue.cue.endswith(".0") else cue
        for cue in made.timeline.speech
    )
    made = dataclasses.replace(made, timeline=dataclasses.replace(made.timeline, speech=speech))
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 1, 8000, 0, "NONE", ""))
        file.writeframes(b"\x80" * 8000 * 240)
    (folder / "s.wav").write_bytes(sound.getvalue())
    (folder / "s.html").write_text(render(made), encoding="utf-8")
    return (folder / "s.html").as_uri()


@pytest.fixture
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(**getattr(request, "param", PHONE))
    context.add_init_script("window.hold ??= localStorage.setItem('voiceguide.hint', 'true');")
    opened = context.new_page()
    opened.goto(address)
    until(opened, "sound.readyState > 0")
    yield opened
    context.close()


def until(page: Page, condition: str) -> None:
    deadline = time.monotonic() + WAIT_S
    while not page.evaluate(f"Boolean({condition})"):
        assert time.monotonic() < deadline, f"never came true: {condition}"
        page.wait_for_timeout(50)


def play(page: Page, at: float) -> None:
    page.evaluate(f"sound.currentTime = {at}; sound.play()")
    until(page, "document.body.classList.contains('playing') && !sound.seeking")
    by_touch = "matchMedia('(pointer: coarse) and (max-width: 61.99rem)').matches"
    until(page, f"!{by_touch} || !document.querySelector('#buttons').checkVisibility({{ opacityProperty: true }})")


def place(page: Page) -> float:
    return float(page.evaluate("sound.currentTime"))


CAPITALS = """(id) => {
  const style = getComputedStyle(document.getElementById(id));
  const paint = document.createElement("canvas").getContext("2d");
  paint.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return paint.measureText("H").actualBoundingBoxAscent;
}"""
"""Height of an element's capitals in CSS pixels."""


@pytest.mark.parametrize("light", [False, True])
def test_headline_and_spoken_line_can_be_read_at_arms_length(page: Page, light: bool) -> None:
    if light:
        page.locator("#look").click()
    play(page, 41)
    sizes = {name: page.evaluate(CAPITALS, name) for name in ("stroke", "said")}
    print(f"capitals in the big view, CSS px: {sizes}")
    assert min(sizes.values()) >= 26
    assert page.locator("#said").inner_text() != ""
    assert not page.locator("#buttons").evaluate("(each) => each.checkVisibility({ opacityProperty: true })")


def test_the_whole_screen_is_the_control(page: Page) -> None:
    play(page, 60)
    page.touchscreen.tap(180, 300)
    until(page, "sound.paused")
    page.touchscreen.tap(180, 620 - 300)
    page.wait_for_timeout(400)
    page.touchscreen.tap(180, 300)
    until(page, "!sound.paused")
    page.wait_for_timeout(400)
    page.touchscreen.tap(330, 500)
    until(page, "sound.currentTime >= 79.9")
    assert page.locator("#stroke").inner_text() == "Friction, left arm"
    page.wait_for_timeout(400)
    page.touchscreen.tap(30, 200)
    until(page, "sound.currentTime < 79")


def test_a_knuckle_or_an_elbow_pauses_wherever_it_lands(page: Page) -> None:
    play(page, 60)
    line = page.context.new_cdp_session(page)
    for x in (25, 335):
        before = page.evaluate("sound.paused")
        broad = {"x": x, "y": 400, "radiusX": 40, "radiusY": 35, "force": 1}
        line.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [broad]})
        line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        until(page, f"sound.paused === {'false' if before else 'true'}")
        page.wait_for_timeout(400)
    assert place(page) == pytest.approx(60, abs=4)


def test_what_a_touch_does_is_shown_once(browser: Browser, address: str) -> None:
    context = browser.new_context(**PHONE)
    opened = context.new_page()
    opened.goto(address)
    until(opened, "sound.readyState > 0")
    play(opened, 60)
    hint = opened.locator("#hint")
    assert hint.is_visible()
    assert float(hint.evaluate("(each) => parseFloat(getComputedStyle(each).fontSize)")) >= 24
    opened.touchscreen.tap(330, 300)
    until(opened, "document.getElementById('hint').hidden")
    assert place(opened) < 70, "the tap that takes the hint away does nothing else"
    opened.reload()
    until(opened, "sound.readyState > 0")
    play(opened, 60)
    assert not hint.is_visible()
    context.close()


def test_after_a_long_pause_it_goes_on_at_the_last_announcement(page: Page) -> None:
    page.evaluate("window.later = 0; const now = Date.now; Date.now = () => now() + window.later")
    play(page, 60)
    page.keyboard.press(" ")
    until(page, "!document.body.classList.contains('playing')")
    page.evaluate("window.later = 10_000")
    page.keyboard.press(" ")
    until(page, "document.body.classList.contains('playing')")
    assert place(page) >= 59.5, "a short pause goes on where it was"
    page.keyboard.press(" ")
    until(page, "!document.body.classList.contains('playing')")
    page.evaluate("window.later = 30_000")
    page.keyboard.press(" ")
    until(page, "document.body.classList.contains('playing')")
    assert place(page) == pytest.approx(40, abs=2)


def test_one_page_plays_at_a_time(page: Page, browser: Browser) -> None:
    play(page, 60)
    other = page.context.new_page()
    other.goto(page.url)
    until(other, "sound.readyState > 0")
    play(other, 20)
    until(page, "sound.paused")
    assert "another page plays" in page.locator("#hush").inner_text()
    assert not other.evaluate("sound.paused")


def test_the_end_thanks_and_offers_what_may_come(page: Page) -> None:
    play(page, 239.3)
    page.get_by_role("heading", name="Thank you").wait_for()
    assert page.evaluate("document.activeElement.id") == "ending"
    page.get_by_role("button", name="Swap roles").click()
    until(page, "!sound.paused && sound.currentTime < 5")
    page.get_by_role("heading", name="Thank you").wait_for(state="hidden")
    assert "whoever received gives" in page.locator("#hush").inner_text()


def test_headline_and_lock_screen_name_the_stroke_and_next_is_what_comes(page: Page) -> None:
    for at in (1, 25, 45, 85, 130, 170, 225):
        page.evaluate(f"sound.currentTime = {at}")
        until(page, f"Math.abs(sound.currentTime - {at}) < 1 && !sound.seeking")
        page.wait_for_timeout(150)
        headline = page.locator("#stroke").inner_text()
        assert headline not in ("", "Opening", "Say", "Settle")
        assert page.evaluate("navigator.mediaSession.metadata.title") == headline
        coming = page.locator("#coming").inner_text()
        assert coming != f"Next: {headline}"
    page.evaluate("sound.currentTime = 1")
    until(page, "document.getElementById('stage').textContent.startsWith('Soon')")


def test_the_before_part_is_a_checklist_and_a_sound(page: Page) -> None:
    page.get_by_role("button", name="Before", exact=True).click()
    box = page.get_by_role("checkbox").first
    box.check()
    assert box.is_checked()
    assert page.locator("#before-sound").get_attribute("src") == "./s-before.wav"


OVERLAPS = """
(() => {
  const all = "#stage, #stroke, #said, #coming, .keys button, #seek, .player-tools button";
  const meet = (a, b, low, high) => Math.min(a[high], b[high]) - Math.max(a[low], b[low]) > 1;
  const seen = [...document.querySelectorAll(all)]
    .filter((each) => each.checkVisibility({ opacityProperty: true }) && each.textContent.trim() + each.id)
    .map((each) => [each.id || each.textContent.trim(), each.getBoundingClientRect(), each.closest(".now")])
    .filter(([, box]) => box.width && box.height);
  const bad = [];
  for (const [name, box, scrolls] of seen) {
    if (box.left < -0.5 || box.right > innerWidth + 0.5) bad.push(`${name} sticks out`);
    if (!scrolls && (box.top < -0.5 || box.bottom > innerHeight + 0.5)) bad.push(`${name} is cut off`);
    for (const [other, theirs, too] of seen)
      if (other > name && Boolean(too) === Boolean(scrolls) && meet(box, theirs, "left", "right")
        && meet(box, theirs, "top", "bottom")) bad.push(`${name} lies on ${other}`);
  }
  return bad;
})()
"""


@pytest.mark.parametrize("page", SIZES.values(), ids=SIZES, indirect=True)
def test_nothing_overlaps_or_is_cut_off(page: Page) -> None:
    page.evaluate("sound.currentTime = 41")
    until(page, "document.getElementById('said').textContent.length > 10")
    found = {"paused": page.evaluate(OVERLAPS)}
    play(page, 41)
    page.wait_for_timeout(200)
    found["playing"] = page.evaluate(OVERLAPS)
    page.evaluate("sound.pause()")
    assert found == {"paused": [], "playing": []}
    page.locator("[data-panel=text]").evaluate(
        "(each) => each.getAttribute('aria-expanded') === 'true' || each.click()"
    )
    page.evaluate("sound.currentTime = 221")
    until(page, "document.querySelector('#text .last, #text .current') !== null")
    box = page.evaluate(
        "JSON.parse(JSON.stringify(document.querySelector('#text .last, #text .current').getBoundingClientRect()))"
    )
    assert 0 <= box["top"] < page.evaluate("innerHeight"), "the line being said is in view"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
