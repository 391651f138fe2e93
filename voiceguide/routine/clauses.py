"""Whether a text speaks of something or against it: "on the spine" and "never on the spine".

Comes in: a text and where in it something is mentioned. Goes out: yes or no. It knows English massage
instructions, no grammar; where it is in doubt, a mention counts as meant.
"""

from __future__ import annotations

import re

_VERBS = (
    "press|rub|knead|glide|circle|massage|squeeze|push|stroke|work|tap|hold|go|slide|sweep|roll|lean|dig|use|place"
    "|put|move|continue|stay|rest|return|finish|begin|start"
)
_SENTENCE_END = re.compile(r"[.!?;:]")
_NEW_ACTION = re.compile(rf"\bbut\b|(?:,|\band\b|\bthen\b|\bwhile\b)\s+(?:then\s+|now\s+)?(?=(?:{_VERBS})\b)")
_DEGREE = (
    r"(?!\s+(?:(?:be\s+)?(?:too|so|very|only|just|quite|overly)|as\b|forget|skip|leave\s+out|miss|avoid|stop|lift|lose"
    r"|rush|hurry|hesitate|worry|be\s+afraid))"
)
_DENIAL = re.compile(
    rf"\b(?:never|not|nor|cannot|neither)\b{_DEGREE}|n['’]t\b{_DEGREE}"
    r"|\bno\s+(?:\w+\s+)?(?:pressure|contact|touch\w*|weight|work|massage|kneading|rubbing|strokes?|oil|hands)\b"
)
_WITHOUT = re.compile(r"\bwithout\b")
_AVOIDING = re.compile(
    r"\b(?:avoid\w*|skip\w*|leav\w+\s+out|miss\w*\s+out|spar(?:e|es|ing)\b|except(?:\s+for)?|instead\s+of|rather\s+than"
    r"|other\s+than|away\s+from|clear\s+of|free\s+of|out\s+of|short\s+of|off|far\s+from"
    r"|(?:stop|end|finish|halt)\w*\s+(?:well\s+|just\s+)?(?:before|at|above|below))\b"
)
_TURNED_ROUND = re.compile(r"(?:\bnot|\bnever|n['’]t)\s+(?:\w+\s+)?$")
_AFTER = re.compile(
    rf"^\W*(?:[\w'’]+\s+){{0,3}}(?:(?:never|not){_DEGREE}|untouched|alone|left\s+out|free|off[-\s]limits)\b"
)
_REACH_WORDS = 8
_REACH_WITHOUT = 4


def sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a mention in its own sentence."""
    before = _SENTENCE_END.split(text[:start])[-1]
    after = _SENTENCE_END.split(text[end:])[0]
    return before, after


def is_denied(text: str, start: int, end: int) -> bool:
    """Whether the mention at ``text[start:end]`` is spoken against: forbidden, avoided, left out.

    ``never on the spine``, ``stay off the throat``, ``leave the armpits alone`` are; ``not too hard on the
    spine`` and ``do not forget the throat`` are not.
    """
    before, after = sentence_around(text.casefold(), start, end)
    clause = _NEW_ACTION.split(before)[-1]
    for match in _DENIAL.finditer(clause):
        if len(clause[match.end() :].split()) <= _REACH_WORDS:
            return True
    for match in _WITHOUT.finditer(clause):
        if len(clause[match.end() :].split()) <= _REACH_WITHOUT:
            return True
    for match in _AVOIDING.finditer(clause):
        near = len(clause[match.end() :].split()) <= _REACH_WORDS
        if near and not _TURNED_ROUND.search(clause[: match.start()]):
            return True
    return bool(_AFTER.search(re.split(r",|\bbut\b|\band\b", after)[0]))
