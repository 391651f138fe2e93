"""Type in the editor at several speeds, with delayed answers, and count the runs that kept every letter.

    python -m benchmarks.typing             every speed with every delay, once; prints the table
    python -m benchmarks.typing --write     and writes it into docs/studio.md

Each run types into three fields and the text, presses Ctrl+S without leaving the last field, and compares the screen
and the disk with what was typed. Needs the extra test-browser and a Chromium; about five minutes on two quiet cores.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.studio.browser.conftest import Running, environment_of
from tests.studio.browser.typing_runs import Run, keep_back, type_everywhere

KEYS_MS = (60, 100, 150, 200)
LATENCIES_MS = (0, 100, 200, 400)
DOCS = Path(__file__).parent.parent / "docs" / "studio.md"


@contextmanager
def studio() -> Iterator[Running]:
    """Run the studio's command as users do, with temporary folders."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        command = [sys.executable, "-m", "voiceguide", "studio", "--no-open", "--port", "0"]
        environment = environment_of(data, data / "cache")
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            try:
                yield Running(process.stdout.readline().split()[-1], data, process.pid)
            finally:
                process.terminate()


def one(browser: Browser, running: Running, key_ms: int, latency_ms: int) -> Run:
    """One run, in a new browser without a cache."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(running.address)
    page.wait_for_url(f"{running.base}/")
    keep_back(page, latency_ms)
    run = type_everywhere(page, running.base, f"typed-{key_ms}-{latency_ms}", key_ms, latency_ms)
    context.close()
    return run


def table(runs: list[Run]) -> str:
    """The runs as Markdown, a row for each speed."""
    waits = sorted({run.latency_ms for run in runs})
    head = "| a key every | " + " | ".join(f"answers up to {wait} ms late" for wait in waits) + " |\n"
    rows = head + "|---" * (len(waits) + 1) + "|\n"
    for key_ms in sorted({run.key_ms for run in runs}):
        own = {run.latency_ms: run for run in runs if run.key_ms == key_ms}
        words = ["every letter kept" if own[wait].right else "**scrambled**" for wait in waits]
        rows += f"| {key_ms} ms | " + " | ".join(words) + " |\n"
    wrong = sum(not run.right for run in runs)
    return f"{rows}\nScrambled in {wrong} of {len(runs)} runs.\n"


def main() -> None:
    """Measure, print the table, and write it if requested."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the table into docs/studio.md")
    options = parser.parse_args()
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with studio() as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        runs = [one(browser, running, key, wait) for key in KEYS_MS for wait in LATENCIES_MS]
        browser.close()
    text = table(runs)
    print(text)
    if options.write:
        begin, end = "<!-- figures: typing -->\n", "<!-- end: typing -->"
        before, rest = DOCS.read_text("utf-8").split(begin)
        DOCS.write_text(before + begin + text + end + rest.split(end)[1], "utf-8")


if __name__ == "__main__":
    main()
