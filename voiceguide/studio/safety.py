"""The questions before a session. Comes in: answers. Goes out: whether a session may be made, or plain advice.

The session itself says the shortest of it at its start, and its before-part all of it; asked here first, a "do not
start" stops before anything is rendered. The server asks for the answers with every order, so that no page can skip
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from voiceguide.errors import UsageError


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


_QUESTIONS: tuple[Question, ...] = (
    Question(
        "start",
        "Does any of this apply today?",
        (
            "A fever, or an illness that spreads: in either of you",
            "A known or suspected blood clot",
            "One leg that is swollen, painful, warm or red",
            "A broken bone, or a bleeding disorder",
            "Alcohol or drugs: in either of you",
            "Severe pain that nobody has explained",
        ),
        (
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
    ),
    Question(
        "clinician",
        "And any of this, for the person receiving?",
        (
            "Pregnancy",
            "Cancer, or its treatment",
            "Blood thinners",
            "Osteoporosis",
            "Heart disease, or blood pressure that is not under control",
            "Recent surgery or injury",
            "A slipped disc with signs in the legs",
        ),
        (
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
    ),
    Question(
        "skin",
        "Is there a place to work around?",
        (
            "Wounds, burns, a rash, bruises or inflammation",
            "Scars or varicose veins",
            "Places that feel numb",
        ),
        (
            Answer("none", "No"),
            Answer("around", "Yes", note="Leave those places out below, or work around them."),
        ),
    ),
    Question(
        "agreed",
        "Have you agreed where hands are welcome?",
        (
            "Which areas are welcome, and which are not",
            "Green means good, yellow means softer, red means stop",
            "“Stop” always ends it, at once",
        ),
        (
            Answer("yes", "Yes, we have agreed"),
            Answer(
                "no",
                "Not yet",
                stops="Take a minute for that first. Agree which areas are welcome and which are not, and that "
                "“stop” ends the massage at once. Then answer again.",
            ),
        ),
    ),
)
_PREGNANCY = "Pregnancy"


def questions(*, pregnancy_safe: bool) -> tuple[Question, ...]:
    """The questions in the order in which they are asked.

    Args:
        pregnancy_safe: Whether the routine says that it is for pregnancy, too; if not, pregnancy is a reason not to
            start it, and not one to ask about.
    """
    if pregnancy_safe:
        return _QUESTIONS
    first, second, *others = _QUESTIONS
    return (
        replace(first, items=(*first.items, f"{_PREGNANCY}: this routine is not for it")),
        replace(second, items=tuple(item for item in second.items if item != _PREGNANCY)),
        *others,
    )


class Verdict(StrEnum):
    """What the answers mean."""

    GO = "go"
    STOP = "stop"


def judge(answers: Any, asked: Sequence[Question]) -> tuple[Verdict, str]:
    """Whether a session may be made.

    Args:
        answers: Question's key → answer's key.
        asked: The questions.

    Returns:
        The verdict, and the advice that goes with a stop (empty with a go).

    Raises:
        UsageError: A question was not answered, or an answer is unknown.
    """
    if not isinstance(answers, Mapping) or not set(answers) <= {question.key for question in asked}:
        raise UsageError("the safety questions were not answered", hint="Answer them first.")
    given = [_given(question, answers.get(question.key)) for question in asked]
    stops = [answer.stops for answer in given if answer.stops]
    return (Verdict.STOP, stops[0]) if stops else (Verdict.GO, "")


def _given(question: Question, key: object) -> Answer:
    for answer in question.answers:
        if answer.key == key:
            return answer
    raise UsageError("a safety question was not answered", hint=question.text)
