"""Defines what commands for series and catalogues print with ``--json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from voiceguide.catalogue.messages import NotMade
from voiceguide.settings import Guidance


@dataclass(frozen=True, slots=True)
class PlannedEvening:
    """One evening of a series.

    Attributes:
        number: From 1.
        week: From 1.
        begins: When, in local time.
        title: Title of its session.
        giver: Who gives, or gives first.
        receiver: Who receives.
        shared: Whether both give, half and half.
        routine: Its routine.
        avoid: Regions left out.
        minutes: Its length.
        guidance: How much is said.
        known: Share of its strokes' time that the giver has done before, 0 to 1.
        occasion: Its occasion, or empty.
        regions: Seconds of strokes by region.
    """

    number: int
    week: int
    begins: str | None
    title: str
    giver: str
    receiver: str
    shared: bool
    routine: str
    avoid: tuple[str, ...]
    minutes: float
    guidance: Guidance
    known: float
    occasion: str
    regions: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class GivenInAll:
    """What one of the two gives in a series.

    Attributes:
        giver: One of the two.
        seconds: Of the evenings that this one gives; of a shared one, half.
        regions: Seconds of strokes by region.
    """

    giver: str
    seconds: float
    regions: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PlannedSeries:
    """A planned series.

    Attributes:
        title: Title of the series.
        weeks: How many weeks.
        per_week: Evenings in a week.
        people: The two.
        focus: Regions it is about; empty for all.
        evenings: In order.
        balance: What each gives in all.
        notes: What is otherwise than one might expect.
    """

    title: str
    weeks: int
    per_week: int
    people: tuple[str, ...]
    focus: tuple[str, ...]
    evenings: tuple[PlannedEvening, ...]
    balance: tuple[GivenInAll, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeEvening:
    """An evening whose session exists.

    Attributes:
        number: Of the evening.
        title: Title of its session.
        path: Its sound file.
        seconds: Its length.
        key: Hash of all that shapes it.
        new: Whether it was made by this call.
    """

    number: int
    title: str
    path: Path
    seconds: float
    key: str
    new: bool


@dataclass(frozen=True, slots=True)
class FailedEvening:
    """An evening whose session could not be made.

    Attributes:
        number: Of the evening.
        error: What was wrong.
    """

    number: int
    error: str


@dataclass(frozen=True, slots=True)
class MadeSeries:
    """What was made of a series.

    Attributes:
        title: Title of the series.
        files: What is beside the sessions: playlist, dates, feed.
        made: The evenings that are there.
        failed: Those that are not.
    """

    title: str
    files: tuple[Path, ...]
    made: tuple[MadeEvening, ...]
    failed: tuple[FailedEvening, ...]


@dataclass(frozen=True, slots=True)
class MadeCatalogue:
    """What was made of a catalogue.

    Attributes:
        title: Title of the catalogue.
        output: Where it lies.
        files: What is beside the sessions: index, page, feeds, checksums, manifest.
        sessions: How many are asked for.
        made: How many were made by this call.
        there: How many stood there already.
        repaired: Those that stood there damaged.
        clips: Clips spoken, each once.
        clips_again: Clips spoken within a session, perhaps not for the first time.
        took_s: Seconds until it was done.
        failed: Sessions that could not be made.
    """

    title: str
    output: str
    files: tuple[str, ...]
    sessions: int
    made: int
    there: int
    repaired: tuple[str, ...]
    clips: int
    clips_again: int
    took_s: float
    failed: tuple[NotMade, ...]
