"""Plan every shipped routine at many lengths and levels, and write their figures into docs/explanation/goals.md.

Run from the project's folder: python -m tools.goals_table
"""

from __future__ import annotations

from pathlib import Path

from tools.golden import NATURAL_WPM
from voiceguide.errors import DurationError
from voiceguide.files import write_atomic
from voiceguide.planning import plan_session
from voiceguide.routine.check import load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.settings import Guidance, Settings
from voiceguide.timeline.audit import audit
from voiceguide.timeline.figures import figures_of
from voiceguide.units import clock, to_samples

MINUTES = (10, 15, 20, 30, 45, 60, 90)
HEAD = """\
# What sessions are like

Written by `python -m tools.goals_table`: every shipped routine at {minutes} minutes and at every level of
guidance, with speech as the natural voice takes it ({wpm:g} words a minute inside sentences). Every session is as long
as it was asked to be, to the sample.

The goals: hands rest on the partner within 45 s and stroke within 90 s; strokes and holds take 65 % of ten minutes,
75 % of twenty, 80 % of thirty, 85 % of an hour; at most 38, 22 and 10 words a minute at `full`, `brief` and `signals`,
from the first stroke to the start of the close; at `full`, a minute of announced quiet in every ten minutes;
every question to the receiver while hands go on. *Idle* is the longest time without hands on the partner: for oil,
covering or turning over. The audit holds every session against these goals and all others.

| routine | minutes | guidance | first touch | first stroke | hands | idle | words | quiet | asked in motion |
|---|---|---|---|---|---|---|---|---|---|
"""


def main() -> None:
    """Write the page."""
    rows: list[str] = []
    missed: list[str] = []
    for name in shipped_routines():
        routine = load_checked(name)
        for minutes in MINUTES:
            for guidance in Guidance:
                settings = Settings(duration_s=minutes * 60.0, guidance=guidance)
                try:
                    made = plan_session(routine, settings, voice_wpm=NATURAL_WPM)
                except DurationError as error:
                    missed.append(f"{name}, {minutes} min: {error.message}")
                    continue
                if made.timeline.frames != to_samples(minutes * 60.0):
                    missed.append(f"{name}, {minutes} min: it lasts {made.timeline.seconds} s")
                figures = figures_of(made.timeline)
                rows.append(
                    f"| {name} | {minutes} | {guidance} "
                    f"| {figures.first_touch_s:.1f} s | {figures.first_stroke_s:.1f} s "
                    f"| {figures.hands_share:.0%} | {figures.longest_idle_s:.0f} s | {figures.words_per_minute:.1f} "
                    f"| {clock(figures.announced_quiet_s)} | {figures.check_ins_in_motion} of {figures.check_ins} |"
                )
                missed += [
                    f"{name}, {minutes} min, {guidance}: {each.message} [{each.rule}]"
                    for each in audit(made.script, made.timeline, strict=True)
                ]
    text = HEAD.format(minutes=", ".join(map(str, MINUTES)), wpm=NATURAL_WPM) + "\n".join(rows)
    text += f"\n\n{len(rows)} sessions; goals missed in them: {len(missed) or 'none'}.\n"
    text += "".join(f"\n- {each}" for each in missed) + ("\n" if missed else "")
    write_atomic(Path(__file__).parent.parent / "docs" / "explanation" / "goals.md", text)
    print(f"{len(rows)} sessions, {len(missed)} goals missed")


if __name__ == "__main__":
    main()
