"""Write the golden scripts in tests/golden: every word of some sessions, to see what a change of the code changed.

Run from the project's folder: python tools/golden.py
"""

from __future__ import annotations

from pathlib import Path

from voiceguide.choreography.model import MoveKind
from voiceguide.files import write_atomic
from voiceguide.planning import SessionPlan, plan_session
from voiceguide.routine.check import load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.settings import Guidance, Occasion, Settings
from voiceguide.units import clock, to_seconds

GOLDEN = (
    *(f"{name}-full" for name in shipped_routines()),
    *(f"{name}-10min-full" for name in shipped_routines()),
    "legs-brief",
    "legs-signals",
    "shoulders-and-back-40min+swap-full",
    "legs-30min+swap+names+anniversary-full",
    "desk-shoulders-25min+swap+names+hard-day-signals",
)
"""Cases: ``ROUTINE-GUIDANCE`` at the routine's own length, ``ROUTINE-MINUTESmin-GUIDANCE`` at another; each further
setting after a plus sign."""

NAMES = ("Anna", "Ben")

NATURAL_WPM = 156.0
"""The natural voice's rate, words per minute inside sentences."""


def golden_text(case: str) -> str:
    """The session of a case as text: moves and words with their times."""
    name, _, guidance = case.rpartition("-")
    settings = Settings(guidance=Guidance(guidance))
    name, *more = name.split("+")
    settings = settings.replaced({key: value for each in more for key, value in _asked(each).items()})
    shorter, _, minutes = name.rpartition("-")
    if minutes.endswith("min"):
        name, settings = shorter, settings.replaced({"duration_s": 60.0 * float(minutes.removesuffix("min"))})
    return session_text(plan_session(load_checked(name), settings, voice_wpm=NATURAL_WPM))


def _asked(word: str) -> dict[str, object]:
    """The setting that a word of a case stands for."""
    if word in ("swap", "names"):
        return {word: True if word == "swap" else NAMES}
    return {"occasion": Occasion(word)}


def session_text(made: SessionPlan) -> str:
    """A planned session as text."""
    timeline = made.timeline
    rows = [(each.start, 1, f"  {each.purpose.value:<9} {each.text}") for each in timeline.speech]
    rows += [(each.start, 1, f"  ({each.earcon.value})") for each in timeline.earcons]
    for move in timeline.moves:
        if move.kind is not MoveKind.TRAVEL:
            times = f", ×{move.repetitions}" if move.repetitions else ""
            where = f", from {move.place}" if move.place else ""
            rows.append((move.start, 0, f"== {move.title or move.kind.value}{times}{where}"))
    lines = [f"{clock(to_seconds(start)):>7} {text}" for start, _, text in sorted(rows)]
    left_out = [f"left out: {each.cue}: {each.text} ({each.reason})" for each in timeline.shortfalls if not each.said]
    head = f"# {made.script.title}, {clock(timeline.seconds)}, {made.script.guidance}"
    return "\n".join([head, *lines, "", *left_out, *made.script.changes]) + "\n"


def main() -> None:
    """Write every golden script."""
    folder = Path(__file__).parent.parent / "tests" / "golden"
    for case in GOLDEN:
        write_atomic(folder / f"{case}.txt", golden_text(case))
        print(f"tests/golden/{case}.txt")


if __name__ == "__main__":
    main()
