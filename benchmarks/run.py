"""Measure voiceguide against LAME alone (the floor), all rows or some.

Usage: python -m benchmarks.run [--rows NAME…] [--repeats 5] [--minutes 30] [--output docs]

Every figure is a median of runs in processes of their own; rows take turns, so that a busy machine slows all of them.
`--rows` measures some rows and the floors that they are compared with; `--list` names them. Prints Markdown; `--output`
writes docs/performance.md and its picture. All rows take less than twelve minutes on two cores, and `--repeats 2` less
than six.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.joins import Joined, compare
from benchmarks.process import Run, median, run
from benchmarks.report import report, write_report
from benchmarks.routine import routine_text
from voiceguide.audio import Samples
from voiceguide.mp3.segments import QUALITY

ROUTINE = "shoulders-and-back"
NATURAL = "hibari:heart"
SYSTEMS = "pyttsx3:en-us" if sys.platform == "linux" else "auto"


class Bench:
    """Runs commands in a folder of its own.

    Args:
        folder: A temporary one.
        minutes: Length of the session that most rows make.

    Attributes:
        lame: The lame command, or None; then LAME runs through lameenc.
    """

    def __init__(self, folder: Path, minutes: int) -> None:
        self.folder, self.minutes = folder, minutes
        self.lame = shutil.which("lame")

    def voiceguide(self, *arguments: str, cache: str = "cold", cores: int | None = None) -> Run:
        """Run the command line."""
        program = [sys.executable, "-c", "from voiceguide.cli import main; main()"]
        return run([*program, *arguments], env={"VOICEGUIDE_CACHE": str(self.folder / cache)}, cores=cores)

    def make(
        self,
        *extra: str,
        minutes: int | None = None,
        voice: str = NATURAL,
        routine: str = ROUTINE,
        cache: str = "cold",
        cores: int | None = None,
        name: str = "session.mp3",
    ) -> Run:
        """Make a session. The cache `cold` is emptied first; any other keeps its clips, but no encoded segments."""
        kept = self.folder / cache
        shutil.rmtree(kept if cache == "cold" else kept / "segments", ignore_errors=True)
        options = ["--duration", f"{minutes or self.minutes}m", "--voice", voice, "--force", "--quiet"]
        return self.voiceguide(
            "make", routine, *options, "--output", str(self.folder / name), *extra, cache=cache, cores=cores
        )

    def warm(self) -> Run:
        """Make a session with all clips in the cache."""
        if not (self.folder / "warm").exists():
            self.make(cache="warm")
        return self.make(cache="warm")

    def unchanged(self) -> Run:
        """Make a session with all clips and encoded segments in the cache."""
        if not (self.folder / "whole").exists():
            self.make(cache="whole")
        target = str(self.folder / "session.mp3")
        options = ["--duration", f"{self.minutes}m", "--voice", NATURAL, "--force", "--quiet", "--output", target]
        return self.voiceguide("make", ROUTINE, *options, cache="whole")

    def plain(self, minutes: int) -> Run:
        """Make a session of the plain routine, which can have any length."""
        path = self.folder / f"plain-{minutes}.yaml"
        path.write_text(routine_text(minutes), encoding="utf-8")
        return self.make(minutes=minutes, routine=str(path))

    def floor(self, minutes: int) -> Run:
        """Encode the same session, already mixed, with LAME alone in one thread."""
        wave = self.folder / f"{minutes}.wav"
        if not wave.exists():
            self.make("--format", "wav", minutes=minutes, name=wave.name)
        target = str(self.folder / "floor.mp3")
        if self.lame:
            return run([self.lame, "--quiet", "-q", f"{QUALITY}", "-b", "128", str(wave), target])
        return run([sys.executable, "-m", "benchmarks.lame_alone", str(wave), target])

    def everybodys(self, minutes: int) -> Run:
        """Run the usual simple pipeline (`benchmarks.everybodys`) with the finished plan."""
        plan = str(self.folder / "plan.json")
        run([sys.executable, "-m", "benchmarks.plan", ROUTINE, str(minutes * 60), plan])
        return run([sys.executable, "-m", "benchmarks.everybodys", plan, str(self.folder / "everybodys.mp3")])


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the measurement.

    Attributes:
        key: Its name for `--rows`.
        text: Its description on the page.
        run: Runs it once.
        most: How often it is run at most.
        floor: Key of the row that it is compared with.
    """

    key: str
    text: str
    run: Callable[[Bench], Run]
    most: int = 5
    floor: str = ""


