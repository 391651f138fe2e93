"""Printing: tables, findings, JSON.

Results go to stdout, everything else to stderr, so that ``--json`` and the path in the last line can be
read by other programs.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import IO, Any

import click

from voiceguide.errors import Finding, Severity

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs; docs/cli.md has its form.")
"""The option of every command that reports."""

FORCE = click.option("-f", "--force", is_flag=True, help="Replace files that are there.")
"""The option of every command that writes files the user names."""


def as_json(value: Any) -> None:
    """Print a value as JSON; in ASCII where the terminal or pipe is not UTF-8."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").casefold().replace("-", "")
    text = json.dumps(value, indent=2, ensure_ascii=encoding != "utf8", allow_nan=False)
    if any("\ud800" <= char <= "\udfff" for char in text):  # a name that is no text, from another system
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


def finding_facts(finding: Finding) -> dict[str, Any]:
    """One finding, for ``--json``."""
    return {
        "severity": finding.severity.value,
        "rule": finding.rule,
        "message": finding.message,
        "file": finding.where.file,
        "line": finding.where.line,
        "key": finding.where.key,
        "reason": finding.reason,
        "hint": finding.hint,
    }


def note(text: str) -> None:
    """Tell people something beside the result. When nobody reads it any more, the work goes on all the same."""
    try:
        click.echo(text, err=True)
    except OSError:
        forget(sys.stderr)


_verbose = {"": False}


def be_verbose(wanted: bool) -> None:
    """Whether `detail` prints."""
    _verbose[""] = wanted


def detail(text: str) -> None:
    """Tell more, when ``--verbose`` asks for it."""
    if _verbose[""]:
        note(click.style(text, dim=True))


def forget(stream: IO[str]) -> None:
    """Let the rest of a stream that nobody reads go nowhere, so that leaving does not fail on it again."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def size(count: float) -> str:
    """Bytes for people: ``0.2 MB``, ``1.5 GB``."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"
