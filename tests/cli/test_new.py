"""new: a routine to start from is valid, commented, and can be followed."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.cli.running import run
from voiceguide.errors import RoutineError
from voiceguide.pipeline import plan
from voiceguide.routine.check import check, load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.routine.template import new_text, title_of
from voiceguide.settings import Guidance, Settings
from voiceguide.timeline.audit import audit


@pytest.mark.parametrize("guidance", Guidance)
def test_the_example_is_without_any_finding_and_can_be_followed(guidance: Guidance) -> None:
    assert run("new", "evening").out == "evening.yaml\n"
    routine = load_checked("evening.yaml")
    assert routine.title == "Evening"
    assert check(routine) == ()
    fitted = plan(routine, Settings(guidance=guidance))
    assert audit(fitted.script, fitted.timeline) == ()
    assert fitted.timeline.seconds == pytest.approx(20 * 60, abs=1)


def test_the_example_is_commented_and_names_the_commands() -> None:
    run("new", "my evening")
    text = Path("my evening.yaml").read_text("utf-8")
    comments = [line for line in text.splitlines() if "#" in line]
    assert len(comments) > 20
    for command in ("check", "plan", "make"):
        assert f'voiceguide {command} "my evening.yaml"' in text


@pytest.mark.parametrize("name", shipped_routines())
def test_every_shipped_routine_can_be_taken_over(name: str) -> None:
    result = run("new", f"mine/{name}", "--from", name, "--title", 'Ours: "soft" & slow #1')
    assert result.code == 0, result.err
    routine = load_checked(f"mine/{name}.yaml")
    original = load_checked(name)
    assert routine.title == 'Ours: "soft" & slow #1'
    assert [stage.name for stage in routine.stages] == [stage.name for stage in original.stages]
    assert (routine.duration_s, routine.needs) == (original.duration_s, original.needs)
    text = Path(f"mine/{name}.yaml").read_text("utf-8")
    assert "voiceguide check" in text
    assert "\nsource:" not in text
    assert "yaml-language-server" not in text


def test_a_file_of_ones_own_can_be_taken_over() -> None:
    assert run("new", "other", "--from", "small.yaml").code == 0
    assert load_checked("other.yaml").title == "Other"


def test_a_title_over_several_lines_is_replaced_whole(folder: Path) -> None:
    text = (folder / "small.yaml").read_text("utf-8")
    (folder / "long.yaml").write_text(text.replace("A small routine", ">-\n  A small\n  routine"), "utf-8")
    made = yaml.safe_load(new_text("Mine", "x.yaml", folder / "long.yaml"))
    assert made["title"] == "Mine"
    assert made["stages"][0]["name"] == "Shoulders"


def test_an_existing_file_stays() -> None:
    before = Path("small.yaml").read_text("utf-8")
    refused = run("new", "small")
    assert refused.code == 1
    assert "small.yaml: this file exists already" in refused.err
    assert Path("small.yaml").read_text("utf-8") == before
    assert run("new", "small.yaml", "--force").code == 0
    assert Path("small.yaml").read_text("utf-8") != before


def test_editors_get_a_schema_that_the_routine_satisfies() -> None:
    assert run("new", "evening", "--schema").code == 0
    assert Path("evening.yaml").read_text("utf-8").startswith("# yaml-language-server: $schema=routine.schema.json\n")
    schema = json.loads(Path("routine.schema.json").read_text("utf-8"))
    jsonschema.validate(yaml.safe_load(Path("evening.yaml").read_text("utf-8")), schema)


def test_what_cannot_be_taken_over_is_reported() -> None:
    assert run("new", "x", "--from", "lags").code == 2
    Path("binary.yaml").write_bytes(b"\x00\x01")
    with pytest.raises(RoutineError):
        new_text("x", "x.yaml", "binary.yaml")
    assert run("new", "x", "--from", "binary.yaml").code == 1
    assert not Path("x.yaml").exists()


def test_titles_from_names() -> None:
    assert [title_of(each) for each in ("my-evening", "two__words", "Füße", "-")] == [
        "My evening", "Two words", "Füße", "-",
    ]  # fmt: skip
