"""What lies under the blanket: zones of the body, and the words that cover and uncover them.

A zone is a region without parts of its own, on one side: (``calf``, ``left``); where there is only one such region,
the side is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from voiceguide import anatomy
from voiceguide.choreography.model import Choreography, Move, MoveKind
from voiceguide.routine.model import Routine, Side, Step, StepKind
from voiceguide.routine.sided import ONE_SIDE

Zone = tuple[str, str]
"""A region without parts, and its side (empty if there is only one)."""

_LARGER = {
    "upper body": ("head", "neck", "shoulders", "back", "arms"),
    "lower body": ("glutes", "hips", "legs", "feet"),
}
_WITH = {"legs": ("feet",), "back": ("shoulders",)}
"""A blanket folded from a leg leaves its foot bare; one folded from the back, the shoulders."""
_NAMES = sorted((*anatomy.NAMES, *_LARGER), key=len, reverse=True)
_NAMED = re.compile(rf"\b(?:{'|'.join(map(re.escape, _NAMES))})\b")
_SIDE = re.compile(r"\b(left|right)\b")


@cache
def zones_of(region: str, side: Side) -> frozenset[Zone]:
    """The zones of a region.

    Args:
        region: A region's name.
        side: Any; all but ``left`` and ``right`` mean both sides.

    Raises:
        UsageError: There is no such region.
    """
    groups = {row.group for row in anatomy.REGIONS.values()}
    leaves = [key for key in anatomy.parts_of(region) if key not in groups]
    sides = (side,) if side in ONE_SIDE else ONE_SIDE
    return frozenset(
        (key, each) for key in leaves for each in (sides if anatomy.REGIONS[key].paired else ("",))
    )  # fmt: skip


def zones_named(text: str, side: Side) -> frozenset[Zone]:
    """The zones that a covering or uncovering names; empty if it names none.

    Args:
        text: The author's words, such as ``the leg`` or ``everything but the back``.
        side: The side being worked on, for words that do not say one.
    """
    plain = " ".join(text.casefold().split())
    but = re.search(r"\b(?:everything|all) (?:but|except)\b", plain)
    if but:
        return zones_of("whole body", Side.BOTH) - zones_named(plain[but.end() :], side)
    found: set[Zone] = set()
    for match in _NAMED.finditer(plain):
        own = _SIDE.search(plain[max(0, match.start() - 12) : match.start()])
        for region in _regions(match[0]):
            found |= zones_of(region, own[1] if own else side)
    return frozenset(found)


def _regions(name: str) -> tuple[str, ...]:
    """The regions that a name covers."""
    if name in _LARGER:
        return _LARGER[name]
    key = anatomy.NAMES[name]
    return (key, *_WITH.get(key, ()))


_EVERYTHING = zones_of("whole body", Side.BOTH)


def zones_changed(routine: Routine, move: Move) -> frozenset[Zone]:
    """The zones that a move uncovers or covers.

    Without words, uncovering means what the stage works on, and covering means everything.
    """
    if isinstance(move.item, Step):
        return _of_step(routine, move.stage, move.item, move.side)
    if move.region:
        return zones_of(move.region, move.side)
    return _of_stage(routine, move.stage, move.side) if move.kind is MoveKind.UNCOVER else _EVERYTHING


def zones_covered_at_first(routine: Routine, choreography: Choreography) -> frozenset[Zone]:
    """What lies under a blanket when the session begins: everything that is uncovered before it is first covered.

    All other regions that are worked are bare from the start, or, without oil, worked through the clothes.
    """
    seen: set[Zone] = set()
    covered: set[Zone] = set()
    for stage, parts in enumerate(routine.stages):
        for step in parts.steps:
            if isinstance(step, Step) and step.kind in (StepKind.UNCOVER, StepKind.COVER):
                zones = _of_step(routine, stage, step, Side.NONE)
                covered |= zones - seen if step.kind is StepKind.UNCOVER else set()
                seen |= zones
    added = [move for move in choreography.moves if move.kind is MoveKind.UNCOVER and move.item is None]
    return frozenset(covered).union(*(zones_changed(routine, move) - seen for move in added))


def _of_step(routine: Routine, stage: int, step: Step, side: Side) -> frozenset[Zone]:
    """The zones that an author's step covers or uncovers."""
    named = zones_named(step.text, side)
    if step.kind is StepKind.COVER:
        return named or _EVERYTHING
    worked = _of_stage(routine, stage, side)
    return named if named & worked or (named and not worked) else named | worked


def _of_stage(routine: Routine, stage: int, side: Side) -> frozenset[Zone]:
    """The zones that a stage works on."""
    return frozenset().union(
        *(
            zones_of(stroke.region, stroke.side if stroke.side in ONE_SIDE else side)
            for stroke in routine.stages[stage].strokes
        )
    )


def names_of(zones: Iterable[Zone]) -> tuple[str, ...]:
    """Spoken names for zones, as few as possible: ``left leg``, ``feet``."""
    left = set(zones)
    names = []
    for row in anatomy.REGIONS.values():
        for side in (Side.BOTH, *(ONE_SIDE if row.paired else ())):
            own = zones_of(row.key, side)
            if own <= left:
                names.append(anatomy.spoken_name(row.key, side))
                left -= own
    return tuple(names)
