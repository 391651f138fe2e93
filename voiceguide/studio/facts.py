"""A plan as plain values for the page: length, what it changes, stages, sides, figures.

Comes in: a routine and settings. Goes out: a dictionary ready for JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from voiceguide.choreography.model import MoveKind
from voiceguide.errors import DurationError
from voiceguide.planning import Planned, possible_range
from voiceguide.routine.model import Routine
from voiceguide.settings import Settings
from voiceguide.timeline.figures import figures_of
from voiceguide.timeline.model import Timeline
from voiceguide.units import to_seconds

Plan = Callable[[Routine, Settings], Planned]


def plan_facts(routine: Routine, settings: Settings, plan: Plan) -> dict[str, Any]:
    """What a session of these settings would be like.

    Returns:
        ``shortest_s`` and ``longest_s`` always; ``possible`` false with a ``problem`` when the duration cannot be
        reached; otherwise ``seconds``, ``words_per_minute``, ``hands_share``, ``first_stroke_s``, ``changes``,
        ``stages`` and ``sides``.

    Raises:
        UsageError: Nothing is left of the routine when avoiding some regions, or a region is unknown.
    """
    try:
        made = plan(routine, settings)
    except DurationError as error:
        limits = {"shortest_s": error.shortest_s, "longest_s": error.longest_s}
        return {"possible": False, "problem": error.message, **limits}
    limits_s = possible_range(routine, settings, voice_wpm=made.voice_wpm)
    timeline, figures = made.timeline, figures_of(made.timeline)
    return {
        "possible": True,
        "shortest_s": limits_s.shortest_s,
        "longest_s": limits_s.longest_s,
        "seconds": round(timeline.seconds, 1),
        "usual_s": routine.duration_s,
        "words_per_minute": round(figures.words_per_minute),
        "hands_share": figures.hands_share,
        "first_stroke_s": figures.first_stroke_s,
        "tempo": round(made.choreography.tempo, 3),
        "changes": list(made.script.changes),
        "stages": _stages(timeline),
        "sides": _sides(timeline),
    }


def _stages(timeline: Timeline) -> list[dict[str, Any]]:
    return [
        {"title": each.title, "seconds": round(to_seconds(each.stop - each.start), 1)} for each in timeline.chapters
    ]


def _sides(timeline: Timeline) -> list[dict[str, Any]]:
    """Seconds of strokes by region, on each side."""
    sums: dict[str, dict[str, float]] = {}
    for move in timeline.moves:
        if move.kind is MoveKind.STROKE:
            sides = sums.setdefault(move.region, {})
            sides[move.side] = round(sides.get(move.side, 0.0) + to_seconds(move.frames), 1)
    return [{"region": region, "seconds": sides} for region, sides in sums.items()]
