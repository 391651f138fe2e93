"""A render is killed at random moments and then run again: nothing damaged, nothing poisoned, the same bytes.

Usage: python -m tests.stress.kill [--times 100] [--seed 0] [--write]

SIGKILL meets the render alone or its whole process group, with a cold or a half-warm cache, at a random moment (of its
processor time, so that it does not matter how busy the machine is) or at a random one of its file operations (half of
these among the last, so that moving into place is met too). After each
kill: every file at a final name and in the cache is what an undisturbed run writes, and no process lives on. Then the
same command runs again, with the same cache: it must end well, with the same bytes, and leave nothing besides.
Needs Linux. --write puts the figures into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from tests.stress.figures import table, write_figures
from voiceguide.export.recovery import JOURNAL, QUIET_S
from voiceguide.files import ABANDONED_S

ROUTINE = """\
title: A routine to be killed
duration: 5 min
receiver: seated
giver: standing behind
stages:
  - name: Shoulders
    strokes:
      - {technique: effleurage, region: shoulders, path: from the neck out over the shoulders, repeat: 5}
      - check-in
"""
COMMAND = (
    "make", "routine.yaml", "--voice", "pyttsx3", "--ambient", "bed.wav", "--preview", "20s", "--page",
    "--with", "vtt,srt,lrc,chapters,text,script,report",
)  # fmt: skip
MARK = "KILL_CAMPAIGN"
PATIENCE_S = 15.0
LAST_OPERATIONS = 45

COUNTING = """
import os, signal, sys
folder, kill_at, group, seen = os.getcwd(), int(sys.argv[1]), sys.argv[2] == "group", 0
EVENTS = {"open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.utime"}
def count(event, arguments):
    global seen
    if event in EVENTS and arguments and isinstance(arguments[0], (str, bytes)):
        path = os.path.abspath(os.fsdecode(arguments[0]))
        if path.startswith(folder) and not (event == "open" and arguments[1] in ("r", "rb")):
            seen += 1
            if seen == kill_at:
                (os.killpg if group else os.kill)(os.getpgid(0) if group else os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
import atexit
atexit.register(lambda: print("operations:", seen, file=sys.stderr))
sys.argv = ["voiceguide", *sys.argv[3:]]
from voiceguide.cli import main
main()
"""
"""Runs the command line in a process that kills itself before its nth operation on a file of the current folder."""


@dataclass(frozen=True, slots=True)
class Kill:
    """When and how one render is killed.

    Attributes:
        warm: Whether half of the cache is there.
        group: Whether its whole process group is killed.
        after_s: Seconds of processor time after its start, or None.
        operation: Before which of its file operations (from 1), when `after_s` is None.
    """

    warm: bool
    group: bool
    after_s: float | None = None
    operation: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one.

    Attributes:
        stage: What the render was doing.
        faults: What was wrong afterwards.
        orphans_s: How long processes of it lived on.
        left: Files and folders of a killed render that lay about.
    """

    stage: str
    faults: tuple[str, ...]
    orphans_s: float
    left: int


class World:
    """A folder in which renders run; `reference` holds what an undisturbed one writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output, self.cache, self.temporary = (folder / name for name in ("output", "cache", "tmp"))
        (folder / "routine.yaml").write_text(ROUTINE, "utf-8")
        noise = np.random.default_rng(1).normal(0, 0.05, (125 * 8000, 1))
        soundfile.write(folder / "bed.wav", noise, 8000)
        self.lasts_s: dict[bool, float] = {}
        self.operations: dict[bool, int] = {}
        self.reset(warm=False, reference=None)
        self.lasts_s[False], self.operations[False] = self._undisturbed()
        self.files, self.kept = contents(self.output), contents(self.cache)
        self.reset(warm=True, reference=self.kept)
        self.lasts_s[True], self.operations[True] = self._undisturbed()

    def _undisturbed(self) -> tuple[float, int]:
        done = self.start(["-m", "voiceguide"])
        lasts_s = run_for(done)
        _, err = done.communicate()
        if done.returncode != 0:
            raise SystemExit(f"an undisturbed run fails: {err}")
        files, kept = contents(self.output), contents(self.cache)
        self.reset(warm=bool(self.lasts_s), reference=kept)
        done = self.start(["-c", COUNTING, "0", "alone"])
        _, err = done.communicate()
        if contents(self.output) != files:
            raise SystemExit("two undisturbed runs differ")
        return lasts_s, int(err.rsplit("operations:", 1)[1])

    def reset(self, *, warm: bool, reference: dict[str, bytes] | None) -> None:
        """Empty folders; with `warm`, every other clip of the cache and no bed."""
        for folder in (self.output, self.cache, self.temporary):
            shutil.rmtree(folder, ignore_errors=True)
        self.cache.mkdir()
        self.temporary.mkdir()
        for name in sorted(reference or ())[:: 2 if warm else 10**9]:
            if warm and reference and name.startswith("clips/"):
                path = self.cache / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(reference[name])

    def start(self, python: list[str], *more: str) -> subprocess.Popen[str]:
        """Begin a render in a group of its own."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("VOICEGUIDE_")}
        environ |= {
            "VOICEGUIDE_CACHE": str(self.cache), "VOICEGUIDE_CONFIG": str(self.folder / "none.toml"),
            "TMPDIR": str(self.temporary), "SOURCE_DATE_EPOCH": "1735689600", MARK: str(self.folder),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }  # fmt: skip
        return subprocess.Popen(
            [sys.executable, *python, *COMMAND, *more], cwd=self.folder, env=environ, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def alive(self) -> list[int]:
        """Processes of renders that still run."""
        mark, found = f"{MARK}={self.folder}".encode(), []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with contextlib.suppress(OSError):
                if mark in path.read_bytes().split(b"\0") and "Z" not in _state(path.parent):
                    found.append(int(path.parent.name))
        return found

    def strays(self) -> list[Path]:
        """What only a killed render leaves: staging folders and temporary files."""
        return [*self.output.glob(".voiceguide-*.part"), *self.cache.rglob(".*.part")]


def _state(process: Path) -> str:
    return (process / "stat").read_text().rpartition(")")[2].split()[0]


def run_for(process: subprocess.Popen[str], cpu_s: float = 1e9) -> float:
    """Let a process run until it ends or has used this much processor time; how much it has used."""
    used_s = 0.0
    while process.poll() is None and used_s < cpu_s:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            used_s = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        time.sleep(0.005)
    return used_s


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the temporary ones."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def kill_once(world: World, kill: Kill) -> Result:
    """Kill a render, look, and run it again."""
    world.reset(warm=kill.warm, reference=world.kept)
    if kill.after_s is None:
        process = world.start(["-c", COUNTING, str(kill.operation), "group" if kill.group else "alone"])
    else:
        process = world.start(["-m", "voiceguide"])
        run_for(process, kill.after_s)
        if process.poll() is None:
            (os.killpg if kill.group else os.kill)(process.pid, signal.SIGKILL)
    process.wait()
    orphans_s = _wait_for_orphans(world)
    err = process.stderr.read() if process.stderr else ""
    stage = _stage(world, process.returncode, err)
    faults = [f"process {pid} lives on" for pid in world.alive()]
    for pid in world.alive():
        os.kill(pid, signal.SIGKILL)
    faults += [f"damaged: {name}" for name in _differing(contents(world.output), world.files)]
    faults += [f"poisoned: {name}" for name in _differing(contents(world.cache), world.kept)]
    left = len(world.strays())
    _age(world)
    again = world.start(["-m", "voiceguide"], *(["--force"] if contents(world.output) == world.files else []))
    _, err = again.communicate()
    faults += [f"the second run failed: {err.strip()[-300:]}"] if again.returncode else []
    faults += [] if contents(world.output) == world.files else ["the second run's files differ"]
    faults += [] if contents(world.cache) == world.kept else ["the second run's cache differs"]
    faults += [f"still there: {path.name}" for path in world.strays()]
    return Result(stage, tuple(faults), orphans_s, left)


def _wait_for_orphans(world: World) -> float:
    began = time.monotonic()
    while world.alive() and time.monotonic() - began < PATIENCE_S:
        time.sleep(0.02)
    return time.monotonic() - began


def _differing(found: dict[str, bytes], reference: dict[str, bytes]) -> list[str]:
    return [name for name, content in found.items() if content != reference.get(name)]


def _age(world: World) -> None:
    """Let time go by for what the killed render left."""
    then = time.time() - max(QUIET_S, ABANDONED_S) - 60
    for stray in world.strays():
        for path in (*stray.rglob("*"), stray):
            if path.name != JOURNAL:
                os.utime(path, (then, then))


def _stage(world: World, code: int, err: str) -> str:
    if code != -signal.SIGKILL:
        return "after its end"
    if any(path.name == JOURNAL for path in world.output.rglob("*")):
        return "moving into place"
    for words, stage in (
        ("Measuring", "tags, captions, page, report"), ("Mixing", "mixing and encoding"),
        ("Speaking", "speech, ambient track"),
    ):  # fmt: skip
        if words in err:
            return stage
    return "starting"


def kills(times: int, seed: int, world: World) -> list[Kill]:
    """The moments: three of five by processor time, the others by file operation."""
    chance = random.Random(seed)
    found = []
    for number in range(times):
        warm, group = number % 4 >= 2, number % 2 == 0
        if number % 5 < 3:
            found.append(Kill(warm, group, after_s=chance.uniform(0.0, world.lasts_s[warm])))
        else:
            most = world.operations[warm]
            first = 1 if number % 5 == 3 else max(1, most - LAST_OPERATIONS)
            found.append(Kill(warm, group, operation=chance.randint(first, most)))
    return found


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reliability.md")
    given = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory(prefix="kill-campaign-") as folder:
        world = World(Path(folder).resolve())
        print(
            f"a run takes {world.lasts_s[False]:.1f} s of processor time and {world.operations[False]} file operations"
        )
        for number, kill in enumerate(kills(given.times, given.seed, world)):
            results.append(kill_once(world, kill))
            print(f"{number + 1}: {kill}: {results[-1].stage}: {', '.join(results[-1].faults) or 'fine'}", flush=True)
    text = figures(results, given.seed)
    print(text)
    if given.write:
        write_figures("kill", text)
    return int(any(result.faults for result in results))


def figures(results: list[Result], seed: int) -> str:
    """The results as a table."""
    stages = Counter(result.stage for result in results)
    faulty = Counter(result.stage for result in results if result.faults)
    order = ["starting", "speech, ambient track", "mixing and encoding", "tags, captions, page, report",
             "moving into place", "after its end"]  # fmt: skip
    rows = [[stage, stages[stage], faulty[stage]] for stage in order]
    longest = max((result.orphans_s for result in results), default=0.0)
    left = sum(result.left > 0 for result in results)
    return (
        table(["killed while", "kills", "with a fault"], [*rows, ["**all**", len(results), sum(faulty.values())]])
        + f"\n\nSeed {seed}. No process lived longer than {longest:.1f} s after the kill. {left} kills left staged or "
        "temporary files behind; the next run took all of them away."
    )


if __name__ == "__main__":
    sys.exit(main())
