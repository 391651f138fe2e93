"""Measure a session on a small machine: one core, and a limit on memory.

Usage: python -m benchmarks.small_machine [--minutes 30] [--limit-mb 512] [--voice hibari:heart]

Makes half an hour with an empty cache, as usual and with --low-memory, on one core (by affinity; Linux). Memory is
limited by a cgroup (version 2) where one can be made; otherwise by RLIMIT_DATA of each process, which counts writable
memory whether it is resident or not, and so is a stricter limit of the same size. Prints Markdown: the time, the peak
memory of all processes together, and whether it succeeded. A real Raspberry Pi has a slower core: the last column is
the time on one that is four times as slow. Takes about a minute and a half on a quiet machine.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import Run, run

ROUTINE = "shoulders-and-back"
GROUPS = Path("/sys/fs/cgroup")
SLOWER = 4
TARGETS = {"as usual": 200, "--low-memory": 150}
"""Most MB of all processes together, for each way."""

_LIMITED = """
import os, sys
from pathlib import Path
if sys.argv[1]:
    Path(sys.argv[1], "cgroup.procs").write_text(str(os.getpid()))
if int(sys.argv[2]):
    import resource
    resource.setrlimit(resource.RLIMIT_DATA, (int(sys.argv[2]),) * 2)
sys.argv[:] = sys.argv[:1] + sys.argv[3:]
from voiceguide.cli import main
main()
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One way to make the session: its figures (None if it failed), and the hash of its sound."""

    name: str
    run: Run | None
    sha256: str


@contextmanager
def group_of(limit_mb: int) -> Iterator[Path | None]:
    """A control group with a limit on memory and no swap; None where this system or user cannot have one."""
    group = GROUPS / "voiceguide-small-machine"
    try:
        if not (GROUPS / "cgroup.controllers").exists():
            raise OSError("no cgroup of version 2")
        group.mkdir()
        (group / "memory.max").write_text(str(limit_mb << 20))
        (group / "memory.swap.max").write_text("0")
    except OSError:
        if group.exists():
            group.rmdir()
        yield None
        return
    try:
        yield group
    finally:
        group.rmdir()


def made(folder: Path, minutes: int, voice: str, extra: Sequence[str], group: Path | None, limit_mb: int) -> Row:
    """Make a session within the limits."""
    name = " ".join(extra) or "as usual"
    target = folder / "session.mp3"
    target.unlink(missing_ok=True)
    limits = [str(group or ""), str(0 if group else limit_mb << 20)]
    given = ["--duration", f"{minutes}m", "--voice", voice, "--force", "--quiet", "--output", str(target), *extra]
    with tempfile.TemporaryDirectory() as cache:
        try:
            command = [sys.executable, "-c", _LIMITED, *limits, "make", ROUTINE, *given]
            figures = run(command, env={"VOICEGUIDE_CACHE": cache, "SOURCE_DATE_EPOCH": "1700000000"}, cores=1)
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return Row(name, None, "")
    return Row(name, figures, hashlib.sha256(target.read_bytes()).hexdigest())


def table(rows: Sequence[Row]) -> list[str]:
    """The rows as Markdown."""
    lines = [
        f"| how | wall s | processor s | MB, all processes | asked | on a core {SLOWER} times as slow |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        asked = f"≤ {TARGETS[row.name]} MB"
        if row.run is None:
            lines.append(f"| {row.name} | **did not end well** | | | {asked} | |")
            continue
        memory = max(row.run.all_mb, row.run.peak_mb)
        verdict = "reached" if memory <= TARGETS[row.name] else "**not reached**"
        times = f"{row.run.wall_s:.1f} | {row.run.cpu_s:.1f} | {memory:.0f}"
        lines.append(f"| {row.name} | {times} | {asked}: {verdict} | {SLOWER * row.run.cpu_s:.0f} s of 450 |")
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.small_machine", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--limit-mb", type=int, default=512)
    parser.add_argument("--voice", default="hibari:heart")
    options = parser.parse_args(arguments)
    ways = [[], ["--low-memory"]]
    with tempfile.TemporaryDirectory() as folder, group_of(options.limit_mb) as group:
        rows = [made(Path(folder), options.minutes, options.voice, each, group, options.limit_mb) for each in ways]
    limit = "a cgroup" if group else "RLIMIT_DATA of each process"
    print(f"{options.minutes} minutes, {options.voice}, one core, {options.limit_mb} MB by {limit}:\n")
    print("\n".join(table(rows)))
    same = len({row.sha256 for row in rows}) == 1
    print(f"\nThe sound is {'the same' if same else '**not the same**'}, byte for byte.")


if __name__ == "__main__":
    main()
