"""The questions before a session: a "do not start" stops, whatever the page does."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from starlette.testclient import TestClient

from voiceguide.errors import UsageError
from voiceguide.studio.safety import Verdict, judge, questions
from voiceguide.studio.studio import Studio

from .conftest import SAFE, Stage

ASKED = questions(pregnancy_safe=False)
ALL = [dict(zip(SAFE, keys, strict=True)) for keys in itertools.product(*[[a.key for a in q.answers] for q in ASKED])]


def test_the_questions_name_every_reason_of_the_spoken_safety_words() -> None:
    told = " ".join(item for question in ASKED for item in question.items).casefold()
    for word in (
        "fever|spreads|blood clot|broken bone|bleeding disorder|alcohol|drugs|severe pain|one leg|pregnancy|"
        "cancer|blood thinners|osteoporosis|heart disease|blood pressure|surgery|injury|slipped disc|wounds|burns|rash|"
        "bruises|inflammation|scars|varicose|numb|green|stop"
    ).split("|"):
        assert word in told, word


@pytest.mark.parametrize("answers", ALL, ids=lambda each: "-".join(each.values()))
def test_any_answer_that_stops_stops(answers: dict[str, str]) -> None:
    stops = answers["start"] == "some" or answers["clinician"] == "ask" or answers["agreed"] == "no"
    verdict, advice = judge(answers, ASKED)
    assert (verdict is Verdict.STOP) == stops
    assert bool(advice) == stops


def test_pregnancy_stops_a_routine_that_is_not_for_it() -> None:
    first, second, *_ = ASKED
    assert any("Pregnancy" in item for item in first.items)
    assert not any("Pregnancy" in item for item in second.items)
    first, second, *_ = questions(pregnancy_safe=True)
    assert not any("Pregnancy" in item for item in first.items)
    assert any("Pregnancy" in item for item in second.items)


@pytest.mark.parametrize(
    "answers",
    [
        *(None, [], "none", {}),
        *({"start": "none"}, {**SAFE, "start": None}, {**SAFE, "start": ["none"]}),
        *({**SAFE, "extra": "x"}, {**SAFE, "agreed": "YES"}),
    ],
)
def test_what_is_not_answered_is_not_safe(answers: Any) -> None:
    with pytest.raises(UsageError):
        judge(answers, ASKED)


@pytest.mark.parametrize(
    ("answers", "status", "word"),
    [
        ({**SAFE, "start": "some"}, 409, "medical care"),
        ({**SAFE, "clinician": "ask"}, 409, "clinician"),
        ({**SAFE, "agreed": "no"}, 409, "Agree"),
        ({}, 422, "safety"),
        (None, 422, "safety"),
    ],
)
def test_the_server_renders_nothing_without_the_right_answers(
    client: TestClient, studio: Studio, stage: Stage, answers: Any, status: int, word: str
) -> None:
    for path in ("/api/jobs", "/api/preview"):
        answer = client.post(path, json={"routine": "happy-feet", "choices": {}, "safety": answers})
        assert answer.status_code == status
        assert word in answer.text
    assert client.get("/api/jobs").json() == []
    assert set(studio.helpers.tasks) <= {"voices"}  # type: ignore[attr-defined]
    assert stage.errands == []
    assert not studio.place.sessions.exists()
