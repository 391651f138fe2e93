"""Summarises a planned session in numbers and titles: for a terminal, for JSON and for a page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from voiceguide.choreography.model import MoveKind
from voiceguide.planning import SessionPlan, possible_range
from voiceguide.routine.model import Routine
from voiceguide.settings import Settings
from voiceguide.timeline.figures import Figures, Hands, figures_of, hands_of
from voiceguide.timeline.model import Timeline
from voiceguide.units import to_seconds


@dataclass(frozen=True, slots=True)
class StageSummary:
    """A stage, or the opening or close.

    Attributes:
        title: Title of the stage.
        start_s: Where it begins, in seconds.
        seconds: How long it lasts.
    """

    title: str
    start_s: float
    seconds: float


@dataclass(frozen=True, slots=True)
class StrokeSummary:
    """A stroke of the session.

    Attributes:
        move: Its move's id.
        title: For people.
        start_s: When it starts.
        seconds: How long it lasts.
        repetitions: How often it is done.
        side: ``left``, ``right``, ``both`` or empty.
        place: Where the giver is.
    """

    move: str
    title: str
    start_s: float
    seconds: float
    repetitions: int
    side: str
    place: str


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A planned session.

    Attributes:
        routine: The routine's name.
        title: The session's title.
        seconds: Its length.
        shortest_s: The shortest possible with these settings.
        longest_s: The longest possible.
        words: Words spoken.
        words_per_minute: Over the whole session; `Figures` has those while hands work.
        tempo: Factor on the tempo of the hands that fitting chose.
        changes: What fitting changed, a sentence each.
        regions: Region → side → seconds of strokes.
        stages: The chapters.
        strokes: The strokes, in order.
        figures: What the session is like, with estimated speech.
        rate_hz: Sample rate of `frames` and `hands`.
        frames: Length in samples.
        hands: Every interval in which hands work or rest on the partner, in samples.
    """

    routine: str
    title: str
    seconds: float
    shortest_s: float
    longest_s: float
    words: int
    words_per_minute: float
    tempo: float
    changes: tuple[str, ...]
    regions: dict[str, dict[str, float]]
    stages: tuple[StageSummary, ...]
    strokes: tuple[StrokeSummary, ...]
    figures: Figures
    rate_hz: int
    frames: int
    hands: tuple[Hands, ...]


def summarise(routine: Routine, planned: SessionPlan, settings: Settings) -> PlanSummary:
    """Summarise what `pipeline.plan` made of a routine with these settings."""
    timeline = planned.timeline
    limits = possible_range(routine, settings, voice_wpm=planned.voice_wpm)
    return PlanSummary(
        routine=routine.name,
        title=routine.title,
        seconds=round(timeline.seconds, 3),
        shortest_s=math.ceil(10 * limits.shortest_s) / 10,  # rounded inwards, so that both are possible
        longest_s=math.floor(10 * limits.longest_s) / 10,
        words=timeline.words,
        words_per_minute=round(timeline.words / timeline.seconds * 60, 1),
        tempo=round(planned.choreography.tempo, 4),
        changes=planned.script.changes,
        regions=_regions(timeline),
        stages=tuple(
            StageSummary(each.title, to_seconds(each.start), to_seconds(each.stop - each.start))
            for each in timeline.chapters
        ),
        strokes=_strokes(timeline),
        figures=figures_of(timeline),
        rate_hz=timeline.rate_hz,
        frames=timeline.frames,
        hands=hands_of(timeline),
    )


def _strokes(timeline: Timeline) -> tuple[StrokeSummary, ...]:
    """The strokes of a timeline, in order."""
    return tuple(
        StrokeSummary(
            move=move.move,
            title=move.title,
            start_s=round(to_seconds(move.start), 3),
            seconds=round(to_seconds(move.frames), 3),
            repetitions=move.repetitions,
            side=move.side,
            place=move.place or "",
        )
        for move in timeline.moves
        if move.kind is MoveKind.STROKE
    )


def _regions(timeline: Timeline) -> dict[str, dict[str, float]]:
    """Seconds of strokes by region and side."""
    regions: dict[str, dict[str, float]] = {}
    for move in timeline.moves:
        if move.kind is MoveKind.STROKE:
            sides = regions.setdefault(move.region, {})
            sides[move.side] = round(sides.get(move.side, 0.0) + to_seconds(move.frames), 2)
    return regions
