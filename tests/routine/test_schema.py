"""The JSON Schema, the reference page and the reader say the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.routine.test_cases import INVALID, VALID, findings_of
from voiceguide.errors import Finding, RoutineError
from voiceguide.files import shipped_folder
from voiceguide.routine import rules
from voiceguide.routine.fields import DIALECT
from voiceguide.routine.grammar import CLOSE_KEYS, ROUTINE_KEYS, SAY_KEYS, STAGE_KEYS, STEPS, STROKE_KEYS
from voiceguide.routine.load import load_routine_text
from voiceguide.routine.problems import Problems
from voiceguide.routine.reference import reference
from voiceguide.routine.schema import json_schema
from voiceguide.routine.yaml_lines import Listing, Node, Scalar, read_yaml

ROOT = Path(__file__).parent.parent.parent
VALIDATOR = jsonschema.Draft202012Validator(json_schema())
SHIPPED = sorted(shipped_folder("scripts").glob("*.yaml"))

_SCHEMA_KNOWS = {"unknown-key", "missing-key", "type", "range"}
_BEYOND_THE_SCHEMA = {
    "duration-too-long",  # the schema knows a time's shape, not its length
    "close-too-short",
    "step-time-too-short",
    "step-check-in-too-short",
    "minutes-swapped",
    "missing-stages",
    "no-stroke",
    "no-stage",
    "tempo-wrong-phase",  # nor which phases belong to a technique
    "list-as-key",
    "title-is-yes",  # nor what YAML 1.1 takes for a word of yes or no, or for a date
    "title-is-date",
    "exact-yes",
    "side-no",
    "repeat-octal",
    "merge-key",
}


def plain(node: Node) -> Any:
    """The data of a node as an editor sees it, by the core schema of YAML 1.2."""
    if isinstance(node, Scalar):
        if node.tag == "null":
            return None
        if node.tag == "bool" and node.text in {"true", "false"}:
            return node.text == "true"
        if node.tag in {"int", "float"} and ":" not in node.text:
            return json.loads(node.text) if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", node.text) else float(node.text)
        return node.text
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.value) for entry in node.entries}


def data_of(path: Path) -> Any:
    problems = Problems(str(path))
    root = read_yaml(path.read_text("utf-8-sig"), problems)
    assert root is not None, problems.findings
    return plain(root)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())

    assert json_schema()["$schema"] == DIALECT


@pytest.mark.parametrize("path", SHIPPED + VALID, ids=lambda path: path.stem)
def test_what_can_be_read_fits_the_schema(path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(data_of(path))] == []


def _breaks_the_format(path: Path) -> bool:
    return path.stem not in _BEYOND_THE_SCHEMA and any(each.rule in _SCHEMA_KNOWS for each in findings_of(path))


@pytest.mark.parametrize("path", [path for path in INVALID if _breaks_the_format(path)], ids=lambda path: path.stem)
def test_what_breaks_the_format_does_not_fit(path: Path) -> None:
    assert not VALIDATOR.is_valid(data_of(path))


def test_the_exceptions_are_real_files() -> None:
    assert {path.stem for path in INVALID} >= _BEYOND_THE_SCHEMA


def test_every_key_is_described() -> None:
    for key in (*ROUTINE_KEYS, *STAGE_KEYS, *STROKE_KEYS, *SAY_KEYS, *CLOSE_KEYS):
        assert key.text.endswith(".")
    assert all(form.text.endswith(".") for form in STEPS.values())


@given(
    st.fixed_dictionaries(
        {
            "technique": st.sampled_from(["effleurage", "friction", "kneading", "compression"]),
            "region": st.sampled_from(["calf", "calves", "elbow crease", "soles", "moon"]),
        },
        optional={
            "repeat": st.one_of(st.integers(-2, 120), st.booleans(), st.none(), st.just("5")),
            "pressure": st.one_of(st.integers(0, 6), st.just({"out": 2}), st.just({"circle": 1}), st.just("firm")),
            "side": st.sampled_from(["both", "left", "each", "up"]),
            "exact": st.one_of(st.booleans(), st.just("true"), st.integers(0, 1)),
            "spots": st.one_of(st.integers(0, 40), st.floats(1, 5, allow_nan=False)),
            "tempo": st.sampled_from(["5 s", "5", 5, "5 m", "1:00", {"out": "3 s"}, {"circle": "2 s"}]),
            "hands": st.one_of(st.text("abc \u202e", max_size=6), st.integers()),
            "length": st.sampled_from(["20 cm", "20", 20, "20cm"]),
            "lighter": st.sampled_from(["knee", ["knee", "calf"], [], ["moon"], 3]),
            "flow": st.sampled_from(["toward", "away", "sideways"]),
        },
    )
)
def test_what_the_reader_takes_the_schema_takes_too(stroke: dict[str, Any]) -> None:
    data = {"title": "T", "stages": [{"name": "N", "strokes": [stroke]}]}
    findings = _findings(json.dumps(data, ensure_ascii=False))
    rules_found = {finding.rule for finding in findings}

    if not findings:
        assert VALIDATOR.is_valid(data)
    elif rules_found & {"type", "range", "value", "no-go"}:
        assert not VALIDATOR.is_valid(data), findings


def _findings(text: str) -> tuple[Finding, ...]:
    try:
        load_routine_text(text)
    except RoutineError as error:
        return tuple(error.findings)
    return ()


def test_the_committed_schema_is_the_present_one() -> None:
    committed = json.loads((ROOT / "docs" / "routine.schema.json").read_text("utf-8"))

    assert committed == json_schema(), "run tools/routine_reference.py"


def test_the_reference_page_is_the_present_one() -> None:
    assert (ROOT / "docs" / "routine-format.md").read_text("utf-8") == reference(), "run tools/routine_reference.py"


def test_the_reference_page_names_everything() -> None:
    page = reference()

    for key in (*ROUTINE_KEYS, *STAGE_KEYS, *STROKE_KEYS, *SAY_KEYS, *CLOSE_KEYS):
        assert f"`{key.name}`" in page
    assert all(f"`{kind.value}`" in page for kind in STEPS)
    assert all(f"`{name}`" in page for name in rules.ALL)


def test_the_shortest_routine_of_the_page_can_be_read() -> None:
    example = re.search(r"The shortest routine:\n\n((?:    .*\n)+)", reference())
    assert example
    text = "".join(line[4:] for line in example[1].splitlines(keepends=True))

    assert load_routine_text(text).stages[0].strokes[0].repeat == 5


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_routines_tell_editors_their_schema(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)

    assert match
    assert (ROOT / "scripts" / match[1]).resolve() == ROOT / "docs" / "routine.schema.json"
