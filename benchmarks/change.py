"""Measure what a change costs: a session made again after an edit, against a cold make of the same new version.

Usage: python -m benchmarks.change [--times 3] [--minutes 30] [--voice VOICE]

Prints Markdown. The old version is made once, with an empty cache; every change then starts with the cache of that run.
Each new version is made with that cache by a new command, as by a process that goes on (`--watch`, the studio) and has
made the old version just before, and with an empty cache; all files are compared byte for byte. Ratios are medians.
Takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import run
from voiceguide.files import shipped_folder

ROUTINE = "shoulders-and-back"
_EPOCH = "1735689600"  # the moment written into the files


@dataclass(frozen=True, slots=True)
class Change:
    """One edit.

    Attributes:
        name: What was edited.
        edits: Pairs of (old text, new text); each old text is in the routine exactly once.
        options: Further options of `make`.
    """

    name: str
    edits: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()


CHANGES = (
    Change("nothing"),
    Change("one line", (("Let each palm lie on the skin, warm and whole.", "Let both palms lie warm on the skin."),)),
    Change(
        "one stroke's text",
        (
            ("name: thumb rolls", "name: rolling thumbs"),
            ("Palms rest on top. Thumbs roll down toward the spine, and away.",
             "Your palms rest on top. Roll your thumbs down toward the spine, and off."),
            ("The shoulder blades. Thumbs roll down, and away.", "Shoulder blades again. Roll down, and off."),
            ("lead: {out: Roll down, back: and away}", "lead: {out: And down, back: and off}"),
            ("Heavier going down, lighter coming back.", "More weight going down, less coming back."),
            ("Follow the muscle along the blade.", "Stay on the muscle beside the blade."),
        ),
    ),
    Change("bed of a stage", (("  - name: Base of the skull\n", "  - name: Base of the skull\n    ambient: rain\n"),)),
    Change("bed of a long stage", (("  - name: Arms\n", "  - name: Arms\n    ambient: rain\n"),)),
    Change("bed of the first stage", (("  - name: Shoulders\n", "  - name: Shoulders\n    ambient: rain\n"),)),
    Change("the whole bed", options=("--ambient", "rain")),
    Change("the pace", options=("--pace", "1.1")),
)  # fmt: skip


_GOING_ON = """
import json, os, sys, time
from pathlib import Path
from voiceguide.cli.app import root
from voiceguide.cli.exit_codes import run
routine, old, new, first, second, result = sys.argv[1:]
for text, command in ((old, first), (new, second)):
    Path(routine).write_text(Path(text).read_text("utf-8"), "utf-8")
    began, used = time.perf_counter(), sum(os.times()[:4])
    if run(root, json.loads(command)):
        sys.exit(1)
    taken = time.perf_counter() - began, sum(os.times()[:4]) - used