def rows_of(minutes: int) -> list[Row]:
    """All rows, most of them with sessions of `minutes`."""
    double, short, long = 2 * minutes, 10, 6 * minutes
    rows = [
        Row("lame", f"LAME alone, {minutes} min: the floor", lambda bench: bench.floor(minutes), floor="lame"),
        Row("cold", f"**make, {minutes} min, nothing spoken yet**", lambda bench: bench.make(), floor="lame"),
        Row("warm", f"make, {minutes} min, all words kept", lambda bench: bench.warm(), floor="lame"),
        Row("unchanged", f"make, {minutes} min, words and sound kept", lambda bench: bench.unchanged(), floor="lame"),
        Row("espeak", f"make, {minutes} min, espeak-ng", lambda bench: bench.make(voice=SYSTEMS), floor="lame"),
        Row("lame-double", f"LAME alone, {double} min", lambda bench: bench.floor(double), 1, "lame-double"),
        Row("cold-double", f"make, {double} min", lambda bench: bench.make(minutes=double), 3, "lame-double"),
        Row("preview", "make --preview 60s", lambda bench: bench.make("--preview", "60s")),
        Row("help", "voiceguide --help", lambda bench: bench.voiceguide("--help")),
        Row("check", "voiceguide check", lambda bench: bench.voiceguide("check", ROUTINE)),
        Row("plain-short", f"make, a plain routine, {short} min", lambda bench: bench.plain(short), 1),
        Row("plain", f"make, a plain routine, {minutes} min", lambda bench: bench.plain(minutes), 1),
        Row("plain-long", f"make, a plain routine, {long} min", lambda bench: bench.plain(long), 1),
        Row("everybodys", f"pyttsx3 files, pydub overlays, export, {short} min", lambda b: b.everybodys(short), 1),
    ]
    if sys.platform == "linux":
        one = Row("one-core", f"make, {minutes} min, one core", lambda bench: bench.make(cores=1), 3, "lame")
        rows.insert(5, one)
    return rows


@dataclass(slots=True)
class Results:
    """Everything measured.

    Attributes:
        rows: The measured rows.
        floor_tool: The program that the floors were measured with.
        minutes: Length of the session that most rows make.
        runs: All runs of each row, by its key.
        took_s: Seconds that the whole measurement took.
        joined: Comparison of the joined file with one pass, if it was made.
    """

    rows: Sequence[Row]
    floor_tool: str
    minutes: int
    runs: dict[str, list[Run]] = field(default_factory=dict)
    took_s: float = 0.0
    joined: Joined | None = None

    def of(self, key: str) -> Run | None:
        """The medians of a row; None when it was not measured."""
        runs = self.runs.get(key)
        return median(runs) if runs else None


def measure(bench: Bench, rows: Sequence[Row], repeats: int, *, joins: bool) -> Results:
    """Measure rows in turns; rows with fewer runs are measured in the first rounds."""
    began = time.monotonic()
    results = Results(rows, "lame" if bench.lame else "lameenc", bench.minutes)
    for number in range(repeats):
        for row in rows:
            if number < row.most:
                results.runs.setdefault(row.key, []).append(row.run(bench))
    if joins:
        results.joined = compare(_noise_and_words(200 if repeats > 1 else 40))
    results.took_s = time.monotonic() - began
    return results


def _noise_and_words(seconds: int) -> Samples:
    """A fixed sound: surf-like stereo noise, with a buzz in syllables above it some of the time."""
    random = np.random.default_rng(11)
    frames = seconds * 44_100
    spectrum = np.fft.rfft(random.standard_normal((frames, 2)), axis=0)
    hz = np.fft.rfftfreq(frames, 1 / 44_100)
    surf = np.fft.irfft(spectrum * ((hz > 40) / np.sqrt(1 + (hz / 400) ** 2))[:, np.newaxis], frames, axis=0)
    t = np.arange(frames) / 44_100
    voice = sum(np.sin(2 * np.pi * 120 * k * t + k) / k for k in range(1, 30))
    voice *= np.clip(np.sin(2 * np.pi * 2.3 * t), 0, 1) * (np.sin(2 * np.pi * t / 13) > 0.2)
    return np.asarray(surf / surf.std() * 0.02 + 0.12 * voice[:, np.newaxis], dtype=np.float32)


def _chosen(rows: Sequence[Row], wanted: Sequence[str]) -> list[Row]:
    """The requested rows and their floors; all rows if none are named."""
    unknown = sorted(set(wanted) - {row.key for row in rows})
    if unknown:
        raise SystemExit(f"no row {', '.join(unknown)}; there are {', '.join(row.key for row in rows)}")
    keys = set(wanted) | {row.floor for row in rows if row.key in wanted}
    return [row for row in rows if not wanted or row.key in keys]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the report, and write it if requested."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", nargs="+", default=[], metavar="NAME", help="only these, and their floors")
    parser.add_argument("--list", action="store_true", help="name the rows")
    parser.add_argument("--repeats", type=int, default=5, help="how often at most, 1 or more")
    parser.add_argument("--minutes", type=int, default=30, help="of the session that most rows make")
    parser.add_argument("--output", type=Path, help="folder to write the page and its picture to")
    options = parser.parse_args(arguments)
    rows = rows_of(options.minutes)
    if options.list:
        print("\n".join(f"{row.key:12} {row.text.replace('*', '')}" for row in rows))
        return
    with tempfile.TemporaryDirectory() as folder:
        chosen = _chosen(rows, options.rows)
        results = measure(Bench(Path(folder), options.minutes), chosen, max(1, options.repeats), joins=not options.rows)
    print(report(results))
    if options.output is not None:
        write_report(results, options.output)


if __name__ == "__main__":
    main()
