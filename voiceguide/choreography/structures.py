"""Structures of a routine, from the shortest to the longest: which strokes stay, how often each stage comes."""

from __future__ import annotations

from collections.abc import Iterable

from voiceguide.choreography.order import Key, Structure, blocks_of, event_count, strokes_of
from voiceguide.routine.model import Routine, Side, Stroke
from voiceguide.routine.rules.balance import MOST_EVENTS
from voiceguide.routine.rules.strokes import FIRST_PASS, is_first_pass, sides_of
from voiceguide.routine.touch import is_left_out

MAX_ROUNDS = 8
"""A stage never comes more often than this, unless its author says so."""

_ALONE = 3
"""A block that is one stroke alone comes again this many times later than others: a stroke that follows itself is the
same stroke, announced anew."""


def available(routine: Routine, avoid: Iterable[str]) -> frozenset[Key]:
    """The strokes that remain when some regions are left out; a firm stroke goes when its light first pass goes."""
    avoided = tuple(avoid)
    kept = frozenset(key for key, stroke in strokes_of(routine) if not (avoided and is_left_out(stroke, avoided)))
    return _with_light_passes(routine, kept)


def structures_of(routine: Routine, kept: frozenset[Key]) -> tuple[Structure, ...]:
    """All structures worth trying: the author's own first, then more rounds, fewer, and fewer strokes."""
    natural = tuple(stage.rounds for stage in routine.stages)
    found = [Structure(kept, natural)]
    for direction in (1, -1):
        rounds = natural
        while (changed := _next_rounds(routine, rounds, direction)) is not None:
            rounds = changed
            found.append(Structure(kept, rounds))
    once = (1,) * len(natural)
    fewer = kept
    for key in _leaving_order(routine, kept):
        smaller = _with_light_passes(routine, fewer - {key})
        if not smaller or smaller == fewer:
            continue
        fewer = smaller
        found.append(Structure(fewer, once))
    return tuple(dict.fromkeys(each for each in found if event_count(routine, each) <= MOST_EVENTS))


def essence_of(routine: Routine, key: Key) -> int:
    """How much a stroke matters: what its author says, else 1 for the first stroke of a stage and 2 for the others."""
    stroke = routine.stages[key[0]].steps[key[1]]
    if isinstance(stroke, Stroke) and stroke.essence is not None:
        return stroke.essence
    first = next(place for place, step in enumerate(routine.stages[key[0]].steps) if isinstance(step, Stroke))
    return 1 if key[1] == first else 2


def _next_rounds(routine: Routine, rounds: tuple[int, ...], direction: int) -> tuple[int, ...] | None:
    """The rounds with one block of stages once more or once less: the block with the least (or most) of its own."""
    natural = [stage.rounds for stage in routine.stages]
    open_blocks = []
    for place, block in enumerate(blocks_of(routine)):
        if not any(routine.stages[index].strokes for index in block):
            continue
        most = max(MAX_ROUNDS, *(natural[index] for index in block))
        biggest = max(rounds[index] for index in block)
        if biggest < most if direction > 0 else biggest > 1:
            share = biggest / max(natural[index] for index in block)
            if direction > 0 and sum(len(routine.stages[index].strokes) for index in block) == 1:
                share *= _ALONE
            open_blocks.append((share * direction, place, block))
    if not open_blocks:
        return None
    block = min(open_blocks)[2]
    biggest = max(rounds[index] for index in block)
    changed = list(rounds)
    for index in block:
        if direction > 0:
            changed[index] = rounds[index] + 1
        elif rounds[index] == biggest:
            changed[index] = biggest - 1
    return tuple(changed)


def _leaving_order(routine: Routine, kept: frozenset[Key]) -> list[Key]:
    """Strokes in the order in which a shorter and shorter session leaves them out.

    Strokes that the author marks as the heart of the routine (`essence: 1`) are never left out.
    """
    optional = [key for key, stroke in strokes_of(routine) if key in kept and stroke.essence != 1]
    return sorted(optional, key=lambda key: (-essence_of(routine, key), tuple(-each for each in key)))


def _with_light_passes(routine: Routine, kept: frozenset[Key]) -> frozenset[Key]:
    """`kept` without firm strokes whose light first pass, present in the whole routine, is not kept."""
    strokes = list(strokes_of(routine))
    while True:
        lost = {
            key
            for place, (key, stroke) in enumerate(strokes)
            if key in kept
            and stroke.pressure > FIRST_PASS
            and any(
                _light_before(strokes[:place], stroke, side) and not _light_before(strokes[:place], stroke, side, kept)
                for side in sides_of(stroke)
            )
        }
        if not lost:
            return kept
        kept -= lost


def _light_before(
    earlier: list[tuple[Key, Stroke]], stroke: Stroke, side: Side, kept: frozenset[Key] | None = None
) -> bool:
    """Whether an earlier light stroke covers a stroke's region on a side."""
    return any((kept is None or key in kept) and is_first_pass(other, stroke, side) for key, other in earlier)
