"""Defines the records of a series: what is requested, and the evenings planned from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from voiceguide.settings import Guidance

MAX_EVENINGS = 400
"""Most evenings of one series: a year of them, and a little more."""

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

USUAL_DAYS: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {1: (6,), 2: (2, 6), 3: (1, 3, 6), 4: (0, 2, 4, 6), 5: (0, 1, 3, 4, 6), 6: (0, 1, 2, 3, 4, 6), 7: tuple(range(7))}
)
"""Evenings a week → their default days, 0 for Monday, spread over the week and ending on Sunday."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is requested of a series.

    Attributes:
        title: Its title.
        weeks: How many weeks, at least 1.
        per_week: Evenings in each week, 1 to 7.
        minutes: Minutes of an evening in each week; the last value also holds for all later weeks.
        people: The two names, beginning with the one who gives first.
        named: Whether the names were given, and are not the default ones.
        focus: Keys of the regions it is about; empty for the whole of each routine.
        routines: Names or paths to choose among, in order; empty for all shipped routines.
        guidance: One level for all evenings, or None for fewer words as strokes become known.
        brief_after: Evenings with a stroke after which `brief` guidance is enough for a giver.
        signals_after: Evenings with a stroke after which signals are enough.
        swap: Whether both give on every evening, half and half.
        days: Weekdays of the evenings, 0 for Monday.
        at: The time of day at which they begin.
        start: The first day on which an evening may be; None to begin with the next week.
        occasions: Number of an evening → its occasion.
        settings: Other settings of every session, by name.
    """

    title: str = "Evenings for two"
    weeks: int = 6
    per_week: int = 2
    minutes: tuple[float, ...] = (20.0,)
    people: tuple[str, str] = ("One", "The other")
    named: bool = False
    focus: tuple[str, ...] = ()
    routines: tuple[str, ...] = ()
    guidance: Guidance | None = None
    brief_after: int = 2
    signals_after: int = 4
    swap: bool = False
    days: tuple[int, ...] = ()
    at: time = time(20, 0)
    start: date | None = None
    occasions: Mapping[int, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of evenings."""
        return self.weeks * self.per_week

    def minutes_of(self, week: int) -> float:
        """Minutes of an evening in a week, counted from 1."""
        return self.minutes[min(week, len(self.minutes)) - 1]

    def moment(self, number: int) -> datetime | None:
        """When an evening begins, in local time; None without a first day.

        Args:
            number: Number of the evening, from 1.
        """
        if self.start is None:
            return None
        days = self.days or USUAL_DAYS[self.per_week]
        week, index = divmod(number - 1, self.per_week)
        first = self.start.weekday()
        order = sorted(days, key=lambda day: (day - first) % 7)  # a week of a series begins on its first weekday
        offset = (order[index] - first) % 7
        return datetime.combine(self.start + timedelta(days=7 * week + offset), self.at)


@dataclass(frozen=True, slots=True)
class Evening:
    """One evening of a series.

    Attributes:
        number: From 1.
        week: From 1.
        begins: When, in local time, or None.
        giver: Who gives; on a shared evening, who gives first.
        receiver: Who receives.
        shared: Whether both give, half and half.
        routine: Name or path of its routine.
        title: The routine's title.
        avoid: Regions left out, to do only a part of the routine or because the receiver wants that.
        part: Whether it is only a part of its routine.
        minutes: Its length.
        guidance: How much is said.
        known: Share of its strokes' time, 0 to 1, in strokes that the giver has done before.
        occasion: Its occasion, or empty.
        regions: Seconds of strokes by region.
        seed: Seed of the wording, the same for the two evenings of a pair.
    """

    number: int
    week: int
    begins: datetime | None
    giver: str
    receiver: str
    shared: bool
    routine: str
    title: str
    avoid: tuple[str, ...]
    part: bool
    minutes: float
    guidance: Guidance
    known: float
    occasion: str
    regions: Mapping[str, float]
    seed: int


@dataclass(frozen=True, slots=True)
class Series:
    """A planned series.

    Attributes:
        wish: What was requested.
        evenings: The evenings, in order.
        notes: What may be unexpected, a sentence each.
    """

    wish: Wish
    evenings: tuple[Evening, ...]
    notes: tuple[str, ...] = ()
