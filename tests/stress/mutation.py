"""Do the tests notice when the code is changed? Mutants of the modules that decide times, levels and safety.

Usage: python -m tests.stress.mutation [MODULE]... [--sample 60] [--seed 0] [--write]

Each mutant (see `tests.stress.mutants`) meets the tests of its module in a fork of a process in which everything but
voiceguide is imported already. A mutant is killed when a test fails, or none ends within the time limit. What survives
is printed; survivors known to change nothing are listed with their reasons in `tests.stress.equivalents`.
Needs POSIX. --write puts the figures into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

from tests.stress.equivalents import EQUIVALENT
from tests.stress.figures import table, write_figures
from tests.stress.mutants import Mutant, mutants

ROOT = Path(__file__).parents[2]
LEAST_LIMIT_S = 20.0
KEPT = Path("output") / "mutation.json"

TESTS: dict[str, tuple[str, ...]] = {
    "timeline.schedule": ("tests/timeline/test_schedule.py",),
    "timeline.windows": ("tests/timeline/test_schedule.py",),
    "timeline.figures": ("tests/timeline/test_figures.py",),
    "timeline.goals_words": ("tests/timeline/test_goals.py",),
    "timeline.goals_hands": ("tests/timeline/test_goals.py",),
    "choreography.solver": ("tests/choreography/test_fit.py",),
    "mix.ducking": ("tests/mix/test_ducking.py", "tests/mix/test_envelope.py"),
    "mix.envelope": ("tests/mix/test_envelope.py", "tests/mix/test_ducking.py"),
    "routine.check": ("tests/routine/test_check.py", "tests/routine/test_safety.py"),
    "routine.rules.strokes": (
        "tests/routine/test_safety_words.py",
        "tests/routine/test_safety.py",
        "tests/routine/test_cases.py",
    ),
    "routine.rules.balance": (
        "tests/routine/test_check.py",
        "tests/routine/test_safety_words.py",
        "tests/routine/test_safety.py",
        "tests/routine/test_cases.py",
    ),
    "safety.polarity": ("tests/safety/test_words.py", "tests/safety/test_listed.py", "tests/safety/test_sentences.py"),
    "safety.clauses": ("tests/safety/test_words.py", "tests/safety/test_listed.py", "tests/safety/test_sentences.py"),
    "routine.rules": ("tests/routine/test_cases.py", "tests/routine/test_schema.py"),
}
"""The modules, and the tests that are to notice."""

_PRELOADED = (
    "numpy", "soxr", "soundfile", "yaml", "click", "rich.progress", "hypothesis", "hypothesis.extra.numpy", "pytest",
    "_pytest.python", "_pytest.assertion.rewrite", "pydub", "jsonschema", "tomlkit", "hypothesis.strategies",
)  # fmt: skip


@dataclass(slots=True)
class Score:
    """What became of a module's mutants."""

    module: str
    possible: int
    tried: int = 0
    killed: int = 0
    equivalent: int = 0
    survivors: tuple[str, ...] = ()

    @property
    def percent(self) -> float:
        """Killed, of those that change anything."""
        counting = self.tried - self.equivalent
        return 100.0 * self.killed / counting if counting else 100.0


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module another source."""

    def __init__(self, name: str, code: CodeType, path: Path) -> None:
        self._name, self._code, self._path = name, code, path

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        """See `importlib.abc.MetaPathFinder`."""
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """See `importlib.abc.Loader`."""
        exec(self._code, module.__dict__)


def tests_pass(module: str, source: str, limit_s: float) -> bool:
    """Whether the module's tests pass with this source; not, when they take longer than `limit_s`."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        _test(module, source)
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _test(module: str, source: str) -> None:
    """Run the tests, in a fork; never returns."""
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (1, 2):
            os.dup2(nowhere, stream)
        path = ROOT.joinpath("voiceguide", *module.split(".")).with_suffix(".py")
        sys.meta_path.insert(0, _Mutated(f"voiceguide.{module}", compile(source, str(path), "exec"), path))
        import pytest

        options = ("-x", "-q", "-n0", "--assert=plain", "-p", "no:cacheprovider", "--no-header", "--tb=no")
        code = int(pytest.main([*options, *TESTS[module]]))
    finally:
        os._exit(code)


def score(module: str, sample: int, seed: int) -> Score:
    """Try a module's mutants, or a random sample of them."""
    source = ROOT.joinpath("voiceguide", *module.split(".")).with_suffix(".py").read_text("utf-8")
    began = time.monotonic()
    if not tests_pass(module, source, 600.0):
        raise SystemExit(f"the tests of {module} fail without any mutant")
    limit_s = max(LEAST_LIMIT_S, 8.0 * (time.monotonic() - began))
    every = mutants(source)
    chosen: list[Mutant] = every
    if len(every) > sample:
        chosen = sorted(random.Random(f"{seed} {module}").sample(every, sample), key=lambda each: each.line)
    result, left = Score(module, len(every), len(chosen)), []
    for mutant in chosen:
        if not tests_pass(module, mutant.source, limit_s):
            result.killed += 1
        elif mutant.name in EQUIVALENT.get(module, {}):
            result.equivalent += 1
        else:
            left.append(f"{module}:{mutant.line}: {mutant.name}")
            print(f"survived: {left[-1]}", flush=True)
    result.survivors = tuple(left)
    print(f"{module}: {result.killed} of {result.tried} killed, {result.equivalent} equivalent", flush=True)
    return result


def figures(scores: Sequence[Score], sample: int, seed: int) -> str:
    """The scores as a table."""
    rows: list[list[object]] = [
        [f"`{each.module}`", each.possible, each.tried, each.killed, each.equivalent, len(each.survivors),
         f"{each.percent:.0f} %"]
        for each in scores
    ]  # fmt: skip
    tried, killed = sum(each.tried for each in scores), sum(each.killed for each in scores)
    equivalent = sum(each.equivalent for each in scores)
    rows.append(["**all**", sum(each.possible for each in scores), tried, killed, equivalent,
                 tried - killed - equivalent, f"**{100 * killed / max(1, tried - equivalent):.0f} %**"])  # fmt: skip
    return (
        table(["module", "mutants", "tried", "killed", "change nothing", "survived", "score"], rows)
        + f"\n\nAt most {sample} mutants of a module, chosen at random with seed {seed}."
    )


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="MODULE", default=list(TESTS), help="such as timeline.schedule")
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reliability.md")
    given = parser.parse_args()
    os.chdir(ROOT)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for name in _PRELOADED:
        importlib.import_module(name)
    scores = [score(module, given.sample, given.seed) for module in given.modules]
    text = figures(scores, given.sample, given.seed)
    print(text)
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps({each.module: each.survivors for each in scores}, indent=1, ensure_ascii=False), "utf-8")
    if given.write:
        write_figures("mutation", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
