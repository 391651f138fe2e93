"""An author's words for one side: ``{side}`` in them is said as left or right."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from voiceguide.routine.model import Side, Stroke
from voiceguide.routine.own_words import Lead, Wording

ONE_SIDE = (Side.LEFT, Side.RIGHT)
"""The two sides, in the order in which they are worked."""

PLACEHOLDER = "{side}"


def for_side(stroke: Stroke, side: str) -> Stroke:
    """The stroke with its words for one side.

    Args:
        stroke: A stroke.
        side: ``left`` or ``right``; for anything else the placeholder is left out.
    """
    word = side if side in ONE_SIDE else ""
    own = {each.name: getattr(stroke.say, each.name) for each in fields(Wording)}
    said = {name: _say_side(value, word) for name, value in own.items()}
    return stroke if said == own else replace(stroke, say=Wording(**said))


def _say_side(value: Any, side: str) -> Any:
    """A text, or all texts of a tuple, with the side in place of `PLACEHOLDER`."""
    if isinstance(value, Lead):
        return value._replace(words=_say_side(value.words, side))
    if isinstance(value, tuple):
        return tuple(_say_side(each, side) for each in value)
    return " ".join(value.replace(PLACEHOLDER, side).split()) if value and PLACEHOLDER in value else value
