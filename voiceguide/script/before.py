"""The before-part: what is needed once or rarely, as short spoken paragraphs and a checklist.

It asks people to pause the player ("Pause here …") instead of waiting a fixed time. It promises nothing that the
session does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from voiceguide.choreography.model import MoveKind
from voiceguide.routine.model import OilAmount, Routine
from voiceguide.script.lines import BeforeLine, BeforePart, Earcon, Purpose, Script
from voiceguide.settings import PacerStyle
from voiceguide.wording.data import phrasebook
from voiceguide.wording.model import Situation
from voiceguide.wording.words import sentence

PAUSE_S, ASK_PAUSE_S = 1.0, 3.0
"""Silence after a line, and after “Pause here …” (long enough to reach for the player), seconds."""

_WARM_TOWEL = re.compile(r"\bwarm\w*\b.*\btowel|\btowel\b.*\bwarm", re.IGNORECASE)
_TOPICS = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"bares?|undress\w*|cloth(?:es|ing)|shirts?|topless",
        r"lights?|candles?",
        r"phones?",
        r"room (?:\w+ )?warm\w*|warm (?:the |your )?room",
        r"rings?|watch(?:es)?",
    )
)
"""Topics that both the general lines and an author's own preparation may be about."""


def before_part(routine: Routine, script: Script, pacer: PacerStyle) -> BeforePart:
    """Compose the before-part of a session.

    Args:
        routine: The routine.
        script: The session: what is heard in it is explained, and nothing else.
        pacer: How the pacer sounds.
    """
    book = phrasebook(routine.language)
    rows = list(_rows(routine, _features(routine, script, pacer)))
    lines = (
        BeforeLine(f"before.{number}", text, book.word("before", part), _pause_s(text), item)
        for number, (part, text, item) in enumerate(rows, start=1)
    )
    return BeforePart(book.word("before", "title"), tuple(lines))


def _pause_s(text: str) -> float:
    return ASK_PAUSE_S if text.startswith("Pause here") else PAUSE_S


def _features(routine: Routine, script: Script, pacer: PacerStyle) -> frozenset[str]:
    """What is true of a session, for choosing lines of its before-part."""
    heard = {signal.earcon for signal in script.signals}
    said = {line.purpose for line in script.lines}
    conditions = {
        "oil": routine.oil is not OilAmount.NONE,
        "no oil": routine.oil is OilAmount.NONE,
        "pacer": pacer is not PacerStyle.OFF,
        "not pregnant": not routine.pregnancy_safe,
        "stroke signals": Earcon.STROKE in heard,
        "side signals": Earcon.SIDE in heard,
        "region signals": Earcon.REGION in heard,
        "ticks": Earcon.TICK in heard,
        "bells": Earcon.END in heard,
        "calls": Purpose.LAST in said,
        "quiet": Purpose.QUIET in said,
        "swap": any(move.kind is MoveKind.EXCHANGE for move in script.moves),
    }
    return frozenset(name for name, there in conditions.items() if there)


def _rows(routine: Routine, features: frozenset[str]) -> Iterator[tuple[str, str, bool]]:
    """Every line in order, as (part, text, whether it is something to tick off)."""
    now = Situation(features=features)
    book = phrasebook(routine.language)

    def before_texts(name: str, **fills: str) -> Iterator[str]:
        yield from (text.say.format_map(fills) for text in book.pool(f"before.{name}").true_texts(now))

    for need in sorted(routine.needs, key=lambda each: not _WARM_TOWEL.search(each)):
        pool = "towel" if _WARM_TOWEL.search(need) else "need"
        yield from (("ready", text, True) for text in before_texts(pool, Need=need[:1].upper() + need[1:]))
    if routine.needs:
        yield from (("ready", text, False) for text in before_texts("ready"))
    own = [sentence(step.text) for step in routine.prepare if step.text]
    yield from (("place", text, True) for text in before_texts("place") if not _says_already(text, own))
    yield from (("place", text, True) for text in own)
    who = dict(
        zip(("receiver", "giver"), before_texts("who", receiver=routine.receiver, giver=routine.giver), strict=True)
    )
    yield from (("place", who[name], False) for name in who if getattr(routine, name))
    yield from (("place", text, False) for text in before_texts("sides"))
    parts = ["not-today", "clinician", "around", *(["oil"] if "oil" in features else []), "agree", "signals"]
    for part in parts:
        yield from ((part, text, False) for text in before_texts(part))


def _says_already(text: str, own: list[str]) -> bool:
    """Whether the author's own preparation already covers a topic of a general line."""
    topics = [topic for topic in _TOPICS if topic.search(text)]
    return any(topic.search(each) for topic in topics for each in own)
