"""The questions before a session: a "do not start" stops, whatever the page does."""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from voiceguide.errors import UsageError
from voiceguide.studio.safety import Verdict, judge, questions
from voiceguide.studio.studio import Studio
from voiceguide.wording.data import phrasebook

from .conftest import ANSWERS, SAFE, Stage

ASKED = questions(pregnancy_safe=False)
KEYS = [[answer.key for answer in question.answers] for question in ASKED]
ALL = [dict(zip(ANSWERS, keys, strict=True)) for keys in itertools.product(*KEYS)]


def test_all_that_the_before_part_says_of_who_should_not_start_is_asked() -> None:
    asked = {item for question in ASKED for item in question.items}
    for part in ("not-today", "clinician", "agree"):
        for text in phrasebook().pool(f"before.{part}").texts:
            assert text.asked or text.say.startswith("Stop at once for"), f"{text.say!r} is said and not asked"
            assert set(text.asked) - {"Pregnancy"} <= asked


def test_the_questions_name_every_reason_of_the_spoken_safety_words() -> None:
    items = " ".join(item for question in ASKED for item in question.items).casefold()
    for word in (
        "fever|spreads|blood clot|broken bone|bleeding disorder|alcohol|drugs|severe pain|one leg|pregnancy|"
        "cancer|blood thinners|osteoporosis|heart disease|blood pressure|surgery|injury|slipped disc|wounds|burns|rash|"
        "bruises|inflammation|scars|varicose|numb|green|stop"
    ).split("|"):
        assert word in items, word


@pytest.mark.parametrize("answers", ALL, ids=lambda each: "-".join(each.values()))
def test_any_answer_that_stops_stops(answers: dict[str, str]) -> None:
    stops = answers["start"] == "some" or answers["clinician"] == "ask" or answers["agreed"] == "no"
    verdict, advice = judge({"answers": answers, "at": 1000}, ASKED, 1000)
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
        *({"start": "none"}, {**ANSWERS, "start": None}, {**ANSWERS, "start": ["none"]}),
        *({**ANSWERS, "extra": "x"}, {**ANSWERS, "agreed": "YES"}),
    ],
)
def test_what_is_not_answered_is_not_safe(answers: Any) -> None:
    for given in (answers, {"answers": answers, "at": 1000}):
        with pytest.raises(UsageError):
            judge(given, ASKED, 1000)


@pytest.mark.parametrize("at", [None, "1000", True, float("nan"), 1000 - 31 * 60, 1000 + 600, -1e9])
def test_answers_hold_for_half_an_hour(at: Any) -> None:
    assert judge({"answers": ANSWERS, "at": 1000 - 29 * 60}, ASKED, 1000)[0] is Verdict.GO
    with pytest.raises(UsageError, match="a while ago"):
        judge({"answers": ANSWERS, "at": at}, ASKED, 1000)


def test_a_page_open_for_three_hours_must_ask_again(client: TestClient, stage: Stage) -> None:
    for path in ("/api/jobs", "/api/preview"):
        stale = {**SAFE, "at": time.time() - 3 * 3600}
        answer = client.post(path, json={"routine": "happy-feet", "choices": {}, "safety": stale})
        assert answer.status_code == 422
        assert "once more" in answer.text
    assert stage.requests == []


def test_the_questions_fit_the_routine_and_come_with_a_reminder(client: TestClient) -> None:
    for routine in ("happy-feet", "no-such-routine"):
        answer = client.get(f"/api/safety/{routine}").json()
        assert answer["now"] == pytest.approx(time.time(), abs=60)
        assert [question["key"] for question in answer["questions"]] == list(ANSWERS)
        assert "bleeding disorder" in answer["reminder"]


@pytest.mark.parametrize(
    ("answers", "status", "word"),
    [
        ({**SAFE, "answers": {**ANSWERS, "start": "some"}}, 409, "medical care"),
        ({**SAFE, "answers": {**ANSWERS, "clinician": "ask"}}, 409, "clinician"),
        ({**SAFE, "answers": {**ANSWERS, "agreed": "no"}}, 409, "Agree"),
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
    assert set(studio.workers.tasks) <= {"voices"}  # type: ignore[attr-defined]
    assert stage.requests == []
    assert not studio.config.sessions.exists()
