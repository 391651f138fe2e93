"""Progress of long work: moving bars on a terminal, plain lines elsewhere, nothing when it shall be quiet.

Comes in: what the library tells its callback, (stage, done, total). Goes out: stage, percent, time left, and
the speed as "× real time", on stderr.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from voiceguide.cli.output import note
from voiceguide.units import RATE_HZ, clock

STAGES = {
    "voice": "Speaking",
    "sound": "Mixing and encoding",
    "measure": "Measuring",
    "stems": "Writing stems",
    "download": "Downloading",
    "install": "Installing",
    "render": "Rendering",
    "sample": "Speaking samples",
    "session": "Making sessions",
}
"""The library's stages in words for people."""

SAMPLES = ("sound", "measure", "stems")
"""Stages that are counted in samples, so that their speed can be told."""

_SHARES = {"voice": 0.2, "sound": 0.6, "measure": 0.15, "stems": 0.05}  # of a session's work, for one bar over all
_LINE_EVERY_S = 2.0

Tell = Callable[[str, int, int], None]
Clock = Callable[[], float]


class Mode(Enum):
    """How progress is shown."""

    BARS = "bars"
    LINES = "lines"
    SILENT = "silent"


def mode_of(*, quiet: bool = False, as_json: bool = False) -> Mode:
    """Bars on a terminal; lines when it is none, cannot move, or the result is for a program."""
    if quiet:
        return Mode.SILENT
    moving = sys.stderr is not None and sys.stderr.isatty()
    moving = moving and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return Mode.BARS if moving and not as_json else Mode.LINES


@dataclass(frozen=True, slots=True)
class Status:
    """How far one stage is.

    Attributes:
        stage: The library's name of it.
        fraction: 0 to 1.
        left_s: Seconds left in this stage, or None while nobody can know.
        speed: Seconds of sound done in a second, or None.
    """

    stage: str
    fraction: float
    left_s: float | None
    speed: float | None

    def __str__(self) -> str:
        parts = [f"{100 * self.fraction:.0f} %"]
        parts += [f"{clock(self.left_s)} left"] if self.left_s is not None and self.fraction < 1 else []
        parts += [f"{self.speed:.0f} × real time"] if self.speed is not None else []
        return ", ".join(parts)


class Stopwatch:
    """Times the stages of one piece of work."""

    def __init__(self, now: Clock = time.monotonic) -> None:
        self._now = now
        self._key = ("", 0)
        self._began, self._first, self._last = 0.0, 0, 0

    def update(self, stage: str, done: int, total: int) -> Status:
        """Take one report; a new stage, another total or a step back begins anew."""
        now = self._now()
        if (stage, total) != self._key or done < self._last:
            self._key, self._began, self._first = (stage, total), now, done
        self._last = done
        elapsed, made = now - self._began, done - self._first
        known = elapsed > 0.3 and made > 0
        return Status(
            stage,
            min(1.0, done / total) if total > 0 else 1.0,
            elapsed / made * (total - done) if known else None,
            made / RATE_HZ / elapsed if known and stage in SAMPLES else None,
        )


def overall(status: Status) -> float:
    """About how much of a whole session is done, 0 to 1."""
    before = 0.0
    for stage, share in _SHARES.items():
        if stage == status.stage:
            return before + share * status.fraction
        before += share
    return status.fraction


# --- one piece of work ---------------------------------------------------------------------------


@contextmanager
def progress(mode: Mode) -> Iterator[Tell | None]:
    """Show the progress of one piece of work while the block runs.

    Yields:
        The callback to hand to the library, or None when nothing is shown.
    """
    if mode is Mode.SILENT:
        yield None
    elif mode is Mode.LINES:
        yield _lines()
    else:
        with _bars() as bars:
            watch, rows = Stopwatch(), dict[str, Any]()

            def tell(stage: str, done: int, total: int) -> None:
                status = watch.update(stage, done, total)
                if stage not in rows:
                    rows[stage] = bars.add_task(STAGES.get(stage, stage), total=1.0, note="")
                bars.update(rows[stage], completed=status.fraction, note=str(status))

            yield tell


