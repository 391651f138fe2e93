"""A plan as plain values for the page: length, what it changes, stages, sides, words.

Comes in: a routine and settings. Goes out: a dictionary ready for JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from voiceguide.errors import DurationError, UsageError
from voiceguide.routine.model import Routine
from voiceguide.script.fit import Fitted, possible_range
from voiceguide.script.model import SlotKind
from voiceguide.settings import Settings
from voiceguide.timeline.model import Timeline
from voiceguide.units import to_seconds

Plan = Callable[[Routine, Settings], Fitted]


def plan_facts(routine: Routine, settings: Settings, plan: Plan) -> dict[str, Any]:
    """What a session of these settings would be like.

    Returns:
        ``shortest_s`` and ``longest_s`` always; ``possible`` false with a ``problem`` when the duration cannot be
        reached; otherwise ``seconds``, ``words_per_minute``, ``changes``, ``stages`` and ``sides``.

    Raises:
        UsageError: Nothing is left of the routine when avoiding some regions, or a region is unknown.
    """
    try:
        fitted = plan(routine, settings)
    except DurationError as error:
        limits = {"shortest_s": error.shortest_s, "longest_s": error.longest_s}
        return {"possible": False, "problem": error.message, **limits}
    limits_s = possible_range(routine, settings)
    timeline = fitted.timeline
    if not any(slot.kind is SlotKind.STROKE for slot in timeline.slots):
        raise UsageError("nothing is left of this routine", hint="Leave out fewer areas.")
    return {
        "possible": True,
        "shortest_s": limits_s.shortest_s,
        "longest_s": limits_s.longest_s,
        "seconds": round(timeline.seconds, 1),
        "usual_s": routine.duration_s,
        "words_per_minute": round(timeline.words / timeline.seconds * 60),
        "tempo": round(fitted.plan.tempo, 3),
        "changes": list(fitted.script.changes),
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
    for slot in timeline.slots:
        if slot.kind is SlotKind.STROKE:
            sides = sums.setdefault(slot.region, {})
            sides[slot.side] = round(sides.get(slot.side, 0.0) + to_seconds(slot.stop - slot.span_start), 1)
    return [{"region": region, "seconds": sides} for region, sides in sums.items()]
