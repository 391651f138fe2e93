"""Fit every shipped routine to many durations with the default voice; write docs/explanation/durations.md.

Run from the project's folder: python -m tools.fit_table
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from voiceguide.blind_audit import audit
from voiceguide.files import write_atomic
from voiceguide.routine.check import load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.script.fit import fit, possible_range
from voiceguide.script.model import Script
from voiceguide.settings import Guidance, Settings
from voiceguide.speech.engine import Engine
from voiceguide.speech.narrate import narrate
from voiceguide.speech.registry import resolve_voice
from voiceguide.units import clock, to_seconds
from voiceguide.wording.words import estimate_s

SHARES = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
PACES = (0.8, 1.0, 1.25)
HEAD = """\
# Asked and reached durations

Written by `python -m tools.fit_table` with the default voice ({voice}), every cue as really spoken. A session is
asked to last anywhere between the shortest and the longest it can be; it must end within one second.

| routine | guidance | pace | possible | asked | reached | off by | rounds | tempo |
|---|---|---|---|---|---|---|---|---|
"""


class Table:
    def __init__(self, engine: Engine, voice: str) -> None:
        self.engine, self.voice = engine, voice
        self.rows: list[str] = []
        self.worst = 0.0
        self.findings: list[str] = []
        self.spoken_s = self.estimated_s = 0.0

    def measure(self, script: Script) -> Mapping[str, int]:
        clips = narrate(script, settings=Settings(), engine=self.engine, voice=self.voice).clips
        return {cue: clip.frames for cue, clip in clips.items()}

    def add(self, name: str, settings: Settings, share: float) -> None:
        routine = load_checked(name)
        limits = possible_range(routine, settings, self.measure)
        asked = round(limits.shortest_s + share * (limits.longest_s - limits.shortest_s))
        fitted = fit(routine, settings.replaced({"duration_s": float(asked)}), self.measure)
        off = abs(fitted.timeline.seconds - asked)
        self.worst = max(self.worst, off)
        for each in audit(fitted.script, fitted.timeline):
            self.findings.append(
                f"{name}, {settings.guidance}, {clock(asked)}: {each.severity}, {each.rule}: {each.message}"
            )
        self.spoken_s += sum(to_seconds(each.frames) for each in fitted.timeline.speech)
        self.estimated_s += sum(estimate_s(each.text, settings.assumed_wpm) for each in fitted.timeline.speech)
        rounds = " ".join(map(str, fitted.plan.rounds))
        possible = f"{clock(limits.shortest_s)}–{clock(limits.longest_s)}"
        self.rows.append(
            f"| {name} | {settings.guidance} | {settings.pace:g} | {possible} "
            f"| {clock(asked)} | {clock(fitted.timeline.seconds)} | {off * 1000:.2f} ms | {rounds} "
            f"| {fitted.plan.tempo:.2f} |"
        )


def main() -> None:
    engine, voice = resolve_voice("pyttsx3")
    with engine:
        table = Table(engine, voice)
        for number, name in enumerate(shipped_routines()):
            for turn, share in enumerate(SHARES):
                pace = PACES[(number + turn) % len(PACES)]
                guidance = list(Guidance)[(number + turn // 2) % 3]
                table.add(name, Settings(pace=pace, guidance=guidance), share)
    text = HEAD.format(voice=f"pyttsx3:{voice}") + "\n".join(table.rows)
    text += f"\n\n{len(table.rows)} combinations; the worst is off by {table.worst * 1000:.2f} ms. "
    text += f"The blind audit of all of them has {len(table.findings)} findings{':' if table.findings else '.'}\n"
    text += "".join(f"\n- {each}" for each in table.findings) + ("\n" if table.findings else "")
    write_atomic(Path(__file__).parent.parent / "docs" / "explanation" / "durations.md", text)
    print(f"{len(table.rows)} combinations, worst {table.worst:.6f} s, {len(table.findings)} findings")
    print(f"speech {table.spoken_s:.0f} s, estimated {table.estimated_s:.0f} s")


if __name__ == "__main__":
    main()
