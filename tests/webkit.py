"""WebKit for the tests of pages, driven by Selenium: the nearest to an iPhone's browser that Linux has.

Needs the extra ``test-browser``, and of Debian: ``webkit2gtk-driver``, ``xvfb``, and for the sound
``gstreamer1.0-plugins-good`` (which finds out what a file is) and ``gstreamer1.0-libav`` (which decodes it).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import WebKitGTK

WINDOW = (400, 780)
"""Width and height in pixels: about a phone's."""


@pytest.fixture(scope="module")
def webkit() -> Iterator[WebKitGTK]:
    """WebKitGTK's small browser, in a window that nobody sees."""
    pytest.importorskip("selenium", reason="the extra test-browser is not installed")
    if sys.platform != "linux":
        pytest.skip("WebKitGTK is a browser of Linux")
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    program = next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))), None)
    if not (driver and screen and program):
        pytest.skip("no WebKitGTK here: Debian has it as webkit2gtk-driver, with xvfb")
    from selenium.webdriver import WebKitGTK
    from selenium.webdriver.webkitgtk.options import Options
    from selenium.webdriver.webkitgtk.service import Service

    options = Options()
    options.binary_location = str(program)
    options.add_argument("--automation")
    with _screen(screen) as display:
        environment = {**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}
        service = Service(executable_path=driver, env=environment)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Selenium's own, at how it calls itself
            opened = WebKitGTK(options=options, service=service)
        try:
            opened.set_window_size(*WINDOW)
            if not opened.execute_script("return document.createElement('audio').canPlayType('audio/mpeg')"):
                pytest.skip("WebKitGTK plays no MP3 here: install gstreamer1.0-plugins-good and gstreamer1.0-libav")
            yield opened
        finally:
            opened.quit()


@contextlib.contextmanager
def _screen(program: str) -> Iterator[str]:
    """An X server without a screen, at a free number; its name."""
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        try:
            yield f":{number}"
        finally:
            server.terminate()


def until(page: WebKitGTK, condition: str, seconds: float = 60) -> None:
    """Wait for a condition of the page, by asking again."""
    deadline = time.monotonic() + seconds
    while not page.execute_script(f"return Boolean({condition})"):
        assert time.monotonic() < deadline, f"never came true: {condition}"
        time.sleep(0.1)
