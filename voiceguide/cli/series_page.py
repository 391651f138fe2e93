"""Shows a series as a record for ``--json``, and as a calendar for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from voiceguide.anatomy import REGIONS
from voiceguide.cli import output
from voiceguide.cli.printed_many import (
    FailedEvening,
    GivenInAll,
    MadeEvening,
    MadeSeries,
    PlannedEvening,
    PlannedSeries,
)
from voiceguide.cli.records import record_of
from voiceguide.series.making import Outcome, title_of
from voiceguide.series.model import Evening, Series
from voiceguide.series.planner import balance
from voiceguide.units import clock


def describe_plan(series: Series) -> PlannedSeries:
    """The plan as a record for ``--json``."""
    wish = series.wish
    sums = balance(series)
    return record_of(
        PlannedSeries,
        wish,
        series,
        evenings=tuple(_describe_evening(series, each) for each in series.evenings),
        balance=tuple(
            GivenInAll(name, sums[name]["total"], {key: each for key, each in sums[name].items() if key != "total"})
            for name in wish.people
        ),
    )


def _describe_evening(series: Series, each: Evening) -> PlannedEvening:
    """An evening as a record for ``--json``."""
    return record_of(
        PlannedEvening,
        each,
        begins=each.begins.isoformat(timespec="minutes") if each.begins else None,
        title=title_of(series, each),
        known=round(each.known, 3),
        regions={region: round(seconds, 1) for region, seconds in each.regions.items()},
    )


def print_plan(series: Series) -> None:
    """Print the plan as a calendar, and what each gives in total."""
    wish = series.wish
    click.echo(f"{wish.title}: {wish.count} evenings in {wish.weeks} weeks")
    week = 0
    for each in series.evenings:
        if each.week != week:
            week = each.week
            click.echo(f"\nWeek {week}")
        click.echo("  " + _row(each))
    click.echo("\nGiven in all, in minutes (the regions: hands at work)")
    sums = balance(series)
    order = [key for key in REGIONS if any(key in each for each in sums.values())]
    rows: list[tuple[str, ...]] = [("", *wish.people, "")]
    for key in ("total", *order):
        title = "evenings" if key == "total" else REGIONS[key].many
        rows.append((title, *(clock(sums[name].get(key, 0.0)).rjust(5) for name in wish.people), ""))
    output.table(rows)
    for note in series.notes:
        click.echo(f"* {note}")


def _row(each: Evening) -> str:
    """One evening as a row of the calendar."""
    when = f"{each.begins:%a %d %b %H:%M}" if each.begins else ""
    who = f"{each.giver} and {each.receiver}, half and half" if each.shared else f"{each.giver} gives {each.receiver}"
    part = f" without {', '.join(each.avoid)}" if each.part else ""
    occasion = f" · {each.occasion}" if each.occasion else ""
    what = f"{each.title}{part}, {each.minutes:g} min"
    return f"{each.number:2}  {when}  {who}: {what}, words {each.guidance.value}{occasion}"


def describe_made(
    series: Series, outcomes: Mapping[int, Outcome], folder: Path, beside: tuple[Path, ...]
) -> MadeSeries:
    """What was made as a record for ``--json``."""
    made, failed = [], []
    for number in sorted(outcomes):
        outcome = outcomes[number]
        if outcome.made is not None:
            sound = folder / outcome.made.files[0].name
            made.append(record_of(MadeEvening, outcome.made, outcome, number=outcome.evening.number, path=sound))
        elif outcome.failure is not None:
            failed.append(FailedEvening(outcome.evening.number, outcome.failure.message))
    return MadeSeries(series.wish.title, beside, tuple(made), tuple(failed))
