"""Defines the cache command: what is kept between runs."""

from __future__ import annotations

import click

from voiceguide.app.cache import CLEARED, FOLDERS, clear, list_folders
from voiceguide.cli import output
from voiceguide.cli.groups import NearGroup


@click.group("cache", cls=NearGroup)
def cache_command() -> None:
    """What is kept between runs, and clearing it.

    Clearing costs time at the next run and nothing else, unless installed voices are named.

    \b
    Examples:
      voiceguide cache info
      voiceguide cache clear
    """


@cache_command.command("info")
@output.JSON
def info(as_json: bool) -> None:
    """What is kept, where, and how much of it.

    \b
    Example:
      voiceguide cache info
    """
    found = list_folders()
    if as_json:
        output.as_json(found)
        return
    rows = [
        (folder.name, f"{folder.files} files", output.size(folder.size_bytes), str(folder.folder), folder.text)
        for folder in found
    ]
    output.table(rows, indent="")


@cache_command.command("clear")
@click.argument("names", nargs=-1, metavar=f"[{'|'.join(FOLDERS)}]...")
@output.JSON
def clear_(names: tuple[str, ...], as_json: bool) -> None:
    """Clear what comes back by itself: clips, beds and segments; or only what is named.

    \b
    Examples:
      voiceguide cache clear
      voiceguide cache clear kokoro      take out the installed voices of kokoro
    """
    cleared = clear(names or CLEARED)
    if as_json:
        output.as_json(cleared)
        return
    for folder in cleared:
        click.echo(f"{folder.name}: {folder.files} files, {output.size(folder.size_bytes)} cleared")
