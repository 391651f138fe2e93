"""Defines the commands for routines: list, show, check, plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli import output
from voiceguide.cli.exit_codes import MISUSED
from voiceguide.cli.options import COMPOSING, config_from, explaining, setting_options
from voiceguide.cli.printed import CheckedRoutine, ListedRoutine, ShownRoutine
from voiceguide.cli.records import record_of
from voiceguide.cli.values import RoutineType
from voiceguide.units import clock

if TYPE_CHECKING:
    from voiceguide.app.checks import CheckReport


@click.command("list")
@output.JSON
def list_command(as_json: bool) -> None:
    """The routines that come with voiceguide.

    \b
    Example:
      voiceguide list
    """
    from voiceguide.app.routines import summarise_routine
    from voiceguide.routine.load import load_routine
    from voiceguide.routine.sources import shipped_routines

    routines = [summarise_routine(load_routine(name)) for name in shipped_routines()]
    if as_json:
        output.as_json([record_of(ListedRoutine, routine, regions=routine.worked) for routine in routines])
        return
    rows = [(each.name, f"{each.minutes or 0} min", each.summary or each.title) for each in routines]
    output.table(rows, indent="")


@click.command("show")
@click.argument("routine", type=RoutineType(), metavar="ROUTINE")
@output.JSON
def show_command(routine: str, as_json: bool) -> None:
    """What is in a routine: set-up, stages, strokes and counts.

    ROUTINE is a shipped routine's name or the path of a YAML file.

    \b
    Example:
      voiceguide show shoulders-and-back
    """
    from voiceguide.app.routines import summarise_routine
    from voiceguide.routine.check import load_checked
    from voiceguide.wording.places import name_of

    loaded = load_checked(routine)
    if as_json:
        summary = summarise_routine(loaded)
        output.as_json(record_of(ShownRoutine, summary, loaded, regions=summary.worked))
        return
    click.echo(f"{loaded.title}  ({loaded.name})")
    facts = [
        ("length", clock(loaded.duration_s) if loaded.duration_s else "as counted"),
        ("partner", loaded.receiver),
        ("you", loaded.giver),
        ("needs", ", ".join(loaded.needs)),
    ]
    output.table([fact for fact in facts if fact[1]])
    for stage in loaded.stages:
        minutes = f", {stage.minutes.shortest:g} to {stage.minutes.longest:g} minutes" if stage.minutes else ""
        rounds = f", {stage.rounds} rounds" if stage.rounds > 1 else ""
        click.echo(f"\n{stage.name}{rounds}{minutes}")
        output.table(
            [
                (
                    name_of(stroke),
                    stroke.region,
                    stroke.side.value,
                    f"×{stroke.repetitions}",
                    f"{stroke.period_s:g} s each",
                )
                for stroke in stage.strokes
            ]
        )


@click.command("check")
@click.argument("routines", nargs=-1, required=True, type=RoutineType(), metavar="ROUTINE...")
@setting_options("guidance", "pace", "duration_s", "avoid")
@output.JSON
def check_command(routines: tuple[str, ...], as_json: bool, **options: Any) -> int:
    """Find everything wrong, unsafe or hard to follow, all at once.

    Reads the routine, applies the safety rules, rehearses it with two bodies at its usual and at its shortest
    length, then composes it and audits the result as somebody hears it whose eyes are closed. Exits with 1 when
    there is an error, with 2 when a routine or an asked length is not there; warnings do not count.

    \b
    Examples:
      voiceguide check my-routine.yaml
      voiceguide check legs --guidance brief --pace 0.8
    """
    from voiceguide.app.checks import check_routine

    config = config_from(options)
    reports = {name: check_routine(name, config.settings, config.origins) for name in routines}
    refused = any(each.refused for each in reports.values())
    code = MISUSED if refused else int(any(each.errors for each in reports.values()))
    if as_json:
        output.as_json([_describe_check(name, report) for name, report in reports.items()])
        return code
    for name, report in reports.items():
        errors, warnings = report.errors, report.warnings
        output.findings((*errors, *warnings), err=False)
        verdict = f"{len(errors)} error{'s' if len(errors) != 1 else ''}" if errors else "fine"
        more = f", {len(warnings)} warning{'s' if len(warnings) != 1 else ''}" if warnings else ""
        click.echo(f"{name}: {verdict}{more}")
    return code


def _describe_check(name: str, report: CheckReport) -> CheckedRoutine:
    found = (*report.errors, *report.warnings)
    return CheckedRoutine(name, ok=not report.errors, findings=found)


@click.command("plan")
@click.argument("routine", type=RoutineType(), metavar="ROUTINE")
@setting_options(*COMPOSING)
@output.JSON
def plan_command(routine: str, as_json: bool, **options: Any) -> None:
    """Minutes, counts, sides and words of a session, without making it.

    \b
    Examples:
      voiceguide plan shoulders-and-back --duration 45m
      voiceguide plan legs --guidance brief --json
    """
    from voiceguide.app.summaries import summarise
    from voiceguide.choreography.asked import choreograph_asked
    from voiceguide.choreography.rehearsal import refuse_impossible
    from voiceguide.cli.planning import PrintedPlan, print_plan
    from voiceguide.pipeline import plan
    from voiceguide.routine.check import load_checked

    config = config_from(options)
    loaded = load_checked(routine)
    with explaining(config):
        summary = summarise(loaded, plan(loaded, config.settings), config.settings)
    warnings = refuse_impossible(loaded, choreograph_asked(loaded, config.settings))
    if as_json:
        output.as_json(record_of(PrintedPlan, summary, findings=warnings))
    else:
        print_plan(summary)
        output.findings(warnings, err=False)
