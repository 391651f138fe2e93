"""Changing a text at one place: what was meant happens, and the rest stays as its author wrote it."""

from __future__ import annotations

import difflib
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import drawn
from voiceguide.errors import UsageError
from voiceguide.files import shipped_folder
from voiceguide.routine.sources import shipped_routines
from voiceguide.studio.yaml_edit import Change, change_text, steps_of, tree_of

TEXTS = {name: (shipped_folder("scripts") / f"{name}.yaml").read_text("utf-8") for name in shipped_routines()}

TEXT = """\
# a comment at the top
title: Evening   # kept
needs:
  - oil
  - a towel  # warm

stages:
  # the first
  - name: Back
    minutes: [1, 5]
    strokes:
      - technique: effleurage
        region: back   # the whole of it
        pressure: {out: 1, back: 1}
        say:
          name: long strokes

      - check-in
      # before the oil
      - oil: warm it
        for: 20 s
  - name: Neck
    strokes:
      - {technique: friction, region: neck}
      - say: >
          Slowly,
          and softly.
"""


def after(**change: Any) -> str:
    return change_text(TEXT, Change(**change))


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ({"path": "title", "value": "Night: all"}, "title: Evening   #", "title: 'Night: all' #"),
        ({"path": "stages[0].minutes", "value": [2, 6]}, "minutes: [1, 5]", "minutes: [2, 6]"),
        ({"path": "stages[0].strokes[0].region", "value": "legs"}, "region: back   #", "region: legs   #"),
        ({"path": "stages[0].strokes[0].pressure.out", "value": 2}, "{out: 1, back", "{out: 2, back"),
        ({"path": "stages[0].strokes[0].pressure", "value": 2}, "pressure: {out: 1, back: 1}", "pressure: 2"),
        ({"path": "stages[0].strokes[0].repeat", "value": 4}, "back: 1}\n", "back: 1}\n        repeat: 4\n"),
        ({"path": "stages[0].strokes[2].for", "value": "30 s"}, "for: 20 s", "for: 30 s"),
        ({"path": "stages[1].strokes[0].repeat", "value": 3}, "region: neck}", "region: neck, repeat: 3}"),
        ({"path": "stages[1].strokes[0].region", "value": "feet"}, "region: neck}", "region: feet}"),
        (
            {"path": "stages[1].strokes[1].say", "value": "Now."},
            ">\n          Slowly,\n          and softly.\n",
            "Now.\n",
        ),
        ({"path": "needs", "value": ["oil"]}, "needs:\n  - oil\n  - a towel  # warm", "needs: [oil]"),
        ({"path": "duration", "value": "30 min"}, "# kept\n", "# kept\nduration: 30 min\n"),
        ({"path": "stages[0].strokes[0].say.name", "value": ""}, "name: long strokes", "name: ''"),
    ],
)
def test_setting_changes_one_place(change: dict[str, Any], old: str, new: str) -> None:
    assert after(do="set", **change) == TEXT.replace(old, new, 1)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("stages[0].minutes", "    minutes: [1, 5]\n", ""),
        ("stages[0].strokes[0].technique", "technique: effleurage\n        region", "region"),
        ("stages[0].strokes[2].for", "\n        for: 20 s", ""),
        ("stages[0].strokes[0].pressure.back", ", back: 1}", "}"),
        ("stages[0].strokes[1]", "      - check-in\n", ""),
        ("stages[1].strokes[1]", "      - say: >\n          Slowly,\n          and softly.\n", ""),
        ("needs[0]", "  - oil\n", ""),
    ],
)
def test_removing_takes_one_thing_away(path: str, old: str, new: str) -> None:
    assert after(do="remove", path=path) == TEXT.replace(old, new, 1)


