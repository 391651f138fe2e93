"""How far a render is, and how long it will still take.

Comes in: what the pipeline tells (stage, done, total) with the time. Goes out: a share of the whole that never goes
back, and seconds left. How long each stage takes is guessed at first and learnt from every render.
"""

from __future__ import annotations

from collections.abc import Mapping

STAGES = {"voice": "Speaking", "sound": "Mixing", "measure": "Measuring"}
"""Stages of the pipeline in their order, with what people read."""

FIRST_GUESS = {"voice": 0.004, "sound": 0.012, "measure": 0.003}
"""Seconds of work for each second of session, before anything is known of this computer."""

_TRUSTED_SHARE = 0.05
"""Beyond this share of a stage, its own pace tells more than what was learnt."""


class Estimate:
    """The clock of one render.

    Args:
        session_s: Length of the session.
        rates: Seconds of work for each second of session, by stage.
        now: When it began, on the clock that `tell` is given.
    """

    def __init__(self, session_s: float, rates: Mapping[str, float], now: float) -> None:
        self._session_s = max(1.0, session_s)
        self._expected = {stage: rates[stage] * self._session_s for stage in STAGES}
        self._began = self._stage_began = self._now = now
        self._share = 0.0
        self._fraction = 0.0
        self.stage = "voice"

    def tell(self, stage: str, done: int, total: int, now: float) -> None:
        """Take what the pipeline told; unknown stages only move the clock."""
        self._now = now
        if stage not in STAGES:
            return
        if stage != self.stage:
            self._expected[self.stage] = now - self._stage_began
            self.stage, self._stage_began, self._share = stage, now, 0.0
        self._share = max(self._share, done / total if total else 1.0)
        if self._share > _TRUSTED_SHARE:
            self._expected[stage] = (now - self._stage_began) / self._share

    @property
    def left_s(self) -> float:
        """Seconds of work left, about."""
        later = list(STAGES)[list(STAGES).index(self.stage) + 1 :]
        return (1 - self._share) * self._expected[self.stage] + sum(self._expected[each] for each in later)

    @property
    def fraction(self) -> float:
        """Share of the work that is done, 0–1, never less than before."""
        spent = self._now - self._began
        whole = spent + self.left_s
        self._fraction = max(self._fraction, min(0.999, spent / whole if whole > 0 else 0.0))
        return self._fraction

    def learnt(self, rates: Mapping[str, float], now: float) -> dict[str, float]:
        """The rates, moved half way to what this render took."""
        self._expected[self.stage] = now - self._stage_began
        return {stage: (rates[stage] + self._expected[stage] / self._session_s) / 2 for stage in STAGES}
