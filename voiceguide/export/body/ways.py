"""Find in an author's words which hands touch a drawn part, and which way they go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from math import hypot

from voiceguide import anatomy
from voiceguide.export.body.parts import MIDDLE, Part, Point
from voiceguide.routine.direction import flow_of
from voiceguide.routine.model import Flow, Technique


class Hand(StrEnum):
    """What touches; the value is the drawing's name."""

    PALM = "palm"
    THUMB = "thumb"
    TIPS = "tips"
    FIST = "fist"
    FOREARM = "forearm"


_HANDS = (
    (re.compile(r"\bthumbs?\b"), Hand.THUMB),
    (re.compile(r"\bfinger(?:tip)?s?\b"), Hand.TIPS),
    (re.compile(r"\b(?:fists?|knuckles?)\b"), Hand.FIST),
    (re.compile(r"\bforearms?\b"), Hand.FOREARM),
    (re.compile(r"\b(?:palms?|hands?|heels?)\b"), Hand.PALM),
)
_ONE = re.compile(r"\b(?:one|a|the flat of your|your) (?:\w+ ){0,2}?(?:hand|palm|thumb|fist|forearm)\b")
_OUT = re.compile(r"\b(?:out|outwards?|to the tips|to the shoulder tips|from the middle)\b")
_IN = re.compile(r"\b(?:inwards?|toward the (?:spine|middle))\b")
_DOWN = re.compile(r"\bdown(?:wards?)?\b")
_UP = re.compile(r"\bup(?:wards?)?\b")

_REACH = 0.42
"""How far hands move across a region in the middle, as a share of its width."""


@dataclass(frozen=True, slots=True)
class Way:
    """One hand's way.

    Attributes:
        points: From where to where; one point for hands that stay.
        back: They come back the way they went.
    """

    points: tuple[Point, ...]
    back: bool = False


def hand_of(words: str) -> Hand:
    """The hand that a phrase names first; palms when it names none."""
    found = [(match.start(), hand) for pattern, hand in _HANDS if (match := pattern.search(words.casefold()))]
    return min(found, key=lambda each: each[0])[1] if found else Hand.PALM


def hands_in(words: str) -> int:
    """How many hands a phrase names: one or two."""
    text = words.casefold()
    each = re.search(r"\b(?:both|two|each|hands|palms|thumbs|fists|fingertips)\b", text)
    return 1 if _ONE.search(text) and not each else 2


def ways(parts: tuple[Part, ...], technique: Technique | None, region: str, path: str, count: int) -> tuple[Way, ...]:
    """The way of each hand.

    Args:
        parts: The region as it is drawn, see `parts.parts_on`.
        technique: What is done, or None for hands that rest.
        region: Region key.
        path: The author's phrase.
        count: How many hands.
    """
    if len(parts) > 1:
        return tuple(_way(part, technique, region, path) for part in parts)
    part = parts[0]
    way = _way(part, technique, region, path)
    if count == 1:
        return (way,)
    if _goes_out(part, region, path):
        return tuple(_across(part, sign) for sign in (-1, 1))
    offset = min(part.width * 0.27, 8.0)
    if len(part.line) == 1 or part.width > 12:
        return tuple(_shift(way, sign * max(offset, 2.6)) for sign in (-1, 1))
    return tuple(_shift(way, sign * 3.1) for sign in (-1, 1))


def _goes_out(part: Part, region: str, path: str) -> bool:
    """Whether a path leads outward from the middle of an unpaired region."""
    central = abs(sum(x for x, _ in part.line) / len(part.line) - MIDDLE) < 1
    return central and bool(_OUT.search(path.casefold())) and not anatomy.REGIONS[region].paired


def _across(part: Part, sign: int) -> Way:
    """A hand's way from the middle of a region to one side."""
    ys = [y for _, y in part.line]
    wide = abs(part.line[0][0] - part.line[-1][0])
    reach = wide / 2 if wide > part.width else part.width * _REACH
    y = sum(ys) / len(ys)
    return Way(((MIDDLE + sign * 1.5, y), (MIDDLE + sign * reach, y)))


def _way(part: Part, technique: Technique | None, region: str, path: str) -> Way:
    """The way on one part."""
    if not technique or technique == Technique.STILL_HANDS or len(part.line) == 1:
        return Way((_middle(part),))
    words = path.casefold()
    flow = flow_of(region, path)
    line = part.line
    if flow is Flow.NEUTRAL:
        ordered = _by_words(line, words)
        if ordered is None:
            glides = technique == Technique.EFFLEURAGE
            return Way(line, back=True) if glides else Way((_middle(part),))
        line = ordered
    elif flow is Flow.AWAY:
        line = line[::-1]
    return Way(line, back=technique == Technique.EFFLEURAGE)


def _by_words(line: tuple[Point, ...], words: str) -> tuple[Point, ...] | None:
    """A line turned as words such as "up" or "out" ask; None where they do not decide."""
    (x0, y0), (x1, y1) = line[0], line[-1]
    found = [
        (match.start(), key)
        for key, pattern in (("out", _OUT), ("in", _IN), ("down", _DOWN), ("up", _UP))
        if (match := pattern.search(words))
    ]
    for _, way in sorted(found):
        if way in ("out", "in") and abs(x0 - x1) > 3:
            outward = abs(x0 - MIDDLE) < abs(x1 - MIDDLE)
            return line if outward == (way == "out") else line[::-1]
        if way in ("down", "up") and abs(y0 - y1) > 3:
            return line if (y1 > y0) == (way == "down") else line[::-1]
    return None


def _middle(part: Part) -> Point:
    """The middle of a part's line."""
    line = part.line
    if len(line) == 3:
        return line[1]
    return (sum(x for x, _ in line) / len(line), sum(y for _, y in line) / len(line))


def _shift(way: Way, by: float) -> Way:
    """A way moved sideways."""
    (x0, y0), (x1, y1) = way.points[0], way.points[-1]
    length = hypot(x1 - x0, y1 - y0)
    dx, dy = ((y0 - y1) / length, (x1 - x0) / length) if length else (1.0, 0.0)
    if dx < 0:
        dx, dy = -dx, -dy
    return Way(tuple((x + dx * by, y + dy * by) for x, y in way.points), way.back)
