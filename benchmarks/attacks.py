"""Attack the studio, kind by kind, and count what was sent and what was answered.

    python -m benchmarks.attacks            prints the table
    python -m benchmarks.attacks --write    and writes it into docs/studio.md

The attack from many addresses needs further loopback addresses, which Linux has.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import statistics
import time
from contextlib import ExitStack, closing, suppress

from benchmarks.studio import DOCS, Studio, refused, running
from tests.studio.attacks import KINDS

ADDRESSES, EACH = 5, 100
"""Number of addresses, and of connections from each that stop in the middle of a request."""


async def answered(studio: Studio) -> list[tuple[str, int, list[str]]]:
    """For every kind of attack: its description, how many were sent, and the names of those that were answered."""
    rows = []
    for words, kind in KINDS.items():
        sent = list(kind(studio.target))
        open_ = [name for name, data in sent if not await refused(studio.port, data)]
        rows.append((words, len(sent), open_))
    return rows


async def beside_crowds(studio: Studio) -> list[float]:
    """Seconds that a page takes for a paired device while many unpaired connections are opened."""
    times = []
    with ExitStack() as stack:
        for number in range(ADDRESSES * EACH):
            with suppress(OSError):
                own = (f"127.0.0.{2 + number % ADDRESSES}", 0)
                line = socket.create_connection(("127.0.0.1", studio.port), 20, own)
                stack.enter_context(closing(line)).sendall(b"GET / HTTP/1.1\r\nHost: ")
            if number % 25 == 24:
                browser, began = studio.client(), time.perf_counter()
                (await browser.get("/library")).raise_for_status()
                times.append(time.perf_counter() - began)
                await browser.aclose()
    return times


def table(rows: list[tuple[str, int, list[str]]], times: list[float]) -> str:
    """The attacks as Markdown."""
    lines = ["| requests | sent | answered |", "|---|---|---|"]
    for words, sent, open_ in rows:
        lines.append(f"| {words} | {sent} | {', '.join(open_) if open_ else 'none'} |")
    middle, last = 1000 * statistics.median(times), 1000 * max(times)
    lines.append(
        f"| half a request, {EACH} times from each of {ADDRESSES} addresses | {ADDRESSES * EACH} | none; meanwhile a "
        f"paired device's page, on a new connection each time: {middle:.0f} ms (median), {last:.0f} ms (slowest) |"
    )
    return "\n".join(lines) + "\n"


async def attack(studio: Studio) -> str:
    """Send all attacks; returns the table."""
    return table(await answered(studio), await beside_crowds(studio))


def main() -> None:
    """Attack a studio, print the table, and write it if requested."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the table into docs/studio.md")
    options = parser.parse_args()
    with running() as studio:
        text = asyncio.run(attack(studio))
    print(text)
    if options.write:
        begin, end = "<!-- figures: attacks -->\n", "<!-- end: attacks -->"
        before, rest = DOCS.read_text("utf-8").split(begin)
        DOCS.write_text(before + begin + text + end + rest.split(end)[1], "utf-8")


if __name__ == "__main__":
    main()
