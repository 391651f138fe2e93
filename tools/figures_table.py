"""Speak every shipped routine at many lengths and levels, and write docs/explanation/figures.md.

Run from the project's folder: python -m tools.figures_table  (needs the natural voice; clips are kept in the cache)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voiceguide.choreography.goals import hands_goal
from voiceguide.choreography.rehearsal import rehearse
from voiceguide.errors import Finding
from voiceguide.files import write_atomic
from voiceguide.planning import is_slow, planned, voice_rate
from voiceguide.routine.check import load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.settings import Guidance, Settings
from voiceguide.speaking import speak
from voiceguide.timeline.audit import audit
from voiceguide.timeline.figures import Figures, figures_of

MINUTES = (10, 15, 20, 30, 45, 60, 90)
MOST_WORDS = {Guidance.FULL: 38, Guidance.BRIEF: 22, Guidance.SIGNALS: 10}
HEAD = """\
# What every shipped session is like

Written by `python -m tools.figures_table` from sessions spoken by {voice}: every line as long as it really is, placed
where it will be heard. The goals and where they come from: [timing](timing.md).

- **touch, stroke**: when hands first rest on the partner (at most 45 s), and the first stroke begins (at most 90 s).
- **hands**: share of the session in which hands work; beside it the least, which grows with the length.
- **idle**: the longest time without hands between two strokes; beside what must be done (uncovering, oil, a walk,
  turning over) it is at most 8 s.
- **words/min**: from the first stroke to the close; at most 38 with full guidance, 22 with brief, 10 with signals.
- **quiet**: seconds of announced quiet in all; at full guidance 60 in every full ten minutes.
- **asked**: questions to the receiver, all of them while the hands go on.
- **open**: goals that are not met, as the blind audit reads the session, and findings of the rehearsal.

| routine | min | guidance | touch | stroke | hands | idle | words/min | quiet | asked | open |
|---|---|---|---|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One session.

    Attributes:
        name: Of the routine.
        minutes: Its length.
        guidance: Its level.
        figures: What it is like.
        findings: What the audit and the rehearsal found.
    """

    name: str
    minutes: int
    guidance: Guidance
    figures: Figures
    findings: tuple[Finding, ...]

    def row(self) -> str:
        """Its row of the table."""
        found = self.figures
        hands = f"{found.hands_share:.0%} (≥ {hands_goal(60.0 * self.minutes):.0%})"
        words = f"{found.words_per_minute:.0f} (≤ {MOST_WORDS[self.guidance]})"
        asked = f"{found.check_ins}" if found.check_ins == found.check_ins_in_motion else "not in motion"
        cells = (
            *(self.name, self.minutes, self.guidance, f"{found.first_touch_s or 0:.0f} s"),
            *(f"{found.first_stroke_s or 0:.0f} s", hands, f"{found.longest_idle_s:.0f} s", words),
            *(f"{found.announced_quiet_s:.0f} s", asked, len(self.findings) or "–"),
        )
        return f"| {' | '.join(map(str, cells))} |"


def measure(name: str, minutes: int, guidance: Guidance, wpm: float) -> Measured:
    """Speak one session and look at it."""
    routine = load_checked(name)
    settings = Settings(guidance=guidance, duration_s=60.0 * minutes)
    spoken = speak(routine, settings)
    findings = audit(spoken.script, spoken.own, slow=is_slow(wpm), strict=True)
    rehearsed = rehearse(routine, planned(routine, settings, voice_wpm=wpm).choreography)
    return Measured(name, minutes, guidance, figures_of(spoken.own), (*findings, *rehearsed.findings))


def sessions() -> Iterator[tuple[str, int, Guidance]]:
    for name in shipped_routines():
        for minutes in MINUTES:
            for guidance in Guidance:
                yield name, minutes, guidance


def main() -> None:
    wpm = voice_rate(Settings())
    made = []
    for name, minutes, guidance in sessions():
        made.append(measure(name, minutes, guidance, wpm))
        print(made[-1].row(), *made[-1].findings, sep="\n")
    missed = [each for each in made if each.findings]
    text = HEAD.format(voice=f"the default voice at {wpm:.0f} words a minute") + "\n".join(each.row() for each in made)
    text += f"\n\n{len(made)} sessions; {len(made) - len(missed)} meet every goal.\n"
    for each in missed:
        text += f"\n{each.name}, {each.minutes} min, {each.guidance}:\n\n"
        text += "".join(f"- {finding.rule}: {finding.message}\n" for finding in each.findings)
    write_atomic(Path(__file__).parent.parent / "docs" / "explanation" / "figures.md", text)


if __name__ == "__main__":
    main()
