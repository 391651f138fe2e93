"""Count how much of a session is the bed by itself: what could be encoded once and used again.

Usage: python -m benchmarks.bed_alone [ROUTINE…] [--minutes 30] [--voice pyttsx3:en-us]

Prints Markdown: the share of each session in which there is a word or a bed lowered for one, the share with a pulse of
the pacer, the share with neither, and the longest stretch of that. Words last as long as they are estimated to.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import numpy as np

from voiceguide.mix.ducking import BED
from voiceguide.pipeline import plan
from voiceguide.routine.sources import shipped_routines
from voiceguide.settings import Settings
from voiceguide.units import RATE_HZ

_STEP = RATE_HZ // 100


def row(routine: str, minutes: float, voice: str) -> str:
    """One session as a row of the table."""
    timeline = plan(routine, Settings(duration_s=60 * minutes, voice=voice)).timeline
    words, pulses = (np.zeros(timeline.frames // _STEP + 1, dtype=bool) for _ in range(2))
    before, after = round((BED.lead_s + BED.down_s) * 100), round((BED.tail_s + BED.up_s) * 100)
    for each in timeline.speech:
        words[max(0, each.start // _STEP - before) : each.stop // _STEP + after] = True
    for pulse in timeline.pulses:
        pulses[pulse.start // _STEP : pulse.stop // _STEP] = True
    alone = ~(words | pulses)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], alone, [False])).astype(np.int8)))
    longest_s = float((edges[1::2] - edges[::2]).max(initial=0)) / 100
    return f"| {routine} | {words.mean():.1%} | {pulses.mean():.1%} | {alone.mean():.1%} | {longest_s:.0f} s |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bed_alone", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("routines", nargs="*")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--voice", default="pyttsx3:en-us")
    given = parser.parse_args(arguments)
    print("| routine | words | pacer | bed by itself | longest |\n|---|---|---|---|---|")
    for routine in given.routines or sorted(shipped_routines()):
        print(row(routine, given.minutes, given.voice), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
