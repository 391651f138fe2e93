"""Write docs/explanation/wording.md: every line that is heard in sessions of the shipped routines, and how often.

Run from the project's folder: python -m tools.wording_list  (two minutes; uses no voice: lengths are estimated)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from voiceguide.choreography.fit import choreograph
from voiceguide.errors import DurationError
from voiceguide.files import write_atomic
from voiceguide.routine.check import load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.script.composer import compose
from voiceguide.settings import Guidance, Settings
from voiceguide.timeline.schedule import schedule
from voiceguide.units import to_samples
from voiceguide.wording.data import phrasebook
from voiceguide.wording.opening import opening
from voiceguide.wording.seconds import FITTED_WPM, estimate_s

FILE = Path(__file__).parent.parent / "docs" / "explanation" / "wording.md"
MINUTES = (10, 15, 20, 30, 45, 60, 90)
OPENING = ("length", "not-today", "doctor", "ask-first", "welcome", "touch", "skin", "keep-off", "colours", "stop")

Counts = dict[str, Counter[str]]
"""Purpose of a line → how often each text is heard."""


def heard(minutes: tuple[int, ...] = MINUTES) -> tuple[Counts, int]:
    """How often every text is heard in all shipped routines, lengths and levels; and the number of sessions."""
    counts: Counts = defaultdict(Counter)
    sessions = 0
    for name in shipped_routines():
        routine = load_checked(name)
        times = opening(routine, FITTED_WPM)
        for length in minutes:
            try:
                moves = choreograph(routine, frames=to_samples(length * 60), opening=times)
            except DurationError:
                continue
            for level in Guidance:
                script = compose(routine, moves, Settings(guidance=level), FITTED_WPM)
                texts = {way.text for line in script.lines for way in line.variants}
                timeline = schedule(script, {text: to_samples(estimate_s(text, FITTED_WPM)) for text in texts})
                sessions += 1
                for each in timeline.speech:
                    counts[each.purpose.value][each.text] += 1
    return counts, sessions


def page(counts: Counts, sessions: int) -> str:
    """The text of the page."""
    rows = [
        "# Every line that is heard",
        "",
        "Made by `python -m tools.wording_list`; do not edit. It counts every text over all shipped routines at "
        f"{', '.join(map(str, MINUTES[:-1]))} and {MINUTES[-1]} minutes and all three levels of guidance: "
        f"{sessions} sessions with seed 0. What stands here is read by people before it is kept: the wording is in "
        "`voiceguide/wording/en.yaml`, the routines' own words are in `scripts/`.",
    ]
    for part in sorted(counts, key=lambda part: (part not in OPENING, part)):
        texts = counts[part]
        rows += ["", f"## {part} ({len(texts)} texts, heard {sum(texts.values())} times)", ""]
        rows += [f"- {number} × {text}" for text, number in sorted(texts.items(), key=lambda row: (-row[1], row[0]))]
    said = {text for texts in counts.values() for text in texts}
    never = [
        (pool.name, text.say)
        for pool in phrasebook().pools.values()
        for text in pool.texts
        if not text.open and not pool.name.startswith("before.") and not set(text.ways) & said
    ]
    rows += ["", f"## Never heard in these sessions ({len(never)} texts)", ""]
    rows += [f"- {name}: {text}" for name, text in never]
    return "\n".join(rows) + "\n"


def main() -> None:
    """Write the page."""
    write_atomic(FILE, page(*heard()))
    print(FILE)


if __name__ == "__main__":
    main()
