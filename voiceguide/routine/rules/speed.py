"""How fast hands move: gliding in cm/s, kneading in seconds a squeeze. Comes in: a stroke. Goes out: findings.

Ways whose words name where they begin and end are measured by the body, not by a length that is stated too short.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from voiceguide import anatomy
from voiceguide.errors import Finding
from voiceguide.routine.direction import way_cm
from voiceguide.routine.estimate import glide_speeds
from voiceguide.routine.model import Routine, Stroke, Technique
from voiceguide.routine.rules.found import found
from voiceguide.routine.techniques import TABLE

GLIDE_CM_S = (1.0, 10.0)
PLEASANT_CM_S = (3.0, 10.0)
"""Speeds that a gliding hand may have, and that most people find pleasant (Löken 2009; Ackerley 2014)."""

QUICKEST_S = 1.0
"""Shortest squeeze or circle on a spot, seconds [derived: the usual one lasts 2.5; with a squeeze a second nothing is
lifted any more]."""

_SHORT = 0.6
"""A stated length under this share of the way's own is taken for a mistake."""

_ON_A_SPOT = (Technique.PETRISSAGE, Technique.FRICTION, Technique.COMPRESSION)


def of_hands(routine: Routine, stroke: Stroke) -> Iterator[Finding]:
    """Every phase that is too fast or too slow."""
    measured = _measured(stroke)
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
            yield found(routine, stroke, "tempo", "glide-speed", f"{text}; at least 1, at most 10", reason, hint)
        elif not PLEASANT_CM_S[0] <= round(speed, 2):
            yield found(routine, stroke, "tempo", "glide-speed", f"{text}; usual are 3 to 10", reason, hint, warn=True)
    if stroke.technique in _ON_A_SPOT and not _travels(stroke) and stroke.period_s < QUICKEST_S:
        unit = TABLE[stroke.technique].unit
        text = f"a {unit} takes {stroke.period_s:g} s; at least {QUICKEST_S:g} s"
        hasty = "Quick hands pull at the skin and cannot feel what they hold."
        yield found(routine, stroke, "tempo", "glide-speed", text, hasty, "Slow it down: 2.5 s is usual.")


def _travels(stroke: Stroke) -> bool:
    return TABLE[stroke.technique].glides or (
        {"out", "back"} <= {phase.name for phase in stroke.phases} and (stroke.technique is not Technique.COMPRESSION)
    )


def _measured(stroke: Stroke) -> Stroke:
    """The stroke with its way's own length where the stated one is missing or far too short."""
    if stroke.technique is Technique.PETRISSAGE and _travels(stroke) and stroke.length_cm is None:
        own = way_cm(stroke.region, stroke.path) or anatomy.REGIONS[stroke.region].length_cm
        return replace(stroke, length_cm=own)
    if not TABLE[stroke.technique].glides or stroke.length_cm is None:
        return stroke
    own = way_cm(stroke.region, stroke.path)
    return replace(stroke, length_cm=own) if own is not None and stroke.length_cm < own * _SHORT else stroke
