"""Reuse: what is taken over, what stays one's own, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from voiceguide.errors import RoutineError
from voiceguide.routine.load import load_routine, load_routine_text
from voiceguide.routine.model import Routine

BASE = """title: Base
summary: The base.
needs: [oil]
oil: little
stages:
  - name: Calves
    rounds: 2
    minutes: [1, 4]
    strokes:
      - {technique: petrissage, region: calf}
  - name: Feet
    strokes:
      - {technique: friction, region: sole}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(BASE, "utf-8")
    return tmp_path


def load(folder: Path, text: str, name: str = "mine") -> Routine:
    path = folder / f"{name}.yaml"
    path.write_text(text, "utf-8")
    return load_routine(path)


def refused(folder: Path, text: str, name: str = "mine") -> str:
    with pytest.raises(RoutineError) as caught:
        load(folder, text, name)
    return "\n".join(str(finding) for finding in caught.value.findings)


def test_an_extended_routine_keeps_what_is_not_written_anew(folder: Path) -> None:
    routine = load(folder, "extends: base\ntitle: Mine\noil: none\n")

    assert (routine.name, routine.title, routine.summary, routine.needs) == ("mine", "Mine", "The base.", ("oil",))
    assert routine.oil == "none"
    assert [stage.name for stage in routine.stages] == ["Calves", "Feet"]
    assert routine.stages[0].where.file == str(folder / "base.yaml")


def test_a_used_stage_takes_name_rounds_and_minutes_anew(folder: Path) -> None:
    stages = "  - use: base/Calves\n    rounds: 3\n  - use: base/feet\n    name: Soles\n"
    routine = load(folder, f"title: M\nstages:\n{stages}")

    calves, feet = routine.stages
    assert (calves.name, calves.rounds, calves.minutes) == ("Calves", 3, (1.0, 4.0))
    assert feet.name == "Soles"
    assert feet.strokes[0].region == "sole"
    assert feet.strokes[0].where.file == str(folder / "base.yaml")


def test_a_stage_of_the_routine_itself_can_be_used_again(folder: Path) -> None:
    routine = load(folder, BASE + "  - use: Calves\n    rounds: 1\n")

    assert [stage.name for stage in routine.stages] == ["Calves", "Feet", "Calves"]
    assert routine.stages[2].rounds == 1


def test_own_stages_can_use_those_of_the_extended_one(folder: Path) -> None:
    routine = load(folder, "extends: base\nstages:\n  - use: base/Feet\n  - use: legs/Legs\n")

    assert [stage.name for stage in routine.stages] == ["Feet", "Legs"]


def test_a_routine_may_extend_the_shipped_one_of_its_name(folder: Path) -> None:
    assert load(folder, "extends: legs\ntitle: My legs\n", "legs").title == "My legs"


def test_the_hash_covers_what_is_reused(folder: Path) -> None:
    before = load(folder, "extends: base\n").sha256
    (folder / "base.yaml").write_text(BASE + "# changed\n", "utf-8")

    assert load(folder, "extends: base\n").sha256 != before


def test_a_mistake_in_the_other_file_is_reported_with_its_own_line(folder: Path) -> None:
    (folder / "base.yaml").write_text(BASE.replace("region: sole", "region: soul"), "utf-8")

    text = refused(folder, "extends: base\n")

    assert f"{folder / 'base.yaml'}:13: stages[1].strokes[0].region" in text
    assert "'soles'" in text or "'sole'" in text


def test_unused_stages_of_the_other_are_not_read(folder: Path) -> None:
    (folder / "base.yaml").write_text(BASE.replace("region: sole", "region: soul"), "utf-8")

    assert load(folder, "title: M\nstages:\n  - use: base/Calves\n").stages[0].name == "Calves"


def test_circles_are_found(folder: Path) -> None:
    (folder / "base.yaml").write_text("extends: mine\n", "utf-8")

    assert "in a circle" in refused(folder, "extends: base\n")
    assert "in a circle" in refused(folder, "title: M\nstages:\n  - use: base/Calves\n")


def test_a_routine_cannot_extend_itself(folder: Path) -> None:
    assert "no routine 'mine'" in refused(folder, "extends: mine\n")


def test_a_long_chain_is_refused(folder: Path) -> None:
    for number in range(20):
        (folder / f"r{number}.yaml").write_text(f"extends: r{number + 1}\n", "utf-8")
    (folder / "r20.yaml").write_text(BASE, "utf-8")

    assert "too often" in refused(folder, "extends: r0\n")


def test_a_folder_full_of_routines_cannot_be_pulled_in(folder: Path) -> None:
    for number in range(40):
        (folder / f"r{number}.yaml").write_text(BASE, "utf-8")
    uses = "".join(f"  - use: r{number}/Feet\n" for number in range(40))

    assert "too often" in refused(folder, f"title: M\nstages:\n{uses}")


def test_uses_of_uses_do_not_multiply(folder: Path) -> None:
    uses = "".join(f"  - {{use: r%d/S{number}, name: S{number}}}\n" for number in range(50))
    stage = "".join(
        f"  - {{name: S{number}, strokes: [{', '.join(['check-in'] * 150)}, {{technique: friction, region: calf}}]}}\n"
        for number in range(50)
    )
    for number in range(6):
        (folder / f"r{number}.yaml").write_text(f"title: T\nstages:\n{uses.replace('%d', str(number + 1))}", "utf-8")
    (folder / "r6.yaml").write_text(f"title: T\nstages:\n{stage}", "utf-8")
    everything = "".join(f"  - use: r0/S{number}\n" for number in range(50))
    again = everything + everything

    assert len(load(folder, f"title: M\nstages:\n{everything}").stages) == 50
    assert "at most 60" in refused(folder, f"title: M\nstages:\n{again}")


