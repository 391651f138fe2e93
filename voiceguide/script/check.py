"""Check what a script says and does, whoever edited it, by the same rules as a routine.

Each finding names the id of a line or move.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.errors import Finding, Where
from voiceguide.routine.model import Routine, Side, Stage, Stroke
from voiceguide.routine.rules.strokes import unsafe_strokes
from voiceguide.safety import Context, Field, check_text
from voiceguide.script.lines import OPENING, Purpose, Script

_KNOWN_WAYS = ("lower back", "knee")
"""Regions over which hands are assumed to lighten, because a script's moves do not record it."""


def check_script(script: Script) -> tuple[Finding, ...]:
    """Find everything unsafe that a script says or does; each finding once."""
    return tuple(dict.fromkeys((*_words(script), *_strokes(script))))


def _words(script: Script) -> Iterator[Finding]:
    """Find what is unsafe in a script's words."""
    strokes, own = coming_strokes(script.moves), set(script.own)
    before = script.before.lines if script.before is not None else ()
    texts = [(line.id, line.text, Context(Field.PREPARE)) for line in before]
    for line in script.lines:
        texts += [(line.id, way.text, line_context(line.purpose, strokes.get(line.move))) for way in line.variants]
    texts.append(("title", script.title, Context(Field.TITLE)))
    texts += [(f"moves.{name}.title", text, Context(Field.TITLE)) for name, text in script.titles]
    for name, text, context in texts:
        language = script.language if name in own else "en"
        where = Where(script.routine or None, key=name)
        yield from (replace(each, where=where) for each in unsafe_words(text, context, language))


def unsafe_words(text: str, context: Context, language: str) -> list[Finding]:
    """Find what is unsafe in a script's words, apart from unequal sides, which its moves show."""
    return [each for each in check_text(text, context, language=language) if each.rule != "unequal-sides"]


def line_context(purpose: Purpose, stroke: Stroke | None) -> Context:
    """The keys for reading a line's words: those of the stroke that it belongs to, or that comes next."""
    if purpose is Purpose.CLOSE:
        return Context(Field.CLOSE)
    if purpose is Purpose.TURN_OVER:
        return Context(Field.TURN)
    if stroke is None or purpose in OPENING:
        return Context(Field.STEP)
    return Context(Field.NOTE, region=stroke.region, technique=stroke.technique.value, lighter=stroke.lighter)


def coming_strokes(moves: Sequence[Move]) -> dict[str, Stroke]:
    """By each move's id, the stroke that the move is, or the next one."""
    found: dict[str, Stroke] = {}
    stroke = None
    for move in reversed(moves):
        stroke = _stroke(move) if move.kind is MoveKind.STROKE and move.technique else stroke
        if stroke is not None:
            found[move.id] = stroke
    return found


def _strokes(script: Script) -> Iterator[Finding]:
    """Find unsafe strokes among the moves."""
    strokes = [(move.id, _stroke(move)) for move in script.moves if move.kind is MoveKind.STROKE and move.technique]
    stage = Stage("script", tuple(stroke for _, stroke in strokes))
    yield from unsafe_strokes(Routine(name=script.routine, title=script.title, stages=(stage,)))


def _stroke(move: Move) -> Stroke:
    """Rebuild the stroke that a move was made from, as far as a script records it."""
    assert move.technique is not None, "asked only of moves with a technique"
    return Stroke(
        technique=move.technique,
        region=move.region,
        side=move.side or Side.BOTH,
        hands="",
        path="",
        phases=move.phases,
        repeat=move.repeat,
        spots=move.spots,
        passes=move.passes,
        lighter=_KNOWN_WAYS,
        where=Where(None, key=f"moves.{move.id}"),
    )
