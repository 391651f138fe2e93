"""Plan quiet: a minute in every full ten, in announced stretches of at least half a minute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

EVERY_S, QUIET_S, STRETCH_S = 600.0, 64.0, 30.6
"""Every full stretch of `EVERY_S` has `QUIET_S` of quiet, in stretches of at least `STRETCH_S`, seconds."""

LATER = 1.6
"""How much more room counts in the later half of a session: quiet belongs there rather than where all is new."""

ANNOUNCING_S = 2.7
"""About how long it takes to announce quiet, with a little room, seconds."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room for quiet in a stroke, in seconds from the start of the session.

    Attributes:
        begin_s: When its first lines, and a refinement or two, are over.
        earliest_s: When what must be said at its start is over.
        end_s: When its last call begins.
        latest_s: When the announcement of what follows begins: the end without a last call.
    """

    begin_s: float
    earliest_s: float
    end_s: float
    latest_s: float


def plan_quiet(seconds: float, rooms: Mapping[str, Room]) -> tuple[dict[str, float], frozenset[str]]:
    """Plan how long it is quiet at the end of which strokes, and which last calls are left out for it.

    Args:
        seconds: Length of the session.
        rooms: The room in each stroke, by its id.

    Returns:
        Seconds of quiet by the stroke's id; the ids of strokes without a last call.
    """
    wishes: dict[str, float] = {}
    without_call: set[str] = set()
    for window in range(int(seconds // EVERY_S)):
        low, high = window * EVERY_S, (window + 1) * EVERY_S
        ends = {name: room.latest_s if name in without_call else room.end_s for name, room in rooms.items()}
        missing = QUIET_S - sum(_within(wish, ends[name], low, high) for name, wish in wishes.items())
        for hurried in (False, True):
            measured = {name: _room_s(room, low, high, hurried) for name, room in rooms.items()}
            found = sorted(
                measured.items(), key=lambda row: -row[1] * (LATER if rooms[row[0]].begin_s > seconds / 2 else 1.0)
            )
            for name, room_s in found:
                if missing <= 0 or room_s < STRETCH_S or name in wishes:
                    continue
                end_s = rooms[name].latest_s if hurried else rooms[name].end_s
                length_s = min(room_s, max(missing, STRETCH_S))
                wishes[name] = length_s + max(0.0, end_s - high)
                missing -= length_s
                if hurried:
                    without_call.add(name)
    return wishes, frozenset(without_call)


def _room_s(room: Room, low: float, high: float, hurried: bool) -> float:
    """Room for quiet in a stroke within a stretch of time, seconds."""
    begin_s, end_s = (room.earliest_s, room.latest_s) if hurried else (room.begin_s, room.end_s)
    return min(end_s, high) - max(begin_s + ANNOUNCING_S, low)


def _within(wish: float, end: float, low: float, high: float) -> float:
    """Quiet of a stroke within a stretch of time, seconds; 0 if too short."""
    inside = min(end, high) - max(end - wish, low)
    return inside if inside >= STRETCH_S else 0.0
