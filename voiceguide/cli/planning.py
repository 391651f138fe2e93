"""The plan of a session as facts, and as a page for people."""

from __future__ import annotations

from typing import Any

import click

from voiceguide.choreography.model import MoveKind
from voiceguide.cli import output
from voiceguide.planning import Planned, possible_range
from voiceguide.routine.model import Routine
from voiceguide.settings import Settings
from voiceguide.timeline.figures import figures_row, hands_rows
from voiceguide.units import clock, to_seconds


def plan_facts(routine: Routine, made: Planned, settings: Settings) -> dict[str, Any]:
    """What a session will be like, in seconds and counts; hands in samples."""
    timeline = made.timeline
    limits = possible_range(routine, settings, voice_wpm=made.voice_wpm)
    regions: dict[str, dict[str, float]] = {}
    strokes = [move for move in timeline.moves if move.kind is MoveKind.STROKE]
    for move in strokes:
        sides = regions.setdefault(move.region, {})
        sides[move.side] = round(sides.get(move.side, 0.0) + to_seconds(move.frames), 2)
    return {
        "routine": routine.name,
        "title": routine.title,
        "seconds": round(timeline.seconds, 3),
        "shortest_s": round(limits.shortest_s, 1),
        "longest_s": round(limits.longest_s, 1),
        "words": timeline.words,
        "words_per_minute": round(timeline.words / timeline.seconds * 60, 1),
        "tempo": round(made.choreography.tempo, 4),
        "changes": list(made.script.changes),
        "regions": regions,
        "stages": [
            {
                "title": chapter.title,
                "start_s": to_seconds(chapter.start),
                "seconds": to_seconds(chapter.stop - chapter.start),
            }
            for chapter in timeline.chapters
        ],
        "strokes": [
            {
                "move": move.move,
                "title": move.title,
                "start_s": round(to_seconds(move.start), 3),
                "seconds": round(to_seconds(move.frames), 3),
                "repetitions": move.repetitions,
                "side": move.side,
                "place": move.place,
            }
            for move in strokes
        ],
        "figures": figures_row(timeline),
        "rate_hz": timeline.rate_hz,
        "frames": timeline.frames,
        "hands": hands_rows(timeline),
    }


def print_plan(facts: dict[str, Any]) -> None:
    """The facts on one page."""
    shortest, longest = clock(facts["shortest_s"]), clock(facts["longest_s"])
    click.echo(
        f"{facts['title']}: {clock(facts['seconds'])}, {facts['words']} words "
        f"({facts['words_per_minute']:g} a minute); possible: {shortest} to {longest}"
    )
    _figures(facts["figures"])
    strokes = list(facts["strokes"])
    for stage in facts["stages"]:
        click.echo(f"\n{clock(stage['start_s']):>8}  {stage['title']} ({clock(stage['seconds'])})")
        stop = stage["start_s"] + stage["seconds"]
        inside = [each for each in strokes if stage["start_s"] <= each["start_s"] < stop]
        output.table(
            [(clock(each["start_s"]).rjust(6), f"×{each['repetitions']}", each["title"]) for each in inside],
            indent="    ",
        )
    click.echo("\nHands on, by region:")
    for region, sides in facts["regions"].items():
        click.echo(f"  {region}: " + ", ".join(f"{side} {clock(seconds)}" for side, seconds in sides.items()))
    for change in facts["changes"]:
        click.echo(f"* {change}")


def _figures(figures: dict[str, Any]) -> None:
    """The figures in two lines."""
    first = figures["first_stroke_s"]
    begins = f"the first stroke begins at {clock(first)}, " if first is not None else ""
    click.echo(
        f"{begins}hands work {figures['hands_share']:.0%} of the time, idle at most {figures['longest_idle_s']:.0f} s; "
        f"{figures['words_per_minute']:.0f} words a minute while they do"
    )
    click.echo(
        f"{clock(figures['announced_quiet_s'])} of announced quiet, {figures['check_ins']} check-ins, "
        f"{figures['check_ins_in_motion']} of them in motion"
    )
