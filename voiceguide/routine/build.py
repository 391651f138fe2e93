"""Turn nodes into records: strokes, steps, stages, the closing, with every default filled in.

Functions return frozen records, or None after adding a finding. Knows nothing of files.
"""

from __future__ import annotations

from itertools import starmap
from typing import Any

from voiceguide import anatomy
from voiceguide.errors import Where
from voiceguide.routine.direction import flow_of
from voiceguide.routine.fields import describe_node, quote_value, refuse
from voiceguide.routine.grammar import CLOSE_KEYS, HOLD, STAGE_KEYS, STEPS, STROKE_KEYS, StepForm, time_key_of
from voiceguide.routine.model import Close, Minutes, Phase, Reps, Role, Side, Stage, Step, StepKind, Stroke, Technique
from voiceguide.routine.own_words import Lead, Wording
from voiceguide.routine.problems import Problems
from voiceguide.routine.tables import join, read_table, unknown_key
from voiceguide.routine.techniques import TABLE, TechniqueFacts, usual_phases
from voiceguide.routine.yaml_lines import Listing, Node, Scalar, Table

_KINDS = {kind.value: kind for kind in StepKind}
_STROKE_NAMES = tuple(key.name for key in STROKE_KEYS)


def read_stage(node: Node, path: str, problems: Problems) -> Stage | None:
    """Read a stage with its strokes and steps."""
    values = read_table(node, STAGE_KEYS, path, problems)
    if values is None:
        return None
    items = read_items(values.get("strokes"), join(path, "strokes"), problems, strokes=True)
    return Stage(
        name=values.get("name", ""),
        steps=items,
        minutes=Minutes(*values["minutes"]) if "minutes" in values else None,
        rounds=values.get("rounds", 1),
        ambient=values.get("ambient"),
        voice=values.get("voice"),
        receiver=values.get("receiver", ""),
        giver=values.get("giver", ""),
        where=_where(node, path),
    )


def read_close(node: Node | None, path: str, problems: Problems) -> Close:
    """Read the closing."""
    values = (read_table(node, CLOSE_KEYS, path, problems) if node is not None else None) or {}
    steps = read_items(values.get("steps"), join(path, "steps"), problems, strokes=False)
    usual = Close()
    return Close(
        rest_s=values.get("rest", usual.rest_s),
        hands_s=values.get("hands", usual.hands_s),
        steps=tuple(step for step in steps if isinstance(step, Step)),
        say=values.get("say"),
    )


def read_items(node: Node | None, path: str, problems: Problems, *, strokes: bool) -> tuple[Stroke | Step, ...]:
    """Read a list of steps, and of strokes if `strokes` allows them."""
    if node is None:
        return ()
    if not isinstance(node, Listing):
        refuse(node, path, problems, "a list, each item after a dash")
        return ()
    read = [_item(item, f"{path}[{index}]", problems, strokes) for index, item in enumerate(node.items)]
    return tuple(item for item in read if item is not None)


def _item(node: Node, path: str, problems: Problems, strokes: bool) -> Stroke | Step | None:
    """Read one item of a list: a stroke or a step."""
    if isinstance(node, Scalar):
        return _bare_word(node, path, problems)
    if isinstance(node, Listing):
        refuse(node, path, problems, "a stroke or a step")
        return None
    if node.get("technique") is None and node.get("region") is None:
        return _step_of_any_kind(node, path, problems, strokes)
    if strokes:
        return read_stroke(node, path, problems)
    text = "a stroke stands where only steps may"
    problems.add("value", text, line=node.line, key=path, file=node.file, hint="Strokes belong in a stage.")
    return None


def _step_of_any_kind(node: Table, path: str, problems: Problems, strokes: bool) -> Step | None:
    """Read a step after finding its kind."""
    names = [entry.key for entry in node.entries]
    kinds = [_KINDS[name] for name in names if name in _KINDS]
    if len(kinds) > 1 and set(kinds) != {StepKind.SAY, StepKind.WAIT}:
        text = f"two steps stand in one item: {kinds[0]} and {kinds[1]}"
        problems.add("value", text, line=node.line, key=path, file=node.file, hint="Give each its own dash.")
        return None
    if kinds:
        return _step(node, StepKind.SAY if StepKind.SAY in kinds else kinds[0], path, problems)
    _neither(node, names, path, problems, strokes)
    return None


def _neither(node: Table, names: list[str], path: str, problems: Problems, strokes: bool) -> None:
    """Add a finding for an item that is neither a stroke nor a step."""
    allowed = (*_KINDS, *(_STROKE_NAMES if strokes else ()))
    near = next((found for name in names if (found := problems.nearest(name, allowed))), None)
    text = "this is neither a stroke (with 'technique') nor a step" if strokes else "this is no step"
    if names:
        text += f": it begins with {quote_value(names[0])}"
    hint = f"Did you mean {near!r}?" if near else "Steps: " + ", ".join(_KINDS) + "."
    problems.add("value", text, line=node.line, key=path, file=node.file, hint=hint)


def _bare_word(node: Scalar, path: str, problems: Problems) -> Step | None:
    """Read a step that is written as a bare word."""
    kind = _KINDS.get(node.text)
    if kind is not None and not STEPS[kind].required:
        return Step(kind, where=_where(node, path))
    if kind is not None:
        hint = f"Write for example '{kind}: your words'."
        problems.add("value", f"{kind} needs words", line=node.line, key=path, file=node.file, hint=hint)
        return None
    near = problems.nearest(node.text, _KINDS)
    hint = f"Did you mean {near!r}?" if near else "To have it said, write 'say: …'."
    text = f"{describe_node(node)} is no step"
    problems.add("value", text, line=node.line, key=path, file=node.file, hint=hint)
    return None


