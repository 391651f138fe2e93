"""Find positions that are not for pregnancy, wherever a routine names one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voiceguide.errors import Finding, Severity, Where
from voiceguide.routine.model import Routine, Step, StepKind
from voiceguide.routine.texts import place_of, texts_of
from voiceguide.safety import Field
from voiceguide.safety.reading import asserts
from voiceguide.text import fold

_PREGNANT = re.compile(r"\b(?:pregnan\w+|expectant|expecting|mothers?-to-be|mums?-to-be|with a bump|with child)\b")
_FACE_DOWN = re.compile(
    r"\b(?:face[- ]?down(?:ward)?s?|prone|face (?:in|into|to) the (?:pillow|mattress|mat|floor|bed|face hole)|"
    r"(?:on|onto|over) (?:(?:the|their|his|her|your|your partner's|its) )?(?:front|stomach|belly|tummy|abdomen)|"
    r"(?:lying|lies|lie|rest\w*|turn\w*|roll\w*) (?:\w+ )?(?:front|belly|tummy|stomach)[- ]down)\b"
)
_FACE_UP = re.compile(r"\b(?:face[- ]?up|supine|on (?:the|their|his|her) back)\b")
_HINT = "Write 'receiver: lying on the side, a pillow between the knees' or 'receiver: seated', with strokes for it."
_REASON = "There is to be no pressure on the abdomen in pregnancy."


def not_for_pregnancy(routine: Routine) -> Iterator[Finding]:
    """Find lying face down in a routine for pregnancy, in any key or sentence."""
    if not (routine.pregnancy_safe or _speaks_of_pregnancy(routine)):
        return
    places = [text.where for text in texts_of(routine) if _lies_face_down(text.heard, text.context.field)]
    for where in (*places, *_turned_face_down(routine)):
        yield Finding("pregnancy", "lying face down is not for pregnancy", where, Severity.ERROR, _REASON, _HINT)


def _speaks_of_pregnancy(routine: Routine) -> bool:
    texts = (routine.title, routine.summary, routine.receiver, *(stage.receiver for stage in routine.stages))
    return any(asserts(_PREGNANT, fold(text).casefold()) for text in filter(None, texts))


def _lies_face_down(text: str, field: Field) -> bool:
    positions = field in (Field.RECEIVER, Field.PREPARE, Field.STEP, Field.NOTE, Field.TITLE, Field.CLOSE)
    return positions and asserts(_FACE_DOWN, fold(text).casefold())


def _turned_face_down(routine: Routine) -> Iterator[Where]:
    """Find turning over without words from lying on the back."""
    if not asserts(_FACE_UP, fold(routine.receiver).casefold()):
        return
    turns = [
        step
        for stage in routine.stages
        for step in stage.steps
        if isinstance(step, Step) and step.kind is StepKind.TURN_OVER
    ]
    if turns and not turns[0].text:
        yield place_of(routine, turns[0].where, StepKind.TURN_OVER.value)
