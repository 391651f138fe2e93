"""The editor: findings while typing, drafts, saving; and nothing unsafe is ever rendered."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from voiceguide.files import shipped_folder
from voiceguide.routine.model import Technique
from voiceguide.routine.sources import shipped_routines
from voiceguide.studio.studio import Studio

from .conftest import ROOT, SAFE, Stage

STARTER = (Path(__file__).parents[2] / "voiceguide/studio/templates/starter.yaml").read_text("utf-8")
UNSAFE = STARTER.replace("pressure: 1", "pressure: 4")


def look(client: TestClient, text: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/write/look", json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def save(client: TestClient, name: str, text: str, **more: Any) -> Any:
    return client.post("/api/write/save", json={"name": name, "text": text, **more})


def test_the_starter_has_nothing_to_put_right(client: TestClient) -> None:
    report = look(client, STARTER)
    assert report["findings"] == []
    assert report["ok"] is True
    assert report["plan"]["seconds"] == pytest.approx(600, abs=1)
    assert report["values"]["stages"][0]["strokes"][0]["technique"] == "effleurage"


@pytest.mark.parametrize("name", shipped_routines())
def test_a_copy_of_every_shipped_routine_can_be_played(client: TestClient, name: str) -> None:
    text = (shipped_folder("scripts") / f"{name}.yaml").read_text("utf-8")
    assert client.get(f"/write/{name}").status_code == 200
    report = look(client, text)
    assert report["ok"], report["findings"]


def test_findings_name_their_place_and_no_folder(client: TestClient, studio: Studio) -> None:
    save(client, "mine", STARTER)
    report = look(client, UNSAFE, routine="own.mine")
    assert report["ok"] is False
    assert report["plan"] is None
    finding = next(each for each in report["findings"] if each["rule"] == "pressure-cap")
    assert finding["key"].startswith("stages[0].strokes[0]")
    assert UNSAFE.splitlines()[finding["line"] - 1].strip().startswith(("- technique", "pressure"))
    assert str(studio.config.routines) not in str(report)


def test_a_finding_in_another_routine_names_it(client: TestClient) -> None:
    save(client, "bad", UNSAFE)
    save(client, "mine", STARTER)
    report = look(client, "title: Two\nstages: [{use: bad/Shoulders}]\n", routine="own.mine")
    assert {each["elsewhere"] for each in report["findings"] if each["severity"] == "error"} == {"bad"}


@pytest.mark.parametrize(
    "text", ["", "title: [", "stages: 3", "\0", "a: &x [*x]", "- - -", "title: x\nstages:\n  - {}\n"]
)
def test_any_text_is_looked_at(client: TestClient, text: str) -> None:
    report = look(client, text)
    assert report["ok"] is False
    assert report["findings"]


def test_a_change_in_the_form_changes_the_text(client: TestClient) -> None:
    change = {"do": "set", "path": "stages[0].strokes[0].pressure", "value": 4}
    report = client.post("/api/write/edit", json={"text": STARTER, "changes": [change]}).json()
    assert report["texts"] == [UNSAFE]
    assert report["ok"] is False
    title = {"do": "set", "path": "title", "value": "Other"}
    back = client.post("/api/write/edit", json={"text": UNSAFE, "changes": [{**change, "value": 1}, title]}).json()
    assert back["texts"] == [STARTER, STARTER.replace("My routine", "Other")]
    assert back["ok"] is True


@pytest.mark.parametrize(
    "change",
    [
        *(None, {}, {"do": "set"}, {"do": "set", "path": 3}, {"do": 1, "path": "title"}),
        *({"do": "move", "path": "stages[0]", "by": "1"}, {"do": "set", "path": "title", "file": "x"}),
        {"do": "set", "path": "nobody.here", "value": 1},
    ],
)
def test_odd_changes_are_refused(client: TestClient, change: Any) -> None:
    assert client.post("/api/write/edit", json={"text": STARTER, "changes": [change]}).status_code == 422


@pytest.mark.parametrize("changes", [None, [], {}, "x", [[]], [{"do": "remove", "path": "title"}] * 201])
def test_odd_lists_of_changes_are_refused(client: TestClient, changes: Any) -> None:
    assert client.post("/api/write/edit", json={"text": STARTER, "changes": changes}).status_code == 422


def test_a_saved_routine_is_a_card_and_can_be_made(client: TestClient, studio: Studio, stage: Stage) -> None:
    answer = save(client, "evening", STARTER)
    saved = answer.json()
    assert (answer.status_code, saved["routine"], saved["ok"], saved["saved"]) == (201, "own.evening", True, True)
    assert (studio.config.routines / "evening.yaml").read_text("utf-8") == STARTER
    assert f'href="{ROOT}/routine/own.evening"' in client.get("/").text
    made = client.post("/api/jobs", json={"routine": "own.evening", "choices": {}, "safety": SAFE})
    assert made.status_code == 201


def test_a_draft_with_errors_is_kept_but_never_rendered(client: TestClient, stage: Stage) -> None:
    assert save(client, "draft", UNSAFE).json()["ok"] is False
    assert "to put right" in client.get("/routine/own.draft").text
    for path in ("/api/jobs", "/api/plan", "/api/preview"):
        answer = client.post(path, json={"routine": "own.draft", "choices": {}, "safety": SAFE})
        assert answer.status_code == 422
        assert "Write" in answer.json()["hint"]
    assert stage.requests == []
    assert client.get("/write/own.draft").status_code == 200


def test_a_changed_routine_is_read_anew(client: TestClient) -> None:
    base = save(client, "mine", STARTER).json()["base"]
    first = client.post("/api/plan", json={"routine": "own.mine", "choices": {}}).json()
    longer = STARTER.replace("duration: 10 min", "duration: 12 min")
    base = save(client, "mine", longer, base=base).json()["base"]
    second = client.post("/api/plan", json={"routine": "own.mine", "choices": {}}).json()
    assert (round(first["seconds"]), round(second["seconds"])) == (600, 720)
    assert save(client, "mine", UNSAFE, base=base).status_code == 201
    assert client.post("/api/plan", json={"routine": "own.mine", "choices": {}}).status_code == 422


def test_names_are_plain_and_taken_once(client: TestClient, studio: Studio) -> None:
    for name in ("", "../x", "a/b", "a.b", "A", "ä", "-a", "a-", "a--b", "con fig", "x" * 61, "legs", "a\0", ".."):
        assert save(client, name, STARTER).status_code == 422, name
    base = save(client, "mine", STARTER).json()["base"]
    assert "already" in save(client, "mine", UNSAFE).json()["error"]
    assert (studio.config.routines / "mine.yaml").read_text("utf-8") == STARTER
    assert save(client, "mine", UNSAFE, base=base).status_code == 201
    assert [path.name for path in studio.config.routines.iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize("bed", ["secret.ogg", "/etc/passwd", "../x.ogg", "~/x.ogg", "file:x", "C:\\x.ogg"])
@pytest.mark.parametrize("where", ["routine", "stage"])
def test_a_text_never_names_a_file(client: TestClient, studio: Studio, bed: str, where: str) -> None:
    studio.config.routines.mkdir()
    (studio.config.routines / "secret.ogg").write_bytes(b"x")
    line = f"ambient: '{bed}'\n"
    in_stage = STARTER.replace("  - name: Shoulders\n", f"  - name: Shoulders\n    {line}")
    text = line + STARTER if where == "routine" else in_stage
    assert any(each["rule"] == "bed" for each in look(client, text)["findings"])
    for broken in (text, text.replace("pressure: 1", "pressure: 9"), text.replace("title:", "titel:")):
        assert save(client, "mine", broken).status_code == 422
    assert not (studio.config.routines / "mine.yaml").exists()


def test_only_ones_own_can_be_deleted(client: TestClient, studio: Studio) -> None:
    save(client, "mine", STARTER)
    assert client.delete("/api/routines/own.mine").status_code == 204
    assert list(studio.config.routines.iterdir()) == []
    assert client.delete("/api/routines/own.mine").status_code == 404
    assert client.delete("/api/routines/legs").status_code == 422
    assert "legs" in shipped_routines()


def test_a_file_of_the_other_ending_is_replaced_where_it_is(client: TestClient, studio: Studio) -> None:
    studio.config.routines.mkdir()
    (studio.config.routines / "mine.yml").write_text(STARTER)
    assert save(client, "mine", UNSAFE).status_code == 422
    base = client.get("/api/routines/own.mine/text").json()["base"]
    assert save(client, "mine", UNSAFE, base=base).status_code == 201
    assert [path.name for path in studio.config.routines.iterdir()] == ["mine.yml"]
    assert (studio.config.routines / "mine.yml").read_text("utf-8") == UNSAFE


def test_what_was_changed_elsewhere_is_never_overwritten_unasked(client: TestClient, studio: Studio) -> None:
    file = studio.config.routines / "mine.yaml"
    base = save(client, "mine", STARTER).json()["base"]
    theirs = STARTER.replace("My routine", "Theirs")
    file.write_text(theirs, "utf-8")
    answer = save(client, "mine", UNSAFE, base=base)
    assert answer.status_code == 409
    assert answer.json()["theirs"] == theirs
    assert "changed elsewhere" in answer.json()["error"]
    assert file.read_text("utf-8") == theirs
    for wrong in ("", "x", "0" * 64, base):
        assert save(client, "mine", UNSAFE, base=wrong).status_code == 409
    assert save(client, "mine", UNSAFE, base=answer.json()["base"]).status_code == 201
    assert file.read_text("utf-8") == UNSAFE
    assert save(client, "mine", STARTER, base=3).status_code == 422


def test_what_was_deleted_elsewhere_can_be_saved_again(client: TestClient, studio: Studio) -> None:
    base = save(client, "mine", STARTER).json()["base"]
    (studio.config.routines / "mine.yaml").unlink()
    assert client.get("/api/routines/own.mine/text").json() == {"text": None, "base": ""}
    assert look(client, STARTER, routine="own.mine")["ok"], "people write on"
    change = {"do": "set", "path": "title", "value": "Written on"}
    edited = client.post("/api/write/edit", json={"text": STARTER, "routine": "own.mine", "changes": [change]})
    assert "title: Written on" in edited.json()["texts"][-1]
    answer = save(client, "mine", UNSAFE, base=base, routine="own.mine")
    assert (answer.status_code, answer.json()["theirs"], answer.json()["base"]) == (409, None, "")
    assert save(client, "other", UNSAFE, routine="own.mine").status_code == 201
    assert save(client, "mine", UNSAFE, base="", routine="own.mine").status_code == 201


def test_a_text_is_read_only_of_ones_own(client: TestClient) -> None:
    for routine in ("legs", "own.nobody", "own...%2F..%2Fstudio", "x"):
        answer = client.get(f"/api/routines/{routine}/text")
        assert answer.status_code == 404 or answer.json()["text"] is None


@pytest.mark.parametrize("on", [False, True])
def test_a_stroke_can_be_listened_to_before_it_is_saved(client: TestClient, studio: Studio, on: bool) -> None:
    text = STARTER.replace("region: shoulders", "region: neck", 1)
    wish = {"text": text, "path": "stages[0].strokes[2]", "on": on}
    sample = client.post("/api/write/listen", json=wish).json()
    assert sample["title"] == "petrissage, shoulders"
    assert 5 < sample["seconds"] <= 61
    assert client.get(f"/clips/{sample['clip']}").status_code == 200
    assert not studio.config.sessions.exists() or not any(studio.config.sessions.iterdir())


@pytest.mark.parametrize("path", ["stages[0].strokes[1]", "stages[0]", "stages[9].strokes[0]", "", "x"])
def test_only_strokes_can_be_listened_to(client: TestClient, path: str) -> None:
    assert client.post("/api/write/listen", json={"text": STARTER, "path": path}).status_code == 422


def test_nothing_unsafe_is_ever_heard(client: TestClient) -> None:
    wish = {"text": UNSAFE, "path": "stages[0].strokes[0]"}
    answer = client.post("/api/write/listen", json=wish)
    assert answer.status_code == 422
    assert "put right" in answer.json()["error"]


def test_the_editor_explains_every_key_it_asks_for_and_names_techniques_as_people_do(client: TestClient) -> None:
    facts = json.loads(re.findall(r'id="facts">(.*?)</script>', client.get("/write/new").text, re.S)[0])
    names = dict(facts["techniques"])
    assert names["effleurage"] == "Long strokes (effleurage)"
    assert set(names) == {each.value for each in Technique}
    assert {"technique", "region", "pressure", "tempo", "path", "repeat", "spots"} <= set(facts["help"]["stroke"])
    reference = (Path(__file__).parents[2] / "docs/routine-format.md").read_text("utf-8")
    for table in ("routine", "stage", "stroke", "close"):
        for sentence in facts["help"][table].values():
            assert sentence in reference.replace("`", "")
