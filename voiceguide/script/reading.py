"""Scripts from text: every mistake named with its line, all at once.

Comes in: a tree of YAML with lines. Goes out: a script, or findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from voiceguide.choreography.model import Beat, Move
from voiceguide.routine.fields import refuse
from voiceguide.routine.problems import Problems
from voiceguide.routine.tables import Key, read_table
from voiceguide.routine.yaml_lines import Listing, Node, Table
from voiceguide.script.grammar import (
    BEFORE_KEYS,
    BEFORE_LINE_KEYS,
    LINE_KEYS,
    MOVE_KEYS,
    SCRIPT_KEYS,
    SIGNAL_KEYS,
    STAGE_KEYS,
    VERSION,
)
from voiceguide.script.lines import (
    Anchor,
    Audience,
    BeforeLine,
    BeforePart,
    Line,
    Need,
    Script,
    Signal,
    StageHeading,
    Variant,
)
from voiceguide.script.unsafe import refuse_unsafe_before, refuse_unsafe_lines
from voiceguide.units import to_samples

OLD_HINT = "Save it anew with: voiceguide script ROUTINE --save FILE; then carry your own words over, line by line."

MOST_PULSES = 100_000
"""Phases of all repetitions in a script; a session of four hours with one each second has a seventh of it."""

Rows = list[tuple[str, Node, dict[str, Any]]]
"""(dotted path, node, values) of the tables of a list."""


def read_script(root: Node, problems: Problems) -> Script | None:
    """The script in a tree, or None after findings."""
    if not isinstance(root, Table):
        refuse(root, "", problems, "a mapping with keys such as voiceguide-script, title and lines")
        return None
    if not _right_version(root, problems):
        return None
    values = read_table(root, SCRIPT_KEYS, "", problems)
    if values is None or problems.findings:
        return None
    stages = _rows(values["stages"], STAGE_KEYS, "stages", problems)
    moves = _rows(values["moves"], MOVE_KEYS, "moves", problems)
    lines = _rows(values["lines"], LINE_KEYS, "lines", problems)
    signals = _rows(values.get("signals"), SIGNAL_KEYS, "signals", problems)
    before, told = _before(values.get("before"), problems)
    if problems.findings:
        return None
    _check_moves(moves, len(stages), problems)
    if problems.findings:
        return None
    made = _moves(moves)
    by_id = {move.id: move for move in made}
    _check_lines(lines, by_id, problems)
    _check_signals(signals, by_id, problems)
    language = values.get("language", "en")
    refuse_unsafe_lines(lines, made, language, problems)
    refuse_unsafe_before(told, language, problems)
    for rows, what in ((moves, "move"), ([*told, *lines, *signals], "line or signal")):
        _unique(rows, what, problems)
    script = Script(
        title=values["title"],
        routine=values.get("routine", ""),
        language=values.get("language", "en"),
        guidance=values.get("guidance", "full"),
        stages=tuple(StageHeading(each["title"], each.get("ambient")) for _, _, each in stages),
        moves=made,
        titles=tuple((each["id"], each["title"]) for _, _, each in moves if "title" in each),
        lines=tuple(_line(each) for _, _, each in lines),
        signals=tuple(
            Signal(each["id"], each["move"], each["earcon"], to_samples(each["at"])) for _, _, each in signals
        ),
        own=tuple(each["id"] for _, _, each in (*told, *lines) if each.get("own")),
        before=before,
        ambient=values.get("ambient"),
        pronounce=tuple(values.get("pronounce", {}).items()),
        changes=tuple(values.get("changes", ())),
        meta=tuple(values.get("meta", {}).items()),
    )
    return _told(script, values.get("lasts"))


def _before(node: Node | None, problems: Problems) -> tuple[BeforePart | None, Rows]:
    values = read_table(node, BEFORE_KEYS, "before", problems) if node is not None else None
    if values is None or "lines" not in values:
        return None, []
    rows = _rows(values["lines"], BEFORE_LINE_KEYS, "before.lines", problems)
    if problems.findings:
        return None, rows
    lines = tuple(
        BeforeLine(each["id"], each["say"], each["heading"], each.get("pause", 1.0), each.get("item", False))
        for _, _, each in rows
    )
    return BeforePart(values["title"], lines), rows


def _told(script: Script, lasts: float | None) -> Script:
    """What fitting changed is true only of a script that still lasts as long."""
    if lasts is None or to_samples(lasts) == script.frames:
        return script
    return replace(script, changes=("Edited: it no longer lasts as long as it was fitted to.",))


def _right_version(root: Table, problems: Problems) -> bool:
    node = root.get("voiceguide-script")
    text = getattr(node, "text", "")
    if node is None or text == str(VERSION):
        return True
    message = f"this is a script of version {text[:20]!r}; only version {VERSION} can be rendered"
    hint = OLD_HINT if text == "1" else f"The first key must be: voiceguide-script: {VERSION}"
    problems.add("version", message, line=node.line, key="voiceguide-script", hint=hint)
    return False


def _rows(node: Node | None, keys: tuple[Key, ...], path: str, problems: Problems) -> Rows:
    if node is None:
        return []
    if not isinstance(node, Listing):
        refuse(node, path, problems, "a list")
        return []
    rows: Rows = []
    for index, item in enumerate(node.items):
        key = f"{path}[{index}]"
        values = read_table(item, keys, key, problems)
        if values is not None:
            rows.append((key, item, values))
    return rows


def _check_moves(rows: Rows, stages: int, problems: Problems) -> None:
    pulses = 0
    for key, node, each in rows:
        if each["stage"] >= stages:
            message = f"there is no stage {each['stage']}; the last is {stages - 1}"
            problems.add("value", message, line=node.line, key=f"{key}.stage")
        if ("beats" in each) != ("repeat" in each):
            message = "repeat and beats belong together: give both or neither"
            problems.add("value", message, line=node.line, key=key)
        elif "beats" not in each and "lasts" not in each:
            problems.add("missing-key", "the key 'lasts' is missing", line=node.line, key=key, hint="For example: 12.5")
        elif "beats" in each:
            pulses += each["repeat"] * each.get("spots", 1) * each.get("passes", 1) * len(each["beats"])
            if any(to_samples(beat.get("lasts", 0.0)) <= 0 for beat in each["beats"]):
                problems.add("range", "a beat lasts longer than nothing", line=node.line, key=f"{key}.beats")
            elif "lasts" in each and to_samples(each["lasts"]) < _owned(each):
                message = "it lasts less than its repetitions take"
                hint = "Leave 'lasts' out: repetitions and beats say how long it is."
                problems.add("range", message, line=node.line, key=f"{key}.lasts", hint=hint)
    if pulses > MOST_PULSES:
        message = f"there are {pulses} phases of strokes; at most {MOST_PULSES} are played"
        problems.add("range", message, key="moves", hint="Lower the counts (repeat).")
    if not rows:
        problems.add("range", "there is no move, so nothing can be heard", key="moves")


def _beats(each: Mapping[str, Any]) -> tuple[Beat, ...]:
    return tuple(
        Beat(beat["name"], beat["does"], to_samples(beat["lasts"]), beat["pressure"]) for beat in each.get("beats", ())
    )


def _owned(each: Mapping[str, Any]) -> int:
    """Samples that all repetitions take."""
    count = each.get("repeat", 0) * each.get("spots", 1) * each.get("passes", 1)
    return int(count * sum(beat.frames for beat in _beats(each)))


def _moves(rows: Rows) -> tuple[Move, ...]:
    made: list[Move] = []
    for _, _, each in rows:
        made.append(
            Move(
                id=each["id"],
                kind=each["kind"],
                start=made[-1].stop if made else 0,
                frames=to_samples(each["lasts"]) if "lasts" in each else _owned(each),
                stage=each["stage"],
                technique=each["technique"].value if "technique" in each else "",
                source=each.get("source", ""),
                region=each.get("region", ""),
                side=each.get("side", ""),
                beats=_beats(each),
                repeat=each.get("repeat", 0),
                spots=each.get("spots", 1),
                passes=each.get("passes", 1),
                round=each.get("round", 1),
                visit=each.get("visit", 1),
                second_side=each.get("second-side", False),
                pair=each.get("pair", ""),
                position=each.get("receiver"),
                place=each.get("giver"),
            )
        )
    return tuple(made)


def _line(each: Mapping[str, Any]) -> Line:
    window = each["window"]
    return Line(
        id=each["id"],
        move=window["move"],
        purpose=each["for"],
        variants=tuple(_ways(each)),
        anchor=window["from"],
        offset_s=window.get("offset", 0.0),
        phase=window.get("phase", 0),
        slip_s=window.get("slip", 0.0),
        room_s=window.get("room", 0.0),
        need=each.get("need", Need.SHOULD),
        audience=each.get("to", Audience.BOTH),
    )


def _ways(each: Mapping[str, Any]) -> Iterator[Variant]:
    for way in (each, *each.get("or", ())):
        yield Variant(way["say"], way.get("left", 0))


def _check_lines(rows: Rows, moves: Mapping[str, Move], problems: Problems) -> None:
    for key, node, each in rows:
        window = each["window"]
        move = _known(window.get("move", ""), moves, f"{key}.window.move", node, problems)
        if move is None or "from" not in window:
            continue
        counts = [way.repetition for way in _ways(each)]
        if window["from"] in (Anchor.LEFT, Anchor.PHASE) and not move.beats:
            message = f"the move {move.id!r} has no beats that a line could follow"
            problems.add("value", message, line=node.line, key=f"{key}.window", hint="Say it from: start.")
        elif window["from"] is Anchor.PHASE and window.get("phase", 0) >= len(move.beats):
            message = f"the move {move.id!r} has {len(move.beats)} beats; the last is {len(move.beats) - 1}"
            problems.add("value", message, line=node.line, key=f"{key}.window.phase")
        elif window["from"] is Anchor.LEFT and not all(counts):
            message = "a call of how many are left says how many (left: 1 or more)"
            problems.add("missing-key", message, line=node.line, key=f"{key}.left")


def _check_signals(rows: Rows, moves: Mapping[str, Move], problems: Problems) -> None:
    for key, node, each in rows:
        _known(each["move"], moves, f"{key}.move", node, problems)


def _known(name: str, moves: Mapping[str, Move], key: str, node: Node, problems: Problems) -> Move | None:
    move = moves.get(name)
    if move is None:
        message = f"there is no move {name[:40]!r}"
        problems.add("value", message, line=node.line, key=key, hint=problems.near(name, tuple(moves)))
    return move


def _unique(rows: Rows, what: str, problems: Problems) -> None:
    seen: set[str] = set()
    for key, node, each in rows:
        if each["id"] in seen:
            message = f"the id {each['id'][:40]!r} stands more than once; each {what} has its own"
            problems.add("duplicate-id", message, line=node.line, key=f"{key}.id")
        seen.add(each["id"])
