"""Find the regions that a stroke touches: its own, and those that its path names on the way.

Used for receivers who want a region left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from voiceguide import anatomy
from voiceguide.routine.model import Step, Stroke
from voiceguide.safety.reading import is_denied_at
from voiceguide.text import fold

_TOOLS = {"hand", "fingers", "whole body"}
"""Regions whose names in a path mostly mean the giver's hands, or nothing definite."""

_NAMES = "|".join(
    re.escape(name)
    for name in sorted(anatomy.NAMES, key=len, reverse=True)
    if anatomy.NAMES[name] not in _TOOLS and name not in {"heel", "heels"}
)
_PASSES = re.compile(
    rf"\b(?:over|around|along|across|behind|beneath|under|on|onto|through|past|down|up) (?:\w+ (?:of )?){{0,2}}?"
    rf"(?:the |both |your partner['’]s )?({_NAMES})\b"
)


def touched_regions(item: Stroke | Step) -> frozenset[str]:
    """Keys of the regions that an item touches: its own, and those its path passes over."""
    found = {item.region} if item.region else set()
    if isinstance(item, Stroke):
        for text in filter(None, (item.path, item.say.path, item.say.where)):
            plain = fold(text).casefold()
            for match in _PASSES.finditer(plain):
                if not is_denied_at(plain, match.start(1), match.end(1)):
                    found.add(anatomy.NAMES[match[1]])
    return frozenset(found)


def is_left_out(item: Stroke | Step, avoid: Iterable[str]) -> bool:
    """Whether an item touches a region that the receiver wants left out.

    Raises:
        UsageError: There is no such region.
    """
    avoided = tuple(avoid)
    return any(anatomy.is_avoided(region, avoided) for region in touched_regions(item))
