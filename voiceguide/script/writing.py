"""Write scripts as YAML that people read and edit, with the words of each line on one line.

Times are written so that reading them gives exactly the same sample.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from voiceguide.choreography.model import Move
from voiceguide.routine.model import Phase
from voiceguide.script.grammar import VERSION
from voiceguide.script.lines import Audience, BeforeLine, Line, Need, Script, Signal
from voiceguide.units import RATE_HZ, clock, to_seconds

HEAD = f"""\
# A voiceguide script. Edit what is said (say), when (window), how often (repeat); then render it again:
#   voiceguide render THIS-FILE
# Moves are what the hands do, one after the other; times are seconds. A line never moves a hand: it is said in
# its window, in the first of its ways (say, then or) that fits, and left out where none does.
# Every key is described in docs/script.schema.json.
voiceguide-script: {VERSION}
"""

_PLAIN = re.compile(r"[A-Za-z][\w ,;.!?()’'“”…–—-]*")
_NAME = re.compile(r"[A-Za-z][\w-]*(\.[\w-]+)*", re.ASCII)
_TAKEN = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"}


def dump(script: Script) -> str:
    """The script as YAML text, ending in a line feed."""
    return HEAD + "\n".join(_rows(script)) + "\n"


def _rows(script: Script) -> Iterator[str]:
    """The rows of the whole file."""
    for key in ("title", "routine", "language", "guidance"):
        if getattr(script, key):
            yield f"{key}: {_scalar(getattr(script, key))}"
    yield f"lasts: {_scalar(seconds_text(script.frames))}"
    if script.ambient:
        yield f"ambient: {_scalar(script.ambient)}"
    if script.interlude:
        yield f"interlude: {_scalar(script.interlude)}"
    for key, pairs in (("pronounce", script.pronounce), ("meta", script.meta)):
        if pairs:
            yield f"{key}:"
            yield from (f"  {json.dumps(name, ensure_ascii=False)}: {_quote(value)}" for name, value in pairs)
    yield from _list_rows("changes", [_quote(each) for each in script.changes])
    if script.before is not None:
        yield from ("before:", f"  title: {_scalar(script.before.title)}", "  lines:")
        yield from (row for line in script.before.lines for row in _before_line(line, own=line.id in script.own))
    yield from _list_rows(
        "stages", [_flow(title=each.title, ambient=each.ambient, voice=each.voice) for each in script.stages]
    )
    titles = dict(script.titles)
    yield from _list_rows("moves", [_move(move, titles.get(move.id, "")) for move in script.moves])
    yield from _list_rows("signals", [_signal(each) for each in script.signals])
    yield from _lines(script, titles)


def _lines(script: Script, titles: Mapping[str, str]) -> Iterator[str]:
    """The lines, with a comment above each move's."""
    yield "lines:" if script.lines else "lines: []"
    here, own = "", set(script.own)
    moves = {move.id: move for move in script.moves}
    for line in script.lines:
        if line.move != here and line.move in moves:
            here = line.move
            move = moves[here]
            name = " ".join(titles.get(here, "").split()) or move.kind.value
            yield f"# {clock(to_seconds(move.start))}  {name}"
        yield from _line(line)
        if line.id in own:
            yield "  own: true"


def _before_line(line: BeforeLine, *, own: bool) -> Iterator[str]:
    """The rows of a line of the before-part."""
    yield f"  - say: {_scalar(line.text)}"
    yield f"    id: {_value(line.id)}"
    yield f"    heading: {_scalar(line.heading)}"
    if line.pause_s != 1.0:
        yield f"    pause: {_scalar(_float(line.pause_s))}"
    if line.item:
        yield "    item: true"
    if own:
        yield "    own: true"


def _list_rows(key: str, rows: list[str]) -> Iterator[str]:
    """The rows of a list; an empty one only for keys that must be there."""
    if rows:
        yield f"{key}:"
        yield from (f"- {row}" for row in rows)
    elif key in ("stages", "moves"):
        yield f"{key}: []"


def _move(move: Move, title: str) -> str:
    """A move on one row, without values that are usual."""
    owned = move.repetitions * move.period
    return _flow(
        id=move.id,
        kind=move.kind.value,
        title=title,
        lasts=None if owned == move.frames else seconds_text(move.frames),
        stage=move.stage,
        region=move.region,
        side=move.side,
        technique=move.technique,
        hands=" ".join(move.hands.split()),
        path=" ".join(move.path.split()),
        receiver=move.position.value if move.position else None,
        giver=move.place.value if move.place else None,
        repeat=move.repeat or None,
        spots=move.spots if move.spots != 1 else None,
        passes=move.passes if move.passes != 1 else None,
        beats=[_beat(phase) for phase in move.phases],
        round=move.round if move.round != 1 else None,
        visit=move.visit if move.visit != 1 else None,
        second_side=move.second_side or None,
        pair=move.pair,
        source=move.source,
    )


def _beat(phase: Phase) -> Any:
    lasts = seconds_text(phase.frames)
    return {"name": phase.name, "does": phase.role.value, "lasts": lasts, "pressure": phase.pressure}


def _signal(signal: Signal) -> str:
    return _flow(id=signal.id, earcon=signal.earcon.value, move=signal.move, at=seconds_text(signal.offset))


def _line(line: Line) -> Iterator[str]:
    """The rows of a line, without values that are usual."""
    first, *others = line.variants
    yield f"- say: {_scalar(first.text)}"
    if first.repetition:
        yield f"  left: {first.repetition}"
    if others:
        ways = [{"say": each.text} | ({"left": each.repetition} if each.repetition else {}) for each in others]
        yield f"  or: {_value(ways)}"
    yield f"  id: {_value(line.id)}"
    yield f"  for: {line.purpose.value}"
    window: dict[str, Any] = {"move": line.move, "from": line.anchor.value}
    for key, seconds in (("offset", line.offset_s), ("slip", line.slip_s), ("room", line.room_s)):
        if seconds:
            window[key] = _float(seconds)
    if line.phase:
        window["phase"] = line.phase
    yield f"  window: {_value(window)}"
    if line.need is not Need.SHOULD:
        yield f"  need: {line.need.value}"
    if line.audience is not Audience.BOTH:
        yield f"  to: {line.audience.value}"
    if line.voice:
        yield f"  voice: {_scalar(line.voice)}"


def seconds_text(frames: int) -> Decimal:
    """Samples as seconds with at most six decimals, enough to identify the sample."""
    return Decimal(f"{frames / RATE_HZ:.6f}").normalize()


def _float(value: float) -> Decimal:
    """A float, written so that reading it gives the same float."""
    return Decimal(repr(float(value))).normalize()


def _flow(**values: Any) -> str:
    """The values that are not empty, in braces; underscores become dashes."""
    kept = {key.replace("_", "-"): value for key, value in values.items() if value not in (None, "", [])}
    return _value(kept)


def _value(value: Any) -> str:
    """A value within braces or brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return value if _NAME.fullmatch(value) and value.casefold() not in _TAKEN else _quote(value)
    return _scalar(value)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _scalar(value: Any) -> str:
    """A value that has a line to itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return text if _PLAIN.fullmatch(text) and text.casefold() not in _TAKEN and text == text.strip() else _quote(text)
