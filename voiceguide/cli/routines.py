"""Commands about routines: list, show, check, plan."""

from __future__ import annotations

from typing import Any

import click

from voiceguide.cli import output
from voiceguide.cli.ending import MISUSED
from voiceguide.cli.options import COMPOSING, config_from, explaining, setting_options
from voiceguide.cli.values import RoutineType
from voiceguide.units import clock


@click.command("list")
@output.JSON
def list_command(as_json: bool) -> None:
    """The routines that come with voiceguide.

    \b
    Example:
      voiceguide list
    """
    from voiceguide.routine.load import load_routine
    from voiceguide.routine.sources import shipped_routines

    routines = [load_routine(name) for name in shipped_routines()]
    if as_json:
        output.as_json([_summary(routine) for routine in routines])
        return
    output.table(
        [
            (routine.name, f"{round((routine.duration_s or 0) / 60)} min", routine.summary or routine.title)
            for routine in routines
        ],
        indent="",
    )


def _summary(routine: Any) -> dict[str, Any]:
    return {
        "name": routine.name,
        "title": routine.title,
        "summary": routine.summary,
        "duration_s": routine.duration_s,
        "receiver": routine.receiver,
        "needs": list(routine.needs),
        "oil": routine.oil.value,
        "regions": sorted({stroke.region for stage in routine.stages for stroke in stage.strokes}),
        "stages": [stage.name for stage in routine.stages],
    }


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
    from voiceguide.routine.check import load_checked
    from voiceguide.wording.places import name_of

    loaded = load_checked(routine)
    if as_json:
        output.as_json(_summary(loaded) | {"file": loaded.file, "sha256": loaded.sha256})
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
        minutes = f", {stage.minutes[0]:g} to {stage.minutes[1]:g} minutes" if stage.minutes else ""
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
    from voiceguide.cli.checking import check_one

    config = config_from(options)
    results = [(name, *check_one(name, config)) for name in routines]
    rules = {each.rule for _, errors, _ in results for each in errors}
    code = MISUSED if "usage" in rules else int(bool(rules))
    if as_json:
        output.as_json([_check_json(name, errors, warnings) for name, errors, warnings in results])
        return code
    for name, errors, warnings in results:
        output.findings((*errors, *warnings), err=False)
        verdict = f"{len(errors)} error{'s' if len(errors) != 1 else ''}" if errors else "fine"
        more = f", {len(warnings)} warning{'s' if len(warnings) != 1 else ''}" if warnings else ""
        click.echo(f"{name}: {verdict}{more}")
    return code


def _check_json(name: str, errors: Any, warnings: Any) -> dict[str, Any]:
    rows = [output.finding_facts(each) for each in (*errors, *warnings)]
    return {"routine": name, "ok": not errors, "findings": rows}


@click.command("plan")
@click.argument("routine", type=RoutineType(), metavar="ROUTINE")
@setting_options(*COMPOSING, "voice")
@output.JSON
def plan_command(routine: str, as_json: bool, **options: Any) -> None:
    """Minutes, counts, sides and words of a session, without making it.

    \b
    Examples:
      voiceguide plan shoulders-and-back --duration 45m
      voiceguide plan legs --guidance brief --json
    """
    from voiceguide.choreography.asked import asked
    from voiceguide.choreography.rehearsal import refuse_impossible
    from voiceguide.cli.planning import plan_facts, print_plan
    from voiceguide.pipeline import plan
    from voiceguide.routine.check import load_checked

    config = config_from(options)
    loaded = load_checked(routine)
    with explaining(config):
        facts = plan_facts(loaded, plan(loaded, config.settings), config.settings)
    warnings = refuse_impossible(loaded, asked(loaded, config.settings))
    facts["findings"] = [output.finding_facts(each) for each in warnings]
    if as_json:
        output.as_json(facts)
    else:
        print_plan(facts)
        output.findings(warnings, err=False)
