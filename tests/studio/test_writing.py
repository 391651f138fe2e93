"""The editor: findings while typing, drafts, saving; and nothing unsafe is ever rendered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from voiceguide.files import shipped_folder
from voiceguide.routine.sources import shipped_routines
from voiceguide.studio.studio import Studio

from .conftest import SAFE, Stage

STARTER = (Path(__file__).parents[2] / "voiceguide/studio/templates/starter.yaml").read_text("utf-8")
UNSAFE = STARTER.replace("pressure: 1", "pressure: 4")


def look(client: TestClient, text: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/write/look", json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def save(client: TestClient, name: str, text: str, **more: Any) -> Any:
    return client.post("/api/write/save", json={"name": name, "text": text, **more})


def test_the_starter_has_nothing_to_put_right(client: TestClient) -> None:
    told = look(client, STARTER)
    assert told["findings"] == []
    assert told["ok"] is True
    assert told["plan"]["seconds"] == pytest.approx(600, abs=1)
    assert told["values"]["stages"][0]["strokes"][0]["technique"] == "effleurage"


@pytest.mark.parametrize("name", shipped_routines())
def test_a_copy_of_every_shipped_routine_can_be_played(client: TestClient, name: str) -> None:
    text = (shipped_folder("scripts") / f"{name}.yaml").read_text("utf-8")
    assert client.get(f"/write/{name}").status_code == 200
    told = look(client, text)
    assert told["ok"], told["findings"]


def test_findings_name_their_place_and_no_folder(client: TestClient, studio: Studio) -> None:
    save(client, "mine", STARTER)
    told = look(client, UNSAFE, routine="own.mine")
    assert told["ok"] is False
    assert told["plan"] is None
    finding = next(each for each in told["findings"] if each["rule"] == "pressure-cap")
    assert finding["key"].startswith("stages[0].strokes[0]")
    assert UNSAFE.splitlines()[finding["line"] - 1].strip().startswith(("- technique", "pressure"))
    assert str(studio.place.routines) not in str(told)


def test_a_finding_in_another_routine_names_it(client: TestClient) -> None:
    save(client, "bad", UNSAFE)
    save(client, "mine", STARTER)
    told = look(client, "title: Two\nstages: [{use: bad/Shoulders}]\n", routine="own.mine")
    assert {each["elsewhere"] for each in told["findings"] if each["severity"] == "error"} == {"bad"}


@pytest.mark.parametrize(
    "text", ["", "title: [", "stages: 3", "\0", "a: &x [*x]", "- - -", "title: x\nstages:\n  - {}\n"]
)
def test_any_text_is_looked_at(client: TestClient, text: str) -> None:
    told = look(client, text)
    assert told["ok"] is False
    assert told["findings"]


def test_a_change_in_the_form_changes_the_text(client: TestClient) -> None:
    change = {"do": "set", "path": "stages[0].strokes[0].pressure", "value": 4}
    told = client.post("/api/write/edit", json={"text": STARTER, "change": change}).json()
    assert told["text"] == UNSAFE
    assert told["ok"] is False
    back = client.post("/api/write/edit", json={"text": told["text"], "change": {**change, "value": 1}}).json()
    assert (back["text"], back["ok"]) == (STARTER, True)


@pytest.mark.parametrize(
    "change",
    [
        *(None, {}, {"do": "set"}, {"do": "set", "path": 3}, {"do": 1, "path": "title"}),
        *({"do": "move", "path": "stages[0]", "by": "1"}, {"do": "set", "path": "title", "file": "x"}),
        {"do": "set", "path": "nobody.here", "value": 1},
    ],
)
def test_odd_changes_are_refused(client: TestClient, change: Any) -> None:
    assert client.post("/api/write/edit", json={"text": STARTER, "change": change}).status_code == 422


def test_a_saved_routine_is_a_card_and_can_be_made(client: TestClient, studio: Studio, stage: Stage) -> None:
    answer = save(client, "evening", STARTER)
    assert (answer.status_code, answer.json()) == (201, {"routine": "own.evening", "ok": True})
    assert (studio.place.routines / "evening.yaml").read_text("utf-8") == STARTER
    assert 'href="/routine/own.evening"' in client.get("/").text
    made = client.post("/api/jobs", json={"routine": "own.evening", "choices": {}, "safety": SAFE})
    assert made.status_code == 201


def test_a_draft_with_errors_is_kept_but_never_rendered(client: TestClient, stage: Stage) -> None:
    assert save(client, "draft", UNSAFE).json() == {"routine": "own.draft", "ok": False}
    assert "to put right" in client.get("/routine/own.draft").text
    for path in ("/api/jobs", "/api/plan", "/api/preview"):
        answer = client.post(path, json={"routine": "own.draft", "choices": {}, "safety": SAFE})
        assert answer.status_code == 422
        assert "Write" in answer.json()["hint"]
    assert stage.errands == []
    assert client.get("/write/own.draft").status_code == 200


def test_a_changed_routine_is_read_anew(client: TestClient) -> None:
    save(client, "mine", STARTER)
    first = client.post("/api/plan", json={"routine": "own.mine", "choices": {}}).json()
    save(client, "mine", STARTER.replace("duration: 10 min", "duration: 12 min"), replace=True)
    second = client.post("/api/plan", json={"routine": "own.mine", "choices": {}}).json()
    assert (round(first["seconds"]), round(second["seconds"])) == (600, 720)
    save(client, "mine", UNSAFE, replace=True)
    assert client.post("/api/plan", json={"routine": "own.mine", "choices": {}}).status_code == 422


def test_names_are_plain_and_taken_once(client: TestClient, studio: Studio) -> None:
    for name in ("", "../x", "a/b", "a.b", "A", "ä", "-a", "a-", "a--b", "con fig", "x" * 61, "legs", "a\0", ".."):
        assert save(client, name, STARTER).status_code == 422, name
    assert save(client, "mine", STARTER).status_code == 201
    assert "already" in save(client, "mine", UNSAFE).json()["error"]
    assert (studio.place.routines / "mine.yaml").read_text("utf-8") == STARTER
    assert save(client, "mine", UNSAFE, replace=True).status_code == 201
    assert [path.name for path in studio.place.routines.iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize("bed", ["secret.ogg", "/etc/passwd", "../x.ogg", "~/x.ogg", "file:x", "C:\\x.ogg"])
@pytest.mark.parametrize("where", ["routine", "stage"])
def test_a_text_never_names_a_file(client: TestClient, studio: Studio, bed: str, where: str) -> None:
    studio.place.routines.mkdir()
    (studio.place.routines / "secret.ogg").write_bytes(b"x")
    line = f"ambient: '{bed}'\n"
    in_stage = STARTER.replace("  - name: Shoulders\n", f"  - name: Shoulders\n    {line}")
    text = line + STARTER if where == "routine" else in_stage
    assert any(each["rule"] == "bed" for each in look(client, text)["findings"])
    for broken in (text, text.replace("pressure: 1", "pressure: 9"), text.replace("title:", "titel:")):
        assert save(client, "mine", broken).status_code == 422
    assert not (studio.place.routines / "mine.yaml").exists()


def test_only_ones_own_can_be_deleted(client: TestClient, studio: Studio) -> None:
    save(client, "mine", STARTER)
    assert client.delete("/api/routines/own.mine").status_code == 204
    assert list(studio.place.routines.iterdir()) == []
    assert client.delete("/api/routines/own.mine").status_code == 404
    assert client.delete("/api/routines/legs").status_code == 422
    assert "legs" in shipped_routines()


def test_a_file_of_the_other_ending_is_replaced_where_it_is(client: TestClient, studio: Studio) -> None:
    studio.place.routines.mkdir()
    (studio.place.routines / "mine.yml").write_text(STARTER)
    assert save(client, "mine", UNSAFE).status_code == 422
    assert save(client, "mine", UNSAFE, replace=True).status_code == 201
    assert [path.name for path in studio.place.routines.iterdir()] == ["mine.yml"]
    assert (studio.place.routines / "mine.yml").read_text("utf-8") == UNSAFE
