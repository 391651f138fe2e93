"""Write the golden scripts under tests/golden: every word of a session, for reading what a change changed.

Run from the project's folder: python tools/golden.py
"""

from __future__ import annotations

from pathlib import Path

from voiceguide.files import write_atomic
from voiceguide.pipeline import plan
from voiceguide.routine.check import load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.settings import Guidance, Settings
from voiceguide.units import clock, to_seconds

GOLDEN = (*(f"{name}-full" for name in shipped_routines()), "legs-brief", "legs-signals")
"""``ROUTINE-GUIDANCE``."""


def golden_text(case: str) -> str:
    """One session as text: times, cue ids and words."""
    name, _, guidance = case.rpartition("-")
    fitted = plan(load_checked(name), Settings(guidance=Guidance(guidance)))
    rows = [(each.start, f"{each.cue}: {each.text}") for each in fitted.timeline.speech]
    rows += [(each.start, f"{each.cue}: ({each.earcon.value})") for each in fitted.timeline.earcons]
    lines = [f"{clock(to_seconds(start))} {text}" for start, text in sorted(rows)]
    strokes = [f"{slot.slot}: ×{slot.repetitions} {slot.title}" for slot in fitted.timeline.slots if slot.repetitions]
    return "\n".join([f"# {fitted.script.title}, {guidance}", *lines, "", *strokes, *fitted.script.changes]) + "\n"


def main() -> None:
    folder = Path(__file__).parent.parent / "tests" / "golden"
    for case in GOLDEN:
        write_atomic(folder / f"{case}.txt", golden_text(case))
        print(f"tests/golden/{case}.txt")


if __name__ == "__main__":
    main()
