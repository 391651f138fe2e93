"""An author's words for one side: ``{side}`` in them is said as left or right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from voiceguide.routine.model import Side, Stroke, Wording

PLACEHOLDER = "{side}"


def for_side(stroke: Stroke, side: str) -> Stroke:
    """The stroke as it is told on one side.

    Args:
        stroke: A stroke.
        side: ``left`` or ``right``; for anything else the placeholder is left out.
    """
    if not any(PLACEHOLDER in text for text in _texts(stroke.say)):
        return stroke
    word = side if side in (Side.LEFT, Side.RIGHT) else ""
    changed = {each.name: _said(getattr(stroke.say, each.name), word) for each in fields(Wording)}
    return replace(stroke, say=Wording(**changed))


def _texts(say: Wording) -> Iterator[str]:
    yield from filter(None, (say.name, say.where, say.hands, say.path, say.pressure, say.count, say.begin, say.last))
    yield from filter(None, (say.next, say.again, say.keep))
    yield from say.during
    yield from (text for _, text in say.lead)


def _said(value: Any, side: str) -> Any:
    if isinstance(value, tuple):
        return tuple(_said(each, side) for each in value)
    return " ".join(value.replace(PLACEHOLDER, side).split()) if value and PLACEHOLDER in value else value
