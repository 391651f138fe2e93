"""Plans, previews and samples: what a page hears and sees before anything is made."""

from __future__ import annotations

import io
from typing import Any

import pytest
from mutagen.mp3 import MP3
from starlette.testclient import TestClient

from voiceguide.planning import SessionPlan
from voiceguide.routine.model import Routine
from voiceguide.routine.sources import shipped_routines
from voiceguide.settings import Settings
from voiceguide.studio.studio import Studio

from .conftest import ROOT, SAFE


def plan(client: TestClient, routine: str = "happy-feet", **choices: Any) -> dict[str, Any]:
    answer = client.post("/api/plan", json={"routine": routine, "choices": choices})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_every_shipped_routine_is_a_card_that_can_be_opened(client: TestClient) -> None:
    text = client.get("/").text
    for name in shipped_routines():
        assert f'href="{ROOT}/routine/{name}"' in text
        assert f'"routine": "{name}"' in client.get(f"/routine/{name}").text
    assert "14 min" in text
    assert "You need <bdi>a chair</bdi>" in text


def test_a_plan_tells_what_a_length_changes(client: TestClient) -> None:
    usual, longer = plan(client, minutes=20), plan(client, minutes=28)
    assert usual["seconds"] == pytest.approx(1200, abs=1)
    assert longer["seconds"] == pytest.approx(1680, abs=1)
    assert usual["changes"] != longer["changes"]
    for shown in (usual, longer):
        assert shown["shortest_s"] <= shown["seconds"] <= shown["longest_s"]
        assert sum(stage["seconds"] for stage in shown["stages"]) == pytest.approx(shown["seconds"], abs=1)
        assert shown["words_per_minute"] > 0


def test_both_sides_are_reported(client: TestClient) -> None:
    sides = {row["region"]: row["seconds"] for row in plan(client)["sides"]}
    assert any({"left", "right"} <= set(each) for each in sides.values())
    for each in sides.values():
        if "left" in each:
            assert each["left"] == pytest.approx(each["right"], abs=0.2)


def test_an_impossible_length_tells_the_possible_ones(client: TestClient) -> None:
    refused = plan(client, minutes=2)
    assert refused["possible"] is False
    assert "possible are" in refused["problem"]
    assert 120 < refused["shortest_s"] < refused["longest_s"]


def test_leaving_out_everything_is_refused_in_words(client: TestClient) -> None:
    answer = client.post("/api/plan", json={"routine": "happy-feet", "choices": {"avoid": ["feet"]}})
    assert answer.status_code == 422
    assert answer.json()["error"]
    answer = client.post("/api/plan", json={"routine": "happy-feet", "choices": {"avoid": ["wings"]}})
    assert answer.status_code == 422


def test_a_plan_is_kept_while_the_sound_is_chosen(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    import voiceguide.pipeline

    calls: list[Settings] = []
    real = voiceguide.pipeline.plan

    def counted(routine: Routine, settings: Settings | None = None) -> SessionPlan:
        calls.append(settings or Settings())
        return real(routine, settings)

    monkeypatch.setattr("voiceguide.pipeline.plan", counted)
    for bed in ("rain", "ocean", "none"):
        plan(client, minutes=17.5, ambient=bed)
    assert len(calls) == 1


def test_a_preview_is_the_first_stroke_as_it_will_sound(client: TestClient) -> None:
    wish = {"routine": "happy-feet", "choices": {"minutes": 20, "ambient": "none"}, "safety": SAFE}
    sample = client.post("/api/preview", json=wish).json()
    assert sample["stage"] == "Both feet"
    assert 15 <= sample["seconds"] <= 30.1
    answer = client.get(f"/clips/{sample['clip']}", headers={"range": "bytes=0-"})
    assert (answer.status_code, answer.headers["content-type"]) == (206, "audio/mpeg")
    info: Any = MP3(io.BytesIO(answer.content)).info
    assert info.length == pytest.approx(sample["seconds"], abs=0.2)
    assert client.post("/api/preview", json=wish).json()["clip"] == sample["clip"]
    other = {**wish, "choices": {"minutes": 20, "ambient": "none", "pace": 0.9}}
    assert client.post("/api/preview", json=other).json()["clip"] != sample["clip"]
    assert client.get("/clips/0123").status_code == 404


def test_previewing_again_renders_nothing_again(client: TestClient, studio: Studio) -> None:
    wish = {"routine": "happy-feet", "choices": {"minutes": 21, "ambient": "none"}, "safety": SAFE}
    for _ in range(3):
        client.post("/api/preview", json=wish)
    assert studio.workers.tasks.count("preview") == 1  # type: ignore[attr-defined]


def test_voices_and_beds_can_be_heard(client: TestClient) -> None:
    voice = client.post("/api/sample", json={"of": "voice", "choices": {"voice": "auto"}}).json()
    bed = client.post("/api/sample", json={"of": "bed", "choices": {"ambient": "rain", "level": 20}}).json()
    softer = client.post("/api/sample", json={"of": "bed", "choices": {"ambient": "rain", "level": 35}}).json()
    assert 3 < voice["seconds"] < 20
    assert 15 < bed["seconds"] < 30
    assert len({voice["clip"], bed["clip"], softer["clip"]}) == 3
    for sample in (voice, bed, softer):
        assert client.get(f"/clips/{sample['clip']}").content[:3] == b"ID3"
    assert client.post("/api/sample", json={"of": "disk", "choices": {}}).status_code == 422
    refused = client.post("/api/sample", json={"of": "voice", "choices": {"voice": "pyttsx3:nobody"}})
    assert refused.status_code == 422


def test_a_failed_preview_is_tried_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from voiceguide.errors import ExportError

    def full(*_: object, **__: object) -> None:
        raise ExportError("cannot write: no space left", hint="Free some space.")

    wish = {"routine": "happy-feet", "choices": {"minutes": 22, "ambient": "none"}, "safety": SAFE}
    with monkeypatch.context() as patch:
        patch.setattr("voiceguide.pipeline.render", full)
        answer = client.post("/api/preview", json=wish)
        assert (answer.status_code, answer.json()["hint"]) == (422, "Free some space.")
    assert client.post("/api/preview", json=wish).status_code == 200


def test_what_is_not_there_is_a_page_of_words(client: TestClient) -> None:
    for path in ("/routine/nobody", "/session/nobody", "/nowhere"):
        answer = client.get(path, headers={"accept": "text/html"})
        assert answer.status_code == 404
        assert "All routines" in answer.text
    assert client.get("/api/sessions/nobody").json()["hint"]
