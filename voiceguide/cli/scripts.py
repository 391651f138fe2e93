"""Defines the script command: what will be said, and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from voiceguide.cli import output
from voiceguide.cli.options import COMPOSING, config_from, explaining, setting_options
from voiceguide.cli.printed import ScriptRow
from voiceguide.cli.values import RoutineType
from voiceguide.units import clock, to_seconds


@click.command("script")
@click.argument("routine", type=RoutineType(), metavar="ROUTINE")
@setting_options(*COMPOSING)
@click.option(
    "-o", "--save", "target", type=click.Path(path_type=Path), help="Write the script to a file to edit and render."
)
@output.FORCE
@output.JSON
def script_command(routine: str, target: Path | None, force: bool, as_json: bool, **options: Any) -> None:
    """Print the script of a session with times; or save it, edit it by hand, and render it.

    Times are estimates: they become exact when the voice is known.

    \b
    Examples:
      voiceguide script legs
      voiceguide script legs --save legs.script.yaml
      voiceguide render legs.script.yaml
    """
    from voiceguide.errors import ExportError, Where
    from voiceguide.files import refuse_existing, same_file
    from voiceguide.pipeline import plan
    from voiceguide.routine.check import load_checked
    from voiceguide.routine.sources import find_routine
    from voiceguide.script.file import save

    config = config_from(options)
    with explaining(config):
        fitted = plan(load_checked(routine), config.settings)
    if target is not None:
        refuse_existing(target, force=force)
        if target.is_file() and same_file(target, find_routine(routine)):
            raise ExportError("this is the routine itself", where=Where(str(target)), hint="Save under another name.")
        save(fitted.script, target)
        click.echo(str(target))
        return
    timeline = fitted.timeline
    rows = [(each.start, each.cue, each.text) for each in timeline.speech]
    rows += [(each.start, each.cue, f"({each.earcon.value})") for each in timeline.earcons]
    if as_json:
        output.as_json([ScriptRow(to_seconds(at), cue, text) for at, cue, text in sorted(rows)])
        return
    chapters = list(timeline.chapters)
    for at, _, text in sorted(rows):
        while chapters and chapters[0].start <= at:
            click.echo(f"\n{chapters.pop(0).title}")
        click.echo(f"{clock(to_seconds(at)):>8}  {text}")
    click.echo(f"{clock(timeline.seconds):>8}  (end)")
