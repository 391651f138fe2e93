"""Which way a stroke runs, seen from the heart, and how long its path is, if the path's words say so plainly.

The `Flow` is neutral whenever the words leave a doubt; lengths are in cm.
"""

from __future__ import annotations

import re

from voiceguide import anatomy
from voiceguide.routine.model import Flow

# Landmarks from the far end to the heart, each with its distance from the far end in cm (from the lengths in
# `anatomy`); a phrase that names two of them in order has a direction and a length.
_LEG = (
    ("toe", 0), ("foot|feet|sole|heel|instep", 12), ("ankle", 25), ("calf|calves|shin", 45), ("knee", 65),
    ("thigh|hamstring", 85), ("hip|buttock|glute|pelvis|groin", 105),
)  # fmt: skip
_ARM = (
    ("fingertip|finger|thumb", 0), ("hand|palm|knuckle", 9), ("wrist", 18), ("forearm", 30), ("elbow", 42),
    ("upper arm", 57), ("shoulder|armpit", 73),
)  # fmt: skip
_BACK = (
    ("pelvis|hip|buttock|tailbone|sacrum", 0), ("lower back|waist|low back", 12),
    ("mid back|middle of the back|rib", 26), ("shoulder|neck|nape", 51),
)  # fmt: skip
_CHAINS = {"legs": _LEG, "feet": _LEG, "arms": _ARM, "back": _BACK}
_FROM_TO = re.compile(r"\bfrom\b(?P<start>.*?)\b(?:to|toward|towards|up|down|out|into|as far as)\b(?P<end>.*)")
_TO = re.compile(r"\b(?:to|toward|towards|into|as far as)\b(?P<end>(?: [\w'’-]+){1,4})")
_BACK_AGAIN = re.compile(r"[,;]| and (?:back|then|up|down|home|return)| then ")
_LIMBS = {*anatomy.parts_of("legs"), *anatomy.parts_of("feet"), *anatomy.parts_of("arms")}
_UP_DOWN = re.compile(r"(?<!straight )(?<!press )(?<!push )(?<!lean )\b(?P<way>up|down|upward|downward)s?\b(?! on\b)")

_BOTH_WAYS = re.compile(r"\bup and down\b|\bdown and up\b|\bback and forth\b")

_Chain = tuple[tuple[str, int], ...]


def flow_of(region: str, path: str) -> Flow:
    """The direction that a path's words give, or neutral."""
    ends = _ends(region, path.casefold())
    if ends is not None:
        return Flow.NEUTRAL if ends[0] == ends[1] else Flow.TOWARD if ends[1] > ends[0] else Flow.AWAY
    return _of_words(region, path.casefold())


def way_cm(region: str, path: str) -> float | None:
    """Approximate length of a path in cm, if its words name where it begins and ends; otherwise None."""
    chain = _chain(region)
    ends = _from_to(path.casefold(), chain) if chain else None
    return None if chain is None or ends is None else float(abs(chain[ends[0]][1] - chain[ends[1]][1])) or None


def _chain(region: str) -> _Chain | None:
    return next((marks for group, marks in _CHAINS.items() if region in anatomy.parts_of(group)), None)


def _ends(region: str, path: str) -> tuple[int, int] | None:
    """Where a path begins and ends on its chain of landmarks: as named, or from the region to the named end."""
    chain = _chain(region)
    if chain is None:
        return None
    if re.search(r"\bfrom\b", path):
        return _from_to(path, chain)
    match = _TO.search(_BACK_AGAIN.split(path)[0])
    if match is None or region not in _LIMBS:
        return None
    end, own = _level(match["end"], chain), _level(anatomy.REGIONS[region].one, chain)
    return None if end is None or own is None or end == own else (own, end)


def _from_to(path: str, chain: _Chain) -> tuple[int, int] | None:
    """The levels that "from … to …" names on a chain, or None."""
    match = _FROM_TO.search(path)
    if match is None:
        return None
    start, end = _level(match["start"], chain), _level(match["end"].partition(" and back")[0], chain)
    return None if start is None or end is None else (start, end)


def _of_words(region: str, path: str) -> Flow:
    """The direction of "down the arm" or "up the leg": on limbs, up is toward the heart."""
    first = _BACK_AGAIN.split(path)[0]
    ways = {match["way"][:2] for match in _UP_DOWN.finditer(first)}
    if _BOTH_WAYS.search(path) or region not in _LIMBS or len(ways) != 1 or re.search(r"\bfrom\b", path):
        return Flow.NEUTRAL
    return Flow.TOWARD if ways == {"up"} else Flow.AWAY


def _level(text: str, chain: _Chain) -> int | None:
    """How near the heart the first landmark in the text is."""
    found = [
        (match.start(), level)
        for level, (words, _) in enumerate(chain)
        if (match := re.search(rf"\b(?:{words})s?\b", text))
    ]
    return min(found)[1] if found else None
