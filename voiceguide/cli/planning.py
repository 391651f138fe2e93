"""Prints the plan of a session as a page for people."""

from __future__ import annotations

from dataclasses import dataclass

import click

from voiceguide.app.summaries import PlanSummary
from voiceguide.cli import output
from voiceguide.errors import Finding
from voiceguide.timeline.figures import Figures
from voiceguide.units import clock


@dataclass(frozen=True, slots=True)
class PrintedPlan(PlanSummary):
    """A planned session with what its rehearsal found, for ``--json``.

    Attributes:
        findings: What the rehearsal warns of.
    """

    findings: tuple[Finding, ...]


def print_plan(plan: PlanSummary) -> None:
    """Print a plan on one page."""
    click.echo(
        f"{plan.title}: {clock(plan.seconds)}, {plan.words} words "
        f"({plan.words_per_minute:g} a minute); possible: {clock(plan.shortest_s)} to {clock(plan.longest_s)}"
    )
    _print_figures(plan.figures)
    for stage in plan.stages:
        click.echo(f"\n{clock(stage.start_s):>8}  {stage.title} ({clock(stage.seconds)})")
        inside = [each for each in plan.strokes if stage.start_s <= each.start_s < stage.start_s + stage.seconds]
        output.table(
            [(clock(each.start_s).rjust(6), f"×{each.repetitions}", each.title) for each in inside],
            indent="    ",
        )
    click.echo("\nHands on, by region:")
    for region, sides in plan.regions.items():
        click.echo(f"  {region}: " + ", ".join(f"{side} {clock(seconds)}" for side, seconds in sides.items()))
    for change in plan.changes:
        click.echo(f"* {change}")


def _print_figures(figures: Figures) -> None:
    """Print the figures in two lines."""
    first = figures.first_stroke_s
    begins = f"the first stroke begins at {clock(first)}, " if first is not None else ""
    click.echo(
        f"{begins}hands work {figures.hands_share:.0%} of the time, idle at most {figures.longest_idle_s:.0f} s; "
        f"{figures.words_per_minute:.0f} words a minute while they do"
    )
    click.echo(
        f"{clock(figures.announced_quiet_s)} of announced quiet, {figures.check_ins} check-ins, "
        f"{figures.check_ins_in_motion} of them in motion"
    )
