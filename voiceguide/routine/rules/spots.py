"""Rules for still pressure on one spot, counted over neighbouring strokes and rounds.

A spot rests while hands work elsewhere; consecutive strokes on one region, and rounds of a stage that does nothing
else, press without rest.
"""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.errors import Finding
from voiceguide.routine.estimate import dwell_seconds
from voiceguide.routine.model import Routine, Stage, Stroke, Technique
from voiceguide.routine.rules.found import finding_at

MAX_DWELL_S = 60.0
"""Longest still pressure on a spot, seconds: as it is written, and however a session is fitted."""

_REASON = "Long pressure on one spot starves and bruises the tissue."


def find_long_holds(routine: Routine) -> Iterator[Finding]:
    """Find every stroke by which a spot has been pressed too long, each once."""
    reported: set[int] = set()
    run_s, last = 0.0, None
    for stage in routine.stages:
        for stroke in _in_order(stage):
            held = dwell_seconds(stroke) if presses(stroke) else 0.0
            if not held:
                run_s, last = 0.0, None
                continue
            on = last is not None and stroke.spots == 1 == last.spots and _same_place(last, stroke)
            run_s, last = (run_s + held if on else held), stroke
            if run_s > MAX_DWELL_S and id(stroke) not in reported:
                reported.add(id(stroke))
                yield _too_long(routine, stroke, run_s, alone=held > MAX_DWELL_S)


def presses(stroke: Stroke) -> bool:
    """Whether a stroke presses on a spot without moving."""
    return stroke.technique in (Technique.STATIC_PRESSURE, Technique.COMPRESSION) or (
        stroke.technique is Technique.STILL_HANDS and stroke.pressure > 1
    )


def _in_order(stage: Stage) -> Iterator[Stroke]:
    """A stage's strokes in all rounds."""
    for _ in range(stage.rounds):
        yield from stage.strokes


def _same_place(one: Stroke, other: Stroke) -> bool:
    """Whether two strokes are on the same region and side."""
    sides = {one.side, other.side}
    return one.region == other.region and (len(sides) == 1 or bool(sides & {"both", "each"}))


def _too_long(routine: Routine, stroke: Stroke, seconds: float, *, alone: bool) -> Finding:
    """The finding for a spot that is pressed too long."""
    text = f"{seconds:g} s of still pressure on one spot; at most {MAX_DWELL_S:g} s"
    if not alone:
        text = f"with the strokes before it, {text}"
    hint = (
        "Fewer or shorter holds, or more spots."
        if alone
        else "Put a gliding stroke in between, or give each its own spots."
    )
    return finding_at(routine, stroke, "repeat", "static-time", text, _REASON, hint)
