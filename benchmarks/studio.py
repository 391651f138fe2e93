"""The studio under load: a render alone, then the same with clients browsing and streaming; and previews.

Run with ``python -m benchmarks.studio`` (about three minutes on two cores). The clients run in this process, on the
same machine, so that what they cost counts against the studio. Prints the figures of docs/studio.md.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx

CLIENTS = 50
PAUSE_S = 1.0
"""Each client asks for something about once in so many seconds."""

RANGE_BYTES = 131_072
"""Eight seconds of sound at 128 kbit/s: what a player fetches ahead."""

ROUTINE = "shoulders-and-back"
MINUTES = 30
SAFE = {"start": "none", "clinician": "none", "skin": "none", "agreed": "yes"}


@dataclass
class Tally:
    """What the clients saw: seconds of every answer, and every failure."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    streamed: int = 0


class Studio:
    """A running studio, asked as its own pages ask."""

    def __init__(self, address: str) -> None:
        base, _, token = address.partition("/?token=")
        port = base.rpartition(":")[2]
        limits = httpx.Limits(max_connections=CLIENTS + 10)
        self.http = httpx.AsyncClient(
            base_url=base, cookies={f"voiceguide-{port}": token}, headers={"origin": base}, timeout=120, limits=limits
        )

    async def ask(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        answer = await self.http.post(path, json=content)
        answer.raise_for_status()
        return dict(answer.json())

    async def make(self, seed: float) -> tuple[str, float]:
        """Make a session; its id, and how long it took. A little longer each time, so that nothing is kept."""
        choices = {"minutes": MINUTES + seed / 60, "ambient": "ocean"}
        began = time.perf_counter()
        job = (await self.ask("/api/jobs", {"routine": ROUTINE, "choices": choices, "safety": SAFE}))["id"]
        while True:
            await asyncio.sleep(0.1)
            row = next(each for each in (await self.http.get("/api/jobs")).json() if each["id"] == job)
            if row["state"] == "done":
                return row["session"], time.perf_counter() - began
            if row["state"] == "failed":
                raise RuntimeError(row["message"])


async def client(studio: Studio, session: str, size: int, tally: Tally, stop: asyncio.Event, number: int) -> None:
    """One listener: pages, covers, and mostly the sound, range by range."""
    chance = random.Random(number)
    at = chance.randrange(size)
    await asyncio.sleep(chance.random() * PAUSE_S)
    paths = (
        "/",
        "/library",
        f"/session/{session}",
        f"/api/sessions/{session}",
        f"/covers/session/{session}",
        "/api/jobs",
    )
    while not stop.is_set():
        began = time.perf_counter()
        if chance.random() < 0.6:
            last = min(at + RANGE_BYTES, size) - 1
            answer = await studio.http.get(f"/sessions/{session}/sound", headers={"range": f"bytes={at}-{last}"})
            right = answer.status_code == 206 and len(answer.content) == last - at + 1
            tally.streamed += len(answer.content)
            at = 0 if last + 1 >= size else last + 1
        else:
            answer = await studio.http.get(chance.choice(paths))
            right = answer.status_code == 200
        tally.seconds.append(time.perf_counter() - began)
        if not right:
            tally.failures.append(f"{answer.status_code} {answer.url}")
        await asyncio.sleep(PAUSE_S * (0.5 + chance.random()))


async def loaded(studio: Studio, session: str, seed: float) -> tuple[float, Tally]:
    """A render while all clients are there."""
    size = int((await studio.http.head(f"/sessions/{session}/sound")).headers["content-length"])
    tally, stop = Tally(), asyncio.Event()
    clients = [asyncio.create_task(client(studio, session, size, tally, stop, each)) for each in range(CLIENTS)]
    await asyncio.sleep(2 * PAUSE_S)
    _, took = await studio.make(seed)
    stop.set()
    await asyncio.gather(*clients)
    return took, tally


async def measure(address: str) -> None:
    studio = Studio(address)
    async with studio.http:
        session, _ = await studio.make(0)  # the clips are spoken and kept
        alone, busy, tallies = [], [], []
        for turn in range(3):
            alone.append((await studio.make(2 + 2 * turn))[1])
            took, tally = await loaded(studio, session, 3 + 2 * turn)
            busy.append(took)
            tallies.append(tally)
        previews = []
        for turn in range(5):
            began = time.perf_counter()
            await studio.ask("/api/preview", {"routine": "legs", "choices": {"minutes": 40 + turn}})
            previews.append(time.perf_counter() - began)
    seconds = sorted(each for tally in tallies for each in tally.seconds)
    failures = [each for tally in tallies for each in tally.failures]
    streamed = sum(tally.streamed for tally in tallies)
    slower = statistics.median(busy) / statistics.median(alone)
    print(f"cores: {os.cpu_count()}, clients: {CLIENTS}, session: {MINUTES} min")
    print(f"render alone: {statistics.median(alone):.1f} s; with all clients: {statistics.median(busy):.1f} s")
    print(f"slower by the factor {slower:.2f} (at most 1.3 is asked)")
    print(f"answers: {len(seconds)}, failed: {len(failures)} {failures[:3]}, streamed: {streamed / 1e6:.0f} MB")
    print(
        f"seconds of an answer: median {seconds[len(seconds) // 2]:.3f}, 95 %: {seconds[len(seconds) * 95 // 100]:.3f}"
    )
    print(f"slowest answer: {seconds[-1]:.2f} s; rate: {len(seconds) / sum(busy):.0f} answers a second")
    print(f"preview, default voice: median {statistics.median(previews):.2f} s, slowest {max(previews):.2f} s")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VOICEGUIDE_DATA": folder, "VOICEGUIDE_CACHE": f"{folder}/cache"}
        start = "from voiceguide.cli import main; main()"
        command = [sys.executable, "-c", start, "studio", "--no-open", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            try:
                asyncio.run(measure(process.stdout.readline().split()[-1]))
            finally:
                process.terminate()


if __name__ == "__main__":
    main()
