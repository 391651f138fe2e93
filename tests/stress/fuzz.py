"""Ten thousand routines, a thousand settings files and a thousand scripts that are nearly right.

Usage: python -m tests.stress.fuzz [--routines 10000] [--settings 1000] [--scripts 1000] [--seed 0] [--write]
       python -m tests.stress.fuzz --replay output/fuzz/routine-0-123.yaml

Each goes through the entry points that the program itself uses. It must end within 2 s of processor time, within
the memory of the process, with a session or with one of voiceguide's own errors; it must open no file outside its
folder, no socket and no program, and print nothing. What fails is kept in output/fuzz, its name and traceback tell
how to run it again. --write puts the figures into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.stress.boxed import Outcome, outcomes
from tests.stress.cases import KINDS, SUFFIX, made, run_case
from tests.stress.figures import table, write_figures
from tests.stress.hostile import FILES

SLOWEST_CPU_S = 2.0
GROWN_MB = 300.0
KEPT = Path("output") / "fuzz"
BY_HAND = "made to do harm"
"""What the files of `tests.stress.hostile` are counted as."""

Case = tuple[int, str, int]
"""Seed, kind, number."""


@dataclass(slots=True)
class Tally:
    """What became of the cases of one kind."""

    endings: Counter[str] = field(default_factory=Counter)
    cpu: list[float] = field(default_factory=list)
    grown_mb: float = 0.0
    peak_mb: float = 0.0

    def add(self, outcome: Outcome, ending: str) -> None:
        self.endings[ending] += 1
        self.cpu.append(outcome.cpu_s)
        self.grown_mb = max(self.grown_mb, outcome.grown_mb)
        self.peak_mb = max(self.peak_mb, outcome.peak_mb)


def run_numbered(folder: Path, case: Case) -> str:
    """Make a case and run it."""
    seed, kind, number = case
    return run_case(seed, kind, number, made(seed, kind, number), folder)


def run_kept(folder: Path, case: tuple[str, int, int, bytes]) -> str:
    """Run a case from a file that was kept."""
    kind, seed, number, content = case
    return run_case(seed, kind, number, content, folder)


def warm() -> None:
    """Run one whole case of each kind, so that everything is imported and every table is made."""
    from tests.stress.cases import corpus

    with tempfile.TemporaryDirectory() as folder:
        furnish(Path(folder))
        for kind in KINDS:
            for number in range(3):
                run_case(0, kind, number, corpus(kind).files[0], Path(folder))


def furnish(folder: Path) -> None:
    """What lies beside a case: a routine, a bed, and links that lead out."""
    from voiceguide.files import shipped_folder

    shutil.copy(shipped_folder("scripts") / "legs.yaml", folder / "beside.yaml")
    (folder / "loop.yaml").write_text("extends: case\ntitle: Loop\n", "utf-8")
    (folder / "waves.ogg").write_bytes(b"OggS")
    (folder / "list.m3u").write_text("/etc/passwd\n", "utf-8")
    if sys.platform != "win32":
        (folder / "evil.yaml").symlink_to("/etc/passwd")
        (folder / "evil.ogg").symlink_to("/etc/passwd")


def verdict(outcome: Outcome) -> str:
    """How an outcome counts: as it ended, or as too slow or too large."""
    if outcome.failed:
        return outcome.ending
    if outcome.cpu_s > SLOWEST_CPU_S:
        return "slow"
    return "large" if outcome.grown_mb > GROWN_MB else outcome.ending


def by_hand(kind: str) -> range:
    """The numbers of the cases of a kind that were made by hand."""
    return range(-len(FILES[kind]), 0)


def campaign(numbers: Mapping[str, Iterable[int]], seed: int, kept: Path) -> dict[str, Tally]:
    """Run the cases of each kind that have these numbers; keep what failed."""
    tallies = {kind: Tally() for kind in (*KINDS, BY_HAND)}
    cases: Iterator[Case] = ((seed, kind, number) for kind in KINDS for number in numbers[kind])
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name).resolve()
        furnish(folder)
        for outcome in outcomes(run_numbered, cases, folder, warm):
            ending = verdict(outcome)
            _, kind, number = outcome.case
            tallies[kind if number >= 0 else BY_HAND].add(outcome, ending)
            if ending not in ("refused", "used"):
                keep(outcome, ending, kept)
            if number % 1000 == 999:
                print(f"{kind} {number + 1}: {dict(tallies[kind].endings)}", flush=True)
    return tallies


def keep(outcome: Outcome, ending: str, kept: Path) -> None:
    """Keep a failed case and what it said."""
    seed, kind, number = outcome.case
    kept.mkdir(parents=True, exist_ok=True)
    path = kept / f"{kind}-{seed}-{number}{SUFFIX[kind]}"
    path.write_bytes(made(seed, kind, number))
    facts = f"{outcome.cpu_s:.2f} s, grew by {outcome.grown_mb:.0f} MB"
    again = f"python -m tests.stress.fuzz --replay {path}"
    path.with_suffix(".txt").write_text(f"{ending}: {facts}\n{again}\n\n{outcome.trace}", "utf-8")
    last = outcome.trace.strip().splitlines()[-1:] or [""]
    print(f"{ending}: {path} ({facts}) {last[0][:200]}", flush=True)


def replay(path: Path) -> int:
    """Run a kept case once more and tell what became of it."""
    match = re.match(r"(routine|settings|script)-(\d+)-(-?\d+)\.", path.name)
    if match is None:
        print(f"{path.name} is not named as kept cases are: KIND-SEED-NUMBER", file=sys.stderr)
        return 2
    case = (match[1], int(match[2]), int(match[3]), path.read_bytes())
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name).resolve()
        furnish(folder)
        (outcome,) = outcomes(run_kept, iter([case]), folder, warm)
    ending = verdict(outcome)
    print(f"{ending}: {outcome.cpu_s:.2f} s, grew by {outcome.grown_mb:.0f} MB\n{outcome.trace}")
    return int(ending not in ("refused", "used"))


def figures(tallies: dict[str, Tally], seed: int) -> str:
    """The figures as Markdown."""
    names = {"routine": "routines", "settings": "settings files", "script": "scripts", BY_HAND: BY_HAND}
    rows = []
    for kind, tally in tallies.items():
        ends = tally.endings
        failures = sum(ends.values()) - ends["used"] - ends["refused"]
        cpu = sorted(tally.cpu) or [0.0]
        times = f"{cpu[len(cpu) // 2] * 1000:.0f} ms", f"{cpu[-1]:.2f} s"
        memory = f"{tally.grown_mb:.0f} MB", f"{tally.peak_mb:.0f} MB"
        rows.append((names[kind], sum(ends.values()), ends["refused"], ends["used"], failures, *times, *memory))
    head = ("files", "cases", "refused", "used", "failed", "median", "slowest", "memory added", "process peak")
    return f"Seed {seed}; times are processor time.\n\n{table(head, rows)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign; exit with 1 when a case failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress.fuzz", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--routines", type=int, default=10_000)
    parser.add_argument("--settings", type=int, default=1_000)
    parser.add_argument("--scripts", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=KEPT, help="folder for what failed")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/reliability.md")
    parser.add_argument("--replay", type=Path, help="run one kept case again")
    given: Any = parser.parse_args(arguments)
    if given.replay is not None:
        return replay(given.replay)
    began = time.monotonic()
    counts = {"routine": given.routines, "settings": given.settings, "script": given.scripts}
    numbers = {kind: (*by_hand(kind), *range(count)) for kind, count in counts.items()}
    tallies = campaign(numbers, given.seed, given.keep)
    text = figures(tallies, given.seed)
    print(f"{text}\n\n{time.monotonic() - began:.0f} s")
    if given.write:
        write_figures("fuzz", text)
    ends: Counter[str] = sum((each.endings for each in tallies.values()), Counter())
    return int(sum(ends.values()) != ends["used"] + ends["refused"])


if __name__ == "__main__":
    sys.exit(main())
