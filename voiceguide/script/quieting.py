"""Where quiet is: a minute in every full ten, in stretches of half a minute at least, told before."""

from __future__ import annotations

from collections.abc import Mapping

from voiceguide.script.talk import Talk

EVERY_S, QUIET_S, STRETCH_S = 600.0, 62.0, 31.0
"""In every full stretch of `EVERY_S` so much quiet, in stretches of at least `STRETCH_S`, seconds."""

ANNOUNCING_S = 3.2
"""About how long quiet takes to be announced, with a little room, seconds."""


def plan_quiet(talk: Talk, begins: Mapping[str, float], ends: Mapping[str, float]) -> dict[str, float]:
    """How long it shall be quiet at the end of some strokes, seconds, by the stroke's id.

    Args:
        talk: The session.
        begins: By the stroke's id, when quiet could begin: what is said first is over by then.
        ends: By the stroke's id, when its last call or its announcements begin.
    """
    wishes: dict[str, float] = {}
    for window in range(int(talk.choreography.seconds // EVERY_S)):
        low, high = window * EVERY_S, (window + 1) * EVERY_S
        rooms = sorted(
            (
                (min(ends[move.id], high) - max(begins[move.id] + ANNOUNCING_S, low), move.id)
                for move in talk.strokes
                if begins[move.id] < high and ends[move.id] > low
            ),
            reverse=True,
        )
        missing = QUIET_S - sum(_within(wishes[name], ends[name], low, high) for name in wishes)
        for room, name in rooms:
            if missing <= 0 or room < STRETCH_S or name in wishes:
                continue
            length = min(room, max(missing, STRETCH_S))
            wishes[name] = length + max(0.0, ends[name] - high)
            missing -= length
    return wishes


def _within(wish: float, end: float, low: float, high: float) -> float:
    inside = min(end, high) - max(end - wish, low)
    return inside if inside >= STRETCH_S else 0.0
