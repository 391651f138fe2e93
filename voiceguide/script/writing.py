"""Scripts as text: YAML that people read and edit, each line's words on one line of their own.

Comes in: a script. Goes out: YAML. Times are written so that reading them gives the very same sample.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from voiceguide.choreography.model import Beat, Move
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
    """The script as YAML text, UTF-8, ending in a line feed."""
    return HEAD + "\n".join(_rows(script)) + "\n"


def _rows(script: Script) -> Iterator[str]:
    for key in ("title", "routine", "language", "guidance"):
        if getattr(script, key):
            yield f"{key}: {_scalar(getattr(script, key))}"
    yield f"lasts: {_scalar(seconds_text(script.frames))}"
    if script.ambient:
        yield f"ambient: {_scalar(script.ambient)}"
    for key, pairs in (("pronounce", script.pronounce), ("meta", script.meta)):
        if pairs:
            yield f"{key}:"
            yield from (f"  {json.dumps(name, ensure_ascii=False)}: {_quoted(value)}" for name, value in pairs)
    yield from _listed("changes", [_quoted(each) for each in script.changes])
    if script.before is not None:
        yield from ("before:", f"  title: {_scalar(script.before.title)}", "  lines:")
        yield from (row for line in script.before.lines for row in _before_line(line, own=line.id in script.own))
    yield from _listed("stages", [_flow(title=each.title, ambient=each.ambient) for each in script.stages])
    titles = dict(script.titles)
    yield from _listed("moves", [_move(move, titles.get(move.id, "")) for move in script.moves])
    yield from _listed("signals", [_signal(each) for each in script.signals])
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
    yield f"  - say: {_scalar(line.text)}"
    yield f"    id: {_value(line.id)}"
    yield f"    heading: {_scalar(line.heading)}"
    if line.pause_s != 1.0:
        yield f"    pause: {_scalar(_float(line.pause_s))}"
    if line.item:
        yield "    item: true"
    if own:
        yield "    own: true"


def _listed(key: str, rows: list[str]) -> Iterator[str]:
    if rows:
        yield f"{key}:"
        yield from (f"- {row}" for row in rows)
    elif key in ("stages", "moves"):
        yield f"{key}: []"


def _move(move: Move, title: str) -> str:
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
        receiver=move.position.value if move.position else None,
        giver=move.place.value if move.place else None,
        repeat=move.repeat or None,
        spots=move.spots if move.spots != 1 else None,
        passes=move.passes if move.passes != 1 else None,
        beats=[_beat(beat) for beat in move.beats],
        round=move.round if move.round != 1 else None,
        visit=move.visit if move.visit != 1 else None,
        second_side=move.second_side or None,
        pair=move.pair,
        source=move.source,
    )


def _beat(beat: Beat) -> Any:
    return {"name": beat.name, "does": beat.role.value, "lasts": seconds_text(beat.frames), "pressure": beat.pressure}


def _signal(signal: Signal) -> str:
    return _flow(id=signal.id, earcon=signal.earcon.value, move=signal.move, at=seconds_text(signal.offset))


def _line(line: Line) -> Iterator[str]:
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


def seconds_text(frames: int) -> Decimal:
    """Samples as seconds of at most six decimals, which name the sample without doubt."""
    return Decimal(f"{frames / RATE_HZ:.6f}").normalize()


def _float(value: float) -> Decimal:
    """A float so that reading it gives the same float."""
    return Decimal(repr(float(value))).normalize()


def _flow(**values: Any) -> str:
    """What says something, in braces; underscores become dashes."""
    kept = {key.replace("_", "-"): value for key, value in values.items() if value not in (None, "", [])}
    return _value(kept)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return value if _NAME.fullmatch(value) and value.casefold() not in _TAKEN else _quoted(value)
    return _scalar(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _scalar(value: Any) -> str:
    """A value of its own line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return text if _PLAIN.fullmatch(text) and text.casefold() not in _TAKEN and text == text.strip() else _quoted(text)
