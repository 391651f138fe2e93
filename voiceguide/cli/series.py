"""Defines the series command: plan weeks of evenings for two, and make them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from voiceguide.cli import output
from voiceguide.cli.groups import NearGroup
from voiceguide.cli.options import JOBS, SOUNDING, config_from, explaining, setting_options
from voiceguide.errors import UsageError

if TYPE_CHECKING:
    from voiceguide.config import Config
    from voiceguide.series.making import Outcome
    from voiceguide.series.model import Series, Wish

Command = TypeVar("Command", bound=Callable[..., Any])

_SETTINGS = ("pace", "avoid", *SOUNDING)


@click.group("series", cls=NearGroup)
def series_command() -> None:
    """Weeks of evenings for two: who gives, what, how long, and fewer words as strokes become known.

    A series is planned from a few options, or from a small file. Turns are equal, in time and in regions.

    \b
    Examples:
      voiceguide series plan gentle-beginning
      voiceguide series plan --weeks 6 --per-week 2 --minutes 20 --people Ana,Ben --focus shoulders,back
      voiceguide series make back-and-legs --people Ana,Ben --output evenings
    """


def _wish_options(command: Command) -> Command:
    """Add the options that describe a series to a command."""
    for add in reversed(
        (
            click.option("--title", metavar="TEXT", help="Title of the series."),
            click.option("--weeks", type=click.IntRange(1, 52), metavar="NUMBER", help="How many weeks.  [default: 6]"),
            click.option("--per-week", type=click.IntRange(1, 7), metavar="NUMBER",
                         help="Evenings in a week.  [default: 2]"),
            click.option("--minutes", metavar="NUMBERS",
                         help="Minutes of an evening, such as 20; or week by week, such as 15,15,20.  [default: 20]"),
            click.option("--people", metavar="NAME,NAME", help="The two; who gives first comes first."),
            click.option("--focus", metavar="REGIONS", help="What it is about, such as shoulders,back."),
            click.option("--routine", "routines", multiple=True, metavar="ROUTINE",
                         help="A routine to choose among; may be given several times."),
            click.option("--start", metavar="DATE", help="The first day, such as 2027-01-04.  [default: next Monday]"),
            click.option("--at", metavar="TIME", help="When an evening begins, such as 20:30."),
            click.option("--both", is_flag=True, default=None, help="Both give on every evening, half and half."),
        )
    ):  # fmt: skip
        command = add(command)
    return command


@series_command.command("list")
def list_() -> None:
    """The series that come with voiceguide, to make or to start from.

    \b
    Example:
      voiceguide series list
    """
    from voiceguide.series.wishes import read_wish, shipped_series

    wishes = {name: read_wish(name) for name in shipped_series()}
    output.table(
        [(name, f"{wish.weeks} weeks", f"{wish.count} evenings", wish.title) for name, wish in wishes.items()],
        indent="",
    )


@series_command.command("plan")
@click.argument("plan", required=False, metavar="[SERIES]")
@_wish_options
@setting_options(*_SETTINGS)
@output.JSON
def plan(plan: str | None, as_json: bool, **options: Any) -> None:
    """The calendar of a series: who gives, what, how long and in how many words; and what each gets in all.

    SERIES is the name of one that comes with voiceguide, or the path of a YAML file; options are stronger. Nothing is
    spoken or made.

    \b
    Examples:
      voiceguide series plan back-and-legs --people Ana,Ben
      voiceguide series plan --weeks 4 --minutes 15,15,20,20 --focus feet,calf
    """
    from voiceguide.cli.series_page import describe_plan, print_plan

    series, _ = _plan(plan, options, Path("output"))
    if as_json:
        output.as_json(describe_plan(series))
    else:
        print_plan(series)


@series_command.command("make")
@click.argument("plan", required=False, metavar="[SERIES]")
@_wish_options
@setting_options(*_SETTINGS)
@output.folder_option("Where everything goes.  [default: output/ and the series' title]")
@click.option("--base-url", metavar="URL", help="Address the folder will have on the web: writes a podcast feed, too.")
@JOBS
@click.option("-q", "--quiet", is_flag=True, help="Print only the paths.")
@output.JSON  # fmt: skip
def make(
    plan: str | None,
    folder: Path | None,
    base_url: str | None,
    workers: int | None,
    quiet: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Make every session of a series: numbered titles and tracks, covers, a playlist, dates, and a feed.

    The same command goes on where it was stopped, makes anew what is damaged or planned otherwise by now, and skips
    what exists and is undamaged. series.ics has the dates for any calendar; series.m3u8 plays all in order.

    \b
    Examples:
      voiceguide series make gentle-beginning --people Ana,Ben
      voiceguide series make my-series.yaml --output evenings --base-url https://example.org/evenings/
    """
    from voiceguide.cli.series_page import describe_made
    from voiceguide.export.feed.rss import base_address
    from voiceguide.export.names import safe_name
    from voiceguide.series.making import finish

    if base_url is not None:
        base_address(base_url)
    wish = _wish(plan, options)
    target = folder or Path("output") / safe_name(wish.title)
    series, config = _plan(plan, options, target)
    with explaining(config):
        outcomes = _make(series, config, target, workers, quiet=quiet, as_json=as_json)
        beside = finish(series, outcomes, target, base_url=base_url)
    if as_json:
        output.as_json(describe_made(series, outcomes, target, beside))
    else:
        _print_made(series, outcomes, target, beside, quiet=quiet)
    return 1 if any(each.made is None for each in outcomes.values()) else 0


