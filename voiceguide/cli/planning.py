"""The plan of a session as facts, and as a page for people."""

from __future__ import annotations

from typing import Any

import click

from voiceguide.cli import output
from voiceguide.routine.model import Routine
from voiceguide.script.fit import Fitted, possible_range
from voiceguide.script.model import SlotKind
from voiceguide.settings import Settings
from voiceguide.units import clock, to_seconds


def plan_facts(routine: Routine, fitted: Fitted, settings: Settings) -> dict[str, Any]:
    """What a session will be like, in seconds and counts."""
    timeline = fitted.timeline
    limits = possible_range(routine, settings)
    regions: dict[str, dict[str, float]] = {}
    for slot in timeline.slots:
        if slot.kind is SlotKind.STROKE:
            sides = regions.setdefault(slot.region, {})
            sides[slot.side] = round(sides.get(slot.side, 0.0) + to_seconds(slot.stop - slot.span_start), 2)
    return {
        "routine": routine.name,
        "title": routine.title,
        "seconds": round(timeline.seconds, 3),
        "shortest_s": round(limits.shortest_s, 1),
        "longest_s": round(limits.longest_s, 1),
        "words": timeline.words,
        "words_per_minute": round(timeline.words / timeline.seconds * 60, 1),
        "tempo": round(fitted.plan.tempo, 4),
        "changes": list(fitted.script.changes),
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
                "slot": slot.slot,
                "title": slot.title,
                "start_s": round(to_seconds(slot.start), 3),
                "seconds": round(to_seconds(slot.stop - slot.start), 3),
                "repetitions": slot.repetitions,
                "side": slot.side,
                "grown_s": round(to_seconds(slot.grown), 3),
            }
            for slot in timeline.slots
            if slot.kind is SlotKind.STROKE
        ],
    }


def print_plan(facts: dict[str, Any]) -> None:
    """The facts on one page."""
    shortest, longest = clock(facts["shortest_s"]), clock(facts["longest_s"])
    click.echo(
        f"{facts['title']}: {clock(facts['seconds'])}, {facts['words']} words "
        f"({facts['words_per_minute']:g} a minute); possible: {shortest} to {longest}"
    )
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