@pytest.mark.parametrize("name", ["../base", "/etc/passwd", "sub/base", "..", "C:base", "~/base", "", ".hidden"])
def test_paths_are_no_names(folder: Path, name: str) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "base.yaml").write_text(BASE, "utf-8")

    assert "extends" in refused(folder / "sub", f'extends: "{name}"\n')


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    inside = folder / "inside"
    inside.mkdir()
    try:
        (inside / "linked.yaml").symlink_to(folder / "base.yaml")
    except OSError:
        pytest.skip("links are not allowed here")

    assert "no routine 'linked'" in refused(inside, "extends: linked\n")


def test_the_other_file_may_be_unreadable(folder: Path) -> None:
    (folder / "base.yaml").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in refused(folder, "extends: base\n")
    (folder / "base.yaml").write_text("- a list\n", "utf-8")
    assert "no mapping" in refused(folder, "extends: base\n")
    (folder / "base.yaml").write_text('title: "open\n', "utf-8")
    assert "quotation mark" in refused(folder, "extends: base\n")


def test_a_text_reuses_shipped_routines_only() -> None:
    assert load_routine_text("title: T\nstages:\n  - use: legs/Legs\n").stages[0].name == "Legs"
    with pytest.raises(RoutineError):
        load_routine_text("extends: base\n")


def test_a_bed_lies_beside_the_routine(folder: Path) -> None:
    (folder / "sounds").mkdir()
    (folder / "sounds" / "waves.mp3").write_bytes(b"")

    routine = load(folder, BASE + "ambient: sounds/waves.mp3\n")

    assert routine.ambient == str(folder / "sounds" / "waves.mp3")
    assert load(folder, BASE + "ambient: ocean\n").ambient == "ocean"
    assert load(folder, BASE + "ambient: none\n").ambient == "none"
    assert "Did you mean 'ocean'" in refused(folder, BASE + "ambient: ocaen\n")


@pytest.mark.parametrize(
    "path", ["../waves.mp3", "/waves.mp3", "sounds/../../waves.mp3", "~/waves.mp3", "c:/waves.mp3"]
)
def test_a_bed_never_lies_elsewhere(folder: Path, path: str) -> None:
    inside = folder / "inside"
    inside.mkdir()
    (folder / "waves.mp3").write_bytes(b"")

    assert "leads out of the routine's folder" in refused(inside, BASE + f'ambient: "{path}"\n')


def test_a_bed_is_no_playlist(folder: Path) -> None:
    (folder / "list.m3u").write_text("/etc/passwd\n", "utf-8")

    assert "is a playlist" in refused(folder, BASE + "ambient: list.m3u\n")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
@pytest.mark.parametrize("stage", [True, False])
def test_a_bed_behind_a_link_lies_elsewhere(folder: Path, stage: bool) -> None:
    inside = folder / "inside"
    inside.mkdir()
    (folder / "waves.mp3").write_bytes(b"")
    try:
        (inside / "linked.mp3").symlink_to(folder / "waves.mp3")
        (inside / "sounds").symlink_to(folder)
    except OSError:
        pytest.skip("links are not allowed here")

    for name in ("linked.mp3", "sounds/waves.mp3"):
        text = BASE.replace("rounds: 2", f"ambient: {name}") if stage else f"{BASE}ambient: {name}\n"
        assert "there is no file" in refused(inside, text)


def test_names_that_no_system_can_look_up_are_refused_too(folder: Path) -> None:
    name = "𝔞" * 80

    assert "no routine" in refused(folder, f"extends: {name}\n")
    assert "no file" in refused(folder, BASE + f"ambient: {name}{name}.mp3\n")
    with pytest.raises(RoutineError):
        load_routine_text("extends: base\n", file="x" * 5000)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_links_in_a_circle_are_refused(folder: Path) -> None:
    try:
        (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    except OSError:
        pytest.skip("links are not allowed here")

    assert "no routine 'loop'" in refused(folder, "extends: loop\n")


@pytest.mark.parametrize(("less", "expected"), [(1, [1, 2]), (2, [2, 3]), (3, [3, 3])])
def test_a_used_stage_may_matter_less(folder: Path, less: int, expected: list[int]) -> None:
    two = "\n      - {technique: effleurage, region: back}"
    text = f"title: T\nstages:\n  - name: A\n    strokes:\n      - {{technique: friction, region: neck}}{two}\n"
    (folder / "two.yaml").write_text(text, "utf-8")

    (stage,) = load(folder, f"title: T\nstages:\n  - use: two/A\n    essence: {less}\n", "own").stages

    stated = [stroke.essence for stroke in stage.strokes]
    assert stated == ([None, None] if less == 1 else expected)  # 1 leaves everything as it is


def test_an_essence_out_of_range_is_reported_where_it_stands(folder: Path) -> None:
    assert "essence" in refused(folder, "title: T\nstages:\n  - use: base/Shoulders\n    essence: 4\n")
