"""Measure the studio under load and under attack.

    python -m benchmarks.studio             about three minutes on two quiet cores; prints its figures
    python -m benchmarks.studio --write     and writes them into docs/studio.md
    python -m benchmarks.studio --turns 1   one round only

A render alone and the same with fifty clients take turns, so that other load on the machine affects both; their medians
are compared. The clients run on the same cores: what they cost counts against the studio.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from httpx2 import AsyncClient, AsyncHTTPTransport, Limits

from tests.studio.attacks import Target, all_attacks
from voiceguide.studio.keys import stored_keys

CLIENTS = 50
PAUSE_S = 1.0
"""Mean pause between two requests of a client, in seconds."""

RANGE_BYTES = 131_072
"""Eight seconds of sound at 128 kbit/s: what a player fetches ahead."""

ROUTINE = "shoulders-and-back"
MINUTES = 30
SLOW = 100
"""Clients in the test of slow ones: all but one send half a request and wait."""

ANSWERS = {"start": "none", "clinician": "none", "skin": "none", "agreed": "yes"}
DOCS = Path(__file__).parent.parent / "docs" / "studio.md"


@dataclass
class Tally:
    """What the clients measured: seconds of every answer, all failures, and bytes of sound."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    streamed: int = 0


@dataclass
class Figures:
    """Everything measured; times in seconds."""

    alone: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    alone_cpu: list[float] = field(default_factory=list)
    busy_cpu: list[float] = field(default_factory=list)
    clients_cpu: float = 0.0
    server_cpu: float = 0.0
    tally: Tally = field(default_factory=Tally)
    previews: list[float] = field(default_factory=list)
    previews_cpu: list[float] = field(default_factory=list)
    attacks: int = 0
    answered: list[str] = field(default_factory=list)
    beside_slow: list[float] = field(default_factory=list)
    slow_s: float = 0.0

    @property
    def slower(self) -> float:
        """Time of a render with clients, as a factor of a render alone."""
        return statistics.median(self.busy) / statistics.median(self.alone)


class Studio:
    """A running studio, to which requests are sent as its own pages do."""

    def __init__(self, address: str, process: int, data: Path) -> None:
        base, _, token = address.partition("/?token=")
        kept = stored_keys(data)
        self.host = base.removeprefix("http://")
        self.port = int(self.host.rpartition(":")[2])
        self.cookie = f"voiceguide={kept.session}"
        self.target = Target(self.host, self.cookie, f"/{kept.prefix}", token)
        self.process = process
        self.page = self.client()

    def client(self) -> AsyncClient:
        """Another browser: one connection that is kept, and reopened if it was closed."""
        return AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}{self.target.root}",
            headers={"Host": self.host, "Cookie": self.cookie, "Origin": f"http://{self.host}"},
            transport=AsyncHTTPTransport(retries=1, limits=Limits(max_connections=1)),
            timeout=60.0,
        )

    async def json(self, method: str, path: str, content: Any = None) -> Any:
        """Send JSON and return the JSON answer; raises if the request fails."""
        answer = await self.page.request(method, path, json=content)
        return answer.raise_for_status().json()

    async def make(self, seed: float) -> tuple[str, float]:
        """Make a session, each `seed` with another length, so that none is cached; returns its id and its seconds."""
        choices = {"minutes": MINUTES + seed / 60, "ambient": "ocean"}
        began = time.perf_counter()
        order = {"routine": ROUTINE, "choices": choices, "safety": {"answers": ANSWERS, "at": time.time()}}
        job = (await self.json("POST", "/api/jobs", order))["id"]
        while True:
            await asyncio.sleep(0.1)
            row = next(each for each in await self.json("GET", "/api/jobs") if each["id"] == job)
            if row["state"] == "done":
                return row["session"], time.perf_counter() - began
            if row["state"] == "failed":
                raise RuntimeError(row["message"])


