"""Schemas follow from records: a key that is printed is described, and one that is described is printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest

from voiceguide.cli.records import record_schema, schema_of_type, to_json
from voiceguide.errors import Severity


@dataclass(frozen=True)
class Leaf:
    """A leaf.

    Attributes:
        name: Its name, which may
            go on in the next line.
    """

    name: str


@dataclass(frozen=True)
class Tree:
    """A tree.

    Attributes:
        path: Where it stands.
        severity: An enum, as its ``value``.
        kind: One of two words.
        leaves: Its leaves.
        weights: By name.
        size_bytes: Under another key.
        age: May be unknown.
    """

    path: Path
    severity: Severity
    kind: Literal["oak", "elm"]
    leaves: tuple[Leaf, ...]
    weights: dict[str, dict[str, float]]
    size_bytes: int = field(metadata={"json": "bytes"})
    age: float | None = None


@dataclass(frozen=True)
class Planted(Tree):
    """A tree that somebody planted.

    Attributes:
        by: Anything that tells who.
    """

    by: Any = None


TREE = Tree(Path("a/b"), Severity.ERROR, "oak", (Leaf("x"),), {"a": {"b": 0.5}}, 3)


def test_a_record_is_what_its_schema_says() -> None:
    schema = record_schema(Tree)
    jsonschema.Draft202012Validator.check_schema(schema)
    record = to_json(TREE)
    assert record == {
        "path": str(Path("a/b")), "severity": "error", "kind": "oak", "leaves": [{"name": "x"}],
        "weights": {"a": {"b": 0.5}}, "bytes": 3, "age": None,
    }  # fmt: skip
    jsonschema.validate(record, schema)
    assert schema["properties"]["leaves"]["items"]["properties"]["name"]["description"] == (
        "Its name, which may go on in the next line."
    )
    assert schema["properties"]["severity"]["description"] == "An enum, as its value."


@pytest.mark.parametrize(
    "wrong", [{"kind": "ash"}, {"severity": "note"}, {"age": "old"}, {"bytes": 1.5}, {"leaves": [{}]}, {"more": 1}]
)
def test_anything_else_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(to_json(TREE) | wrong, record_schema(Tree))


def test_a_field_that_nobody_describes_or_that_json_cannot_hold_is_noticed() -> None:
    @dataclass(frozen=True)
    class Silent:
        """Nothing is said of its field."""

        name: str

    with pytest.raises(KeyError):
        record_schema(Silent)
    with pytest.raises(TypeError, match="JSON has no form"):
        schema_of_type(bytes)


def test_a_record_that_extends_another_has_its_keys_and_texts_too() -> None:
    properties = record_schema(Planted)["properties"]
    assert list(properties) == [*record_schema(Tree)["properties"], "by"]
    assert properties["path"]["description"] == "Where it stands."
    assert properties["by"] == {"description": "Anything that tells who."}
