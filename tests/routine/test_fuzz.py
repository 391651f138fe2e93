"""Whatever is thrown at the reader and the checks, only our own errors come back."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from voiceguide.errors import VoiceguideError
from voiceguide.files import shipped_folder
from voiceguide.routine.check import check
from voiceguide.routine.load import load_routine, load_routine_text

TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(shipped_folder("scripts").glob("*.yaml"))}
_ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["5 s", "each", "left", "effleurage", "back", "~", "<<", "*x", "1:30", "=", "yes", "../x", "2024-01-01"]
    ),
    st.just([]),
    st.just({}),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)


def outcome(text: str) -> str:
    """Load and check: "taken", or the words it is refused with, which may not be none; any other error is raised."""
    try:
        check(load_routine_text(text))
    except VoiceguideError as error:
        return str(error)
    return "taken"


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += _paths(inner, (*path, index))
    return found


DATA = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
PLACES = {name: _paths(data) for name, data in DATA.items()}


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A shipped routine with one to three values replaced, removed, renamed or doubled."""
    name = draw(st.sampled_from(sorted(DATA)))
    data = json.loads(json.dumps(DATA[name]))
    for _ in range(draw(st.integers(1, 3))):
        *parents, last = draw(st.sampled_from(PLACES[name]))
        target = data
        try:
            for step in parents:
                target = target[step]
            change = draw(st.sampled_from(["replace", "remove", "rename", "double"]))
            if change == "replace":
                target[last] = draw(_ODD)
            elif change == "remove":
                del target[last]
            elif isinstance(target, dict):
                target[draw(st.text(max_size=8))] = target[last] if change == "double" else target.pop(last)
            else:
                target.append(target[last])
        except (KeyError, IndexError, TypeError, AttributeError):
            continue  # an earlier change took that place away
    return yaml.safe_dump(data, allow_unicode=True) if draw(st.booleans()) else json.dumps(data, ensure_ascii=False)


@examples(150)
@given(mutated())
def test_changed_values_are_taken_or_refused(text: str) -> None:
    assert outcome(text)


@examples(150)
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_changed_lines_are_taken_or_refused(name: str, data: st.DataObject) -> None:
    lines = TEXTS[name].splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "indent", "cut", "insert", "swap"]))
        if change == "drop" and len(lines) > 1:
            del lines[at]
        elif change == "indent":
            lines[at] = (
                data.draw(st.sampled_from(["  ", "\t", "- ", "? ", ": ", "&a ", "*a", "!!str ", "'", '"', "["]))
                + lines[at]
            )
        elif change == "cut":
            lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))]
        elif change == "insert":
            lines.insert(at, data.draw(st.text(max_size=20)) + "\n")
        else:
            lines[at], lines[0] = lines[0], lines[at]

    assert outcome("".join(lines))


@examples(150)
@given(st.text(max_size=200))
def test_any_text_is_taken_or_refused(text: str) -> None:
    assert outcome(text)


@examples(60)
@given(data=st.data())
def test_changed_bytes_are_taken_or_refused(tmp_path_factory: Any, data: st.DataObject) -> None:
    raw = bytearray(TEXTS[data.draw(st.sampled_from(sorted(TEXTS)))].encode())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = Path(tmp_path_factory.getbasetemp()) / "fuzz.yaml"
    path.write_bytes(bytes(raw[: data.draw(st.integers(0, len(raw)))]))

    with suppress(VoiceguideError):
        check(load_routine(path))


@examples(60)
@given(st.text(max_size=80), st.sampled_from(["say", "path", "hands", "where"]))
def test_any_words_can_be_checked(words: str, key: str) -> None:
    say = {"during": words} if key == "say" else {"where": words} if key == "where" else {}
    stroke = {"technique": "friction", "region": "calf", "say": say} | (
        {key: words} if key in {"path", "hands"} else {}
    )

    assert outcome(json.dumps({"title": "T", "stages": [{"name": "N", "strokes": [stroke]}]}))
