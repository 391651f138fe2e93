"""What an author's words may not say: places never massaged, claims of healing, words that need eyes.

Comes in: an author's text. Goes out: findings. The lists are patterns over plain English; what they cannot
know stays with the author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from voiceguide import anatomy
from voiceguide.errors import Finding, Severity
from voiceguide.routine.clauses import is_denied, sentence_around
from voiceguide.routine.forbidden import RULES, Rule, words
from voiceguide.routine.model import Technique
from voiceguide.routine.texts import AuthorText, Purpose

_SPINE_SIDE = re.compile(
    r"\b(?:beside|alongside|next to|sides? of|parallel to|close to|near|nearest|towards?|to|around|between|from|off"
    r"|muscles (?:along|of|by|that \w+)|left of|right of)\s+(?:[\w'’]+\s+){0,2}$"
)
_OUTSIDE = re.compile(r"\b(?:below|beneath|outside|before|above)\s+(?:[\w'’]+\s+){0,2}$")
_PROPS = words(
    "pillows?", "cushions?", "towels?", "bolsters?", "blankets?", "sheets?", "roll", "rolled", "folded", "hair"
)
_LIGHT = words("light", "lightly", "lighter", "lighten", "lightens", "feather", "barely", "hardly", "float", "softest")
_EYES_SHUT = re.compile(
    r"(?:clos|shut|open|rest)\w* (?:your|their|the|his|her|both) eyes|eyes (?:\w+ )?(?:closed|shut)|your eyes"
)
_BELLY_AT_EASE = re.compile(r"\b(?:breath\w*|lie|lies|lying|lay|rolls?|turns?|rests?|meal|full|empty|eat\w*|down on)\b")
_OWN_BODY = re.compile(r"\byour (?:own )?(?:\w+ )?$")

_PLACES: tuple[tuple[anatomy.NoGo, re.Pattern[str]], ...] = tuple(
    (place, words(*(re.escape(name) for name in sorted((place.key, *place.also), key=len, reverse=True))))
    for place in anatomy.NO_GO
)


def forbidden_in(text: str) -> tuple[Rule, ...]:
    """The rules that any spoken text breaks, whoever worded it."""
    return tuple(
        rule
        for rule in RULES
        for match in rule.pattern.finditer(text)
        if not _meant_otherwise(rule, text, match) and not is_denied(text, match.start(), match.end())
    )


def broken_rules(text: AuthorText) -> Iterator[Finding]:
    """Every wording rule that a text breaks, each once."""
    for rule in RULES:
        if rule.name == "needs-eyes" and text.purpose is Purpose.TITLE:
            continue  # a title tells nobody what to do
        for match in rule.pattern.finditer(text.text):
            if not _meant_otherwise(rule, text.text, match) and not is_denied(text.text, match.start(), match.end()):
                message = f"“{match[0]}” must not be said here"
                yield Finding(rule.name, message, text.where, Severity.ERROR, rule.reason, rule.hint)
                break
    yield from _no_go(text)


def _meant_otherwise(rule: Rule, text: str, match: re.Match[str]) -> bool:
    sentence = "".join(sentence_around(text, match.start(), match.start()))
    if rule.excuse is not None and rule.excuse.search(sentence):
        return True
    places = rule.allowed.finditer(text) if rule.allowed is not None else ()
    return any(each.start() < match.end() and match.start() < each.end() for each in places)


def _no_go(text: AuthorText) -> Iterator[Finding]:
    if text.purpose is Purpose.POSTURE:
        return
    for place, pattern in _PLACES:
        for match in pattern.finditer(text.text):
            if is_denied(text.text, match.start(), match.end()) or _is_elsewhere(place, text, match):
                continue
            message = f"“{match[0]}” is never massaged, at any pressure"
            hint = (
                "Say where the hands stay clear of it (“beside the spine”, “never behind the knee”), or leave it out."
            )
            yield Finding("no-go", message, text.where, Severity.ERROR, place.reason, hint)
            break


def _is_elsewhere(place: anatomy.NoGo, text: AuthorText, match: re.Match[str]) -> bool:
    """Whether the words about a place keep the hands off it in some other way than by denying."""
    before, after = (part.casefold() for part in sentence_around(text.text, match.start(), match.end()))
    about_hands = text.purpose in {Purpose.HANDS, Purpose.WAY}
    whole = before + match[0].casefold() + after
    elsewhere = bool(_OUTSIDE.search(before))
    if not about_hands:
        elsewhere |= bool(_OWN_BODY.search(before))
        elsewhere |= text.stroke is None and bool(_PROPS.search(whole))
        elsewhere |= place.key == "eyes" and bool(_EYES_SHUT.search(whole))
        elsewhere |= place.key == "upper abdomen" and bool(_BELLY_AT_EASE.search(whole))
    if place.key == "spine":
        elsewhere |= bool(_SPINE_SIDE.search(before))
    if place.key == "back of the knee" and text.stroke is not None:
        elsewhere |= text.stroke.technique is Technique.EFFLEURAGE and bool(_LIGHT.search(whole))
    return elsewhere
