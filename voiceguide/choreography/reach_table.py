"""The table of reach: which regions hands get to, by the receiver's position and the giver's place.

[D], from common teaching of positioning and draping at a massage table; a place is for ordinary arms, without leaning
on the partner. Left and right are the receiver's.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide.choreography.model import Place, Position


@dataclass(frozen=True, slots=True)
class Area:
    """What hands reach from one place.

    Attributes:
        both: Regions in reach on both sides; their parts are too.
        near: Regions in reach on the giver's side only.
        upper: Regions of which only one side, the upper one, is in reach (lying on the side).
        stretch: Regions in reach at a stretch, each named by itself.
    """

    both: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    upper: tuple[str, ...] = ()
    stretch: tuple[str, ...] = ()


_HIP = Area(both=("back", "glutes", "hips"), near=("sides of the torso", "arms"))
_LEGS = Area(near=("glutes", "hips", "thigh", "knee", "calf", "ankle"))
_FACE_UP_SIDE = Area(near=("arms", "thigh"))

TABLE: dict[tuple[Position, Place], Area] = {
    (Position.FACE_DOWN, Place.LEFT): _HIP,
    (Position.FACE_DOWN, Place.RIGHT): _HIP,
    (Position.FACE_DOWN, Place.LEFT_LEGS): _LEGS,
    (Position.FACE_DOWN, Place.RIGHT_LEGS): _LEGS,
    (Position.FACE_DOWN, Place.HEAD): Area(
        both=("scalp", "base of skull", "neck", "shoulders", "shoulder blades", "upper back", "mid back"),
        stretch=("lower back", "back", "beside the spine"),
    ),
    (Position.FACE_DOWN, Place.FEET): Area(both=("feet", "ankle", "calf")),
    (Position.FACE_UP, Place.LEFT): _FACE_UP_SIDE,
    (Position.FACE_UP, Place.RIGHT): _FACE_UP_SIDE,
    (Position.FACE_UP, Place.LEFT_LEGS): Area(near=("thigh",)),
    (Position.FACE_UP, Place.RIGHT_LEGS): Area(near=("thigh",)),
    (Position.FACE_UP, Place.HEAD): Area(both=("head", "neck", "shoulders")),
    (Position.FACE_UP, Place.FEET): Area(both=("feet", "ankle", "shin")),
    (Position.SEATED, Place.BEHIND): Area(
        both=("head", "neck", "shoulders", "back", "upper arm", "elbow"),
        stretch=("arms", "forearm", "wrist"),
    ),
    (Position.SEATED, Place.FRONT): Area(both=("forearm", "wrist", "hand", "feet")),
    (Position.ON_SIDE, Place.BEHIND): Area(
        both=("back",), upper=("shoulders", "sides of the torso", "arms", "hips"),
    ),
}  # fmt: skip
"""What is in reach, by position and place; preferred places come first.

Neighbours of what the teaching names are counted with it: the base of the skull with scalp and neck, temples and brow
of a seated partner with the scalp, the hips with the buttocks, elbow and wrist with the arm.
"""

HIDDEN: dict[Position, tuple[str, ...]] = {
    Position.FACE_DOWN: ("temples", "forehead", "shin"),
    Position.FACE_UP: ("calf",),
}
"""Parts that lie on the bed, so that a stroke over the whole (head, leg) does not mean them."""

NEIGHBOURS: frozenset[frozenset[Place]] = frozenset(
    frozenset(pair)
    for pair in (
        (Place.HEAD, Place.LEFT),
        (Place.HEAD, Place.RIGHT),
        (Place.LEFT, Place.LEFT_LEGS),
        (Place.RIGHT, Place.RIGHT_LEGS),
        (Place.LEFT_LEGS, Place.FEET),
        (Place.RIGHT_LEGS, Place.FEET),
        (Place.BEHIND, Place.LEFT),
        (Place.BEHIND, Place.RIGHT),
        (Place.FRONT, Place.LEFT),
        (Place.FRONT, Place.RIGHT),
    )
)
"""Pairs of places next to each other on the way round a partner."""

NEAR_S = 8.0
"""A change to a neighbouring place, seconds [D]."""
FAR_S = 12.0
"""A change to a place further off, seconds [D]."""
