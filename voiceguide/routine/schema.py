"""The JSON Schema of the routine format, made from the keys that the reader uses.

Editors complete and check routines with it (draft 2020-12). What it cannot express (phases of a technique, no-go
places, reuse), the reader and the checks still refuse.
"""

from __future__ import annotations

from voiceguide.routine.fields import DIALECT, Schema
from voiceguide.routine.grammar import (
    CLOSE_KEYS,
    ROUTINE_KEYS,
    STAGE_KEYS,
    STEPS,
    STROKE_KEYS,
    USE_KEYS,
    StepForm,
    time_key_of,
)
from voiceguide.routine.model import StepKind
from voiceguide.routine.tables import table_schema


def json_schema() -> Schema:
    """The schema of a whole routine file."""
    routine = table_schema(ROUTINE_KEYS)
    needed = routine.pop("required")
    return {
        "$schema": DIALECT,
        "title": "voiceguide routine",
        "description": "A massage routine that voiceguide turns into a spoken, timed session.",
        **routine,
        "anyOf": [{"required": needed}, {"required": ["extends"]}],
        "$defs": {
            "stage": {"anyOf": [table_schema(STAGE_KEYS), table_schema(USE_KEYS)]},
            "close": table_schema(CLOSE_KEYS),
            "item": {"anyOf": [{"$ref": "#/$defs/stroke"}, {"$ref": "#/$defs/step"}]},
            "stroke": table_schema(STROKE_KEYS),
            "step": _step_schema(),
        },
    }


def _step_schema() -> Schema:
    bare = [kind.value for kind, form in STEPS.items() if not form.required]
    return {"anyOf": [{"enum": bare}, *(_form_schema(kind, form) for kind, form in STEPS.items())]}


def _form_schema(kind: StepKind, form: StepForm) -> Schema:
    """The schema of a step written as a mapping: its words or time, and its time besides the words."""
    values: list[Schema] = [] if form.required else [{"type": "null"}, form.time.schema()]
    values += [form.value.schema()] if form.value is not None else []
    properties = {kind.value: values[0] if len(values) == 1 else {"anyOf": values}}
    beside = time_key_of(kind)
    if beside:
        properties[beside] = {**form.time.schema(), "description": "The time after the words."}
    return {
        "type": "object",
        "description": form.text,
        "properties": properties,
        "additionalProperties": False,
        "required": [kind.value],
    }