Path(result).write_text(json.dumps(taken), "utf-8")
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one make took, in seconds.

    Attributes:
        wall_s: By the clock.
        cpu_s: Of the processor.
    """

    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """One change, made in three ways.

    Attributes:
        again: By a new command, with the old version's cache.
        going_on: By a process that has made the old version just before.
        cold: With an empty cache.
        fresh: Share of the session's sound that was encoded again.
        same: Whether all made the same files.
    """

    again: Taken
    going_on: Taken
    cold: Taken
    fresh: float
    same: bool


class Bench:
    """A folder in which one session is made again and again."""

    def __init__(self, folder: Path, minutes: float, voice: str) -> None:
        self._folder, self._minutes, self._voice = folder, minutes, voice
        self._text = (shipped_folder("scripts") / f"{ROUTINE}.yaml").read_text(encoding="utf-8")
        self._routine = folder / f"{ROUTINE}.yaml"
        self.kept = folder / "kept"
        self.make(Change("nothing"), self.kept, "old")

    def make(self, change: Change, cache: Path, name: str) -> Taken:
        """Make the changed session into a folder."""
        self._routine.write_text(self._changed(change), encoding="utf-8")
        shutil.rmtree(self._folder / name, ignore_errors=True)
        made = run(
            [sys.executable, "-m", "voiceguide", *self._command(change, name)],
            env={"VOICEGUIDE_CACHE": str(cache), "SOURCE_DATE_EPOCH": _EPOCH},
        )
        return Taken(made.wall_s, made.cpu_s)

    def go_on(self, change: Change, cache: Path, name: str) -> Taken:
        """Make the old session and then the changed one in one process; what the second took."""
        (self._folder / "old.txt").write_text(self._text, "utf-8")
        (self._folder / "new.txt").write_text(self._changed(change), "utf-8")
        for each in (name, "before"):
            shutil.rmtree(self._folder / each, ignore_errors=True)
        result = self._folder / "taken.json"
        run(
            [sys.executable, "-c", _GOING_ON, str(self._routine), str(self._folder / "old.txt"),
             str(self._folder / "new.txt"), json.dumps(self._command(Change("nothing"), "before")),
             json.dumps(self._command(change, name)), str(result)],
            env={"VOICEGUIDE_CACHE": str(cache), "SOURCE_DATE_EPOCH": _EPOCH, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        return Taken(*json.loads(result.read_text("utf-8")))

    def attempt(self, change: Change) -> Attempt:
        """Make a changed session with the old one's cache, in a process that goes on, and with an empty cache."""
        cache = self._folder / "cache"
        self._renew(cache)
        going_on = self.go_on(change, cache, "going-on")
        self._renew(cache)
        before = _segments(cache)
        again = self.make(change, cache, "again")
        new = sum(size for name, size in _segments(cache).items() if name not in before)
        shutil.rmtree(cache)
        cold = self.make(change, cache, "cold")
        whole = sum(_segments(cache).values())
        made = [_files(self._folder / name) for name in ("again", "going-on", "cold")]
        return Attempt(again, going_on, cold, new / whole, made[0] == made[1] == made[2])

    def _renew(self, cache: Path) -> None:
        """The cache as the old version left it."""
        shutil.rmtree(cache, ignore_errors=True)
        shutil.copytree(self.kept, cache)

    def _changed(self, change: Change) -> str:
        """The routine's text with a change."""
        text = self._text
        for old, new in change.edits:
            if text.count(old) != 1:
                raise SystemExit(f"{old!r} stands {text.count(old)} times in {ROUTINE}")
            text = text.replace(old, new)
        return text

    def _command(self, change: Change, name: str) -> list[str]:
        """The command line that makes a changed session into a folder."""
        return [
            "make", str(self._routine), "--output", str(self._folder / name), "--duration", f"{self._minutes:g}m",
            "--voice", self._voice, "--quiet", *change.options,
        ]  # fmt: skip


def _segments(cache: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in (cache / "segments").glob("??/*.frames")}


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _row(change: Change, attempts: Sequence[Attempt]) -> str:
    """One change as a row of the table."""

    def cells(way: str) -> str:
        found = []
        for of in ("wall_s", "cpu_s"):
            taken = [getattr(getattr(each, way), of) for each in attempts]
            cold = [getattr(each.cold, of) for each in attempts]
            ratios = [one / other for one, other in zip(taken, cold, strict=True)]
            found.append(f"{statistics.median(taken):.2f} s, **{statistics.median(ratios):.3f}**")
        return " | ".join(found)

    wall_s, cpu_s = (statistics.median(getattr(each.cold, of) for each in attempts) for of in ("wall_s", "cpu_s"))
    same = "the same" if all(each.same for each in attempts) else "**others**"
    return (
        f"| {change.name} | {attempts[0].fresh:.3f} | {wall_s:.1f} s, {cpu_s:.1f} s | {cells('again')} "
        f"| {cells('going_on')} | {same} |"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every change."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.change", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=3, help="attempts of each change")
    parser.add_argument("--minutes", type=float, default=30.0, help="length of the session")
    parser.add_argument("--voice", default="hibari:heart")
    given = parser.parse_args(arguments)
    print(
        f"`{ROUTINE}`, {given.minutes:g} min, {given.voice}, medians of {given.times} on {os.cpu_count()} cores "
        f"({platform.machine()}), Python {platform.python_version()}\n\n"
        "| changed | encoded anew, share | cold: clock, processor | new command: clock, × cold | processor, × cold "
        "| going on: clock, × cold | processor, × cold | files |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given.minutes, given.voice)
        good = True
        for change in CHANGES:
            attempts = [bench.attempt(change) for _ in range(given.times)]
            good = good and all(each.same for each in attempts)
            print(_row(change, attempts), flush=True)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
