"""Printing: tables, findings, JSON, and the progress of long work.

Results go to stdout, everything else to stderr, so that ``--json`` and the path in the last line can be
read by other programs.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from voiceguide.errors import Finding, Severity

STAGES = {"voice": "Speaking", "sound": "Mixing and encoding", "measure": "Measuring"}

Progress = Callable[[str, int, int], None]


def as_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


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
        click.echo(click.style(str(finding), fg=colour), err=err)


def fancy() -> bool:
    """Whether stderr is a terminal on which a moving bar makes sense."""
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


@contextmanager
def progress_bar(*, quiet: bool, seconds: float | None = None) -> Iterator[Progress | None]:
    """Show progress while the block runs.

    Args:
        quiet: Show nothing.
        seconds: Length of what is being made, for the speed as "× real time", when it is known.

    Yields:
        The callback to hand to the pipeline, or None.
    """
    if quiet:
        yield None
    elif fancy():
        yield from _bar(seconds)
    else:
        yield _lines()


def _bar(seconds: float | None) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description:<20}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[speed]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, tuple[Any, float]] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = (bar.add_task(STAGES.get(stage, stage), total=total, speed=""), time.monotonic())
            task, began = tasks[stage]
            bar.update(task, completed=done, total=total, speed=_speed(stage, done, time.monotonic() - began))

        yield tell


def _speed(stage: str, done: int, elapsed: float) -> str:
    if stage != "sound" or elapsed < 0.5:
        return ""
    from voiceguide.units import RATE_HZ

    return f"{done / RATE_HZ / elapsed:.0f} × real time"


def _lines() -> Progress:
    """Plain lines: one when a stage begins, then at each quarter, at most every two seconds."""
    seen: dict[str, tuple[int, float]] = {}

    def tell(stage: str, done: int, total: int) -> None:
        quarter = 4 * done // total if total else 4
        last, at = seen.get(stage, (-1, 0.0))
        now = time.monotonic()
        if quarter > last and (now - at > 2.0 or last < 0):
            seen[stage] = (quarter, now)
            click.echo(f"{STAGES.get(stage, stage)}: {25 * quarter} %", err=True)

    return tell
