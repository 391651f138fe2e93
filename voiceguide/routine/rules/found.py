"""Make findings about a key of a stroke."""

from __future__ import annotations

from voiceguide.errors import Finding, Severity
from voiceguide.routine.model import Routine, Stroke
from voiceguide.routine.texts import place_of


def finding_at(
    routine: Routine, stroke: Stroke, key: str, rule: str, message: str, reason: str, hint: str, *, warn: bool = False
) -> Finding:
    """Make a finding at a key of a stroke, or at the stroke itself if the author did not write the key."""
    where = place_of(routine, stroke.where, key)
    if where.key not in routine.places:
        where = stroke.where
    return Finding(rule, message, where, Severity.WARNING if warn else Severity.ERROR, reason, hint)
