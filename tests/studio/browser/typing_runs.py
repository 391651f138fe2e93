"""Somebody types in the editor at a pace, while the studio's answers take their time; what came out of it.

`benchmarks.typing` prints the table of many of these; the tests try some.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

TITLE, SUMMARY, PATH = "Evening shoulders, for two", "Slow & warm: 20 minutes", "up from the elbows to the tips"
LINE = "# written while answers were on their way"
LATE = """
(() => {
  const real = window.fetch, waits = %s;
  let turn = 0;
  window.fetch = async (...asked) => {
    const wait = waits[turn++ %% waits.length];
    const answer = await real(...asked);
    await new Promise((done) => setTimeout(done, wait));
    return answer;
  };
})();
"""


@dataclass(frozen=True)
class Run:
    """One run.

    Attributes:
        key_ms: Time between two keys.
        latency_ms: The longest that an answer is kept back; each takes another share of it.
        fields: What stood in title, summary and path in the end.
        saved: What the disk held after Ctrl+S in the last field, without leaving it.
    """

    key_ms: int
    latency_ms: int
    fields: tuple[str, str, str]
    saved: str

    @property
    def right(self) -> bool:
        """Whether every letter is where it was typed, on the screen and on the disk."""
        kept = all(part in self.saved for part in (TITLE, SUMMARY, PATH, LINE))
        return self.fields == (TITLE, SUMMARY, PATH) and kept


def keep_back(page: Page, latency_ms: int) -> None:
    """Let answers take between nothing and `latency_ms`, in turns, so that later ones would overtake earlier ones."""
    waits = [round(latency_ms * share) for share in (1, 0, 0.6, 0.1, 1, 0.3)]
    page.add_init_script(LATE % waits)


def type_everywhere(page: Page, base: str, name: str, key_ms: int, latency_ms: int) -> Run:
    """Type into three fields and the text of a new routine, then save it with Ctrl+S."""
    page.goto(f"{base}/write/new")
    page.locator("#verdict", has_text="an be played").wait_for()
    page.get_by_label("Title", exact=True).first.click()
    for words in (TITLE, SUMMARY):
        page.keyboard.press("Control+A")
        page.keyboard.type(words, delay=key_ms)
        page.keyboard.press("Tab")
    area = page.get_by_role("textbox", name="The routine as YAML")
    area.evaluate("each => { each.focus(); each.setSelectionRange(0, 0); }")
    page.keyboard.type(LINE, delay=key_ms)
    page.keyboard.press("Enter")
    path = page.locator("[data-path='stages[0].strokes[0].path']")
    path.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(PATH, delay=key_ms)
    page.keyboard.press("Control+S")
    page.get_by_label("Short name").fill(name)
    page.locator("#naming-form").get_by_role("button", name="Save").click()
    page.locator("#bar-text", has_text=re.compile("^Saved")).wait_for()
    fields = tuple(
        page.locator(f"input[data-path='{each}']").first.input_value()
        for each in ("title", "summary", "stages[0].strokes[0].path")
    )
    saved = page.request.get(f"{base}/api/routines/own.{name}/text").json()
    return Run(key_ms, latency_ms, (fields[0], fields[1], fields[2]), saved["text"])
