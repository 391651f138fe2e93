"""Turns the progress that the library reports into shares and seconds left, for a terminal or a page."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voiceguide.progress import WorkStage
from voiceguide.units import RATE_HZ, clock

STAGES: dict[str, str] = {
    WorkStage.VOICE: "Speaking",
    WorkStage.SOUND: "Mixing and encoding",
    WorkStage.MEASURE: "Measuring",
    WorkStage.STEMS: "Writing stems",
    WorkStage.DOWNLOAD: "Downloading",
    WorkStage.INSTALL: "Installing",
    WorkStage.RENDER: "Rendering",
    WorkStage.SAMPLE: "Speaking samples",
    WorkStage.SESSION: "Making sessions",
    WorkStage.PLAN: "Planning sessions",
}
"""The stages that the library reports → their names for people."""

FIRST_GUESS: dict[str, float] = {WorkStage.VOICE: 0.004, WorkStage.SOUND: 0.012, WorkStage.MEASURE: 0.003}
"""The stages of a session in their order → seconds of work for each second of sound, as a first guess before this
computer was measured."""

_USUAL_SESSION_S = 1800.0
_COUNTED_IN_SAMPLES = (WorkStage.SOUND, WorkStage.MEASURE, WorkStage.STEMS)
_TRUSTED_SHARE = 0.05
"""Beyond this share of a stage, its present speed is trusted more than earlier sessions."""

_KNOWN_AFTER_S = 0.3


@dataclass(frozen=True, slots=True)
class StageProgress:
    """One call of the library's progress callback.

    Attributes:
        stage: A key of `STAGES`.
        done: How much of it is done.
        total: How much there is to do; 0 for nothing.
    """

    stage: str
    done: int
    total: int

    @property
    def fraction(self) -> float:
        """Share of the stage that is done, 0–1."""
        return min(1.0, self.done / self.total) if self.total > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Status:
    """How far the work is.

    Attributes:
        stage: The stage, a key of `STAGES`.
        fraction: Share of the stage that is done, 0–1.
        left_s: Seconds left in the stage, or None while unknown.
        speed: Seconds of sound done in a second, or None.
    """

    stage: str
    fraction: float
    left_s: float | None
    speed: float | None

    @property
    def label(self) -> str:
        """The stage's name for people."""
        return STAGES.get(self.stage, self.stage)

    def __str__(self) -> str:
        parts = [f"{100 * self.fraction:.0f} %"]
        parts += [f"{clock(self.left_s)} left"] if self.left_s is not None and self.fraction < 1 else []
        parts += [f"{self.speed:.0f} × real time"] if self.speed is not None else []
        return ", ".join(parts)


class StageClock:
    """Times one stage after the other.

    Args:
        now: The clock, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._key = ("", 0)
        self._began, self._first, self._last = 0.0, 0, 0

    def update(self, latest: StageProgress) -> Status:
        """Take a report; a new stage, another total or a step back starts the timing again."""
        now = self._now()
        if (latest.stage, latest.total) != self._key or latest.done < self._last:
            self._key, self._began, self._first = (latest.stage, latest.total), now, latest.done
        self._last = latest.done
        elapsed, made = now - self._began, latest.done - self._first
        known = elapsed > _KNOWN_AFTER_S and made > 0
        return Status(
            latest.stage,
            latest.fraction,
            elapsed / made * (latest.total - latest.done) if known else None,
            made / RATE_HZ / elapsed if known and latest.stage in _COUNTED_IN_SAMPLES else None,
        )


class SessionClock:
    """Times a whole session: gives its share done, which never goes back, and the seconds left.

    Args:
        session_s: Length of the session.
        rates: Seconds of work for each second of sound, by stage; see `learnt`.
        now: The clock, in seconds.
    """

    def __init__(
        self,
        session_s: float | None = None,
        rates: Mapping[str, float] = FIRST_GUESS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session_s = max(1.0, session_s or _USUAL_SESSION_S)
        self._rates, self._now = rates, now
        self._seconds = {stage: rate * self._session_s for stage, rate in rates.items()}
        self._left = dict.fromkeys(rates, 1.0)
        self._began: dict[str, float] = {}
        self._start = self._last = now()
        self._fraction = 0.0
        self.stage = next(iter(rates))

    def update(self, latest: StageProgress) -> None:
        """Take a report; stages that are not part of every session only move the clock.

        A stage begins with its first report. It ends when it is done or another begins; a later report continues it,
        as for speaking while the first minutes are mixed.
        """
        self._last = self._now()
        if latest.stage not in self._seconds:
            return
        if latest.stage not in self._began:
            self._began[latest.stage] = self._last
            for earlier in list(self._seconds)[: list(self._seconds).index(latest.stage)]:
                self._left[earlier] = 0.0
                self._seconds[earlier] = self._last - self._began.get(earlier, self._last)
        self.stage = latest.stage
        self._left[latest.stage] = min(self._left[latest.stage] or 1.0, 1.0 - latest.fraction)
        if latest.fraction > _TRUSTED_SHARE:
            self._seconds[latest.stage] = (self._last - self._began[latest.stage]) / latest.fraction

    @property
    def left_s(self) -> float:
        """Estimated seconds of work left."""
        return sum(self._left[stage] * seconds for stage, seconds in self._seconds.items())

    @property
    def fraction(self) -> float:
        """Share of the work that is done, 0–1, never less than before."""
        spent = self._last - self._start
        whole = spent + self.left_s
        self._fraction = max(self._fraction, min(0.999, spent / whole if whole > 0 else 0.0))
        return self._fraction

    def learnt(self) -> dict[str, float]:
        """The rates, moved halfway to those of this session."""
        return {stage: (rate + self._seconds[stage] / self._session_s) / 2 for stage, rate in self._rates.items()}