async def listener(studio: Studio, session: str, size: int, tally: Tally, stop: asyncio.Event, number: int) -> None:
    """Run one client: it requests pages, covers, and mostly the sound, range by range."""
    chance, browser = random.Random(number), studio.client()
    at = chance.randrange(size)
    await asyncio.sleep(chance.random() * PAUSE_S)
    paths = ("/", "/library", f"/session/{session}", f"/covers/session/{session}", "/api/jobs", "/static/session.js")
    while not stop.is_set():
        began = time.perf_counter()
        if chance.random() < 0.6:
            last = min(at + RANGE_BYTES, size) - 1
            path = f"/sessions/{session}/sound"
            answer = await browser.get(path, headers={"Range": f"bytes={at}-{last}"})
            right = answer.status_code == 206 and len(answer.content) == last - at + 1
            tally.streamed += len(answer.content)
            at = 0 if last + 1 >= size else last + 1
        else:
            path = chance.choice(paths)
            answer = await browser.get(path)
            right = answer.status_code == 200
        tally.seconds.append(time.perf_counter() - began)
        if not right:
            tally.failures.append(f"{answer.status_code} {path}")
        await asyncio.sleep(PAUSE_S * (0.5 + chance.random()))
    await browser.aclose()


async def loaded(studio: Studio, session: str, size: int, seed: float, found: Figures) -> None:
    """Measure a render while all clients send requests."""
    stop = asyncio.Event()
    clients = [
        asyncio.create_task(listener(studio, session, size, found.tally, stop, number)) for number in range(CLIENTS)
    ]
    await asyncio.sleep(2 * PAUSE_S)
    own, server, everything = time.process_time(), cpu_of(studio.process), cpu_of(studio.process, with_group=True)
    _, took = await studio.make(seed)
    found.clients_cpu += time.process_time() - own
    found.server_cpu += cpu_of(studio.process) - server
    found.busy_cpu.append(cpu_of(studio.process, with_group=True) - everything)
    found.busy.append(took)
    stop.set()
    await asyncio.gather(*clients)


async def previews(studio: Studio, found: Figures) -> None:
    """Measure previews of a routine that is not in the cache, at new lengths."""
    for turn in range(5):
        began, cpu = time.perf_counter(), cpu_of(studio.process, with_group=True)
        wish = {"routine": "legs", "choices": {"minutes": 40 + turn}, "safety": {"answers": ANSWERS, "at": time.time()}}
        await studio.json("POST", "/api/preview", wish)
        found.previews.append(time.perf_counter() - began)
        found.previews_cpu.append(cpu_of(studio.process, with_group=True) - cpu)


async def attacked(studio: Studio, found: Figures) -> None:
    """Send the tests' attacks to a real studio; then measure an ordinary client among slow ones."""
    for name, data in all_attacks(studio.target):
        found.attacks += 1
        if not await refused(studio.port, data):
            found.answered.append(name)
    slow = [await asyncio.open_connection("127.0.0.1", studio.port) for _ in range(SLOW - 1)]
    began = time.perf_counter()
    for _, writer in slow:
        writer.write(b"GET / HTTP/1.1\r\nHost: ")
    for _ in range(20):
        at = time.perf_counter()
        await studio.page.get("/")
        found.beside_slow.append(time.perf_counter() - at)
        await asyncio.sleep(0.1)
    await asyncio.gather(*(_ended(reader) for reader, _ in slow))
    found.slow_s = time.perf_counter() - began


def cpu_of(process: int, *, with_group: bool = False) -> float:
    """Processor seconds of a process, or of its whole process group with children; 0 where there is no /proc."""
    total = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if with_group and int(fields[2]) == process:
            total += sum(map(int, fields[11:15]))
        elif not with_group and int(entry.parent.name) == process:
            total += sum(map(int, fields[11:13]))
    return total / os.sysconf("SC_CLK_TCK")


async def refused(port: int, data: bytes) -> bool:
    """Whether a request is refused, with or without an answer."""
    answer = await _answer_to(port, data)
    return not answer or answer.startswith(b"HTTP/1.1 4")


