"""Measure how a session is made on one to all cores, and where the time goes.

Usage: python -m benchmarks.cores [--minutes 60] [--cores 1 2 4 …] [--repeats 1] [--voice hibari:heart]

Prints Markdown: for each number of cores (by affinity, so on Linux only) the time with nothing spoken yet (cold) and
with all clips in the cache (warm), efficiency against one core, memory of all processes, and the parts of the cold run.
Of these, plan, speech, sound (waiting for the encoders), joining and check follow each other and are wall-clock
seconds; mixing and encoding are processor seconds of all threads within sound. On two cores it takes about four minutes
for 60 minutes of session.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.phases import PARTS
from benchmarks.process import Run, median, run
from voiceguide.speech.parallel import cores

Phases = dict[str, dict[str, float]]
ROUTINE = "shoulders-and-back"
_INSIDE = ("mixing", "encoding")


@dataclass(frozen=True, slots=True)
class Row:
    """The runs on one number of cores, and the parts of the last cold run."""

    cores: int
    cold: Run
    warm: Run
    phases: Phases


def measure(folder: Path, minutes: int, voice: str, number: int, repeats: int) -> Row:
    """Make a session on `number` cores, cold and warm."""
    cache = folder / "cache"
    command = [sys.executable, "-m", "benchmarks.phases", ROUTINE, str(minutes), voice, str(folder)]
    cold, warm, phases = [], [], Phases()
    for _ in range(repeats):
        shutil.rmtree(cache, ignore_errors=True)
        cold.append(run(command, env={"VOICEGUIDE_CACHE": str(cache)}, cores=number))
        phases = json.loads((folder / "phases.json").read_text("utf-8"))
        shutil.rmtree(cache / "segments", ignore_errors=True)
        warm.append(run(command, env={"VOICEGUIDE_CACHE": str(cache)}, cores=number))
    return Row(number, median(cold), median(warm), phases)


def table(rows: Sequence[Row]) -> list[str]:
    """Times, efficiency and memory as Markdown."""
    lines = [
        "| cores | cold s | warm s | efficiency cold | warm | processor s cold | all MB cold | warm |",
        "|---|---|---|---|---|---|---|---|",
    ]
    first = rows[0]
    for row in rows:
        share = row.cores / first.cores
        cold, warm = (
            one.wall_s / (share * own.wall_s) for one, own in ((first.cold, row.cold), (first.warm, row.warm))
        )
        memory = f"{max(row.cold.all_mb, row.cold.peak_mb):.0f} | {max(row.warm.all_mb, row.warm.peak_mb):.0f}"
        times = f"{row.cold.wall_s:.1f} | {row.warm.wall_s:.1f} | {cold:.2f} | {warm:.2f} | {row.cold.cpu_s:.1f}"
        lines.append(f"| {row.cores} | {times} | {memory} |")
    return lines


def parts_table(rows: Sequence[Row]) -> list[str]:
    """The parts of the cold runs as Markdown."""
    named = [f"{part} cpu s" if part in _INSIDE else f"{part} s" for part in PARTS]
    lines = ["| cores | " + " | ".join(named) + " | rest s |", "|---|" + "---|" * (len(PARTS) + 1)]
    for row in rows:
        shown = " | ".join(f"{row.phases[part]['cpu' if part in _INSIDE else 'wall']:.2f}" for part in PARTS)
        rest = row.cold.wall_s - sum(row.phases[part]["wall"] for part in PARTS if part not in _INSIDE)
        lines.append(f"| {row.cores} | {shown} | {rest:.2f} |")
    return lines


def serial_share(rows: Sequence[Row]) -> list[str]:
    """The serial part of a run by Amdahl's law, and the memory of each further encoder, as Markdown."""
    first, last = rows[0], rows[-1]
    if last.cores == first.cores:
        return []
    lines = []
    n = last.cores / first.cores
    for name, one, many in (("cold", first.cold, last.cold), ("warm", first.warm, last.warm)):
        serial = (many.wall_s - one.wall_s / n) / (1 - 1 / n)
        lines.append(f"- {name}: {max(serial, 0.0):.1f} s of {one.wall_s:.1f} s are not shared by the cores (Amdahl)")
    each = (last.warm.all_mb - first.warm.all_mb) / (last.cores - first.cores)
    return [*lines, f"- memory of each further core's encoder: {each:.1f} MB"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cores", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--cores", type=int, nargs="+", help="by default 1, 2, 4, … and all")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--voice", default="hibari:heart")
    options = parser.parse_args(arguments)
    most = cores()
    numbers = sorted(set(options.cores or [*(1 << n for n in range(most.bit_length())), most]))
    if not all(1 <= number <= most for number in numbers):
        parser.error(f"--cores: this machine lets a process have 1 to {most}")
    with tempfile.TemporaryDirectory() as folder:
        rows = [measure(Path(folder), options.minutes, options.voice, number, options.repeats) for number in numbers]
    print(f"{options.minutes} minutes, {options.voice}:\n")
    print("\n".join([*table(rows), "", *parts_table(rows), "", *serial_share(rows)]))


if __name__ == "__main__":
    main()
