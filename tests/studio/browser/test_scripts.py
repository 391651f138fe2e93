"""Titles in any script, and words longer than a phone is wide: nothing sticks out, and each text runs its own way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.fake_engine import FakeEngine
from voiceguide.export.outputs import Outputs
from voiceguide.pipeline import render
from voiceguide.routine.load import load_routine
from voiceguide.settings import Settings
from voiceguide.speech import registry

from .conftest import PHONE, QUICK, Running, answer_safely, until_ready

if TYPE_CHECKING:
    from playwright.sync_api import Page

NARROW: dict[str, Any] = {**PHONE, "viewport": {"width": 280, "height": 653}}
LONG = "Schultergürtelverspannungslösungsentspannungsmassageanleitun"
TITLES = {
    "arabic": ("ar", "تدليك هادئ للكتفين والظهر", "الكتفان"),
    "hebrew": ("he", "עיסוי שקט לערב", "כתפיים"),
    "japanese": ("ja", "静かな夜の肩と背中のマッサージ", "肩と背中"),
    "long": ("de", LONG, LONG),
}
"""Language, title and name of the only stage."""

STICKS_OUT = """
(() => {
  const wide = document.documentElement.clientWidth; // the window's own width grows with what sticks out
  const cuts = (each) => getComputedStyle(each).overflowX !== "visible";
  const cut = (each) => each && each !== document.body && (cuts(each) || cut(each.parentElement));
  const visible = { opacityProperty: true, visibilityProperty: true };
  const seen = [...document.querySelectorAll("body *")]
    .filter((each) => each.checkVisibility(visible) && !each.closest(".backdrop, #awake, svg, .player-top h1"))
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 2);
  const named = (each) => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 30)}`;
  const beyond = (box) => box.left < -1 || box.right > wide + 1;
  const out = ([each, box]) => beyond(box) && !each.matches(".skip") && !cut(each.parentElement);
  const shut = ([each]) => getComputedStyle(each).overflowX === "hidden" && each.scrollWidth > each.clientWidth + 1;
  const found = seen.filter(out).map(([each]) => `sticks out: ${named(each)}`);
  found.push(...seen.filter(shut).filter(([each]) => !each.matches(".stage-name, .code-body"))
    .map(([each]) => `is cut off: ${named(each)}`));
  const whole = document.documentElement.scrollWidth;
  return whole > wide ? [...found, `the page is ${whole} wide`] : found;
})()
"""
"""What is wider than the phone, or than what it stands in; a stage's name ends after two lines in the player."""

RUNS_WRONG = r"""
(() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const left = (each) => getComputedStyle(each).direction !== "rtl";
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const around = node.parentElement;
    if (!/^[^\p{L}]*[\u0590-\u06ff]/u.test(node.data) || around.closest("script, option, .code")) continue;
    if (left(around)) found.push(`${around.tagName} ${around.className}: ${node.data.trim()}`);
  }
  for (const field of document.querySelectorAll("input"))
    if (/^[\u0590-\u06ff]/.test(field.value) && left(field)) found.push(`${field.id}: ${field.value}`);
  return found;
})()
"""
"""Texts that begin with a letter of a script written from the right, and do not run that way; code stays as it is."""


@pytest.fixture(scope="module")
def kept(running: Running) -> Running:
    """The studio with such routines of its user's own, and a session of each."""
    sessions = running.data / "sessions"
    sessions.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "ENGINES", dict.fromkeys(registry.ENGINES, FakeEngine))
        for name, (language, title, stage) in TITLES.items():
            text = QUICK.read_text("utf-8").replace("title: Quick hands", f"title: {title}\nlanguage: {language}")
            text = text.replace("name: Hands", f"name: {stage}").replace("a cushion", f"{title.replace(' ', ', ')}")
            routine = running.data / "routines" / f"{name}.yaml"
            routine.write_text(text, "utf-8")
            settings = Settings(ambient="none", mono=True)
            render(load_routine(routine), sessions / f"{name}-8min.mp3", settings, outputs=Outputs(page=True))
    return running


def looked_at(page: Page, where: str) -> list[str]:
    """What is wrong on the page as it is."""
    wrong: list[str] = page.evaluate(STICKS_OUT) + page.evaluate(RUNS_WRONG)
    return [f"{where}: {each}" for each in wrong]


@pytest.mark.parametrize("page", [NARROW], ids=["narrow"], indirect=True)
def test_words_of_any_script_and_length_fit_where_people_choose_and_write(page: Page, kept: Running) -> None:
    page.reload()
    page.locator(".card-title", has_text=LONG).wait_for()
    found = looked_at(page, "first page")
    for name, (language, title, _) in TITLES.items():
        page.goto(f"{kept.base}/routine/own.{name}")
        answer_safely(page)
        page.get_by_text("possible:").wait_for()
        assert page.get_by_role("heading", level=1).inner_text() == title
        assert page.get_by_role("heading", level=1).get_attribute("lang") == language
        found += looked_at(page, f"routine {name}")
        page.goto(f"{kept.base}/write/own.{name}")
        page.get_by_text("it can be played").wait_for()
        found += looked_at(page, f"editor {name}")
    page.goto(f"{kept.base}/write")
    found += looked_at(page, "write")
    for name, (_, title, _) in TITLES.items():
        page.get_by_role("button", name=f"Delete {title}").click()
        found += looked_at(page, f"question {name}")
        page.get_by_role("button", name="Keep it").click()
    page.goto(f"{kept.base}/routine/own.long")
    page.get_by_role("button", name="Later").click()
    page.wait_for_url("**/making")
    page.get_by_role("heading", name=LONG).wait_for()
    found += looked_at(page, "making")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled", exact=True).wait_for()
    found += looked_at(page, "cancelled")
    assert found == []


@pytest.mark.parametrize("page", [NARROW], ids=["narrow"], indirect=True)
def test_words_of_any_script_and_length_fit_where_sessions_are_kept_and_played(page: Page, kept: Running) -> None:
    page.goto(f"{kept.base}/library")
    for files in page.get_by_text("Files, delete").all():
        files.click()
    found = looked_at(page, "library")
    for name, (_, title, _) in TITLES.items():
        assert page.locator(f"[data-session='{name}-8min'] h2").inner_text() == title
        page.get_by_role("button", name=re.compile(f"^Delete {title}")).click()
        found += looked_at(page, f"question {name}")
        page.get_by_role("button", name="Keep it").click()
    for name in TITLES:
        page.goto(f"{kept.base}/session/{name}-8min")
        until_ready(page)
        found += followed(page, f"player {name}")
    assert found == []


@pytest.mark.parametrize("page", [NARROW], ids=["narrow"], indirect=True)
def test_words_of_any_script_and_length_fit_on_the_exported_page(page: Page, kept: Running) -> None:
    found = []
    alone = page.context.new_page()
    for name in TITLES:
        alone.goto((kept.data / "sessions" / f"{name}-8min.html").as_uri())
        until_ready(alone)
        found += followed(alone, f"exported {name}")
    assert found == []


def followed(page: Page, where: str) -> list[str]:
    """What is wrong in each of a player's views."""
    page.evaluate("localStorage.setItem('voiceguide.hint', 'true')")
    found = looked_at(page, where)
    page.evaluate("document.querySelector('#sound').currentTime = 100")
    found += looked_at(page, f"{where} on its way")
    for panel in ("strokes", "text", "before"):
        page.locator(f"[data-panel={panel}]").click()
        found += looked_at(page, f"{where} {panel}")
    page.locator("[data-panel=before]").click()
    page.evaluate("document.querySelector('#sound').dispatchEvent(new Event('ended'))")
    page.get_by_role("heading", name="Thank you").wait_for()
    return found + looked_at(page, f"{where} ended")
