"""Shows progress of long work on stderr: moving bars on a terminal, plain lines elsewhere, nothing with ``--quiet``.

It shows stage, percent, time left, and the speed as "× real time".
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Any, Protocol

from voiceguide.app.progress import STAGES, SessionClock, StageClock, StageProgress
from voiceguide.cli.output import note
from voiceguide.progress import Progress, WorkStage
from voiceguide.units import clock

_LINE_EVERY_S = 2.0


class Mode(Enum):
    """How progress is shown."""

    BARS = "bars"
    LINES = "lines"
    SILENT = "silent"


def mode_of(*, quiet: bool = False, as_json: bool = False) -> Mode:
    """Bars on a terminal; lines elsewhere, on a terminal without moving text, or with ``--json``."""
    if quiet:
        return Mode.SILENT
    moving = sys.stderr is not None and sys.stderr.isatty()
    moving = moving and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return Mode.BARS if moving and not as_json else Mode.LINES


# --- one piece of work ---------------------------------------------------------------------------


@contextmanager
def progress(mode: Mode) -> Iterator[Progress | None]:
    """Show the progress of one piece of work while the block runs.

    Yields:
        The callback for the library, or None if nothing is shown.
    """
    if mode is Mode.SILENT:
        yield None
    elif mode is Mode.LINES:
        yield report_in_lines()
    else:
        with _bars() as bars:
            watch, rows = StageClock(), dict[str, Any]()

            def report(stage: str, done: int, total: int) -> None:
                status = watch.update(StageProgress(stage, done, total))
                if stage not in rows:
                    rows[stage] = bars.add_task(status.label, total=1.0, note="")
                bars.update(rows[stage], completed=status.fraction, note=str(status))

            yield report


def report_in_lines(now: Callable[[], float] = time.monotonic) -> Progress:
    """A callback that prints a line when a stage begins and after each quarter, at most every two seconds."""
    watch, latest = StageClock(now), dict[str, tuple[int, float]]()

    def report(stage: str, done: int, total: int) -> None:
        status = watch.update(StageProgress(stage, done, total))
        quarter, at = latest.get(stage, (-1, 0.0))
        if quarter < 0 or (int(4 * status.fraction) > quarter and now() - at >= _LINE_EVERY_S):
            latest[stage] = (int(4 * status.fraction), now())
            note(f"{status.label}: {status}")

    return report


def _bars() -> Any:
    """Rich's bars; imported here, since that takes longer than most commands."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:<20}"), BarColumn(), TextColumn("{task.fields[note]}"))
    return Bars(*columns, console=Console(stderr=True), transient=True, refresh_per_second=8)


# --- several sessions ----------------------------------------------------------------------------


class Board(Protocol):
    """Shows the progress of several sessions that are made at the same time."""

    def update(self, number: int, latest: StageProgress) -> None:
        """Show the progress of session `number` (from 0)."""

    def finish(self, number: int, text: str) -> None:
        """Show that session `number` has ended; `text` says how."""


@contextmanager
def board(mode: Mode, names: Sequence[str]) -> Iterator[Board]:
    """Show the progress of several sessions while the block runs.

    Args:
        mode: How to show it.
        names: Names of the sessions.
    """
    if mode is Mode.BARS:
        with _bars() as bars:
            yield _BarBoard(bars, names)
    else:
        yield _LineBoard(names, silent=mode is Mode.SILENT)


class _LineBoard:
    """Prints a line when a session begins and one when it ends."""

    def __init__(self, names: Sequence[str], *, silent: bool) -> None:
        self._names, self._silent = names, silent
        self._begun: set[int] = set()

    def update(self, number: int, latest: StageProgress) -> None:
        if number not in self._begun:
            self._begun.add(number)
            self._say(number, STAGES.get(latest.stage, latest.stage).lower())

    def finish(self, number: int, text: str) -> None:
        self._say(number, text)

    def _say(self, number: int, text: str) -> None:
        if not self._silent:
            note(f"[{number + 1}/{len(self._names)}] {self._names[number]}: {text}")


class _BarBoard:
    """Shows one bar for all sessions and one for each session in progress."""

    def __init__(self, bars: Any, names: Sequence[str]) -> None:
        self._bars, self._names = bars, names
        self._whole = StageClock()
        self._watches = [StageClock() for _ in names]
        self._clocks = [SessionClock() for _ in names]
        self._parts = [0.0] * len(names)
        self._rows: dict[int, Any] = {}
        self._total = bars.add_task(STAGES[WorkStage.SESSION], total=1.0, note=f"0 of {len(names)}")
        self._ended = 0

    def update(self, number: int, latest: StageProgress) -> None:
        status = self._watches[number].update(latest)
        self._clocks[number].update(latest)
        if number not in self._rows:
            self._rows[number] = self._bars.add_task(self._names[number][:40], total=1.0, note="")
        self._parts[number] = self._clocks[number].fraction
        self._bars.update(self._rows[number], completed=self._parts[number], note=f"{status.label}: {status}")
        self._redraw()

    def finish(self, number: int, text: str) -> None:
        self._ended += 1
        self._parts[number] = 1.0
        if number in self._rows:
            self._bars.remove_task(self._rows.pop(number))
        self._bars.console.print(f"{self._names[number]}: {text}", markup=False, highlight=False)
        self._redraw()

    def _redraw(self) -> None:
        """Update the row of the whole."""
        status = self._whole.update(
            StageProgress(WorkStage.SESSION, round(1000 * sum(self._parts)), 1000 * len(self._parts))
        )
        left = f", {clock(status.left_s)} left" if status.left_s else ""
        note = f"{self._ended} of {len(self._names)}{left}"
        self._bars.update(self._total, completed=status.fraction, note=note)
