"""Rules for the kidneys, by region and by path: pressure 1 over them, and no tapping.

The kidneys lie beside the spine from the lowest ribs to the waist; a path from the upper body to the pelvis passes
over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from voiceguide import anatomy
from voiceguide.errors import Finding
from voiceguide.routine.model import Routine, Stroke, Technique
from voiceguide.routine.rules.found import finding_at
from voiceguide.safety.reading import asserts, names_kidneys
from voiceguide.text import fold

LIGHT = 1
"""Highest pressure over the kidneys."""

_STOPS_ABOVE = re.compile(
    r"above the (?:waist|kidneys|lower back)|(?:to|at|over|along|on|across|follow) the (?:\w+ )?"
    r"(?:(?:lower|lowest|last|bottom) )?ribs?\b|bottom of the (?:ribs|rib ?cage)|upper back|between the shoulder blades"
)
_UPPER = re.compile(r"\b(?:neck|nape|shoulders?|shoulder blades?|blades?|upper back|skull)\b")
_LOWER = re.compile(r"\b(?:pelvis|hips?|buttocks?|glutes?|tailbone|sacrum|bottom|legs?|thighs?)\b")
_ABOVE = {"shoulders", "upper back", "shoulder blades", "neck", "base of skull"}
_BELOW = {"glutes", "hips"}


def over_kidneys(routine: Routine, stroke: Stroke) -> Iterator[Finding]:
    """Find firm or striking hands over the kidneys."""
    touched = _touches_kidneys(stroke)
    lightens = any("lower back" in anatomy.parts_of(region) for region in stroke.lighter)
    firm, reason = stroke.pressure > LIGHT, anatomy.KIDNEY_REASON
    if stroke.technique is Technique.TAPOTEMENT and touched:
        text = "tapping over the kidneys is not safe"
        yield finding_at(routine, stroke, "region", "kidney-pressure", text, reason, "Tap elsewhere.")
    elif firm and stroke.region == "lower back":
        text = f"pressure {stroke.pressure} on the lower back; at most {LIGHT} over the kidneys"
        yield finding_at(routine, stroke, "pressure", "kidney-pressure", text, reason, "Use pressure 1.")
    elif firm and touched and not lightens:
        text = f"pressure {stroke.pressure} passes over the kidneys; at most {LIGHT} there"
        hint = (
            "Use pressure 1, stop “above the waist”, or write 'lighter: lower back' to have the hands ease off there."
        )
        yield finding_at(routine, stroke, "pressure", "kidney-pressure", text, reason, hint)


def _touches_kidneys(stroke: Stroke) -> bool:
    """Whether hands come over the kidneys, by the region or by the author's words."""
    way = " ".join(filter(None, (stroke.path, stroke.say.where, stroke.say.path)))
    words = fold(" ".join((way, *stroke.say.during))).casefold()
    over = anatomy.REGIONS[stroke.region].kidney and not _STOPS_ABOVE.search(words)
    return over or names_kidneys(way) or _leads_over(stroke.region, fold(way).casefold())


def _leads_over(region: str, way: str) -> bool:
    """Whether a path runs between the upper body and the pelvis, over the kidneys."""
    named_above, named_below = asserts(_UPPER, way), asserts(_LOWER, way)
    if region in anatomy.parts_of("back") or region in {"back", "whole body"}:
        return named_above and named_below and not _STOPS_ABOVE.search(way)
    return (region in _ABOVE and named_below) or (region in _BELOW and named_above)
