"""Two bodies in space: where the receiver lies, where the giver is, and what hands reach from there.

Takes phrases of a routine and region keys of the anatomy table. Gives positions, places, and whether a region is in
reach (`reach_table`). Left and right are the receiver's.
"""

from __future__ import annotations

import re
from enum import IntEnum

from voiceguide import anatomy
from voiceguide.choreography.model import Place, Position
from voiceguide.choreography.reach_table import FAR_S, HIDDEN, NEAR_S, NEIGHBOURS, TABLE, Area
from voiceguide.routine.model import Side
from voiceguide.routine.sided import ONE_SIDE


class Reach(IntEnum):
    """How well hands get to a region."""

    OUT = 0
    STRETCH = 1
    """Only by leaning far over: light strokes, pressure 1."""
    EASY = 2


_POSTURE = r"(?:standing|stands?|kneeling|kneels?|sitting|sits?|seated|crouching|lying|lies|resting)"
_OWNER = r"(?:the|their|his|her|your partner's|the partner's|the receiver's)"
_PLACE = re.compile(
    rf"(?:{_POSTURE}(?: or {_POSTURE})* )?"
    r"(?:(?:close|just|right|directly|closely) (?=behind|in front))?"
    rf"(?:(?:at|by|near|to|on) )?(?:{_OWNER} )?"
    r"(?P<word>head|feet|foot(?= end)|left|right|behind|in front)\b(?!-(?!hand\b))(?P<rest>.*)"
)
_CHOICE = re.compile(r"^(?:[ -]hand)?(?: side)? or (?:the )?(?:left|right|head|feet|behind|in front)\b")
_LEGS = re.compile(r"\b(?:legs?|thighs?|knees?|calf|calves|shins?|lower body)\b")
_HIP = re.compile(r"\b(?:hips?|waist|back|torso|arms?|shoulders?|upper body)\b")
_WORDS = {
    "head": (Place.HEAD,),
    "feet": (Place.FEET,),
    "foot": (Place.FEET,),
    "left": (Place.LEFT, Place.LEFT_LEGS),
    "right": (Place.RIGHT, Place.RIGHT_LEGS),
    "behind": (Place.BEHIND,),
    "in front": (Place.FRONT,),
}
_LIES = r"(?:(?:lying|lies|lie|resting|rests|flat) )*"
_FRONT = r"on (?:the |their |his |her )?(?:stomach|tummy|belly|front)"
_POSITIONS = tuple(
    (re.compile(rf"{_LIES}(?:{pattern})\b"), position)
    for pattern, position in (
        (rf"face[ -]down|prone|{_FRONT}", Position.FACE_DOWN),
        (r"face[ -]up|supine|on (?:the |their |his |her )?back", Position.FACE_UP),
        (r"seated|sitting|sits?", Position.SEATED),
        (r"on (?:the |their |his |her |one |either )?(?:left |right )?side|side[ -]lying", Position.ON_SIDE),
    )
)
_ONTO = (
    (re.compile(r"\b(?:stomach|tummy|belly|front|face[ -]down)\b"), Position.FACE_DOWN),
    (re.compile(r"\b(?:back|face[ -]up)\b"), Position.FACE_UP),
    (re.compile(r"\bside\b"), Position.ON_SIDE),
)
_OTHER_WAY = {Position.FACE_DOWN: Position.FACE_UP, Position.FACE_UP: Position.FACE_DOWN}
_SIDES = {
    Place.LEFT: Side.LEFT,
    Place.LEFT_LEGS: Side.LEFT,
    Place.RIGHT: Side.RIGHT,
    Place.RIGHT_LEGS: Side.RIGHT,
}
_ACROSS = {
    Place.LEFT: Place.RIGHT,
    Place.RIGHT: Place.LEFT,
    Place.LEFT_LEGS: Place.RIGHT_LEGS,
    Place.RIGHT_LEGS: Place.LEFT_LEGS,
}


def position_of(phrase: str) -> Position | None:
    """The listed position that a phrase begins with, or None."""
    plain = _plain(phrase)
    return next((position for pattern, position in _POSITIONS if pattern.match(plain)), None)


