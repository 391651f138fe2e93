"""Defines the new command, which writes a routine to start from."""

from __future__ import annotations

import json
from pathlib import Path

import click

from voiceguide.cli import output
from voiceguide.cli.values import RoutineType


@click.command("new")
@click.argument("name", metavar="NAME")
@click.option("--from", "start", type=RoutineType(), metavar="ROUTINE", help="Start from this routine.")
@click.option("--title", metavar="TEXT", help="Its title.  [default: from the name]")
@click.option("--schema", is_flag=True, help="Write routine.schema.json beside it, for editors that complete YAML.")
@output.FORCE
def new_command(name: str, start: str | None, title: str | None, schema: bool, force: bool) -> None:
    """Write a commented, valid routine to start from.

    NAME is the new file, with or without .yaml. Its path is printed last.

    \b
    Examples:
      voiceguide new evening
      voiceguide new my-back --from back-relief --title "My back"
      voiceguide check evening.yaml
    """
    from voiceguide.files import refuse_existing, write_atomic
    from voiceguide.installing import command_line, is_there
    from voiceguide.routine.sources import SUFFIXES
    from voiceguide.routine.template import new_text, title_of

    path = Path(name) if name.endswith(SUFFIXES) else Path(f"{name}.yaml")
    schema_path = path.with_name("routine.schema.json")
    refuse_existing(path, force=force)
    text = new_text(title or title_of(path.stem), str(path), start)
    if schema:
        from voiceguide.routine.schema import json_schema

        write_atomic(schema_path, json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n")
        text = f"# yaml-language-server: $schema={schema_path.name}\n{text}"
    write_atomic(path, text)
    make_line = command_line("voiceguide", "make", str(path), "--preview", "60s", *(("--watch",) * is_there("watch")))
    output.note(f"Edit it, then: {make_line}")
    click.echo(str(path))
