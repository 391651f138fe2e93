"""Measure voiceguide beside LAME's floor and beside the pipeline that everybody writes.

Usage: python -m benchmarks.run [--quick] [--output docs]

Every figure comes from a process of its own, started cold, and is a median; runs of what is compared take
turns, so that a busy machine slows both. Takes less than a quarter of an hour on two cores; --quick takes a
few minutes and proves nothing but that the benchmark works.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.plan import VOICE
from benchmarks.process import Run, median, run
from benchmarks.quality import Quality, compare
from benchmarks.report import write_report
from benchmarks.routine import routine_text
from voiceguide.audio import Samples

ROUTINE = "shoulders-and-back"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: minutes of session, and how often; `plain` takes the plain routine for everything."""

    plain: bool = False
    main: int = 30
    double: int = 60
    short: int = 10
    long: int = 180
    repeats: int = 5
    floors: int = 2


QUICK = Sizes(plain=True, main=10, double=11, short=10, long=12, repeats=1, floors=1)


@dataclass(slots=True)
class Results:
    """Everything measured.

    Attributes:
        sizes: What was asked for.
        floor: LAME alone, by minutes of session.
        made: `make` of a shipped routine, cold, all cores, by minutes.
        lengths: The same of a plain routine, which can be of any length.
        one_core: `make` of the main length on one core; None where a process cannot be bound to one.
        preview: `make --preview 60s`, cold.
        again: The main length made again with another bed: all clips from the cache.
        everybodys: The pipeline that everybody writes.
        startup: `--help` and `check`.
        quality: Joined file against one pass.
        floor_tool: What the floor was measured with.
    """

    sizes: Sizes
    floor_tool: str
    floor: dict[int, Run] = field(default_factory=dict)
    made: dict[int, Run] = field(default_factory=dict)
    lengths: dict[int, Run] = field(default_factory=dict)
    one_core: Run | None = None
    preview: Run | None = None
    again: Run | None = None
    everybodys: Run | None = None
    startup: dict[str, Run] = field(default_factory=dict)
    quality: Quality | None = None


class Bench:
    """Runs commands in a folder of its own, each with a cold cache unless told otherwise."""

    def __init__(self, folder: Path, plain: bool) -> None:
        self.folder = folder
        self.routine = self.plain(10) if plain else ROUTINE
        self.lame = shutil.which("lame")

    def voiceguide(self, *arguments: str, cache: str | None = None, cores: int | None = None) -> Run:
        """Run the command line."""
        kept = self.folder / (cache or "cold")
        if cache is None:
            shutil.rmtree(kept, ignore_errors=True)
        program = [sys.executable, "-c", "from voiceguide.cli import main; main()"]
        return run([*program, *arguments], env={"VOICEGUIDE_CACHE": str(kept)}, cores=cores)

    def plain(self, minutes: int) -> str:
        """The plain routine for so many minutes, as a file."""
        path = self.folder / f"plain-{minutes}.yaml"
        path.write_text(routine_text(minutes), encoding="utf-8")
        return str(path)

    def make(
        self,
        minutes: int,
        *extra: str,
        routine: str = "",
        cache: str | None = None,
        cores: int | None = None,
        name: str = "session.mp3",
    ) -> Run:
        """Make a session of so many minutes."""
        target = str(self.folder / name)
        told = ["--duration", f"{minutes}m", "--voice", VOICE, "--output", target, "--force", "--quiet"]
        return self.voiceguide("make", routine or self.routine, *told, *extra, cache=cache, cores=cores)

    def wave(self, minutes: int) -> Path:
        """The same session as PCM, for the floor."""
        self.make(minutes, "--format", "wav", cache="warm", name=f"{minutes}.wav")
        return self.folder / f"{minutes}.wav"

    def floor(self, wave: Path) -> Run:
        """LAME alone, one thread."""
        target = str(self.folder / "floor.mp3")
        if self.lame:
            return run([self.lame, "--quiet", "-q", "3", "-b", "128", str(wave), target])
        return run([sys.executable, "-m", "benchmarks.lame_alone", str(wave), target])

    def everybodys(self, minutes: int) -> Run:
        """The pipeline that everybody writes, given the finished plan."""
        plan = str(self.folder / "plan.json")
        run([sys.executable, "-m", "benchmarks.plan", self.routine, str(minutes * 60), plan])
        return run([sys.executable, "-m", "benchmarks.everybodys", plan, str(self.folder / "everybodys.mp3")])


