"""A plan as plain values for the pages."""

from __future__ import annotations

from typing import Any

from voiceguide.app.summaries import PlanSummary
from voiceguide.errors import DurationError

LOST = "left out."
"""How the sentence about a change ends if the change leaves something out."""


def plan_values(plan: PlanSummary, usual_s: float | None) -> dict[str, Any]:
    """A plan as the pages show it.

    Args:
        plan: The plan.
        usual_s: The routine's own length, or None.
    """
    return {
        "possible": True,
        "shortest_s": plan.shortest_s,
        "longest_s": plan.longest_s,
        "seconds": round(plan.seconds, 1),
        "usual_s": usual_s,
        "words_per_minute": round(plan.figures.words_per_minute),
        "hands_share": plan.figures.hands_share,
        "first_stroke_s": plan.figures.first_stroke_s,
        "tempo": plan.tempo,
        "changes": list(plan.changes),
        "lost": [each for each in plan.changes if each.endswith(LOST)],
        "stages": [{"title": each.title, "seconds": round(each.seconds, 1)} for each in plan.stages],
        "sides": [{"region": region, "seconds": sides} for region, sides in plan.regions.items()],
    }


def impossible_values(error: DurationError) -> dict[str, Any]:
    """The values for a length that cannot be reached: why, and which lengths can."""
    limits = {"shortest_s": error.shortest_s, "longest_s": error.longest_s}
    return {"possible": False, "problem": error.message, **limits}
