"""A real browser for the tests of pages: a fixture to import, and what it needs.

Needs the extra ``test-browser`` and a Chromium: one that Playwright installed, or one on the machine.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window, which may play sound by itself."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="the extra test-browser is not installed")
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
