"""Prints tables, findings and JSON.

Results go to stdout, everything else to stderr, so that other programs can read ``--json`` and the path in the last
line.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar

import click

from voiceguide.cli.records import to_json
from voiceguide.errors import Finding, Severity

AnyCommand = TypeVar("AnyCommand", bound=Callable[..., Any])

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs; docs/cli.md has its form.")
"""The option of every command that reports something."""

FORCE = click.option("-f", "--force", is_flag=True, help="Replace files that are there.")
"""The option of every command that writes files named by the user."""


def folder_option(text: str, default: Path | None = None) -> Callable[[AnyCommand], AnyCommand]:
    """The option of commands that write into a folder.

    Args:
        text: Its help.
        default: The folder without it; None if the command chooses one.
    """
    shown = {"metavar": "FOLDER"} if default is None else {"default": default, "show_default": True}
    return click.option("-o", "--output", "folder", type=click.Path(path_type=Path), help=text, **shown)


def as_json(record: Any) -> None:
    """Print a record, or a list of them, as JSON; in ASCII unless the terminal or pipe is UTF-8."""
    value = to_json(record)
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").casefold().replace("-", "")
    text = json.dumps(value, indent=2, ensure_ascii=encoding != "utf8", allow_nan=False)
    if any("\ud800" <= char <= "\udfff" for char in text):  # a file name that is not valid text
        text = json.dumps(value, indent=2, allow_nan=False)
    click.echo(text)


def table(rows: Sequence[Sequence[str]], *, indent: str = "  ") -> None:
    """Print rows in aligned columns; the last column is not padded."""
    if not rows:
        return
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        click.echo((indent + "  ".join([*cells, row[-1]])).rstrip())


def findings(found: Iterable[Finding], *, err: bool = True) -> None:
    """Print findings, errors red and warnings yellow."""
    for finding in found:
        colour = "red" if finding.severity is Severity.ERROR else "yellow"
        text = click.style(str(finding), fg=colour)
        if err:
            note(text)
        else:
            click.echo(text)


def note(text: str) -> None:
    """Print a message beside the result. If stderr is closed, the work goes on without it."""
    try:
        click.echo(text, err=True)
    except OSError:
        forget(sys.stderr)


def failure(text: str, what: str = "Failed") -> None:
    """Print on stderr what could not be done, and why."""
    note(f"{click.style(what, fg='red', bold=True)}: {text}")


_verbose = {"": False}


def be_verbose(wanted: bool) -> None:
    """Set whether `detail` prints."""
    _verbose[""] = wanted


def detail(text: str) -> None:
    """Print a further message, with ``--verbose`` only."""
    if _verbose[""]:
        note(click.style(text, dim=True))


def forget(stream: IO[str]) -> None:
    """Discard the rest of a closed stream, so that flushing it at exit does not fail again."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def size(count: float) -> str:
    """A number of bytes for people: ``0.2 MB``, ``1.5 GB``."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"
