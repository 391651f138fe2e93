"""Read scripts from text: every mistake is reported with its line, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import starmap
from typing import Any

from voiceguide.choreography.model import Move
from voiceguide.routine.fields import refuse
from voiceguide.routine.model import Phase
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
    BeforeLine,
    BeforePart,
    Fact,
    Line,
    MoveTitle,
    Script,
    Signal,
    StageHeading,
    Variant,
)
from voiceguide.script.unsafe import refuse_unsafe_before, refuse_unsafe_lines
from voiceguide.settings import Guidance
from voiceguide.text.pronunciation import Pronunciation
from voiceguide.units import to_samples

OLD_HINT = "Save it anew with: voiceguide script ROUTINE --save FILE; then carry your own words over, line by line."

MOST_PULSES = 100_000
"""Most phases of all repetitions in a script: seven times those of a session of four hours with one each second."""

Rows = list[tuple[str, Node, dict[str, Any]]]
"""The tables of a list, each as (dotted path, node, values)."""


def read_script(root: Node, problems: Problems) -> Script | None:
    """Read the script in a tree of nodes; None after findings."""
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
    before, before_rows = _before(values.get("before"), problems)
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
    refuse_unsafe_before(before_rows, language, problems)
    for rows, what in ((moves, "move"), ([*before_rows, *lines, *signals], "line or signal")):
        _unique(rows, what, problems)
    script = Script(
        title=values["title"],
        routine=values.get("routine", ""),
        language=values.get("language", "en"),
        guidance=values.get("guidance", Guidance.FULL),
        stages=tuple(StageHeading(each["title"], each.get("ambient"), each.get("voice")) for _, _, each in stages),
        moves=made,
        titles=tuple(MoveTitle(each["id"], each["title"]) for _, _, each in moves if "title" in each),
        lines=tuple(_line(each) for _, _, each in lines),
        signals=tuple(
            Signal(each["id"], each["move"], each["earcon"], to_samples(each["at"])) for _, _, each in signals
        ),
        own=tuple(each["id"] for _, _, each in (*before_rows, *lines) if each.get("own")),
        before=before,
        ambient=values.get("ambient"),
        interlude=values.get("interlude"),
        pronounce=tuple(starmap(Pronunciation, values.get("pronounce", {}).items())),
        changes=tuple(values.get("changes", ())),
        meta=tuple(starmap(Fact, values.get("meta", {}).items())),
    )
    return _note_edited(script, values.get("lasts"))


def _before(node: Node | None, problems: Problems) -> tuple[BeforePart | None, Rows]:
    """Read the before-part, and the rows of its lines."""
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


def _note_edited(script: Script, lasts: float | None) -> Script:
    """Replace the notes on fitting if the script no longer lasts as long as it was fitted to."""
    if lasts is None or to_samples(lasts) == script.frames:
        return script
    return replace(script, changes=("Edited: it no longer lasts as long as it was fitted to.",))


def _right_version(root: Table, problems: Problems) -> bool:
    """Whether the file has this version of the format; add a finding if not."""
    node = root.get("voiceguide-script")
    text = getattr(node, "text", "")
    if node is None or text == str(VERSION):
        return True
    message = f"this is a script of version {text[:20]!r}; only version {VERSION} can be rendered"
    hint = OLD_HINT if text == "1" else f"The first key must be: voiceguide-script: {VERSION}"
    problems.add("version", message, line=node.line, key="voiceguide-script", hint=hint)
    return False


def _rows(node: Node | None, keys: tuple[Key, ...], path: str, problems: Problems) -> Rows:
    """Read the tables of a list."""
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


def _check_beats(key: str, node: Node, each: dict[str, Any], problems: Problems) -> None:
    """Check that beats last some time and fit into the move."""
    if any(to_samples(beat.get("lasts", 0.0)) <= 0 for beat in each["beats"]):
        problems.add("range", "a beat lasts longer than nothing", line=node.line, key=f"{key}.beats")
    elif "lasts" in each and to_samples(each["lasts"]) < _total_frames(each):
        message = "it lasts less than its repetitions take"
        hint = "Leave 'lasts' out: repetitions and beats say how long it is."
        problems.add("range", message, line=node.line, key=f"{key}.lasts", hint=hint)


def _check_moves(rows: Rows, stages: int, problems: Problems) -> None:
    """Check the moves, their stages and the number of their phases."""
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
            _check_beats(key, node, each, problems)
    if pulses > MOST_PULSES:
        message = f"there are {pulses} phases of strokes; at most {MOST_PULSES} are played"
        problems.add("range", message, key="moves", hint="Lower the counts (repeat).")
    if not rows:
        problems.add("range", "there is no move, so nothing can be heard", key="moves")


def _phases(each: Mapping[str, Any]) -> tuple[Phase, ...]:
    return tuple(
        Phase.of_frames(beat["name"], beat["does"], to_samples(beat["lasts"]), beat["pressure"])
        for beat in each.get("beats", ())
    )


def _total_frames(each: Mapping[str, Any]) -> int:
    """Samples that all repetitions take."""
    count = each.get("repeat", 0) * each.get("spots", 1) * each.get("passes", 1)
    return int(count * sum(phase.frames for phase in _phases(each)))


_FIELDS = {
    "for": "purpose",
    "from": "anchor",
    "giver": "place",
    "offset": "offset_s",
    "receiver": "position",
    "room": "room_s",
    "second-side": "second_side",
    "slip": "slip_s",
    "to": "audience",
}
"""Fields of moves and lines whose keys have other names."""


def _fields(values: Mapping[str, Any], *others: str) -> dict[str, Any]:
    """The fields that a table gives, except the keys that need more than their value."""
    return {_FIELDS.get(key, key): value for key, value in values.items() if key not in others}


def _moves(rows: Rows) -> tuple[Move, ...]:
    """Make the moves, one after the other in time."""
    made: list[Move] = []
    for _, _, each in rows:
        fields = _fields(each, "lasts", "beats", "title")
        frames = to_samples(each["lasts"]) if "lasts" in each else _total_frames(each)
        made.append(Move(**fields, start=made[-1].stop if made else 0, frames=frames, phases=_phases(each)))
    return tuple(made)


def _line(each: Mapping[str, Any]) -> Line:
    """Make a line."""
    fields = _fields(each, "say", "left", "or", "window", "own")
    return Line(**fields, **_fields(each["window"]), variants=tuple(_ways(each)))


def _ways(each: Mapping[str, Any]) -> Iterator[Variant]:
    for way in (each, *each.get("or", ())):
        yield Variant(way["say"], way.get("left", 0))


def _check_lines(rows: Rows, moves: Mapping[str, Move], problems: Problems) -> None:
    """Check that every line has a move, and beats or counts if its anchor needs them."""
    for key, node, each in rows:
        window = each["window"]
        move = _find_move(window.get("move", ""), moves, f"{key}.window.move", node, problems)
        if move is None or "from" not in window:
            continue
        counts = [way.repetition for way in _ways(each)]
        if window["from"] in (Anchor.LEFT, Anchor.PHASE) and not move.phases:
            message = f"the move {move.id!r} has no beats that a line could follow"
            problems.add("value", message, line=node.line, key=f"{key}.window", hint="Say it from: start.")
        elif window["from"] is Anchor.PHASE and window.get("phase", 0) >= len(move.phases):
            message = f"the move {move.id!r} has {len(move.phases)} beats; the last is {len(move.phases) - 1}"
            problems.add("value", message, line=node.line, key=f"{key}.window.phase")
        elif window["from"] is Anchor.LEFT and not all(counts):
            message = "a call of how many are left says how many (left: 1 or more)"
            problems.add("missing-key", message, line=node.line, key=f"{key}.left")


def _check_signals(rows: Rows, moves: Mapping[str, Move], problems: Problems) -> None:
    for key, node, each in rows:
        _find_move(each["move"], moves, f"{key}.move", node, problems)


def _find_move(name: str, moves: Mapping[str, Move], key: str, node: Node, problems: Problems) -> Move | None:
    """Find a move by its id; add a finding if there is none."""
    move = moves.get(name)
    if move is None:
        message = f"there is no move {name[:40]!r}"
        problems.add("value", message, line=node.line, key=key, hint=problems.near(name, tuple(moves)))
    return move


def _unique(rows: Rows, what: str, problems: Problems) -> None:
    """Check that every id is used once."""
    seen: set[str] = set()
    for key, node, each in rows:
        if each["id"] in seen:
            message = f"the id {each['id'][:40]!r} stands more than once; each {what} has its own"
            problems.add("duplicate-id", message, line=node.line, key=f"{key}.id")
        seen.add(each["id"])
