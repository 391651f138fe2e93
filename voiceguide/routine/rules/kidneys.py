"""Pressure 1 over the kidneys, and no tapping: by region, and by the way the hands take.

Comes in: a stroke. Goes out: findings. The kidneys lie beside the spine from the lowest ribs to the waist; a way that
runs from the upper body to the pelvis passes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from voiceguide import anatomy
from voiceguide.errors import Finding
from voiceguide.routine.model import Routine, Stroke, Technique
from voiceguide.routine.rules.found import found
from voiceguide.safety.reading import denied_at, names_kidneys
from voiceguide.text import fold

LIGHT = 1
"""Firmest over the kidneys."""

_STOPS_ABOVE = re.compile(
    r"above the (?:waist|kidneys|lower back)|(?:to|at|over|along|on|across|follow) the (?:\w+ )?"
    r"(?:(?:lower|lowest|last|bottom) )?ribs?\b|bottom of the (?:ribs|rib ?cage)|upper back|between the shoulder blades"
)
_UPPER = re.compile(r"\b(?:neck|nape|shoulders?|shoulder blades?|blades?|upper back|skull)\b")
_LOWER = re.compile(r"\b(?:pelvis|hips?|buttocks?|glutes?|tailbone|sacrum|bottom|legs?|thighs?)\b")
_ABOVE = {"shoulders", "upper back", "shoulder blades", "neck", "base of skull"}
_BELOW = {"glutes", "hips"}


def over_kidneys(routine: Routine, stroke: Stroke) -> Iterator[Finding]:
    """Firm or striking hands over the kidneys."""
    way = " ".join(filter(None, (stroke.path, stroke.say.where, stroke.say.path)))
    words = fold(" ".join((way, *stroke.say.during))).casefold()
    over = anatomy.REGIONS[stroke.region].kidney and not _STOPS_ABOVE.search(words)
    passes = names_kidneys(way) or _leads_over(stroke.region, fold(way).casefold())
    lightens = any("lower back" in anatomy.parts_of(region) for region in stroke.lighter)
    firm, reason = stroke.pressure > LIGHT, anatomy.KIDNEY_REASON
    if stroke.technique is Technique.TAPOTEMENT and (over or passes):
        text = "tapping over the kidneys is not safe"
        yield found(routine, stroke, "region", "kidney-pressure", text, reason, "Tap elsewhere.")
    elif firm and stroke.region == "lower back":
        text = f"pressure {stroke.pressure} on the lower back; at most {LIGHT} over the kidneys"
        yield found(routine, stroke, "pressure", "kidney-pressure", text, reason, "Use pressure 1.")
    elif firm and (over or passes) and not lightens:
        text = f"pressure {stroke.pressure} passes over the kidneys; at most {LIGHT} there"
        hint = (
            "Use pressure 1, stop “above the waist”, or write 'lighter: lower back' to have the hands ease off there."
        )
        yield found(routine, stroke, "pressure", "kidney-pressure", text, reason, hint)


def _leads_over(region: str, way: str) -> bool:
    """Whether a way runs between the upper body and the pelvis, with the kidneys in between."""
    named_above, named_below = _asserted(_UPPER, way), _asserted(_LOWER, way)
    if region in anatomy.parts_of("back") or region in {"back", "whole body"}:
        return named_above and named_below and not _STOPS_ABOVE.search(way)
    return (region in _ABOVE and named_below) or (region in _BELOW and named_above)


def _asserted(names: re.Pattern[str], way: str) -> bool:
    return any(not denied_at(way, *match.span()) for match in names.finditer(way))
