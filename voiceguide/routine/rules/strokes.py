"""Rules of safety for strokes, from docs/explanation/safety.md.

Pressures are on the Walton scale (T. Walton, Medical Conditions and Massage Therapy, 2011): 1 lightly applying lotion ·
2 heavier lotion · 3 moves muscle · 4 leaning in · 5 deep.
"""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide import anatomy
from voiceguide.errors import Finding
from voiceguide.routine.direction import flow_of
from voiceguide.routine.model import Flow, Role, Routine, Side, Stroke, Technique
from voiceguide.routine.rules.found import finding_at
from voiceguide.routine.rules.kidneys import LIGHT, over_kidneys
from voiceguide.routine.rules.speed import of_hands
from voiceguide.routine.rules.spots import find_long_holds
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.routine.techniques import TABLE

FIRST_PASS = 2
"""Highest pressure on the first pass over a region."""

CAP = 3
"""Highest pressure except on thick muscle."""

FLESHY_CAP = 4
"""Highest pressure on thick muscle, if the author writes it."""

AWAY_CAP = 2
"""Highest pressure in a phase that runs away from the heart."""

MAX_STRETCH_S = 30.0
"""Longest stretch, seconds (ACSM 2021: 10–30 s)."""

_NECK = {"neck", "head", "base of skull"}


def unsafe_strokes(routine: Routine) -> Iterator[Finding]:
    """Find every rule that a stroke breaks, in order."""
    passed: list[Stroke] = []
    for stage in routine.stages:
        for stroke in stage.strokes:
            for rule in (_pressure, over_kidneys, _knee, _direction, of_hands, _stretch, _neck):
                yield from rule(routine, stroke)
            yield from _first_pass(routine, stroke, passed)
            passed.append(stroke)
    yield from find_long_holds(routine)


def _pressure(routine: Routine, stroke: Stroke) -> Iterator[Finding]:
    """Find pressure that a region does not bear."""
    region = anatomy.REGIONS[stroke.region]
    if stroke.pressure > FLESHY_CAP:
        text = "pressure 5 is never used"
        reason = "Deep pressure needs training: it can injure, and the receiver may not notice in time."
        yield finding_at(routine, stroke, "pressure", "pressure-cap", text, reason, "Use 2, or 3 after a first pass.")
    elif stroke.pressure > CAP and not region.fleshy:
        fleshy = " and ".join(row.key for row in anatomy.REGIONS.values() if row.fleshy)
        text = f"pressure {stroke.pressure} on the {region.many} is too firm; at most {CAP} there"
        reason = f"Only thick muscle ({fleshy}) bears leaning in."
        yield finding_at(routine, stroke, "pressure", "pressure-cap", text, reason, f"Use at most {CAP}.")


def _first_pass(routine: Routine, stroke: Stroke, passed: list[Stroke]) -> Iterator[Finding]:
    """Find firm strokes on regions that had no light stroke before."""
    if stroke.pressure <= FIRST_PASS:
        return
    missing = [side for side in sides_of(stroke) if not any(is_first_pass(earlier, stroke, side) for earlier in passed)]
    if missing:
        place = anatomy.spoken_name(stroke.region, missing[0] if len(missing) == 1 else "both")
        text = f"pressure {stroke.pressure} is the first touch of the {place}; at most {FIRST_PASS} the first time"
        reason = "Muscle that was not warmed tenses against firm pressure, and tender places are not known yet."
        hint = "Put a lighter stroke on the same region before it."
        yield finding_at(routine, stroke, "pressure", "first-pass", text, reason, hint)


def sides_of(stroke: Stroke) -> tuple[Side, ...]:
    """The side that a stroke works on, or both."""
    return (stroke.side,) if stroke.side in ONE_SIDE else ONE_SIDE


def is_first_pass(earlier: Stroke, stroke: Stroke, side: Side) -> bool:
    """Whether an earlier light stroke covers a stroke's region on a side."""
    return (
        earlier.pressure <= FIRST_PASS
        and side in sides_of(earlier)
        and stroke.region in anatomy.parts_of(earlier.region)
        and earlier.region != "whole body"
    )


def _knee(routine: Routine, stroke: Stroke) -> Iterator[Finding]:
    """Find firm strokes that pass over the knee."""
    if stroke.region != "legs" or stroke.pressure <= LIGHT or "knee" in stroke.lighter:
        return
    text = f"pressure {stroke.pressure} passes over the knee"
    reason = next(place.reason for place in anatomy.NO_GO if place.key == "back of the knee")
    hint = "Write 'lighter: knee', so that the hands ease off there."
    yield finding_at(routine, stroke, "pressure", "knee-pressure", text, reason, hint, warn=True)


def _direction(routine: Routine, stroke: Stroke) -> Iterator[Finding]:
    """Find firm phases away from the heart, and directions that are unclear."""
    firm = max((phase.pressure for phase in stroke.phases if phase.role is not Role.RETURN), default=0)
    back = max((phase.pressure for phase in stroke.phases if phase.role is Role.RETURN), default=0)
    away = {Flow.AWAY: firm, Flow.TOWARD: back}.get(stroke.flow, 0)
    reason = "Firm strokes run toward the heart, with the veins' valves; away from it the hands stay light."
    if away > AWAY_CAP:
        text = f"pressure {away} runs away from the heart; at most {AWAY_CAP} there"
        hint = "Turn the stroke round, or make that phase lighter."
        yield finding_at(routine, stroke, "pressure", "away-from-heart", text, reason, hint)
    read = flow_of(stroke.region, stroke.path)
    if read is not Flow.NEUTRAL and stroke.flow is not read:
        text = f"the path reads {read}, but flow says {stroke.flow}"
        yield finding_at(routine, stroke, "flow", "flow", text, reason, "Make the two agree.", warn=True)
    long_ways = {*anatomy.parts_of("legs"), *anatomy.parts_of("arms")}
    if (
        TABLE[stroke.technique].glides
        and firm > AWAY_CAP
        and stroke.flow is Flow.NEUTRAL
        and stroke.region in long_ways
    ):
        text = f"pressure {firm} glides along a limb, and nothing says which way"
        hint = "Write 'flow: toward', or a path such as “from the ankle to the knee”."
        yield finding_at(routine, stroke, "path", "flow", text, reason, hint, warn=True)


def _stretch(routine: Routine, stroke: Stroke) -> Iterator[Finding]:
    """Find stretches that are too long."""
    longest = max(phase.seconds for phase in stroke.phases)
    if stroke.technique is Technique.PASSIVE_STRETCH and longest > MAX_STRETCH_S:
        text = f"a stretch of {longest:g} s; usual are 10 to {MAX_STRETCH_S:g} s"
        yield finding_at(
            routine, stroke, "tempo", "stretch-time", text, "Longer brings nothing more.", "Shorten it.", warn=True
        )


def _neck(routine: Routine, stroke: Stroke) -> Iterator[Finding]:
    """Find stretching and tapping of the neck."""
    if stroke.region in _NECK and stroke.technique in (Technique.PASSIVE_STRETCH, Technique.TAPOTEMENT):
        text = f"{stroke.technique} of the {anatomy.spoken_name(stroke.region)} is not for an amateur"
        reason = "Moving or striking another person's neck can injure arteries and joints."
        yield finding_at(routine, stroke, "technique", "neck-twist", text, reason, "Knead or circle gently instead.")
