"""Fit every shipped routine to many durations, and write docs/explanation/durations.md.

Run from the project's folder: python -m tools.fit_table
"""

from __future__ import annotations

from pathlib import Path

from voiceguide.choreography.fit import choreograph, possible_lengths
from voiceguide.choreography.model import WORK, Choreography, MoveKind
from voiceguide.choreography.rehearsal import rehearse
from voiceguide.files import write_atomic
from voiceguide.routine.check import load_checked
from voiceguide.routine.model import Routine
from voiceguide.routine.sources import shipped_routines
from voiceguide.units import RATE_HZ, clock, to_samples

MINUTES = (10.0, 13.37, 20.0, 30.0, 45.0, 60.0, 90.0)
PACES = (0.8, 1.0, 1.25)
LONGEST_MIN = 240.0
HEAD = """\
# Asked and reached durations

Written by `python -m tools.fit_table`. Choreography alone fits a length, by arithmetic: no voice is needed, and every
voice and every level of guidance gets the same moves. Each routine can be had from 10 minutes to at least three times
its usual length (4 hours at most); it must end on the sample that was asked for.

| routine | possible | pace | asked | reached | off by | strokes | rounds | tempo | hands at work | left out |
|---|---|---|---|---|---|---|---|---|---|---|
"""


def fit_rows(name: str) -> tuple[list[str], int, int]:
    """The rows of one routine, the largest error of a length in samples, and the number of findings in rehearsals."""
    routine = load_checked(name)
    usual = (routine.duration_s or 1800.0) / 60
    lengths = possible_lengths(routine)
    possible = f"{clock(lengths.shortest_s)}–{clock(lengths.longest_s)}"
    rows, worst, found = [], 0, 0
    for number, minutes in enumerate(sorted({*MINUTES, usual, min(LONGEST_MIN, 3 * usual)})):
        pace = 1.0 if minutes in (10.0, usual) else PACES[number % len(PACES)]
        frames = to_samples(minutes * 60)
        session = choreograph(routine, frames=frames, pace=pace)
        off = abs(session.moves[-1].stop - frames)
        worst = max(worst, off)
        found += len(rehearse(routine, session).findings)
        rows.append(
            f"| {name} | {possible} | {pace:g} | {clock(frames / RATE_HZ)} | {clock(session.moves[-1].stop / RATE_HZ)} "
            f"| {off} samples | {_strokes(session)} | {_rounds(routine, session)} | {session.tempo:.2f} "
            f"| {_share(session):.0%} | {len(session.left_out) or '–'} |"
        )
    return rows, worst, found


def _strokes(session: Choreography) -> int:
    return sum(move.kind is MoveKind.STROKE for move in session.moves)


def _share(session: Choreography) -> float:
    return sum(move.frames for move in session.moves if move.kind in WORK) / session.frames


def _rounds(routine: Routine, session: Choreography) -> str:
    """How many rounds each stage has; 0 where it is left out."""
    most = dict.fromkeys(range(len(routine.stages)), 0)
    for move in session.moves:
        if move.kind is MoveKind.STROKE:
            most[move.stage] = max(most[move.stage], move.round)
    return " ".join(map(str, most.values()))


def main() -> None:
    """Write the page."""
    rows: list[str] = []
    worst = found = 0
    for name in shipped_routines():
        own, off, findings = fit_rows(name)
        rows += own
        worst, found = max(worst, off), found + findings
    text = HEAD + "\n".join(rows)
    text += f"\n\n{len(rows)} sessions; the worst is off by {worst} samples. "
    text += f"Rehearsed move by move, they have {found or 'no'} findings.\n"
    write_atomic(Path(__file__).parent.parent / "docs" / "explanation" / "durations.md", text)
    print(f"{len(rows)} sessions, worst {worst} samples, {found} findings")


if __name__ == "__main__":
    main()
