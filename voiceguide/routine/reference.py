"""The reference page of the routine format, written from the grammar, so that it cannot drift."""

from __future__ import annotations

from collections.abc import Sequence

from voiceguide import anatomy
from voiceguide.routine import rules
from voiceguide.routine.fields import Schema
from voiceguide.routine.grammar import (
    CLOSE_KEYS,
    ROUTINE_KEYS,
    SAY_KEYS,
    STAGE_KEYS,
    STEPS,
    STROKE_KEYS,
    USE_KEYS,
    time_key_of,
)
from voiceguide.routine.tables import Key
from voiceguide.routine.techniques import TABLE

_INTRO = """\
# The routine format

This page is written by `tools/routine_reference.py` from the same tables the reader uses. Do not edit it by hand.

A routine is one YAML file (UTF-8, at most 1 MB). `voiceguide check FILE` reports everything that is wrong with it
at once, each finding with its line. Editors that read JSON Schema complete and check a routine that begins with

    # yaml-language-server: $schema=PATH/TO/routine.schema.json

(the schema is `docs/routine.schema.json`). The shortest routine:

    title: Shoulders
    stages:
      - name: Shoulders
        strokes:
          - technique: effleurage
            region: shoulders
            repeat: 5

Times carry their unit: `5 s`, `2 min`, `1 h 30 min`. Pressures are on the Walton scale: 1 lightly applying lotion,
2 heavier lotion, 3 moves muscle, 4 leaning in, 5 deep. Left and right are always the receiver's.
"""

_REUSE = """\
## Reuse

`extends: NAME` takes over every key of another routine that this one does not write anew. A stage written as
`use: NAME/Stage` is that routine's stage; `use: Stage` is another stage of this routine. The other routine lies in
the same folder, or is a shipped one; paths out of the folder are refused. A routine may extend the shipped one of
its own name.
"""

_WORDS = """\
## What is said

Texts are read alike by every voice: `1/2`, `10-15`, `3x`, `5 cm`, `Part II`, `e.g.`, `left/right`, `w/`, `*slowly*`,
`(softly)`, `neck → shoulder` come out as words. In them

- `…` between words is a breath of 0.8 s: `Breathe in… and out.`;
- `[2 s]` is a silence of exactly that length, 0.1 s to 60 s: `Press. [2 s] Let go.`.

Where YAML would not read a text whole, put it in quotes: `say: "With finger #2, not too hard."`. Under `pronounce:` a
word's sound stands in IPA, `/ˌɛfləˈrɑːʒ/`, or respelled, `EF-luh-RAHZH`: syllables with hyphens between, the stressed
one in capitals. What no voice can say is found by `voiceguide check`.

`language:` is that of your own words. In another language than English, a line that is wholly yours is spoken by an
installed voice of that language; voiceguide's own sentences stay English, in an English voice.
"""


