"""The rehearsal on the command line: a list to read, JSON, and routines whose bodies cannot do what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run

IMPOSSIBLE = """\
title: Too far
receiver: face down
giver: head
duration: 10 min
stages:
  - name: Calves
    strokes:
      - {technique: petrissage, region: shoulders, spots: 4, reps: [4, 200]}
      - {technique: petrissage, region: calf, side: each, spots: 4, reps: [4, 200]}
"""


@pytest.fixture
def impossible(folder: Path) -> str:
    (folder / "far.yaml").write_text(IMPOSSIBLE, "utf-8")
    return "far.yaml"


def test_the_list_tells_who_is_where_and_which_hands_do_what() -> None:
    result = run("rehearse", "legs", "--duration", "20m")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == "Tired legs: 20:00"
    assert any("partner face down" in line and "giver at 'left, at the legs'" in line for line in lines)
    assert any("covered: right leg" in line for line in lines)
    assert any("the giver walks to 'right, at the legs'" in line and "one hand stays" in line for line in lines)
    assert any(" × " in line and "fresh oil" in line and "both hands" in line for line in lines)


def test_the_moves_as_json_tile_the_session() -> None:
    facts = run("rehearse", "legs", "--duration", "20m", "--json").json
    assert facts["seconds"] == 1200
    assert facts["findings"] == []
    at = 0.0
    for move in facts["moves"]:
        assert move["start_s"] == pytest.approx(at, abs=0.01)
        at = move["start_s"] + move["seconds"]
        if move["repetitions"]:
            assert move["repetitions"] * move["repetition_s"] == pytest.approx(move["seconds"], abs=0.1)
    assert at == pytest.approx(1200, abs=0.01)


def test_what_bodies_cannot_do_is_refused_with_the_move_named(impossible: str) -> None:
    for command in ("rehearse", "check", "plan"):
        result = run(command, impossible)
        assert result.code == 1, command
        output = result.out + result.err
        assert "far.yaml:9" in output
        assert "kneading on the left calf is out of reach from 'head' while the partner is face down (at " in output
        assert "'giver: left, at the legs'" in output
        assert "Traceback" not in output


def test_warnings_do_not_fail(impossible: str, folder: Path) -> None:
    (folder / impossible).write_text(IMPOSSIBLE.replace("giver: head", "giver: beside"), "utf-8")
    assert run("rehearse", impossible).code == 0
    (folder / impossible).write_text(IMPOSSIBLE.replace("face down", "curled up in a hammock"), "utf-8")
    result = run("check", impossible)
    assert result.code == 0
    assert "begins with no listed position" in result.out
    facts = run("plan", impossible, "--json").json
    assert [each["rule"] for each in facts["findings"]] == ["reach-unknown"]


def test_an_impossible_length_and_an_unknown_region_are_wrong_calls() -> None:
    assert run("rehearse", "legs", "--duration", "3h 59m").code in (0, 2)
    assert run("rehearse", "legs", "--duration", "61s").code == 2
    assert run("rehearse", "legs", "--avoid", "foots").code == 2
