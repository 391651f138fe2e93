"""The main way in WebKit too: open, choose, one screen of safety, Play, sound; pause by a touch; the list."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.webkit import until, webkit

from .conftest import MAKE_S, Running

if TYPE_CHECKING:
    from selenium.webdriver import WebKitGTK
    from selenium.webdriver.remote.webelement import WebElement

__all__ = ["webkit"]  # a fixture of the tests here

SOUND = "document.querySelector('#sound')"


def found(page: WebKitGTK, selector: str) -> WebElement:
    """What a selector names, once it can be seen."""
    until(page, f"document.querySelector({selector!r})?.checkVisibility()")
    return page.find_element("css selector", selector)


def press(page: WebKitGTK, selector: str, text: str = "") -> None:
    """Press what a selector names: the first that holds a text."""
    found(page, selector)
    buttons = page.find_elements("css selector", selector)
    next(each for each in buttons if text in each.text and each.is_displayed()).click()


def touch_the_middle(page: WebKitGTK) -> None:
    """A finger on the picture of the body, where no button is."""
    from selenium.webdriver import ActionChains

    ActionChains(page).move_to_element(found(page, "#now .figure")).click().perform()
    time.sleep(0.5)  # a second touch at once would be the same one


def seconds_of(page: WebKitGTK) -> float:
    return float(page.execute_script(f"return {SOUND}.currentTime"))


def test_the_main_way_in_webkit(webkit: WebKitGTK, running: Running) -> None:
    page = webkit
    page.get(running.address)
    until(page, "document.readyState === 'complete'")  # before, pictures may still move what is pressed
    press(page, ".card a", "Quick hands")
    until(page, "location.pathname.endsWith('/routine/own.quick')")
    press(page, ".answers button", "None of these")
    until(page, "document.querySelector('#play-it')?.checkVisibility() && !document.querySelector('#play-it').disabled")
    press(page, "#play-it")
    pressed = time.monotonic()
    until(page, f"{SOUND}?.currentTime > 0.05", MAKE_S)
    print(f"WebKit: sound {time.monotonic() - pressed:.1f} s after Play")
    assert "/session/" in page.current_url or "/listen/" in page.current_url
    goes_on(page)

    if found(page, "#now").find_elements("css selector", "#hint:not([hidden])"):
        touch_the_middle(page)
    before = seconds_of(page)
    touch_the_middle(page)
    until(page, f"{SOUND}.paused")
    assert seconds_of(page) < before + 20
    touch_the_middle(page)
    until(page, f"!{SOUND}.paused")
    goes_on(page)

    press(page, "[data-panel='strokes']")
    strokes = page.find_elements("css selector", "#strokes a[data-at]")
    last = strokes[-1]
    at = float(last.get_attribute("data-at") or "nan")
    assert len(strokes) >= 3
    assert last.text
    last.click()
    until(page, f"{SOUND}.currentTime >= {at} - 1", MAKE_S)
    until(page, "document.querySelector('#strokes [aria-current]')")


def goes_on(page: WebKitGTK) -> None:
    """The sound moves on by itself."""
    until(page, f"{SOUND}.currentTime > {seconds_of(page) + 0.5}")
