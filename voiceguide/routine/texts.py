"""Every text of a routine that an author wrote, with the place it stands. Comes in: a routine. Goes out: texts.

Knows nothing of what a text may say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from voiceguide.errors import Where
from voiceguide.routine.model import Routine, Step, Stroke, Wording


class Purpose(StrEnum):
    """What a text is for: it decides which rules apply."""

    TITLE = "title"
    POSTURE = "posture"
    STEP = "step"
    HANDS = "hands"
    WAY = "way"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class AuthorText:
    """A text.

    Attributes:
        text: The words.
        purpose: What it is for: ``hands`` and ``way`` say where and with what a stroke is done; ``note``
            is any other word about a stroke.
        where: Its place.
        stroke: The stroke it belongs to, or None.
    """

    text: str
    purpose: Purpose
    where: Where
    stroke: Stroke | None = None


def place_of(routine: Routine, base: Where, key: str) -> Where:
    """The place of a key below `base`: its own line where the file's lines are known."""
    path = f"{base.key}.{key}" if base.key else key
    return routine.places.get(path, Where(base.file, base.line, path))


def texts_of(routine: Routine) -> Iterator[AuthorText]:
    """Every text, in file order within its part."""
    top = Where(routine.file or None)
    for key, text in (("title", routine.title), ("summary", routine.summary)):
        if text:
            yield AuthorText(text, Purpose.TITLE, place_of(routine, top, key))
    for key, text in (("receiver", routine.receiver), ("giver", routine.giver)):
        if text:
            yield AuthorText(text, Purpose.POSTURE, place_of(routine, top, key))
    for index, need in enumerate(routine.needs):
        yield AuthorText(need, Purpose.STEP, place_of(routine, top, f"needs[{index}]"))
    for step in (*routine.prepare, *routine.close.steps):
        yield from _of_step(routine, step)
    for index, stage in enumerate(routine.stages):
        yield AuthorText(stage.name, Purpose.TITLE, place_of(routine, top, f"stages[{index}].name"))
        for key, text in (("receiver", stage.receiver), ("giver", stage.giver)):
            if text:
                yield AuthorText(text, Purpose.POSTURE, place_of(routine, stage.where, key))
        for item in stage.steps:
            yield from _of_stroke(routine, item) if isinstance(item, Stroke) else _of_step(routine, item)
    if routine.close.say:
        yield AuthorText(routine.close.say, Purpose.STEP, place_of(routine, top, "close.say"))


def _of_step(routine: Routine, step: Step) -> Iterator[AuthorText]:
    if step.text:
        yield AuthorText(step.text, Purpose.STEP, place_of(routine, step.where, step.kind.value))


def _of_stroke(routine: Routine, stroke: Stroke) -> Iterator[AuthorText]:
    yield AuthorText(stroke.hands, Purpose.HANDS, place_of(routine, stroke.where, "hands"), stroke)
    yield AuthorText(stroke.path, Purpose.WAY, place_of(routine, stroke.where, "path"), stroke)
    if stroke.giver:
        yield AuthorText(stroke.giver, Purpose.POSTURE, place_of(routine, stroke.where, "giver"), stroke)
    if stroke.uneven:
        yield AuthorText(stroke.uneven, Purpose.NOTE, place_of(routine, stroke.where, "uneven"), stroke)
    for field in fields(Wording):
        value = getattr(stroke.say, field.name)
        if field.name == "lead":
            value = tuple(text for _, text in stroke.say.lead)
        for text in value if isinstance(value, tuple) else (value,) if value else ():
            purpose = {"hands": Purpose.HANDS, "path": Purpose.WAY, "where": Purpose.WAY}.get(field.name, Purpose.NOTE)
            yield AuthorText(text, purpose, place_of(routine, stroke.where, f"say.{field.name}"), stroke)


def own_lines(routine: Routine) -> frozenset[str]:
    """What the author wrote to be said, text by text: a line that is one of them is in the routine's language."""
    return frozenset(text.text for text in texts_of(routine))
