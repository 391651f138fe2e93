"""Names of strokes, hands and places in sentences, and what is true of a stroke for choosing texts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from voiceguide import anatomy
from voiceguide.routine.model import Flow, Stroke
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.wording.data import phrasebook
from voiceguide.wording.model import Situation
from voiceguide.wording.words import join_list

_HANDS = (
    ("thumbs", r"thumbs?"),
    ("fingertips", r"finger\s?-?tips?|fingers?"),
    ("fists", r"fists?|knuckles?"),
    ("heels", r"heels?"),
    ("palms", r"palms?"),
    ("hands", r"hands?"),
)
_WAYS = (("down", r"down(?:ward)?s?"), ("up", r"up(?:ward)?s?"), ("out", r"out(?:ward)?s?"))
_NOT_A_WAY = re.compile(r"\bstraight down\b|\bpress(?:es|ing)? down\b|\bclose(?:d|s)? up\b")
_FROM_TO = re.compile(r"\bfrom (?P<start>[^,.;]*?)(?:,[^.;]*?)? (?:out |down |up )?to (?P<end>[^.;]*)")
_HEIGHTS = (
    # landmarks from the head down; within one body part, in order along it
    r"crown|forehead|scalp", r"skull|ears?|temples?", r"neck", r"shoulders?", r"shoulder blades?|upper arms?",
    r"elbows?|ribs", r"wrists?|waist|lower back", r"fingers?|fingertips|pelvis|hips?|buttocks?", r"thighs?", r"knees?",
    r"calf|calves|shins?", r"ankles?", r"heels?|toes",
)  # fmt: skip


_FOOT = 11
"""From this landmark on (ankle, heel, toes) none counts as lower than another."""


def kind_of_hands(hands: str) -> str:
    """The first named kind of hands: ``palms``, ``thumbs``, ``fingertips``, ``fists``, ``heels`` or ``hands``."""
    plain = hands.casefold()
    found = [(match.start(), kind) for kind, pattern in _HANDS if (match := re.search(rf"\b(?:{pattern})\b", plain))]
    return min(found)[1] if found else "hands"


def way_of(stroke: Stroke) -> str:
    """Where the firm phase of a stroke goes: ``down``, ``up``, ``out``, or empty if its path does not say."""
    for text in filter(None, (stroke.say.path, stroke.path, stroke.say.next)):
        plain = _NOT_A_WAY.sub(" ", text.casefold())
        found = [(match.start(), way) for way, pattern in _WAYS if (match := re.search(rf"\b(?:{pattern})\b", plain))]
        if found:
            return min(found)[1]
        if landmarks := _by_landmarks(plain):
            return landmarks
    return "up" if stroke.flow is Flow.TOWARD and stroke.region in anatomy.parts_of("legs") else ""


def _by_landmarks(plain: str) -> str:
    """The way between two named landmarks, or empty."""
    match = _FROM_TO.search(plain)
    if match is None:
        return ""
    start, end = (_height(match[part]) for part in ("start", "end"))
    if start is None or end is None or start == end or min(start, end) >= _FOOT:
        return ""
    return "down" if start < end else "up"


def _height(text: str) -> int | None:
    """Level of the first landmark in a text, or None."""
    found = [
        (match.start(), level)
        for level, pattern in enumerate(_HEIGHTS)
        if (match := re.search(rf"\b(?:{pattern})\b", text))
    ]
    return min(found)[1] if found else None


def situation_of(stroke: Stroke, *, position: str = "", features: Iterable[str] = ()) -> Situation:
    """The situation during a stroke, for choosing texts."""
    moving = [phase.pressure for phase in stroke.phases if phase.name not in ("off", "rest")] or [stroke.pressure]
    known = set(features)
    if stroke.passes > 1 and stroke.spots > 1:
        known.add("trips")
    if any(phase.name == "hold" for phase in stroke.phases):
        known.add("holds")
    return Situation(
        technique=stroke.technique.value,
        hands=kind_of_hands(stroke.say.hands or stroke.hands),
        regions=anatomy.groups_of(stroke.region),
        way=way_of(stroke),
        firm=max(moving),
        soft=min(moving),
        phase=stroke.phases[0].name,
        position=position,
        features=frozenset(known),
    )


def the_place(region: str, side: str) -> str:
    """Name a place with its article: ``the left calf``, ``the shoulders``."""
    return f"the {anatomy.spoken_name(region, side)}"


def their_place(region: str, side: str) -> str:
    """Name a place with "their" if it has a side, ``their left calf``; otherwise ``the shoulders``."""
    sided = side in ONE_SIDE and anatomy.region(region).paired
    return f"their {anatomy.spoken_name(region, side)}" if sided else the_place(region, side)


def short_place(region: str, side: str) -> str:
    """The region in at most three words, without an article: ``left calf``, ``skull base``."""
    book = phrasebook()
    short = book.word("short-regions", anatomy.region(region).key) or anatomy.spoken_name(region, "both")
    if side in ONE_SIDE:
        found = anatomy.region(region)
        return f"{side} {found.one if found.paired else short}"
    return short


def rest_place(region: str, side: str) -> str:
    """Where both hands come to rest near a region: ``the back``, ``the right leg``."""
    book = phrasebook()
    if region == "":
        return "them"
    found = next(((key, word) for key in anatomy.groups_of(region) if (word := book.word("rest", key))), None)
    if found is None:
        return the_place(region, side)
    sided = side in ONE_SIDE and anatomy.region(found[0]).paired and found[0] in anatomy.groups_of(region)
    return the_place(found[0], side) if sided and book.word("rest", found[0]).endswith(found[0]) else found[1]


def name_of(stroke: Stroke) -> str:
    """The short name of a known stroke, without a capital: ``thumb rolls``."""
    own = (stroke.say.name or "").strip().rstrip(".")
    return own[:1].lower() + own[1:] if own else phrasebook().word("again", stroke.technique.value)


_COVERS = {"blanket": re.compile(r"\bblanket"), "towel": re.compile(r"\bwarm\w*\s+towel|\btowel\s+warmed")}
"""What the partner can be wrapped in, recognised in what must be ready."""


def covers_among(needs: Iterable[str]) -> frozenset[str]:
    """What the partner can be wrapped in, among the things to have ready: ``blanket``, ``towel`` (a warmed one)."""
    text = " ".join(needs).casefold()
    return frozenset(name for name, pattern in _COVERS.items() if pattern.search(text))


_WHOLE = frozenset({"head", "back", "arms", "legs", "feet"})
"""Parts that together make the whole body."""

_WITH = {"neck": "head", "shoulders": "back"}
"""What goes without saying with another part, where there are many."""

_MOST_PARTS = 4
"""Most parts that are named one by one as they are."""


def parts_of_body(regions: Iterable[str]) -> str:
    """The parts of the body in a session: ``shoulders, arms and back``, ``both legs``, ``the whole body``.

    It is the whole body where head, back, arms, legs and feet all get something: nobody waits for what never comes.
    """
    book = phrasebook()
    found: list[str] = []
    for region in regions:
        named = (book.word("parts", key) for key in anatomy.groups_of(region))
        part = next((each for each in named if each), "")
        if part and part not in found:
            found.append(part)
    if len(found) > _MOST_PARTS:
        found = list(dict.fromkeys(_WITH.get(part, part) for part in found))
    if not found or set(found) >= _WHOLE:
        return "the whole body"
    if len(found) == 1:
        return f"both {found[0]}" if found[0] in ("legs", "arms", "feet") else f"the {found[0]}"
    return join_list(found)