def _wish(plan: str | None, options: dict[str, Any]) -> Wish:
    """What is requested: the content of the file, changed by the options of this call."""
    from voiceguide.series.model import Wish
    from voiceguide.series.wishes import read_wish, with_options

    wish = read_wish(plan) if plan is not None else Wish()
    settings = {name: options[name] for name in _SETTINGS if options.get(name) is not None}
    return with_options(
        wish,
        {
            "title": options["title"],
            "weeks": options["weeks"],
            "per_week": options["per_week"],
            "minutes": _minutes(options["minutes"]),
            "people": _people(options["people"]),
            "focus": _names(options["focus"]),
            "routines": tuple(options["routines"]) or None,
            "start": _date(options["start"]),
            "at": _time(options["at"]),
            "swap": options["both"],
            "settings": settings or None,
        },
    )


def _plan(plan: str | None, options: dict[str, Any], folder: Path) -> tuple[Series, Config]:
    """Plan the requested series, and gather its settings."""
    from dataclasses import replace

    from voiceguide.series.making import first_day
    from voiceguide.series.planner import plan_series

    wish = _wish(plan, options)
    config = config_from({name: options.get(name) for name in _SETTINGS})
    if wish.start is None:
        wish = replace(wish, start=first_day(folder, date.today()))
    return plan_series(wish), config


def _make(
    series: Series, config: Config, folder: Path, workers: int | None, *, quiet: bool, as_json: bool
) -> dict[int, Outcome]:
    """Make the sessions of a series, showing progress; the results by number of the job."""
    from voiceguide.cli.progress import board, mode_of
    from voiceguide.export.outputs import Outputs
    from voiceguide.series.making import jobs_of, make_series

    jobs = jobs_of(series, folder, config.settings, Outputs(), config.origins)
    outcomes: dict[int, Outcome] = {}
    with (
        board(mode_of(quiet=quiet, as_json=as_json), [job.name for job in jobs]) as shown,
        closing(make_series(series, jobs, folder, workers=workers, progress=shown.update)) as endings,  # type: ignore[type-var]
    ):
        for number, outcome in endings:
            outcomes[number] = outcome
            state = "already there" if outcome.made and not outcome.new else "made"
            failure = outcome.failure
            shown.finish(number, f"failed: {failure.message.splitlines()[0]}" if failure else state)
    return outcomes


def _print_made(
    series: Series, outcomes: dict[int, Outcome], folder: Path, beside: tuple[Path, ...], *, quiet: bool
) -> None:
    """Print what was made and what failed, then the paths of all files."""
    failed = [each for each in outcomes.values() if each.failure is not None]
    if not quiet:
        new = sum(each.new for each in outcomes.values())
        kept = len(outcomes) - new - len(failed)
        output.note(f"{series.wish.title}: {new} made, {kept} stood there already" +
                    (f", {len(failed)} failed" if failed else ""))  # fmt: skip
        for text in series.notes:
            output.note(f"* {text}")
    for each in failed:
        assert each.failure is not None
        output.failure(f"evening {each.evening.number}: {each.failure.message}")
    for path in beside:
        click.echo(str(path))
    for number in sorted(outcomes):
        made = outcomes[number].made
        if made is not None:
            click.echo(str(folder / made.files[0].name))


def _minutes(text: str | None) -> tuple[float, ...] | None:
    """The minutes of ``--minutes``, one number or one for each week."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(r"\d{1,3}(\.\d)?", part) and 5 <= float(part) <= 240 for part in parts):
        raise UsageError(f"--minutes is {text!r}, but must be minutes from 5 to 240, such as 20 or 15,15,20")
    return tuple(map(float, parts))


def _people(text: str | None) -> tuple[str, str] | None:
    """The two names of ``--people``."""
    if text is None:
        return None
    parts = [" ".join(part.split()) for part in text.split(",")]
    if len(parts) != 2 or not all(0 < len(part) <= 40 for part in parts):
        raise UsageError(f"--people is {text!r}, but must be two names, such as Ana,Ben")
    return parts[0], parts[1]


def _names(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(part.strip() for part in text.split(",") if part.strip())


def _date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--start is {text!r}, but must be a date such as 2027-01-04") from None


def _time(text: str | None) -> Any:
    """The time of day that ``--at`` names."""
    from voiceguide.series.wishes import time_of_day

    found = None if text is None else time_of_day(text.strip())
    if text is not None and found is None:
        raise UsageError(f"--at is {text!r}, but must be a time of day such as 20:30")
    return found