def test_items_are_added_and_moved() -> None:
    added = after(do="insert", path="stages[0].strokes[3]", value={"technique": "friction", "pressure": {"out": 1}})
    assert added == TEXT.replace(
        "for: 20 s\n", "for: 20 s\n      - technique: friction\n        pressure: {out: 1}\n", 1
    )
    assert (
        after(do="insert", path="stages[0].strokes[0]", value="breathe").count("      - breathe\n      - technique")
        == 1
    )
    moved = after(do="move", path="stages[0].strokes[1]", by=-1)
    assert tree_of(moved)["stages"][0]["strokes"][0] == "check-in"
    assert change_text(moved, Change("move", "stages[0].strokes[0]", by=1)) == TEXT
    swapped = after(do="move", path="stages[1]", by=-1)
    assert [stage["name"] for stage in tree_of(swapped)["stages"]] == ["Neck", "Back"]
    assert swapped.count("#") == TEXT.count("#")


@pytest.mark.parametrize(
    "change",
    [
        {"do": "remove", "path": "stages[0].strokes[9]"},
        {"do": "remove", "path": "nobody"},
        {"do": "move", "path": "stages[0]", "by": -1},
        {"do": "move", "path": "stages[0]", "by": 5},
        {"do": "insert", "path": "stages[0].minutes[1]", "value": 3},
        {"do": "insert", "path": "title[0]", "value": 3},
        {"do": "set", "path": "title.deep", "value": 3},
        {"do": "set", "path": "stages[0].strokes[0]", "value": 3},
        {"do": "set", "path": "stages[7].name", "value": "x"},
        {"do": "burn", "path": "title"},
        {"do": "set", "path": "", "value": 1},
        {"do": "set", "path": "a..b", "value": 1},
        {"do": "set", "path": "stages[99999]", "value": 1},
        {"do": "set", "path": "__class__", "value": 1},
        {"do": "set", "path": "a" + ".a" * 60, "value": 1},
    ],
)
def test_what_cannot_be_done_safely_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        change_text(TEXT, Change(**change))


@pytest.mark.parametrize(
    "text",
    [
        *("", "a: [", "- x", "a: &x [*x]", "a: " + "[" * 200, "x: 1\n" * 50_000, "%TAG ! x\n---\na: 1"),
        *("a: !!python/object:x 1", "{title: a, stages: []}\n---\nb: 1"),
    ],
)
def test_any_text_is_changed_or_refused_in_words(text: str) -> None:
    try:
        result = change_text(text, Change("set", "title", "b"))
    except UsageError:
        return
    assert tree_of(result)["title"] == "b"


def places(text: str) -> tuple[list[str], list[tuple[str, int]]]:
    """Paths of every scalar, and of every list of lines with its length."""
    scalars: list[str] = []
    lists: list[tuple[str, int]] = []

    def walk(tree: Any, path: str) -> None:
        if isinstance(tree, dict):
            for key, value in tree.items():
                walk(value, f"{path}.{key}" if path else key)
        elif isinstance(tree, list):
            if path.endswith(("stages", "strokes", "prepare", "steps")):
                lists.append((path, len(tree)))
            for index, value in enumerate(tree):
                walk(value, f"{path}[{index}]")
        else:
            scalars.append(path)

    walk(tree_of(text), "")
    return scalars, lists


def differing(one: str, other: str) -> list[str]:
    lines = difflib.ndiff(one.splitlines(), other.splitlines())
    return [line for line in lines if line.startswith(("+ ", "- "))]


