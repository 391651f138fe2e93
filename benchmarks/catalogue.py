"""Measure catalogues: speed on one and more workers, clips spoken once, memory, and bytes equal to those of make.

Run from the repository: ``python -m benchmarks.catalogue [--sessions 200] [--workers 1 2] [--nodes 4 8]
[--tasks 1000]``. Prints Markdown. Workers of simulated nodes share this machine's cores, each bound to one core: with
more nodes than cores, only processor time is meaningful. Nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Any

from tests.cli.conftest import SMALL
from tests.fake_engine import FakeEngine
from voiceguide.catalogue.catalogue import Outcome, make_catalogue
from voiceguide.catalogue.cluster import Cluster, open_cluster
from voiceguide.catalogue.matrix import Matrix, read_matrix
from voiceguide.catalogue.store import Store
from voiceguide.pipeline import render
from voiceguide.routine.sources import shipped_routines
from voiceguide.speech import registry

FAKE = ("tests.catalogue.fake_worker",)


@dataclass(frozen=True, slots=True)
class Run:
    """One catalogue made with an empty cache and folder."""

    workers: int
    outcome: Outcome
    wall_s: float
    processor_s: float

    @property
    def sessions(self) -> int:
        return len(self.outcome.new)

    @property
    def per_core_hour(self) -> float:
        """Sessions in an hour on each core, by the wall clock."""
        return self.sessions / (self.wall_s * min(self.workers, os.cpu_count() or 1)) * 3600

    @property
    def per_processor_hour(self) -> float:
        """Sessions in an hour of processor time."""
        return self.sessions / self.processor_s * 3600

    @property
    def once(self) -> float:
        """Share of clips that were spoken only once."""
        spoken = self.outcome.tally.spoken
        return spoken / max(1, spoken + self.outcome.tally.again)


def matrix_of(folder: Path, count: int, minutes: float, voice: str) -> Matrix:
    """A matrix of `count` sessions: every routine at every level, then at other paces."""
    names, levels = shipped_routines(), ("full", "brief", "signals")
    paces = [1.0 + 0.02 * (number // 2 + number % 2) * (-1) ** number for number in range(-(-count // 24))]
    file = folder / "catalogue.yaml"
    file.write_text(
        f"routines: [{', '.join(names)}]\ndurations: [{minutes:g} min]\nguidance: [{', '.join(levels)}]\n"
        f"pace: [{', '.join(f'{each:.2f}' for each in paces)}]\nvoices: ['{voice}']\n",
        "utf-8",
    )
    whole = read_matrix(file)
    return Matrix(whole.title, whole.sessions[:count], whole.format)


def short_sessions(folder: Path, count: int) -> Matrix:
    """A matrix of `count` different sessions of a few minutes, with a small routine and a voice that takes no time."""
    (folder / "small.yaml").write_text(SMALL, "utf-8")
    lengths = ", ".join(f"{150 + number} s" for number in range(40))
    paces = ", ".join(f"{0.9 + 0.01 * number:.2f}" for number in range(-(-count // 40)))
    settings = "settings: {mono: true, bitrate: 96}"
    text = f"routines: [small.yaml]\ndurations: [{lengths}]\npace: [{paces}]\nvoices: ['fake:tone']\nambient: none\n"
    (folder / "short.yaml").write_text(text + settings + "\n", "utf-8")
    whole = read_matrix(folder / "short.yaml")
    return Matrix(whole.title, whole.sessions[:count], whole.format)


def processor_s(cluster: Cluster) -> Mapping[str, float]:
    """Processor seconds that each worker has used, its children included."""
    return {name: sum(times[:4]) for name, times in cluster._client.run(os.times).items()}


def bind(dask_worker: Any = None) -> None:
    """Bind a worker to one core, to simulate a node with one core; workers are numbered, so that all cores are used."""
    if hasattr(os, "sched_setaffinity"):
        core = int(dask_worker.name) % (os.cpu_count() or 1)
        for thread in Path("/proc/self/task").iterdir():
            os.sched_setaffinity(int(thread.name), {core})


def run(matrix: Matrix, workers: int, *, nodes: bool = False, preload: tuple[str, ...] = ()) -> Run:
    """Make a catalogue with an empty cache and folder."""
    with tempfile.TemporaryDirectory(prefix="voiceguide-bench-") as folder:
        os.environ["VOICEGUIDE_CACHE"] = f"{folder}/cache"
        with open_cluster(None, workers=workers, preload=preload) as cluster:
            if nodes:
                cluster._client.run(bind)
            before = processor_s(cluster)
            began = time.perf_counter()
            outcome = make_catalogue(matrix, Store(f"{folder}/out"), cluster)
            wall_s = time.perf_counter() - began
            after = processor_s(cluster)
        return Run(workers, outcome, wall_s, sum(after[each] - before.get(each, 0.0) for each in after))


def same_bytes(matrix: Matrix) -> tuple[int, int]:
    """How many files of a session are equal to those of make, byte for byte, and how many there are."""
    os.environ["SOURCE_DATE_EPOCH"] = "1800000000"
    with tempfile.TemporaryDirectory(prefix="voiceguide-bench-") as folder:
        os.environ["VOICEGUIDE_CACHE"] = f"{folder}/cache"
        with open_cluster(None, workers=1) as cluster:
            made = make_catalogue(Matrix(matrix.title, matrix.sessions[:1]), Store(f"{folder}/out"), cluster)
        (session,) = made.sessions
        name = session.name.rpartition("/")[2]
        own = render(session.routine, Path(folder) / "own" / f"{name}.mp3", session.settings, outputs=session.outputs)
        there = Path(folder) / "out" / session.folder
        equal = sum((there / each.name).read_bytes() == each.read_bytes() for each in own.files)
        return equal, len(own.files)


def memory_rows(tasks: int) -> list[str]:
    """Memory of each worker in the second and in the last tenth of many short sessions."""
    with tempfile.TemporaryDirectory(prefix="voiceguide-bench-") as folder:
        os.environ["PYTHONPATH"] = str(Path(__file__).parent.parent)
        registry.ENGINES = MappingProxyType({"fake": FakeEngine})
        made = run(short_sessions(Path(folder), tasks), 2, preload=FAKE)
    rows = []
    for name, peaks_kb in made.outcome.tally.workers.items():
        tenth = max(1, len(peaks_kb) // 10)
        early, late = median(peaks_kb[tenth : 2 * tenth] or peaks_kb), median(peaks_kb[-tenth:])
        rows.append(f"| {name} | {len(peaks_kb)} | {early / 1024:.0f} MB | {late / 1024:.0f} MB | {late / early:.2f} |")
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--voice", default="hibari:heart")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--nodes", type=int, nargs="*", default=[4, 8])
    parser.add_argument("--tasks", type=int, default=1000, help="sessions for the memory's measurement; 0 for none")
    given = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory(prefix="voiceguide-bench-") as folder:
        matrix = matrix_of(Path(folder), given.sessions, given.minutes, given.voice)
    print("| workers | sessions | wall | processor | per core hour | per processor hour | efficiency | spoken once |")
    print("|---|---|---|---|---|---|---|---|")
    first: Run | None = None
    for count, nodes in [*((each, False) for each in given.workers), *((each, True) for each in given.nodes)]:
        made = run(matrix, count, nodes=nodes)
        first = first or made
        print(
            f"| {count}{' (nodes of one core)' if nodes else ''} | {made.sessions} | {made.wall_s:.0f} s | "
            f"{made.processor_s:.0f} s | {made.per_core_hour:.0f} | {made.per_processor_hour:.0f} | "
            f"{made.per_core_hour / first.per_core_hour:.2f} wall, "
            f"{made.per_processor_hour / first.per_processor_hour:.2f} processor | {made.once:.1%} "
            f"({made.outcome.tally.spoken} clips) |",
            flush=True,
        )
    equal, files = same_bytes(matrix)
    print(f"\n{equal} of {files} files of a session are those of make to the byte.")
    if given.tasks:
        print("\n| worker | sessions | memory, second tenth | memory, last tenth | ratio |\n|---|---|---|---|---|")
        print("\n".join(memory_rows(given.tasks)))


if __name__ == "__main__":
    main()
