"""Every text that an author wrote in a routine, with its place.

Each text comes with the keys beside it, which its meaning depends on. What a text may say is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from voiceguide.errors import Where
from voiceguide.routine.model import Routine, Side, Stage, Step, StepKind, Stroke
from voiceguide.routine.own_words import Wording
from voiceguide.routine.sided import PLACEHOLDER
from voiceguide.routine.techniques import TABLE
from voiceguide.safety import Context, Field


@dataclass(frozen=True, slots=True)
class AuthorText:
    """A text of an author's.

    Attributes:
        text: The words.
        context: What it is for, and the keys it stands with.
        where: Its place.
        before: What the voice says before it and completes it ("turn over onto …").
    """

    text: str
    context: Context
    where: Where
    before: str = ""

    @property
    def heard(self) -> str:
        """The words as they are heard."""
        return f"{self.before}{self.text}"


def place_of(routine: Routine, base: Where, key: str) -> Where:
    """The place of a key below `base`, with its own line if the file's lines are known."""
    path = f"{base.key}.{key}" if base.key else key
    return routine.places.get(path, Where(base.file, base.line, path))


def _of_head(routine: Routine, top: Where) -> Iterator[AuthorText]:
    """The texts of the routine's own keys."""
    for key, text, field in (
        ("title", routine.title, Field.TITLE),
        ("summary", routine.summary, Field.TITLE),
        ("receiver", routine.receiver, Field.RECEIVER),
        ("giver", routine.giver, Field.GIVER),
    ):
        if text:
            yield AuthorText(text, Context(field), place_of(routine, top, key))
    for index, need in enumerate(routine.needs):
        yield AuthorText(need, Context(Field.NEED), place_of(routine, top, f"needs[{index}]"))


def _of_stage(routine: Routine, stage: Stage) -> Iterator[AuthorText]:
    """The texts of a stage, besides its name."""
    for key, text in (("receiver", stage.receiver), ("giver", stage.giver)):
        if text:
            yield AuthorText(text, Context(Field(key)), place_of(routine, stage.where, key))
    for item in stage.steps:
        yield from _of_stroke(routine, item) if isinstance(item, Stroke) else _of_step(routine, item, Field.STEP)


def texts_of(routine: Routine) -> Iterator[AuthorText]:
    """Every text, in file order within its part."""
    top = Where(routine.file or None)
    yield from _of_head(routine, top)
    for step in routine.prepare:
        yield from _of_step(routine, step, Field.PREPARE)
    for index, stage in enumerate(routine.stages):
        yield AuthorText(stage.name, Context(Field.TITLE), place_of(routine, top, f"stages[{index}].name"))
        yield from _of_stage(routine, stage)
    for step in routine.close.steps:
        yield from _of_step(routine, step, Field.CLOSE)
    if routine.close.say:
        yield AuthorText(routine.close.say, Context(Field.CLOSE), place_of(routine, top, "close.say"))


def _of_step(routine: Routine, step: Step, field: Field) -> Iterator[AuthorText]:
    """The text of a step, if it has one."""
    if step.text:
        key = f"{step.kind.value}.say" if step.region else step.kind.value
        side = step.side.value if step.region else ""
        context, where = Context(field, region=step.region, side=side), place_of(routine, step.where, key)
        yield AuthorText(step.text, context, where, _SPOKEN.get(step.kind, ""))


def _of_stroke(routine: Routine, stroke: Stroke) -> Iterator[AuthorText]:
    """The texts of a stroke."""

    def text(words: str, field: Field, key: str) -> AuthorText:
        return AuthorText(words, context_of(stroke, field), place_of(routine, stroke.where, key))

    yield text(stroke.hands, Field.HANDS, "hands")
    yield text(stroke.path, Field.WAY, "path")
    if stroke.giver:
        yield text(stroke.giver, Field.GIVER, "giver")
    if stroke.uneven:
        yield text(stroke.uneven, Field.REASON, "uneven")
    for part in fields(Wording):
        value = getattr(stroke.say, part.name)
        if part.name == "lead":
            value = tuple(words for _, words in value)
        for index, words in enumerate(value if isinstance(value, tuple) else (value,) if value else ()):
            item = f"say.{part.name}[{index}]"
            listed = f"{stroke.where.key}.{item}" in routine.places
            yield text(words, _FIELDS.get(part.name, Field.NOTE), item if listed else f"say.{part.name}")


def own_lines(routine: Routine) -> frozenset[str]:
    """The texts that the author wrote to be said: a line that equals one of them is in the routine's language.

    A text with ``{side}`` is included as said on each side, and without a side.
    """
    sides = (Side.LEFT.value, Side.RIGHT.value, "")
    return frozenset(text.text.replace(PLACEHOLDER, side) for text in texts_of(routine) for side in sides)


def context_of(stroke: Stroke, field: Field) -> Context:
    """The keys beside a stroke's words."""
    return Context(
        field,
        region=stroke.region,
        technique=stroke.technique.value,
        pressure=stroke.pressure,
        side=stroke.side.value,
        length_cm=stroke.length_cm,
        glides=TABLE[stroke.technique].glides,
        lighter=stroke.lighter,
    )


_FIELDS = {"name": Field.NAME, "hands": Field.HANDS, "path": Field.WAY, "where": Field.WAY}
_SPOKEN = {StepKind.TURN_OVER: "Turn over onto ", StepKind.UNCOVER: "Uncover ", StepKind.COVER: "Cover "}
"""What the voice says before the words of some steps, to complete them."""