@pytest.mark.sampled
@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_shipped_routine_changes_in_one_line_and_back(name: str) -> None:
    text = TEXTS[name]
    scalars, lists = places(text)
    shared = [path for path in scalars if "*" in text and "strokes" in path]  # may stand in two places
    for path in [each for each in scalars if each not in shared][:: max(1, len(scalars) // drawn(8))]:
        assert len(differing(text, change_text(text, Change("set", path, "words of mine")))) == 2, path
    for path, count in lists[:: max(1, len(lists) // drawn(4))]:
        for at in {0, count - 1, count}:
            added = change_text(text, Change("insert", f"{path}[{at}]", "check-in"))
            assert [line[2:].strip() for line in differing(text, added)] == ["- check-in"], (path, at)
            assert change_text(added, Change("remove", f"{path}[{at}]")) == text
        if count > 1:
            moved = change_text(text, Change("move", f"{path}[{count - 2}]", by=1))
            assert change_text(moved, Change("move", f"{path}[{count - 1}]", by=-1)) == text
            assert moved.count("#") == text.count("#")


INDENTED = """\
title: 'Evening'
needs:
- oil   # warm

# the stages
stages:
- name: "Back"
  strokes:
  - technique: effleurage
    region: back
  # then
  - check-in
"""


def test_an_author_keeps_indents_and_quotes() -> None:
    assert change_text(INDENTED, Change("set", "title", "Night")) == INDENTED.replace("'Evening'", "'Night'")
    assert change_text(INDENTED, Change("set", "stages[0].name", "Legs")) == INDENTED.replace('"Back"', '"Legs"')
    added = change_text(INDENTED, Change("insert", "stages[0].strokes[2]", "breathe"))
    assert added == INDENTED + "  - breathe\n"
    first = change_text(INDENTED, Change("insert", "needs[1]", "a towel"))
    assert first == INDENTED.replace("# warm\n", "# warm\n- a towel\n")
    assert change_text(INDENTED, Change("remove", "needs")) == "title: 'Evening'\n\n" + INDENTED.partition("\n\n")[2]


@pytest.mark.parametrize(
    "value", ["yes", "no", "on", "12", "1.5", "null", "~", "true", "0x1f", "1_000", "2025-01-01", ""]
)
def test_words_stay_words(value: str) -> None:
    text = change_text(TEXT, Change("set", "stages[0].name", value))
    assert yaml.safe_load(text)["stages"][0]["name"] == value


def test_paths_are_read_strictly() -> None:
    assert steps_of("stages[0].strokes[12].pressure.out") == ("stages", 0, "strokes", 12, "pressure", "out")
    for path in ("stages[-1]", "stages[0", "stages.[0]]", "a b", "..", "a/b", "a[0x1]"):
        with pytest.raises(UsageError):
            steps_of(path)


@st.composite
def _changes(draw: st.DrawFn) -> tuple[str, Change]:
    """A change at some place of some shipped routine."""
    text = TEXTS[draw(st.sampled_from(sorted(TEXTS)))]
    places: list[tuple[str, Any]] = []

    def walk(tree: Any, path: str) -> None:
        places.append((path, tree))
        if isinstance(tree, dict):
            for key, value in tree.items():
                walk(value, f"{path}.{key}" if path else key)
        elif isinstance(tree, list):
            for index, value in enumerate(tree):
                walk(value, f"{path}[{index}]")

    walk(tree_of(text), "")
    path, value = draw(st.sampled_from(places[1:]))
    new = draw(
        st.sampled_from(
            [3, "plain", "with: colon", "- dash", "# no comment", "", "true", [1, 2], {"a": "b c"}, "ä 'q'"]
        )
    )
    items = isinstance(value, list)
    do = draw(
        st.sampled_from(["set", "remove", "insert", "move"] if items or path.endswith("]") else ["set", "remove"])
    )
    if items and do in ("insert", "move"):
        path = f"{path}[{draw(st.integers(0, len(value)))}]"
    return text, Change(do, path, new, draw(st.sampled_from([-1, 1])))


@given(_changes())
def test_a_change_does_what_was_meant_or_nothing(given_change: tuple[str, Change]) -> None:
    text, change = given_change
    try:
        result = change_text(text, change)
    except UsageError:
        return
    before, now = text.splitlines(), result.splitlines()
    comments = [line.strip() for line in before if line.lstrip().startswith("#")]
    kept = [line.strip() for line in now if line.lstrip().startswith("#")]
    assert len(kept) >= len(comments) - (change.do == "remove") * len(comments)
    assert tree_of(result) is not None
    if change.do == "set" and not isinstance(change.value, list | dict):
        assert abs(len(now) - len(before)) <= max(1, text.count("\n"))
