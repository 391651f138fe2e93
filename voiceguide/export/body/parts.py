"""Where each region lies on the drawn body.

The body stands in a field of 100 × 232, its middle at x = 50. Everything paired is given for the half with small x
and mirrored for the other. A region is a line from its far end to the end that is nearer to the heart, with a width.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from voiceguide import anatomy
from voiceguide.choreography.model import Place, Position
from voiceguide.routine.model import Side
from voiceguide.routine.sided import ONE_SIDE

MIDDLE = 50.0
Point = tuple[float, float]


class View(StrEnum):
    """From which side the body is seen."""

    BACK = "back"
    FRONT = "front"


@dataclass(frozen=True, slots=True)
class Part:
    """A region as it is drawn.

    Attributes:
        line: Points from the far end to the end nearer to the heart; one point for a spot.
        width: Across the line.
        window: What of the body is shown with it: x, y, width, height.
        view: The side that it lies on, or None where both sides have it.
    """

    line: tuple[Point, ...]
    width: float
    window: tuple[float, float, float, float]
    view: View | None = None

    def mirror(self) -> Part:
        """The part mirrored to the other half."""
        return replace(self, line=tuple((2 * MIDDLE - x, y) for x, y in self.line))

    def half(self, sign: int) -> Part:
        """One half of a region in the middle: -1 for small x, 1 for large."""
        return replace(self, line=tuple((x + sign * self.width / 4, y) for x, y in self.line), width=self.width / 2)


_WHOLE = (0.0, 0.0, 100.0, 232.0)
_UPPER = (6.0, 0.0, 88.0, 130.0)
_HEAD = (24.0, 0.0, 52.0, 52.0)
_HIPS = (14.0, 82.0, 72.0, 62.0)
_LEGS = (14.0, 98.0, 72.0, 134.0)
_FEET = (22.0, 194.0, 56.0, 38.0)
_HANDS = (4.0, 92.0, 92.0, 42.0)

_PARTS: dict[str, Part] = {
    "whole body": Part(((50, 200), (50, 42)), 38, _WHOLE),
    "head": Part(((50, 10), (50, 24)), 19, _HEAD),
    "scalp": Part(((50, 9), (50, 18)), 17, _HEAD),
    "temples": Part(((42, 17),), 5, _HEAD, View.FRONT),
    "forehead": Part(((45, 11), (55, 11)), 5, _HEAD, View.FRONT),
    "base of skull": Part(((44.5, 27), (55.5, 27)), 5, _HEAD, View.BACK),
    "neck": Part(((50, 29), (50, 40)), 10, _HEAD, View.BACK),
    "shoulders": Part(((29.5, 46), (37, 43), (45, 40)), 8, _UPPER),
    "back": Part(((50, 106), (50, 52)), 34, _UPPER, View.BACK),
    "shoulder blades": Part(((40, 70), (39, 55)), 10, _UPPER, View.BACK),
    "upper back": Part(((50, 66), (50, 52)), 33, _UPPER, View.BACK),
    "mid back": Part(((50, 86), (50, 70)), 29, _UPPER, View.BACK),
    "lower back": Part(((50, 106), (50, 92)), 28, _UPPER, View.BACK),
    "beside the spine": Part(((45.5, 106), (45.5, 48)), 6, _UPPER, View.BACK),
    "sides of the torso": Part(((36.5, 94), (34.5, 68)), 6, _UPPER),
    "glutes": Part(((41, 122), (41.5, 113)), 14, _HIPS, View.BACK),
    "hips": Part(((34, 118), (35, 106)), 8, _HIPS),
    "arms": Part(((13, 122), (16, 108), (22, 80), (28, 52)), 9, _UPPER),
    "upper arm": Part(((22.5, 78), (28, 54)), 9, _UPPER),
    "elbow": Part(((22, 80),), 8, _UPPER),
    "forearm": Part(((16.3, 106), (21.5, 83)), 8, _UPPER),
    "wrist": Part(((15.5, 109.5),), 7, _HANDS),
    "hand": Part(((12.8, 123), (15, 112)), 8, _HANDS),
    "fingers": Part(((12.3, 127), (13.2, 121)), 6, _HANDS),
    "legs": Part(((38.7, 204), (39.3, 160), (40.5, 116)), 14, _LEGS),
    "thigh": Part(((40, 148), (40.7, 119)), 15, _LEGS),
    "knee": Part(((39.7, 155),), 12, _LEGS, View.FRONT),
    "calf": Part(((38.8, 196), (39.5, 164)), 11, _LEGS, View.BACK),
    "shin": Part(((38.8, 198), (39.5, 164)), 9, _LEGS, View.FRONT),
    "ankle": Part(((38.6, 203),), 9, _FEET),
    "feet": Part(((37.6, 223), (38.3, 208)), 10, _FEET),
    "sole": Part(((37.8, 221), (38.2, 208)), 9, _FEET, View.BACK),
    "arch": Part(((39, 218), (39, 211)), 5, _FEET, View.BACK),
    "heel": Part(((38.3, 208),), 8, _FEET, View.BACK),
    "instep": Part(((37.8, 219), (38.3, 207)), 8, _FEET, View.FRONT),
    "toes": Part(((34.6, 225), (41, 225.4)), 4.5, _FEET),
}


_STRIPS = ("beside the spine",)
"""Regions with one name that are drawn as a pair."""


def parts_on(region: str, side: Side, view: View) -> tuple[Part, ...]:
    """A region on a side as it is drawn: one part, or two where it is a pair and both sides are meant.

    Args:
        region: Region key of the anatomy table.
        side: The receiver's; all but ``left`` and ``right`` mean both sides.
        view: From which side the body is seen; from the front, the receiver's left is where x is large.
    """
    part = _PARTS[region]
    small_x = Side.LEFT if view is View.BACK else Side.RIGHT
    if not anatomy.REGIONS[region].paired and region not in _STRIPS:
        return (part,) if side not in ONE_SIDE else (part.half(-1 if side == small_x else 1),)
    if side in ONE_SIDE:
        return (part,) if side == small_x else (part.mirror(),)
    return (part, part.mirror())


def view_of(region: str, position: Position | None, place: Place | None) -> View:
    """The side from which a region is shown: the one it lies on; else the one that the giver sees."""
    own = _PARTS[region].view
    if own is not None and not (region == "knee" and position is Position.FACE_DOWN):
        return own
    if position is Position.FACE_UP or (position is Position.SEATED and place is Place.FRONT):
        return View.FRONT
    return View.BACK