def reference() -> str:
    """The whole page."""
    parts = [
        _INTRO,
        _table("The routine", ROUTINE_KEYS),
        _table("A stage (an item of `stages`)", STAGE_KEYS),
        _table("A stage used again", USE_KEYS),
        _REUSE,
        _table("A stroke (an item of `strokes`)", STROKE_KEYS),
        _table("Your own words (`say` of a stroke)", SAY_KEYS),
        _steps(),
        _table("The closing (`close`)", CLOSE_KEYS),
        _WORDS,
        _techniques(),
        _regions(),
        _rules(),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _table(title: str, keys: Sequence[Key]) -> str:
    """Write the section on the keys of a table."""
    lines = [f"## {title}", "", "| key | value | meaning |", "|---|---|---|"]
    for key in keys:
        name = f"**`{key.name}`**" if key.required else f"`{key.name}`"
        example = f" Example: `{key.example}`" if key.example else ""
        lines.append(f"| {name} | {_value(key.kind.schema())} | {key.text}{example} |")
    needed = ["", "Keys in bold are needed."] if any(key.required for key in keys) else []
    return "\n".join([*lines, *needed, ""])


def _value(schema: Schema) -> str:
    """Describe a schema in a few words."""
    if "anyOf" in schema:
        text = " or ".join(dict.fromkeys(_value(each) for each in schema["anyOf"]))
    elif "enum" in schema:
        text = _choices(schema["enum"])
    elif "$ref" in schema:
        text = "see " + str(schema["$ref"]).rpartition("/")[2]
    else:
        text = _plain_value(schema)
    return text


def _plain_value(schema: Schema) -> str:
    """Describe a schema that has a type."""
    kind = schema["type"]
    if kind in {"integer", "number"}:
        name = "whole number" if kind == "integer" else "number"
        return f"{name} {schema['minimum']:g} to {schema['maximum']:g}"
    if kind == "array":
        return _list(schema)
    if kind == "string":
        return str(schema.get("description") or f"text, at most {schema['maxLength']} characters")
    return {"boolean": "`true` or `false`", "object": "mapping", "null": "nothing"}[kind]


def _choices(options: Sequence[str]) -> str:
    if len(options) > 12:
        return "a region"
    return " · ".join(f"`{option}`" for option in options)


def _list(schema: Schema) -> str:
    inner = _value(schema["items"])
    if schema.get("minItems") == schema["maxItems"]:
        return f"list of {schema['maxItems']}: {inner}"
    return f"list of at most {schema['maxItems']}: {inner}"


def _steps() -> str:
    """Write the section on steps."""
    lines = [
        "## Steps (items of `strokes`, `prepare` and `close: steps`)",
        "",
        "A step is a bare word (`- check-in`), or a key with words or with a time (`- oil: warmed in your hands`,",
        "`- settle: 60 s`), or with words and a time beside them (`for`; for `say` it is `wait`).",
        "",
        "| step | time | meaning |",
        "|---|---|---|",
    ]
    for kind, form in STEPS.items():
        beside = time_key_of(kind)
        key = f"`{beside}`: " if beside else ""
        lines.append(f"| `{kind.value}` | {key}{form.time.span()} | {form.text} |")
    lines += ["", "`hold` also takes a mapping: `hold: {region: back, side: left, for: 20 s, say: …}`.", ""]
    return "\n".join(lines)


def _techniques() -> str:
    """Write the section on techniques."""
    lines = ["## Techniques", "", "| technique | phases | pressure | repetitions | hands |", "|---|---|---|---|---|"]
    for technique, facts in TABLE.items():
        for phases in filter(None, (facts.phases, facts.travelling)):
            times = " + ".join(f"{phase.name} {phase.seconds:g} s" for phase in phases)
            pressures = ", ".join(f"{phase.name} {phase.pressure}" for phase in phases)
            lines.append(f"| {technique} | {times} | {pressures} | {facts.repeat} | {facts.hands} |")
    text = "The second row of a technique is its travelling form, taken when `out` or `back` is named."
    return "\n".join([*lines, "", text, ""])


def _regions() -> str:
    """Write the section on regions."""
    lines = [
        "## Regions",
        "",
        "| region | other names | part of | long axis | minutes of 60 | |",
        "|---|---|---|---|---|---|",
    ]
    for row in anatomy.REGIONS.values():
        axis = f"{row.length_cm:g} cm ({row.length_source})" if row.length_cm else ""
        marks = " ".join(["pressure 4 by choice"] * row.fleshy + ["kidneys: pressure 1"] * row.kidney)
        lines.append(f"| {row.key} | {', '.join(row.also)} | {row.group} | {axis} | {row.minutes:g} | {marks} |")
    lines += ["", "Never massaged:", ""]
    lines += [f"- **{place.key}** ({', '.join(place.also)}). {place.reason}" for place in anatomy.NO_GO]
    return "\n".join([*lines, ""])


def _rules() -> str:
    """Write the section on rules."""
    parts = [
        ("Errors of reading", rules.READING),
        ("Errors of safety", rules.SAFETY),
        ("Warnings", rules.ADVICE),
        ("The rehearsal: two bodies do the session move by move", rules.REHEARSAL),
    ]
    lines = ["## Rules", "", "Nothing is rendered from a routine with errors."]
    for title, table in parts:
        lines += ["", f"{title}:", ""]
        lines += [f"- `{name}`: {text}" for name, text in table.items()]
    return "\n".join([*lines, ""])
