"""The cache command: what is kept between runs."""

from __future__ import annotations

from typing import Any

import click

from voiceguide.cli import output
from voiceguide.cli.groups import NearGroup
from voiceguide.kept import CLEARED, SHELVES, Shelf, clear, shelves


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
    found = shelves()
    if as_json:
        output.as_json([_facts(shelf) for shelf in found])
        return
    rows = [
        (shelf.name, f"{shelf.files} files", output.size(shelf.size_bytes), str(shelf.folder), shelf.text)
        for shelf in found
    ]
    output.table(rows, indent="")


def _facts(shelf: Shelf) -> dict[str, Any]:
    return {
        "name": shelf.name,
        "folder": str(shelf.folder),
        "files": shelf.files,
        "bytes": shelf.size_bytes,
        "text": shelf.text,
    }


@cache_command.command("clear")
@click.argument("names", nargs=-1, metavar=f"[{'|'.join(SHELVES)}]...")
@output.JSON
def clear_(names: tuple[str, ...], as_json: bool) -> None:
    """Clear what comes back by itself: clips and beds; or only what is named.

    \b
    Examples:
      voiceguide cache clear
      voiceguide cache clear kokoro      take out the installed voices of kokoro
    """
    cleared = clear(names or CLEARED)
    if as_json:
        output.as_json([_facts(shelf) for shelf in cleared])
        return
    for shelf in cleared:
        click.echo(f"{shelf.name}: {shelf.files} files, {output.size(shelf.size_bytes)} cleared")
