"""Ask safety questions before a session and judge the answers: it may be made, or people are advised not to start.

The session says a short form at its start, and its before-part says everything; asking first stops a session that
should not start before anything is rendered. The server requires the answers and their time with every order, so that
no page can skip them and a page left open cannot reuse them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from voiceguide.errors import UsageError
from voiceguide.wording.data import phrasebook
from voiceguide.wording.model import Situation


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question.

    Attributes:
        key: What is sent.
        text: What is read.
        stops: Advice when this answer means "do not start", else empty.
        note: A sentence shown when the session may go on.
    """

    key: str
    text: str
    stops: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what it is about.

    Attributes:
        key: What is sent.
        text: The question.
        items: What it is about, one line each.
        answers: What may be answered.
    """

    key: str
    text: str
    items: tuple[str, ...]
    answers: tuple[Answer, ...]


_PARTS = {"start": "not-today", "clinician": "clinician", "skin": "around", "agreed": "agree"}
"""Question → the part of the before-part that lists what it is about."""

_TEXTS = {
    "start": "Does any of this apply today?",
    "clinician": "And any of this, for the person receiving?",
    "skin": "Is there a place to work around?",
    "agreed": "Have you agreed where hands are welcome?",
}

_ANSWERS: Mapping[str, tuple[Answer, ...]] = {
    "start": (
        Answer("none", "None of these"),
        Answer(
            "some",
            "Yes, or we are not sure",
            stops="Not today. Please do not start a massage now. If one leg is swollen, painful, warm or red, if "
            "you suspect a blood clot, or if there is severe pain that nobody has explained, seek medical care "
            "today. With a fever, an illness that spreads, alcohol or drugs, wait until it is over. With anything "
            "else on the list, ask a clinician or a midwife first.",
        ),
    ),
    "clinician": (
        Answer("none", "None of these"),
        Answer(
            "cleared",
            "Yes, and a clinician said a gentle massage is fine",
            note="Stay gentle, and leave out what the clinician named.",
        ),
        Answer(
            "ask",
            "Yes, and nobody has been asked yet",
            stops="Ask first. A gentle massage may well be fine, but with this a clinician should say so before "
            "you start. Ask a doctor, a midwife or a pharmacist, then come back.",
        ),
    ),
    "skin": (
        Answer("none", "No"),
        Answer("around", "Yes", note="Leave those places out below, or work around them."),
    ),
    "agreed": (
        Answer("yes", "Yes, we have agreed"),
        Answer(
            "no",
            "Not yet",
            stops="Take a minute for that first. Agree which areas are welcome and which are not, and that "
            "“stop” ends the massage at once. Then answer again.",
        ),
    ),
}


def questions(*, pregnancy_safe: bool) -> tuple[Question, ...]:
    """The questions in order; what they are about comes from the wording of the session.

    Args:
        pregnancy_safe: Whether the routine says that it is for pregnancy, too; if not, pregnancy is a reason not to
            start it, instead of one to ask a clinician about.
    """
    items = {key: _items(part, frozenset()) for key, part in _PARTS.items()}
    if not pregnancy_safe:
        usual = items["clinician"]
        refused = tuple(each for each in _items("clinician", frozenset({"not pregnant"})) if each not in usual)
        items["start"] += refused
        items["clinician"] = tuple(each for each in usual if not any(one.startswith(f"{each}:") for one in refused))
    return tuple(Question(key, text, items[key], _ANSWERS[key]) for key, text in _TEXTS.items())


def _items(part: str, features: frozenset[str]) -> tuple[str, ...]:
    """What a part of the before-part asks about, one line each."""
    texts = phrasebook().pool(f"before.{part}").true_texts(Situation(features=features))
    return tuple(item for text in texts for item in text.asked)


class Verdict(StrEnum):
    """What the answers mean."""

    GO = "go"
    STOP = "stop"


VALID_S = 30 * 60.0
"""Seconds for which answers are valid."""

_AHEAD_S = 120.0
"""Seconds that the clock of another device may be ahead."""


def reminder() -> str:
    """The short question for people who have answered all questions before, with the opening's words."""
    said = phrasebook().pool("opening.not-today").texts[0].say
    return f"{said} All as you answered before, and agreed where hands are welcome?"


def judge(given: Any, asked: Sequence[Question], now_s: float | None = None) -> tuple[Verdict, str]:
    """Whether a session may be made.

    Args:
        given: ``answers`` (question's key → answer's key) and ``at``, when they were given, in seconds since 1970.
        asked: The questions.
        now_s: The present, in seconds since 1970; None: now.

    Returns:
        The verdict, and the advice that goes with a stop (empty with a go).

    Raises:
        UsageError: A question was not answered, an answer is unknown, or they were given more than `VALID_S` ago.
    """
    answers = given.get("answers") if isinstance(given, Mapping) else None
    if not isinstance(answers, Mapping) or not set(answers) <= {question.key for question in asked}:
        raise UsageError("the safety questions were not answered", hint="Answer them first.")
    found = [_find_answer(question, answers.get(question.key)) for question in asked]
    at, now = given.get("at"), time.time() if now_s is None else now_s
    if isinstance(at, bool) or not isinstance(at, int | float) or not now - VALID_S <= at <= now + _AHEAD_S:
        raise UsageError("the safety questions were answered a while ago", hint="Answer them once more.")
    stops = [answer.stops for answer in found if answer.stops]
    return (Verdict.STOP, stops[0]) if stops else (Verdict.GO, "")


def _find_answer(question: Question, key: object) -> Answer:
    """The answer with a key; refuses a missing or unknown one."""
    for answer in question.answers:
        if answer.key == key:
            return answer
    raise UsageError("a safety question was not answered", hint=question.text)
