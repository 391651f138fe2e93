"""Turns records into what ``--json`` prints, and into its JSON Schema.

The type of a field gives its form, and its line under "Attributes" the description, so that neither is written twice.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import types
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Schema = dict[str, Any]
Record = TypeVar("Record")

_NAMES: Mapping[object, str] = {str: "string", bool: "boolean", int: "integer", float: "number", Path: "string"}
_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.+(?:\n {8,}.+)*)", re.M)


def to_json(value: Any) -> Any:
    """A record as plain values, ready for JSON."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dict(_items_of(value))
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): to_json(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(each) for each in value]
    return value


def _items_of(record: Any) -> Iterator[tuple[str, Any]]:
    """The keys and values of a record; a field that is ``flat`` puts its own among them."""
    for each in dataclasses.fields(record):
        value = getattr(record, each.name)
        if each.metadata.get("flat"):
            yield from _items_of(value)
        else:
            yield key_of(each), to_json(value)


def record_of(kind: type[Record], *sources: object, **values: Any) -> Record:
    """A record whose fields are the attributes of the same name.

    Args:
        kind: Class of the record.
        sources: Where to look; the first that has the attribute gives it.
        values: The other fields, which are stronger.
    """
    for each in dataclasses.fields(kind):  # type: ignore[arg-type]
        source = next((one for one in sources if hasattr(one, each.name)), None)
        if source is not None:
            values.setdefault(each.name, getattr(source, each.name))
    return kind(**values)


def key_of(each: dataclasses.Field[Any]) -> str:
    """The key of a field in JSON: its name, or what its metadata says under ``json``."""
    return str(each.metadata.get("json", each.name))


def record_schema(kind: type) -> Schema:
    """The JSON Schema of a record of this class as `to_json` writes it."""
    hints, texts = get_type_hints(kind), describe_fields(kind)
    properties: Schema = {}
    for each in dataclasses.fields(kind):
        if each.metadata.get("flat"):
            properties |= record_schema(hints[each.name])["properties"]
        else:
            properties[key_of(each)] = schema_of_type(hints[each.name]) | {"description": texts[each.name]}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def describe_fields(kind: type) -> dict[str, str]:
    """The description of each field on one line, from the docstrings of a class and its base classes."""
    texts: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        attributes = inspect.cleandoc(each.__doc__ or "").partition("Attributes:\n")[2]
        texts |= {name: " ".join(text.replace("`", "").split()) for name, text in _ATTRIBUTE.findall(attributes)}
    return texts


def schema_of_type(hint: Any) -> Schema:
    """The JSON Schema of a field's type.

    Raises:
        TypeError: JSON has no form for it.
    """
    arguments, origin = get_args(hint), get_origin(hint)
    if hint is Any:
        return {}
    if origin is None and isinstance(hint, type):
        return _schema_of_class(hint)
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin in (Union, types.UnionType) and arguments[-1] is type(None) and len(arguments) == 2:
        return {"type": [schema_of_type(arguments[0])["type"], "null"]}
    if origin is tuple:
        return {"type": "array", "items": schema_of_type(arguments[0])}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema_of_type(arguments[1])}
    raise TypeError(f"JSON has no form for {hint}")


def _schema_of_class(kind: type) -> Schema:
    """The JSON schema of a plain type, an enum or a record."""
    if kind in _NAMES:
        return {"type": _NAMES[kind]}
    if issubclass(kind, Enum):
        return {"type": "string", "enum": [each.value for each in kind]}
    if dataclasses.is_dataclass(kind):
        return record_schema(kind)
    raise TypeError(f"JSON has no form for {kind}")
