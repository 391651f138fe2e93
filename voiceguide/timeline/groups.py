"""Groups: divide a script's lines where no line reaches across, so that groups can be placed one after the other.

The place of a line depends on its own group and on earlier ones, never on later ones: the beginning of a session is
known before its end is spoken, and an edited sentence moves nothing far away. Groups depend only on texts, not on
clips.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voiceguide.choreography.model import Move
from voiceguide.errors import ScriptError, Where
from voiceguide.script.lines import Line, Script
from voiceguide.timeline.windows import TAIL, ways, window
from voiceguide.units import to_samples
from voiceguide.wording.model import SLOWEST_WPM
from voiceguide.wording.seconds import estimate_s

_LONGER = 1.3
"""A clip is assumed to be at most this much longer than estimated at the slowest rate."""

_LEAST_MOVE = to_samples(20.0)
"""No group begins with a shorter move: lines around such a move must find room together."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are placed together.

    Attributes:
        start: First sample, where a move starts; no line of the group starts earlier.
        stop: Start of the next group, or end of the session.
        lines: In the script's order.
    """

    start: int
    stop: int
    lines: tuple[Line, ...]


def groups_of(script: Script) -> tuple[Group, ...]:
    """Divide the lines of a script into groups that tile the session; at least one.

    Raises:
        ScriptError: A line belongs to no move.
    """
    moves = {move.id: move for move in script.moves}
    reaches = [(line, *_reach(line, moves, script.frames)) for line in script.lines]
    edges = [0]
    for move in script.moves[1:]:
        reached_over = any(first < move.start < anchored for _, first, anchored in reaches)
        if move.frames >= _LEAST_MOVE and not reached_over:
            edges.append(move.start)
    stops = [*edges[1:], script.frames]
    lines: list[list[Line]] = [[] for _ in edges]
    for line, first, anchored in reaches:
        lines[_index(edges, first, anchored)].append(line)
    return tuple(Group(start, stop, tuple(inside)) for start, stop, inside in zip(edges, stops, lines, strict=True))


def _index(edges: list[int], first: int, anchored: int) -> int:
    """Index of a line's group: the last that starts neither after the line nor at the edge it leads up to."""
    return max((at for at, edge in enumerate(edges) if edge <= first and (edge < anchored or not edge)), default=0)


def _reach(line: Line, moves: Mapping[str, Move], frames: int) -> tuple[int, int]:
    """The earliest sample at which a line may start, and the later sample that it is anchored to.

    Raises:
        ScriptError: It belongs to no move.
    """
    move = moves.get(line.move)
    if move is None:
        problem = f"the line belongs to the move {line.move[:40]!r}, which is not in the script"
        raise ScriptError(problem, (), where=Where(key=line.id))
    windows = []
    for variant in ways(line, move):
        longest = to_samples(_LONGER * estimate_s(variant.text, SLOWEST_WPM))
        windows.append(window(line, variant, longest, move, frames))
    first = min((each.low for each in windows), default=move.start)
    if line.anchor in TAIL:
        return first, max(first + 1, *(each.limit for each in windows))
    return first, first + 1
