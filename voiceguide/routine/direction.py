"""Which way a stroke runs, seen from the heart, as far as its path says so in plain words.

Comes in: a region and the author's phrase. Goes out: a `Flow`; neutral whenever the words leave a doubt.
"""

from __future__ import annotations

import re

from voiceguide import anatomy
from voiceguide.routine.model import Flow

# Landmarks from the far end to the heart; a phrase that names two of them in order has a direction.
_LEG = ("toe", "foot|feet|sole|heel", "ankle", "calf|calves|shin", "knee", "thigh", "hip|buttock|glute|pelvis")
_ARM = ("finger", "hand|palm", "wrist", "forearm", "elbow", "upper arm", "shoulder")
_BACK = ("pelvis|hip|buttock|tailbone", "lower back|waist", "mid back|middle of the back|ribs", "shoulder|neck")
_CHAINS: dict[str, tuple[str, ...]] = {"legs": _LEG, "feet": _LEG, "arms": _ARM, "back": _BACK}
_FROM_TO = re.compile(r"\bfrom\b(?P<start>.*?)\b(?:to|toward|towards|up|down|out)\b(?P<end>.*)")


def flow_of(region: str, path: str) -> Flow:
    """The direction that a path's words give, or neutral."""
    chain = next((marks for group, marks in _CHAINS.items() if region in anatomy.parts_of(group)), None)
    match = _FROM_TO.search(path.casefold())
    if chain is None or match is None:
        return Flow.NEUTRAL
    start, end = _level(match["start"], chain), _level(match["end"].partition(" and back")[0], chain)
    if start is None or end is None or start == end:
        return Flow.NEUTRAL
    return Flow.TOWARD if end > start else Flow.AWAY


def _level(text: str, chain: tuple[str, ...]) -> int | None:
    """How near the heart the first landmark in the text is."""
    found = [
        (match.start(), level) for level, words in enumerate(chain) if (match := re.search(rf"\b(?:{words})s?\b", text))
    ]
    return min(found)[1] if found else None