async def _answer_to(port: int, data: bytes) -> bytes:
    """The first bytes of the answer to a request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        return await reader.read(12)
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def _ended(reader: asyncio.StreamReader) -> None:
    try:
        await reader.read()
    except ConnectionError:
        return


async def measure(studio: Studio, turns: int) -> Figures:
    """Measure renders alone and with clients, previews, and attacks."""
    found = Figures()
    session, _ = await studio.make(0)  # puts the clips into the cache
    size = len((await studio.page.get(f"/sessions/{session}/sound")).content)
    for turn in range(turns):
        everything = cpu_of(studio.process, with_group=True)
        found.alone.append((await studio.make(2 + 2 * turn))[1])
        found.alone_cpu.append(cpu_of(studio.process, with_group=True) - everything)
        await loaded(studio, session, size, 3 + 2 * turn, found)
    await previews(studio, found)
    await attacked(studio, found)
    return found


def table(found: Figures) -> str:
    """The figures as Markdown."""
    seconds = sorted(found.tally.seconds)
    middle, most, last = (1000 * seconds[int((len(seconds) - 1) * share)] for share in (0.5, 0.95, 1))
    busy_s = sum(found.busy)
    alone, busy = statistics.median(found.alone), statistics.median(found.busy)
    failed = f"{len(found.tally.failures)} ({', '.join(found.tally.failures[:3])})" if found.tally.failures else "none"
    open_ = f"{len(found.answered)} ({', '.join(found.answered[:3])})" if found.answered else "none"
    rows = (
        (f"a render of {MINUTES} minutes alone, median of {len(found.alone)}", f"{alone:.1f} s"),
        (f"the same while {CLIENTS} clients browse and stream", f"{busy:.1f} s"),
        ("slower by the factor (asked: at most 1.3)", f"**{found.slower:.2f}**"),
        ("processor time of both, the server's in it",
         f"{statistics.median(found.alone_cpu):.1f} s, {statistics.median(found.busy_cpu):.1f} s"),
        ("answers, and how many failed", f"{len(seconds)}, {failed}"),
        ("sound streamed meanwhile", f"{found.tally.streamed / 1e6:.0f} MB"),
        ("an answer: median, 95 %, slowest", f"{middle:.0f} ms, {most:.0f} ms, {last:.0f} ms"),
        ("of one core: the server, the clients", f"{found.server_cpu / busy_s:.0%}, {found.clients_cpu / busy_s:.0%}"),
        ("a preview, default voice, nothing kept: median, slowest (asked: 3 s)",
         f"{statistics.median(found.previews):.1f} s, {max(found.previews):.1f} s; "
         f"{statistics.median(found.previews_cpu):.1f} s of processor"),
        ("hostile requests sent, and how many were answered", f"{found.attacks}, {open_}"),
        (f"a page while {SLOW - 1} clients send half a request: median, slowest",
         f"{1000 * statistics.median(found.beside_slow):.0f} ms, {1000 * max(found.beside_slow):.0f} ms"),
        ("all of these cut off after", f"{found.slow_s:.1f} s"),
    )  # fmt: skip
    head = f"Measured on {os.cpu_count()} cores.\n\n| | |\n|---|---|\n"
    return head + "".join(f"| {name} | {value} |\n" for name, value in rows)


def write(text: str) -> None:
    """Put the figures into the docs, between their marks."""
    begin, end = "<!-- figures: load and attack -->\n", "<!-- end: load and attack -->"
    page = DOCS.read_text("utf-8")
    before, rest = page.split(begin)
    DOCS.write_text(before + begin + text + end + rest.split(end)[1], "utf-8")


@contextmanager
def running() -> Iterator[Studio]:
    """Run the studio's command as users do, with temporary folders."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VOICEGUIDE_DATA": folder, "VOICEGUIDE_CACHE": f"{folder}/cache"}
        start = "from voiceguide.cli import main; main()"
        command = [sys.executable, "-c", start, "studio", "--no-open", "--port", "0"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
        ) as process:
            assert process.stdout is not None
            try:
                yield Studio(process.stdout.readline().split()[-1], process.pid, Path(folder))
            finally:
                process.terminate()


def main() -> None:
    """Measure, print the figures, and write them if requested."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--turns", type=int, default=5, help="renders of each kind")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/studio.md")
    options = parser.parse_args()
    with running() as studio:
        text = table(asyncio.run(measure(studio, options.turns)))
    print(text)
    if options.write:
        write(text)


if __name__ == "__main__":
    main()