def measure(bench: Bench, sizes: Sizes) -> Results:
    """Measure everything."""
    results = Results(sizes, "lame" if bench.lame else "lameenc, one thread")
    results.startup = {
        name: median([bench.voiceguide(*arguments, cache="warm") for _ in range(sizes.repeats + 2)])
        for name, arguments in (("--help", ["--help"]), ("check", ["check", bench.routine]))
    }
    results.preview = median([bench.make(sizes.main, "--preview", "60s") for _ in range(sizes.repeats)])
    _compare_with_floor(bench, results, sizes.main, sizes.repeats, one_core=sys.platform == "linux")
    _compare_with_floor(bench, results, sizes.double, sizes.repeats, floors=sizes.floors)
    for minutes in (sizes.short, sizes.main, sizes.long):
        results.lengths[minutes] = bench.make(minutes, routine=bench.plain(minutes))
    bench.make(sizes.main, cache="again")
    results.again = bench.make(sizes.main, "--ambient", "rain", "--ambient-level", "22", cache="again")
    results.everybodys = bench.everybodys(sizes.main)
    results.quality = compare(_noise_and_words(200 if sizes.repeats > 1 else 40))
    return results


def _compare_with_floor(
    bench: Bench, results: Results, minutes: int, repeats: int, *, floors: int | None = None, one_core: bool = False
) -> None:
    """`floors`: how often the floor is measured, if less often than the rest: it hardly varies, and takes longest."""
    wave = bench.wave(minutes)
    below: list[Run] = []
    made: list[Run] = []
    alone: list[Run] = []
    for number in range(repeats):
        if number < (floors or repeats):
            below.append(bench.floor(wave))
        made.append(bench.make(minutes))
        if one_core:
            alone.append(bench.make(minutes, cores=1))
    wave.unlink()
    results.floor[minutes], results.made[minutes] = median(below), median(made)
    results.one_core = median(alone) if alone else results.one_core


def _noise_and_words(seconds: int) -> Samples:
    """Fixed content: surf-like stereo noise, and a buzz in syllables above it, some of the time."""
    random = np.random.default_rng(11)
    frames = seconds * 44_100
    spectrum = np.fft.rfft(random.standard_normal((frames, 2)), axis=0)
    hz = np.fft.rfftfreq(frames, 1 / 44_100)
    surf = np.fft.irfft(spectrum * ((hz > 40) / np.sqrt(1 + (hz / 400) ** 2))[:, np.newaxis], frames, axis=0)
    t = np.arange(frames) / 44_100
    voice = sum(np.sin(2 * np.pi * 120 * k * t + k) / k for k in range(1, 30))
    voice *= np.clip(np.sin(2 * np.pi * 2.3 * t), 0, 1) * (np.sin(2 * np.pi * t / 13) > 0.2)
    return np.asarray(surf / surf.std() * 0.02 + 0.12 * voice[:, np.newaxis], dtype=np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, then write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="short sessions, once each")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent.parent / "docs", help="folder to write to")
    told = parser.parse_args(arguments)
    sizes = QUICK if told.quick else Sizes()
    with tempfile.TemporaryDirectory() as folder:
        results = measure(Bench(Path(folder), sizes.plain), sizes)
    print(write_report(results, told.output))


if __name__ == "__main__":
    main()
