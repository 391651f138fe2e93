"""Rules of reach: hands must be able to get to what they work on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voiceguide import anatomy
from voiceguide.choreography.bodies import across, at_a_stretch, in_reach, is_listed, places_for, places_of, position_of
from voiceguide.choreography.faults import Fault, RehearsedHalf, describe_work, fault
from voiceguide.choreography.model import WORK, Move, Place, Position
from voiceguide.errors import Where
from voiceguide.routine.model import Routine, Side, Stroke
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.routine.texts import place_of

_LIGHT = 1
_ON_THE_THIGH = re.compile(r"\b(?:thighs?|lap)\b", re.IGNORECASE)
_ARM = frozenset(("arms", "forearm", "wrist"))
_REASON = "Reaching too far tires the giver, and a stroke that ends early is felt."


def find_out_of_reach(rehearsed: RehearsedHalf) -> Iterator[Fault]:
    """A fault for every stroke and hold that hands cannot reach, or reach only by leaning far over."""
    yield from _find_unlisted(rehearsed)
    for state in rehearsed.states:
        move = state.move
        if move.kind not in WORK or not move.region or move.position is None:
            continue
        if move.place is None:
            yield from _find_unreachable(move, move.position)
        else:
            yield from _from(rehearsed.routine, move, move.position, move.place)


def _find_unlisted(rehearsed: RehearsedHalf) -> Iterator[Fault]:
    """Find positions that the table of reach does not list: they are spoken as written, but reach cannot be checked."""
    routine, first = rehearsed.routine, rehearsed.choreography.moves[0]
    phrases = [(routine.receiver, Where(routine.file or None))]
    phrases += [(stage.receiver, stage.where) for stage in routine.stages]
    for phrase, base in phrases:
        if phrase and position_of(phrase) is None:
            text = f"{phrase!r} begins with no listed position, so what is in reach cannot be checked"
            hint = f"Begin it with one of: {', '.join(Position)}."
            yield fault("reach-unknown", text, first, where=place_of(routine, base, "receiver"), hint=hint)


def _from(routine: Routine, move: Move, position: Position, place: Place) -> Iterator[Fault]:
    """Find a stroke or hold that hands cannot reach from the giver's place."""
    if not is_listed(position, place):
        text = f"what is in reach from '{place}' of a partner {position} is not known"
        yield fault("reach-unknown", text, move, hint=_hint(move, position, place))
    elif not in_reach(position, place, move.region, move.side):
        text = f"{describe_work(move)} is out of reach from '{place}' while the partner is {position}"
        stated = _is_stated(routine, move)
        yield fault("reach", text, move, error=stated, reason=_REASON, hint=_hint(move, position, place))
    elif isinstance(move.item, Stroke) and at_a_stretch(position, place, move.region, move.side):
        yield from _firm_at_a_stretch(routine, move, move.item, position, place)


def _find_unreachable(move: Move, position: Position) -> Iterator[Fault]:
    """Find a stroke or hold that no place reaches."""
    if not places_for(position, move.region, move.side):
        text = f"{describe_work(move)} is in reach from no place while the partner is {position}"
        yield fault("reach", text, move, reason=_REASON, hint=_hint(move, position, None))


def _firm_at_a_stretch(
    routine: Routine, move: Move, stroke: Stroke, position: Position, place: Place
) -> Iterator[Fault]:
    """Find strokes at a stretch that are not light, or lack a forearm on the thigh."""
    if position is Position.SEATED and place is Place.BEHIND and move.region in _ARM:
        if not _rests_on_thigh(routine, move, stroke):
            text = f"{describe_work(move)} is in reach from behind only while the forearm rests on the thigh"
            hint = "Say in the stroke's words that the forearm rests on the thigh, or write 'giver: in front'."
            yield fault("reach-stretch", text, move, hint=hint)
    elif any(phase.pressure > _LIGHT for phase in move.phases) and not stroke.lighter:
        text = f"{describe_work(move)} is reached from '{place}' only at a stretch: pressure {_LIGHT} there"
        yield fault("reach-stretch", text, move, reason=_REASON, hint=_hint(move, position, place))


def _rests_on_thigh(routine: Routine, move: Move, stroke: Stroke) -> bool:
    """Whether the words say that the forearm rests on the thigh."""
    say = stroke.say
    words = (stroke.path, stroke.hands, say.where, say.hands, say.path, say.next, *say.during)
    posture = (routine.receiver, routine.stages[move.stage].receiver)
    return any(_ON_THE_THIGH.search(text) for text in (*words, *posture) if text)


def _is_stated(routine: Routine, move: Move) -> bool:
    """Whether the routine itself says both where the giver is and how the receiver lies."""
    stage = routine.stages[move.stage]
    phrase = (move.item.giver if isinstance(move.item, Stroke) else "") or stage.giver or routine.giver
    stated = places_of(phrase)
    positions = [routine.receiver, *(each.receiver for each in routine.stages[: move.stage + 1])]
    known = any(position_of(text) is not None for text in positions if text)
    return known and move.place in (*stated, *map(across, stated))


def _hint(move: Move, position: Position, place: Place | None) -> str:
    """What to write so that hands reach a move's region."""
    places = places_for(position, move.region, move.side)
    if places:
        return f"Write {_choice('giver', [str(each) for each in places])} for this stroke or stage."
    near = places_for(position, move.region, Side.LEFT)
    if near and anatomy.region(move.region).paired and move.side not in ONE_SIDE:
        beside = place if place in near or (place and across(place) in near) else near[0]
        return f"Write 'side: each' with {_choice('giver', [str(beside)])}: only the near side is in reach."
    others = [str(each) for each in Position if places_for(each, move.region, move.side)]
    return f"Let the partner turn over first, or write {_choice('receiver', others)}." if others else "Leave it out."


def _choice(key: str, values: list[str]) -> str:
    return " or ".join(f"'{key}: {value}'" for value in values[:3])