def _step(node: Table, kind: StepKind, path: str, problems: Problems) -> Step | None:
    """Read a step of a known kind."""
    form = STEPS[kind]
    time_key = time_key_of(kind)
    text, seconds, region, side = "", None, "", Side.BOTH
    for entry in node.entries:
        place = join(path, entry.key)
        if entry.key == time_key:
            seconds = form.time.read(entry.value, place, problems)
        elif entry.key != kind:
            allowed = tuple(filter(None, (kind.value, time_key)))
            unknown_key(entry.key, entry.line, entry.value.file, allowed, path, problems)
        elif kind is StepKind.HOLD and isinstance(entry.value, Table):
            values = HOLD.read(entry.value, place, problems) or {}
            text, seconds = values.get("say", ""), values.get("for", seconds)
            region, side = values.get("region", ""), values.get("side", Side.BOTH)
        else:
            words, own_s = _words_or_time(entry.value, form, place, problems)
            text, region = ("", words or "") if kind is StepKind.HOLD else (words or "", "")
            seconds = own_s if own_s is not None else seconds
    return Step(kind, text, seconds, region, side, _where(node, path))


def _words_or_time(node: Node, form: StepForm, path: str, problems: Problems) -> tuple[str | None, float | None]:
    """Read the value after a step's key: nothing, a length of time, or words."""
    empty = isinstance(node, Scalar) and node.tag == "null"
    if empty and not form.required:
        return None, None
    if form.value is None:
        return None, form.time.read(node, path, problems)
    if isinstance(node, Scalar) and not form.required and form.time.looks_like(node):
        return None, form.time.read(node, path, problems)
    return form.value.read(node, path, problems), None


def read_stroke(node: Table, path: str, problems: Problems) -> Stroke | None:
    """Read a stroke, with the technique's and the region's defaults."""
    values = read_table(node, STROKE_KEYS, path, problems)
    if values is None or "technique" not in values or "region" not in values:
        return None
    technique, region, side = values["technique"], values["region"], values.get("side", Side.BOTH)
    facts, table = TABLE[technique], anatomy.REGIONS[region]
    way = values.get("path", facts.path)
    return Stroke(
        technique=technique,
        region=region,
        side=side,
        hands=values.get("hands", facts.hands),
        path=way,
        phases=_phases(values, facts, technique, node, path, problems),
        repeat=values.get("repeat", facts.repeat),
        spots=values.get("spots", 1),
        passes=values.get("passes", 1),
        exact=values.get("exact", False),
        flow=values.get("flow") or flow_of(region, way),
        length_cm=values.get("length", table.length_cm if facts.glides else None),
        essence=values.get("essence"),
        reps=Reps(*values["reps"]) if "reps" in values else None,
        giver=values.get("giver", ""),
        uneven=values.get("uneven"),
        lighter=values.get("lighter", ()),
        say=_wording(values.get("say", {})),
        where=_where(node, path),
    )


def _wording(said: dict[str, Any]) -> Wording:
    lead = tuple(starmap(Lead, said.get("lead", {}).items()))
    return Wording(**{**said, "lead": lead})


def _phases(
    values: dict[str, Any], facts: TechniqueFacts, technique: Technique, node: Table, path: str, problems: Problems
) -> tuple[Phase, ...]:
    """The phases of a stroke, with the author's pressure and tempo."""
    pressure, tempo = values.get("pressure"), values.get("tempo")
    named = {key: value for key, value in (("pressure", pressure), ("tempo", tempo)) if isinstance(value, dict)}
    own = usual_phases(technique, values["region"])
    usual = [phase.name for phase in own]
    other = [phase.name for phase in facts.travelling]
    travels = bool(other) and any(name in other for value in named.values() for name in value)
    phases = facts.travelling if travels else own
    allowed = other if travels else usual
    for key, value in named.items():
        for name in value:
            if name not in allowed:
                _wrong_phase(name, key, allowed, technique, node, path, problems)
    scale = tempo / sum(phase.seconds for phase in phases) if isinstance(tempo, float) else 1.0
    return tuple(
        Phase(
            phase.name,
            phase.role,
            named["tempo"].get(phase.name, phase.seconds) if "tempo" in named else round(phase.seconds * scale, 3),
            _pressure_of(phase, pressure),
        )
        for phase in phases
    )


def _pressure_of(phase: Phase, pressure: Any) -> int:
    """The pressure of a phase; one number for the stroke never makes returning or resting firmer."""
    if isinstance(pressure, dict):
        return int(pressure.get(phase.name, phase.pressure))
    if pressure is None or (phase.role in (Role.RETURN, Role.REST) and pressure > phase.pressure):
        return phase.pressure
    return int(pressure)


def _wrong_phase(
    name: str, key: str, allowed: list[str], technique: str, node: Table, path: str, problems: Problems
) -> None:
    """Add a finding for a phase that the technique does not have."""
    value = node.get(key)
    entry = next((each for each in value.entries if each.key == name), None) if isinstance(value, Table) else None
    line = entry.line if entry else node.line
    text = f"{technique} has no phase {name!r} beside the others"
    hint = "Its phases: " + ", ".join(allowed) + "."
    problems.add("unknown-key", text, line=line, key=f"{join(path, key)}.{name}", file=node.file, hint=hint)


def _where(node: Node, path: str) -> Where:
    return Where(node.file, node.line, path)
