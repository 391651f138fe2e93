"""The editor's help for each key and its names of techniques, from the format's own tables and the wording."""

from __future__ import annotations

from collections.abc import Iterable

from voiceguide.routine.grammar import CLOSE_KEYS, ROUTINE_KEYS, STAGE_KEYS, STEPS, STROKE_KEYS
from voiceguide.routine.model import Technique
from voiceguide.routine.tables import Key
from voiceguide.wording.data import phrasebook


def known_techniques() -> list[tuple[str, str]]:
    """(standard name, name as people know it) of every technique: ``Long strokes (effleurage)``."""
    names = phrasebook().words["again"]
    pairs = [(each.value, names[each.value].removeprefix("a ")) for each in Technique]
    return [(key, _both(key, name[:1].upper() + name[1:])) for key, name in pairs]


def _both(key: str, name: str) -> str:
    return name if name.casefold() == key else f"{name} ({key})"


def key_help() -> dict[str, dict[str, str]]:
    """A sentence about every key of a routine, a stage, a stroke and the close, and about every step."""
    tables = {"routine": ROUTINE_KEYS, "stage": STAGE_KEYS, "stroke": STROKE_KEYS, "close": CLOSE_KEYS}
    steps = {kind.value: form.text for kind, form in STEPS.items()}
    return {**{name: _sentences(keys) for name, keys in tables.items()}, "step": steps}


def _sentences(keys: Iterable[Key]) -> dict[str, str]:
    return {key.name: key.text.replace("`", "") for key in keys}
