"""Records for reading a text: the keys beside it, and what was found in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from voiceguide.errors import Severity


class Field(StrEnum):
    """What a text is for: it decides which rules apply, and what a mention means without a verb."""

    TITLE = "title"
    NAME = "name"
    GIVER = "giver"
    RECEIVER = "receiver"
    NEED = "need"
    PREPARE = "prepare"
    STEP = "step"
    HANDS = "hands"
    WAY = "way"
    NOTE = "note"
    TURN = "turn"
    """Heard when the receiver turns over: hands are lifted away, and eyes are open."""
    CLOSE = "close"
    REASON = "reason"

    @property
    def of_hands(self) -> bool:
        """Whether the text says where or with what a stroke is done, so that naming a place means touching it."""
        return self in (Field.HANDS, Field.WAY)

    @property
    def in_the_session(self) -> bool:
        """Whether it is heard during the massage."""
        return self in (Field.NAME, Field.STEP, Field.HANDS, Field.WAY, Field.NOTE, Field.TURN)


@dataclass(frozen=True, slots=True)
class Context:
    """The keys beside a text.

    Attributes:
        field: What the text is for.
        region: Region key of the stroke or hold it belongs to, or empty.
        technique: The stroke's technique, or empty.
        pressure: The stroke's firmest pressure, Walton scale; 0 where there is none.
        side: ``left``, ``right``, ``both``, ``each`` or empty.
        length_cm: Length of the stroke's way, or None.
        glides: The technique travels along its length.
        lighter: Regions over which every phase lightens.
    """

    field: Field
    region: str = ""
    technique: str = ""
    pressure: int = 0
    side: str = ""
    length_cm: float | None = None
    glides: bool = False
    lighter: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleBreak:
    """One rule that a text breaks.

    Attributes:
        rule: The rule's stable name.
        message: What is wrong.
        reason: Why the rule exists.
        hint: What to write instead.
        severity: An error, or a warning where only the tone is doubtful.
    """

    rule: str
    message: str
    reason: str
    hint: str
    severity: Severity = Severity.ERROR
