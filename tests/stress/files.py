"""Every kind of sound file that people have and should not have, as a bed, before it is one, and as a recording.

Usage: python -m tests.stress.files [--only WORDS] [--write]

Each file of `tests.stress.sound_files` is taken three ways: as --ambient, through `ambient check`, and as a recording
of the voice recordings:FOLDER. It is worked with, or refused in words; no socket is opened, no other file but
those it names, nothing is printed, and memory is bounded. --write puts the table into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.stress.boxed import Outcome, outcomes
from tests.stress.figures import table, write_figures
from tests.stress.sound_files import CATALOGUE
from voiceguide.ambience import check_ambient
from voiceguide.errors import Severity, VoiceguideError
from voiceguide.mix.bed import open_bed
from voiceguide.speech.cache import ClipCache
from voiceguide.speech.narrate import narrate
from voiceguide.speech.recordings import KINDS, RecordingsEngine
from voiceguide.units import RATE_HZ

WAYS = ("--ambient", "ambient check", "recording")
LONGEST_S = 1800.0
GROWN_MB = 400.0
SILENCE_S = 600.0

Case = tuple[str, str]
"""Description in the catalogue, way."""


def run(folder: Path, case: Case) -> str:
    """Make a file, take it one way, and tell in words what became of it."""
    description, way = case
    own = Path(tempfile.mkdtemp(dir=folder))
    try:
        path = CATALOGUE[description](own)
        return {"--ambient": _as_bed, "ambient check": _checked, "recording": _as_recording}[way](path, own)
    except VoiceguideError as error:
        return f"refused: {_short(error.message.replace(f'{own}/', ''))}"
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _short(message: str) -> str:
    return message.splitlines()[0].removeprefix("this recording ")[:70]


def _as_bed(path: Path, own: Path) -> str:
    bed = open_bed(str(path), cache=own / "cache", longest_s=LONGEST_S)
    for at in (0, 20 * RATE_HZ, round(LONGEST_S) * RATE_HZ):
        block = bed.block(at, RATE_HZ)
        if block.shape != (RATE_HZ, 2) or not np.isfinite(block).all() or float(np.abs(block).max()) > 2.0:
            raise AssertionError(f"the block at {at} cannot be heard")
    return "used"


def _checked(path: Path, own: Path) -> str:
    del own
    findings = check_ambient(path)
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if errors:
        return f"refused: {_short(errors[0].message)}"
    rules = sorted({each.rule.removeprefix("ambient-") for each in findings})
    return "advice: " + ", ".join(rules) if rules else "fine"


def _as_recording(path: Path, own: Path) -> str:
    folder = own / "takes"
    folder.mkdir()
    suffix = path.suffix if path.suffix in KINDS else ".wav"
    (folder / f"last-one{suffix}").symlink_to(path)
    with RecordingsEngine() as engine:
        clip = narrate({"a": "Last one."}, engine=engine, voice=str(folder), cache=ClipCache(own / "clips")).clips["a"]
    if not clip.frames or not np.isfinite(clip.energy).all():
        raise AssertionError("the clip cannot be heard")
    return "used"


def warm() -> None:
    """Import everything by using one good file each way."""
    with tempfile.TemporaryDirectory() as folder:
        for description in ("WAV", "MP3", "AAC in MPEG-4"):
            for way in WAYS:
                run(Path(folder), (description, way))


def campaign(descriptions: Sequence[str]) -> dict[Case, Outcome]:
    """Take every file every way."""
    cases: Iterator[Case] = ((each, way) for each in descriptions for way in WAYS)
    found: dict[Case, Outcome] = {}
    with tempfile.TemporaryDirectory(prefix="files-") as name:
        for outcome in outcomes(run, cases, Path(name).resolve(), warm, SILENCE_S):
            found[outcome.case] = outcome
            if failed(outcome):
                print(
                    f"{outcome.case}: {outcome.ending}, grew by {outcome.grown_mb:.0f} MB\n{outcome.trace}", flush=True
                )
    return found


def failed(outcome: Outcome) -> bool:
    """Whether a file did what no file may."""
    return outcome.failed or outcome.grown_mb > GROWN_MB


def figures(found: dict[Case, Outcome]) -> str:
    """The outcomes as Markdown."""
    descriptions = list(dict.fromkeys(description for description, _ in found))
    rows = [
        (each, *("**failed**" if failed(found[each, way]) else found[each, way].ending for way in WAYS))
        for each in descriptions
    ]
    failures = sum(map(failed, found.values()))
    slowest = max(found.values(), key=lambda each: each.cpu_s)
    largest = max(each.grown_mb for each in found.values())
    refusals = sum(each.ending.startswith("refused") for each in found.values())
    text = (
        f"{len(descriptions)} files, each {len(WAYS)} ways: {len(found) - refusals - failures} worked with, "
        f"{refusals} refused, {failures} failed. Slowest: {slowest.case[0]} as {slowest.case[1]}, "
        f"{slowest.cpu_s:.1f} s of processor time. Most memory that one added: {largest:.0f} MB."
    )
    return f"{text}\n\n{table(('file', *WAYS), rows)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign; exit with 1 when a file failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress.files", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--only", default="", help="only files whose description holds these words")
    parser.add_argument("--write", action="store_true", help="write the table into docs/reliability.md")
    given: Any = parser.parse_args(arguments)
    found = campaign([each for each in CATALOGUE if given.only in each])
    text = figures(found)
    print(text)
    if given.write:
        write_figures("files", text)
    return int(any(map(failed, found.values())))


if __name__ == "__main__":
    sys.exit(main())
