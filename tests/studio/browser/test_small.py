"""A phone held across, the narrowest phone, 200 % zoom: by measured boxes, nothing overlaps or is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .conftest import PHONE, Running, answer_safely, finished, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

ACROSS: dict[str, Any] = {**PHONE, "viewport": {"width": 740, "height": 360}}
NARROW: dict[str, Any] = {**PHONE, "viewport": {"width": 280, "height": 653}}
ZOOMED: dict[str, Any] = {"viewport": {"width": 680, "height": 450}, "device_scale_factor": 2}
"""A window of 1360 × 900 at 200 %: half of the pixels are left."""

SMALL = pytest.mark.parametrize("page", [ACROSS, NARROW, ZOOMED], ids=["across", "narrow", "zoomed"], indirect=True)

BOXES = """
(() => {
  const screen = document.documentElement.clientWidth; // the window's own width grows with what sticks out
  const own = "a, button, input, select, summary, textarea";
  const visible = { opacityProperty: true, visibilityProperty: true };
  const seen = [...document.querySelectorAll(own)].filter((each) =>
    each.checkVisibility(visible) && !each.closest(".unseen, .skip, .filters, [aria-hidden=true]"));
  const boxes = seen.map((each) => [each, each.getBoundingClientRect()]);
  const large = boxes.filter(([, box]) => box.width > 2 && box.height > 2);
  const words = (each) => (each.getAttribute("aria-label") ?? each.innerText ?? "").trim().slice(0, 30);
  const name = (each) => words(each) || each.id || each.tagName;
  const found = large.filter(([, box]) => box.left < -1 || box.right > screen + 1)
    .map(([each]) => `sticks out: ${name(each)}`);
  const floats = (each) => each.closest(".bar, .tabs, .answers, .panel-side, dialog");
  for (const [index, [one, a]] of large.entries()) for (const [other, b] of large.slice(index + 1)) {
    if (one.contains(other) || other.contains(one) || one.closest("label")?.contains(other)) continue;
    if (floats(one) !== floats(other)) continue;
    const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (width > 2 && height > 2) found.push(`${name(one)} overlaps ${name(other)}`);
  }
  const wide = document.documentElement.scrollWidth;
  if (wide > screen + 1) found.push(`the page is ${wide} wide`);
  return found;
})()
"""


ALL_AT_ONCE = """
(() => {
  document.querySelector("#trouble").hidden = false;
  document.querySelector("#trouble-text").textContent = "This part is still being made. It plays as soon as it can.";
  document.querySelector("#stroke").textContent = "Rubbing with an open hand, the left shoulder blade";
  document.querySelector("#said").textContent = "Find a tight place, left of the spine, above the waist.";
  document.querySelector("#count").textContent = "";
  document.querySelector("#count-text").textContent = "in 0:09";
  document.body.classList.add("playing");
})()
"""
"""A long name, a long line and something in the way."""

COVERED = """
(() => {
  const box = (name) => document.querySelector(name).getBoundingClientRect();
  const tally = box(".tally");
  return ["#stroke", "#said", "#coming"].filter((name) => {
    const other = box(name);
    return tally.width && Math.min(tally.right, other.right) - Math.max(tally.left, other.left) > 2
      && Math.min(tally.bottom, other.bottom) - Math.max(tally.top, other.top) > 2;
  });
})()
"""
"""Words that the number on the picture covers."""

LAST_WAY = """
(() => {
  const whole = document.documentElement.scrollHeight;
  const controls = document.querySelector(".controls").getBoundingClientRect();
  const end = whole > innerHeight + 2 ? whole : controls.top;
  return document.querySelector(".ending-ways > :last-child").getBoundingClientRect().bottom / end;
})()
"""
"""The bottom of what may come after the end, in shares of the room there is."""


def above_the_fold(page: Page, selector: str) -> float:
    """The bottom of the first such element, in shares of the screen's height that nothing covers."""
    return float(
        page.evaluate(
            """(selector) => {
      const box = document.querySelector(selector).getBoundingClientRect();
      const below = getComputedStyle(document.querySelector(".tabs")).position === "fixed"
        ? document.querySelector(".tabs").getBoundingClientRect().height : 0;
      return box.bottom / (innerHeight - below);
    }""",
            selector,
        )
    )


@SMALL
def test_the_first_card_and_the_first_answer_are_there_at_once(page: Page, running: Running) -> None:
    assert above_the_fold(page, ".card-title") <= 1
    assert page.evaluate(BOXES) == []
    page.goto(f"{running.base}/routine/happy-feet")
    page.locator(".answers button").first.wait_for()
    assert above_the_fold(page, ".answers button") <= 1
    assert page.evaluate(BOXES) == []
    answer_safely(page)
    page.get_by_text("possible:").wait_for()
    assert above_the_fold(page, "#play-it") <= 1
    assert page.evaluate(BOXES) == []
    page.set_viewport_size({"width": 180, "height": 370})
    page.get_by_role("button", name="Change", exact=True).click()
    page.locator(".asked").first.wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('.answers')).position") == "static", (
        "where there is no room beside them, the answers must not cover what is asked"
    )
    assert page.evaluate(BOXES) == []


@SMALL
def test_nothing_is_cut_off_where_sessions_are_kept_and_played(page: Page, running: Running) -> None:
    finished(page, running)
    assert page.evaluate(BOXES) == []
    play = page.locator("#play").bounding_box()
    assert play is not None
    assert page.viewport_size is not None
    assert play["y"] + play["height"] <= page.viewport_size["height"]
    page.get_by_role("button", name="Text").click()
    page.evaluate("document.querySelector('#sound').currentTime = 200")
    until(page, "document.querySelectorAll('#text .current, #text .last').length === 1")
    shown = """(() => {
      const line = document.querySelector("#text .current, #text .last").getBoundingClientRect();
      const panel = document.querySelector("#text").getBoundingClientRect();
      return panel.height > innerHeight * 0.35 && line.bottom > panel.top && line.top < panel.bottom;
    })()"""
    until(page, shown)
    page.get_by_role("button", name="Text").click()
    half: Any = {name: size // 2 for name, size in NARROW["viewport"].items()} | {"width": 180}
    for size in (page.viewport_size, half):
        page.set_viewport_size(size)
        assert page.evaluate(BOXES) == []
        page.evaluate(ALL_AT_ONCE)
        assert page.evaluate(COVERED) == []
        page.evaluate("document.querySelector('#sound').dispatchEvent(new Event('ended'))")
        assert page.evaluate(BOXES) == []
        assert page.evaluate(LAST_WAY) <= 1
        page.evaluate("document.querySelector('#sound').dispatchEvent(new Event('play'))")
    page.set_viewport_size(half)
    for path in ("/library", "/making", "/write"):
        page.goto(f"{running.base}{path}")
        page.locator("main h1").wait_for()
        assert page.evaluate(BOXES) == [], path
