"""Measure what a change costs: a session made again after an edit, against a cold make of the same new version.

Usage: python -m benchmarks.change [--times 3] [--minutes 30] [--voice VOICE]

Prints Markdown. The old version is made once, with an empty cache; every change then starts with the cache of that run.
Each new version is made with that cache and with an empty one, in turns, and all files of both are compared byte for
byte. Ratios are medians of the pairs. Takes less than ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import Run, run
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


@dataclass(frozen=True, slots=True)
class Pair:
    """One change, made with the old version's cache and with an empty one.

    Attributes:
        again: With the old version's cache.
        cold: With an empty cache.
        fresh: Share of the session's sound that was encoded again.
        same: Whether both made the same files.
    """

    again: Run
    cold: Run
    fresh: float
    same: bool


class Bench:
    """A folder in which one session is made again and again."""

    def __init__(self, folder: Path, minutes: float, voice: str) -> None:
        self._folder, self._minutes, self._voice = folder, minutes, voice
        self._text = (shipped_folder("scripts") / f"{ROUTINE}.yaml").read_text(encoding="utf-8")
        self.kept = folder / "kept"
        self.make(Change("nothing"), self.kept, "old")

    def make(self, change: Change, cache: Path, name: str) -> Run:
        """Make the changed session into a folder."""
        text = self._text
        for old, new in change.edits:
            if text.count(old) != 1:
                raise SystemExit(f"{old!r} stands {text.count(old)} times in {ROUTINE}")
            text = text.replace(old, new)
        routine = self._folder / f"{ROUTINE}.yaml"
        routine.write_text(text, encoding="utf-8")
        shutil.rmtree(self._folder / name, ignore_errors=True)
        return run(
            [sys.executable, "-m", "voiceguide", "make", str(routine), "--output", str(self._folder / name),
             "--duration", f"{self._minutes:g}m", "--voice", self._voice, "--quiet", *change.options],
            env={"VOICEGUIDE_CACHE": str(cache), "SOURCE_DATE_EPOCH": _EPOCH},
        )  # fmt: skip

    def pair(self, change: Change) -> Pair:
        """Make a changed session with the old one's cache, and with an empty one."""
        cache = self._folder / "cache"
        shutil.rmtree(cache, ignore_errors=True)
        shutil.copytree(self.kept, cache)
        before = _segments(cache)
        again = self.make(change, cache, "again")
        new = sum(size for name, size in _segments(cache).items() if name not in before)
        shutil.rmtree(cache)
        cold = self.make(change, cache, "cold")
        whole = sum(_segments(cache).values())
        same = _files(self._folder / "again") == _files(self._folder / "cold")
        return Pair(again, cold, new / whole, same)


def _segments(cache: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in (cache / "segments").glob("??/*.frames")}


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _row(change: Change, pairs: Sequence[Pair]) -> str:
    """One change as a row of the table."""

    def middle(of: str) -> tuple[float, float, float]:
        again = statistics.median(getattr(each.again, of) for each in pairs)
        cold = statistics.median(getattr(each.cold, of) for each in pairs)
        return again, cold, statistics.median(getattr(each.again, of) / getattr(each.cold, of) for each in pairs)

    (wall, cold_wall, wall_ratio), (cpu, cold_cpu, cpu_ratio) = middle("wall_s"), middle("cpu_s")
    same = "the same" if all(each.same for each in pairs) else "**others**"
    return (
        f"| {change.name} | {pairs[0].fresh:.3f} | {wall:.2f} of {cold_wall:.2f} | {cpu:.2f} of {cold_cpu:.2f} "
        f"| {wall_ratio:.3f} | {cpu_ratio:.3f} | {same} |"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every change."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.change", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=3, help="pairs of each change")
    parser.add_argument("--minutes", type=float, default=30.0, help="length of the session")
    parser.add_argument("--voice", default="hibari:heart")
    given = parser.parse_args(arguments)
    print(
        f"`{ROUTINE}`, {given.minutes:g} min, {given.voice}, medians of {given.times} on {os.cpu_count()} cores "
        f"({platform.machine()}), Python {platform.python_version()}\n\n"
        "| changed | encoded anew, share | wall s | processor s | × wall | × processor | files |\n"
        "|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given.minutes, given.voice)
        good = True
        for change in CHANGES:
            pairs = [bench.pair(change) for _ in range(given.times)]
            good = good and all(each.same for each in pairs)
            print(_row(change, pairs), flush=True)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
