"""A finding at a stroke's key. Comes in: what was found. Goes out: the record with its line."""

from __future__ import annotations

from voiceguide.errors import Finding, Severity
from voiceguide.routine.model import Routine, Stroke
from voiceguide.routine.texts import place_of


def found(
    routine: Routine, stroke: Stroke, key: str, rule: str, message: str, reason: str, hint: str, *, warn: bool = False
) -> Finding:
    """A finding about a key of a stroke; where the key is the technique's default, the stroke itself is meant."""
    where = place_of(routine, stroke.where, key)
    if where.key not in routine.places:
        where = stroke.where
    return Finding(rule, message, where, Severity.WARNING if warn else Severity.ERROR, reason, hint)
