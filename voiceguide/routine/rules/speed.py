"""Rules for the speed of hands: gliding in cm/s, kneading in seconds a squeeze.

Paths whose words name where they begin and end are measured on the body, if the stated length is too short.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from voiceguide import anatomy
from voiceguide.errors import Finding
from voiceguide.routine.direction import way_cm
from voiceguide.routine.estimate import glide_speeds
from voiceguide.routine.model import Routine, Stroke, Technique
from voiceguide.routine.rules.found import finding_at
from voiceguide.routine.techniques import TABLE

GLIDE_CM_S = (1.0, 10.0)
PLEASANT_CM_S = (3.0, 10.0)
"""Slowest and fastest gliding that most people find pleasant (Löken 2009; Ackerley 2014)."""

QUICKEST_S = 1.0
"""Shortest squeeze or circle on a spot, seconds [derived: the usual one lasts 2.5; a squeeze of less than a second
lifts nothing]."""

_SHORT = 0.6
"""A stated length below this share of the measured one counts as a mistake."""

_ON_A_SPOT = (Technique.PETRISSAGE, Technique.FRICTION, Technique.COMPRESSION)


def of_hands(routine: Routine, stroke: Stroke) -> Iterator[Finding]:
    """Find every phase that is too fast or too slow."""
    measured = _measure_way(stroke)
    reason = "Gentle touch is felt as pleasant from 1 to 10 cm/s, most of all near 3."
    hint = "Change the tempo, or give the way's own length: 'length: 30 cm'."
    low, high = GLIDE_CM_S
    for phase, speed in glide_speeds(measured):
        text = f"in phase {phase!r} the hands glide {speed:.1f} cm/s ({measured.length_cm:g} cm)"
        if measured.length_cm != stroke.length_cm and stroke.length_cm:
            text = (
                f"in phase {phase!r} the hands glide {speed:.1f} cm/s: the way measures about {measured.length_cm:g} cm"
            )
        if not low <= round(speed, 2) <= high:
            yield finding_at(routine, stroke, "tempo", "glide-speed", f"{text}; at least 1, at most 10", reason, hint)
        elif not PLEASANT_CM_S[0] <= round(speed, 2):
            yield finding_at(
                routine, stroke, "tempo", "glide-speed", f"{text}; usual are 3 to 10", reason, hint, warn=True
            )
    if stroke.technique in _ON_A_SPOT and not _travels(stroke) and stroke.period_s < QUICKEST_S:
        unit = TABLE[stroke.technique].unit
        text = f"a {unit} takes {stroke.period_s:g} s; at least {QUICKEST_S:g} s"
        hasty = "Quick hands pull at the skin and cannot feel what they hold."
        yield finding_at(routine, stroke, "tempo", "glide-speed", text, hasty, "Slow it down: 2.5 s is usual.")


def _travels(stroke: Stroke) -> bool:
    """Whether a stroke's hands travel along its path."""
    return TABLE[stroke.technique].glides or (
        {"out", "back"} <= {phase.name for phase in stroke.phases} and (stroke.technique is not Technique.COMPRESSION)
    )


def _measure_way(stroke: Stroke) -> Stroke:
    """The stroke with the measured length of its path if the stated one is missing or far too short."""
    if stroke.technique is Technique.PETRISSAGE and _travels(stroke) and stroke.length_cm is None:
        own = way_cm(stroke.region, stroke.path) or anatomy.REGIONS[stroke.region].length_cm
        return replace(stroke, length_cm=own)
    if not TABLE[stroke.technique].glides or stroke.length_cm is None:
        return stroke
    own = way_cm(stroke.region, stroke.path)
    return replace(stroke, length_cm=own) if own is not None and stroke.length_cm < own * _SHORT else stroke