def places_of(phrase: str) -> tuple[Place, ...]:
    """The places that a phrase means, by the listed place it begins with; empty if it begins with none.

    ``left`` alone is anywhere on the left: (LEFT, LEFT_LEGS); ``left, at the legs`` is one place. ``beside`` names no
    side, so it means no place.
    """
    found = _PLACE.match(_plain(phrase))
    if found is None or _CHOICE.match(found["rest"]):
        return ()
    places = _WORDS[found["word"]]
    if len(places) > 1:
        if _LEGS.search(found["rest"]):
            return places[1:]
        if _HIP.search(found["rest"]):
            return places[:1]
    return places


def turn_over(before: Position | None, onto: str) -> Position | None:
    """The position after turning over, such as "onto the back"; without words, the opposite position.

    None if neither the words nor the position before determine it.
    """
    plain = _plain(onto)
    for pattern, position in _ONTO:
        if pattern.search(plain):
            return position
    return _OTHER_WAY.get(before) if before is not None and not plain else None


def _plain(phrase: str) -> str:
    """A phrase in small letters, with plain apostrophes and single spaces."""
    return " ".join(phrase.casefold().replace("’", "'").split())


def side_of(place: Place) -> Side:
    """``left`` or ``right`` for places at the partner's side, else empty."""
    return _SIDES.get(place, Side.NONE)


def across(place: Place) -> Place:
    """The same place on the partner's other side; head, feet, behind and in front stay as they are."""
    return _ACROSS.get(place, place)


def change_seconds(before: Place, after: Place) -> float:
    """Seconds that the giver needs from one place to another: 0, 8 or 12 [D]."""
    if before is after:
        return 0.0
    return NEAR_S if frozenset((before, after)) in NEIGHBOURS else FAR_S


def is_listed(position: Position, place: Place) -> bool:
    """Whether the table says what is in reach from this place; if not, nothing can be checked."""
    return (position, place) in TABLE


def reach(position: Position, place: Place, region: str, side: Side = Side.BOTH) -> Reach:
    """How well hands get to a region.

    Args:
        position: How the receiver lies or sits.
        place: Where the giver is.
        region: A region's name.
        side: Any; all but ``left`` and ``right`` mean both sides at once.

    Raises:
        UsageError: There is no such region.
    """
    key = anatomy.region(region).key
    area = TABLE.get((position, place))
    if area is None:
        return Reach.OUT
    if key == "whole body":
        return Reach.STRETCH  # hands pass over all of it on the way along the body, lightly
    return _reach(area, position, place, key, side)


def _reach(area: Area, position: Position, place: Place, key: str, side: Side) -> Reach:
    """How well hands get to a region by the table, or else to its worst part that is not hidden."""
    if key in area.stretch:
        return Reach.STRETCH
    one = side in ONE_SIDE
    for name in anatomy.groups_of(key):
        if name in area.near:
            return Reach.EASY if side == side_of(place) else Reach.OUT
        if name in area.upper:
            return Reach.EASY if one else Reach.OUT
        if name in area.both:
            return Reach.EASY
    hidden = HIDDEN.get(position, ())
    parts = [part for part in _children(key) if part not in hidden]
    return min((_reach(area, position, place, part, side) for part in parts), default=Reach.OUT)


def _children(key: str) -> list[str]:
    return [row.key for row in anatomy.REGIONS.values() if row.group == key]


def in_reach(position: Position, place: Place, region: str, side: Side = Side.BOTH) -> bool:
    """Whether hands get to a region at all, even if only by leaning far over.

    Raises:
        UsageError: There is no such region.
    """
    return reach(position, place, region, side) is not Reach.OUT


def at_a_stretch(position: Position, place: Place, region: str, side: Side = Side.BOTH) -> bool:
    """Whether hands get to a region only by leaning far over: lightly, and to a seated partner's forearms from
    behind only while they rest on the thighs.

    Raises:
        UsageError: There is no such region.
    """
    return reach(position, place, region, side) is Reach.STRETCH


def places_for(position: Position, region: str, side: Side = Side.BOTH) -> tuple[Place, ...]:
    """The places from which a region is in reach, best first: without leaning far over, then on its own side.

    Raises:
        UsageError: There is no such region.
    """
    found = [(place, reach(position, place, region, side)) for known, place in TABLE if known is position]
    far = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(side)
    ranked = sorted(
        (pair for pair in found if pair[1] is not Reach.OUT),
        key=lambda pair: (-pair[1], far is not None and side_of(pair[0]) == far),
    )
    return tuple(place for place, _ in ranked)
