"""What a script may not say or do, whoever edited it: the same rules as for a routine.

Comes in: a script. Goes out: findings, each with the line's or move's id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.errors import Finding, Where
from voiceguide.routine.model import Phase, Routine, Side, Stage, Stroke, Technique
from voiceguide.routine.rules.strokes import unsafe_strokes
from voiceguide.safety import Context, Field, check_text
from voiceguide.script.lines import OPENING, Purpose, Script
from voiceguide.units import RATE_HZ

_KNOWN_WAYS = ("lower back", "knee")
"""Where on the way hands lighten is said in words: a script's moves do not tell it, so it is taken for granted."""


def check_script(script: Script) -> tuple[Finding, ...]:
    """Everything that a script may not say, and no stroke may do; each finding once."""
    return tuple(dict.fromkeys((*_words(script), *_strokes(script))))


def _words(script: Script) -> Iterator[Finding]:
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
    """What a script's words ask for that is unsafe; whether both sides get the same is told by its moves, not words."""
    return [each for each in check_text(text, context, language=language) if each.rule != "unequal-sides"]


def line_context(purpose: Purpose, stroke: Stroke | None) -> Context:
    """The keys that a line's words stand with: those of the stroke that it is said of, or that comes next."""
    if purpose is Purpose.CLOSE:
        return Context(Field.CLOSE)
    if stroke is None or purpose in OPENING:
        return Context(Field.STEP)
    return Context(Field.NOTE, region=stroke.region, technique=stroke.technique.value, lighter=stroke.lighter)


def coming_strokes(moves: Sequence[Move]) -> dict[str, Stroke]:
    """For each move, by its id, the stroke that it is or that comes next."""
    found: dict[str, Stroke] = {}
    stroke = None
    for move in reversed(moves):
        stroke = _stroke(move) if move.kind is MoveKind.STROKE and move.technique else stroke
        if stroke is not None:
            found[move.id] = stroke
    return found


def _strokes(script: Script) -> Iterator[Finding]:
    strokes = [(move.id, _stroke(move)) for move in script.moves if move.kind is MoveKind.STROKE and move.technique]
    stage = Stage("script", tuple(stroke for _, stroke in strokes))
    yield from unsafe_strokes(Routine(name=script.routine, title=script.title, stages=(stage,)))


def _stroke(move: Move) -> Stroke:
    """A move as the stroke it was made from, as far as a script tells."""
    return Stroke(
        technique=Technique(move.technique),
        region=move.region,
        side=Side(move.side or "both"),
        hands="",
        path="",
        phases=tuple(Phase(beat.name, beat.frames / RATE_HZ, beat.pressure) for beat in move.beats),
        repeat=move.repeat,
        spots=move.spots,
        passes=move.passes,
        lighter=_KNOWN_WAYS,
        where=Where(None, key=f"moves.{move.id}"),
    )