def _lines(now: Clock = time.monotonic) -> Tell:
    """A line when a stage begins, then when a quarter more is done, at most every two seconds."""
    watch, told = Stopwatch(now), dict[str, tuple[int, float]]()

    def tell(stage: str, done: int, total: int) -> None:
        status = watch.update(stage, done, total)
        quarter, at = told.get(stage, (-1, 0.0))
        if quarter < 0 or (int(4 * status.fraction) > quarter and now() - at >= _LINE_EVERY_S):
            told[stage] = (int(4 * status.fraction), now())
            note(f"{STAGES.get(stage, stage)}: {status}")

    return tell


def _bars() -> Any:
    """Rich's bars; imported here, as it takes longer than most commands."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description:<20}"), BarColumn(), TextColumn("{task.fields[note]}"))
    return Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=8)


# --- several at once -----------------------------------------------------------------------------


class Board(Protocol):
    """Shows several sessions being made at once."""

    def tell(self, number: int, stage: str, done: int, total: int) -> None:
        """Session `number` (from 0) goes on."""

    def finish(self, number: int, text: str) -> None:
        """Session `number` has ended; `text` says how."""


@contextmanager
def board(mode: Mode, names: Sequence[str]) -> Iterator[Board]:
    """Show the progress of several sessions while the block runs.

    Args:
        mode: How.
        names: Of the sessions.
    """
    if mode is Mode.BARS:
        with _bars() as bars:
            yield _BarBoard(bars, names)
    else:
        yield _LineBoard(names, silent=mode is Mode.SILENT)


class _LineBoard:
    """A line when a session begins and one when it ends."""

    def __init__(self, names: Sequence[str], *, silent: bool) -> None:
        self._names, self._silent = names, silent
        self._begun: set[int] = set()

    def tell(self, number: int, stage: str, done: int, total: int) -> None:  # noqa: ARG002
        if number not in self._begun:
            self._begun.add(number)
            self._say(number, STAGES.get(stage, stage).lower())

    def finish(self, number: int, text: str) -> None:
        self._say(number, text)

    def _say(self, number: int, text: str) -> None:
        if not self._silent:
            note(f"[{number + 1}/{len(self._names)}] {self._names[number]}: {text}")


class _BarBoard:
    """One bar over all, one for each session under way."""

    def __init__(self, bars: Any, names: Sequence[str]) -> None:
        self._bars, self._names = bars, names
        self._whole = Stopwatch()
        self._watches = [Stopwatch() for _ in names]
        self._parts = [0.0] * len(names)
        self._rows: dict[int, Any] = {}
        self._total = bars.add_task(STAGES["session"], total=1.0, note=f"0 of {len(names)}")
        self._ended = 0

    def tell(self, number: int, stage: str, done: int, total: int) -> None:
        status = self._watches[number].update(stage, done, total)
        if number not in self._rows:
            self._rows[number] = self._bars.add_task(self._names[number][:40], total=1.0, note="")
        note = f"{STAGES.get(stage, stage)}: {status}"
        self._bars.update(self._rows[number], completed=overall(status), note=note)
        self._parts[number] = overall(status)
        self._redraw()

    def finish(self, number: int, text: str) -> None:
        self._ended += 1
        self._parts[number] = 1.0
        if number in self._rows:
            self._bars.remove_task(self._rows.pop(number))
        self._bars.console.print(f"{self._names[number]}: {text}", markup=False, highlight=False)
        self._redraw()

    def _redraw(self) -> None:
        status = self._whole.update("session", round(1000 * sum(self._parts)), 1000 * len(self._parts))
        left = f", {clock(status.left_s)} left" if status.left_s else ""
        note = f"{self._ended} of {len(self._names)}{left}"
        self._bars.update(self._total, completed=status.fraction, note=note)
