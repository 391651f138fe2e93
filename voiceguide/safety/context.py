"""The records that go in and out of reading: what a text stands beside, and what was found in it."""

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
    CLOSE = "close"
    REASON = "reason"

    @property
    def of_hands(self) -> bool:
        """Whether the text says where or with what a stroke is done, so that naming a place means touching it."""
        return self in (Field.HANDS, Field.WAY)

    @property
    def in_the_session(self) -> bool:
        """Whether it is heard while both people have their eyes closed."""
        return self in (Field.NAME, Field.STEP, Field.HANDS, Field.WAY, Field.NOTE)


@dataclass(frozen=True, slots=True)
class Context:
    """The keys that a text stands with.

    Attributes:
        field: What the text is for.
        region: Region key of the stroke or hold it belongs to, or empty.
        technique: The stroke's technique, or empty.
        pressure: The stroke's firmest pressure, Walton scale; 0 where there is none.
        side: ``left``, ``right``, ``both``, ``each`` or empty.
        length_cm: Length of the stroke's way, or None.
        glides: The technique travels along its length.
        lighter: Regions over which every phase lightens.
        pregnancy: The routine calls itself safe in pregnancy.
    """

    field: Field
    region: str = ""
    technique: str = ""
    pressure: int = 0
    side: str = ""
    length_cm: float | None = None
    glides: bool = False
    lighter: tuple[str, ...] = ()
    pregnancy: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One rule that a text breaks.

    Attributes:
        rule: The rule's stable name.
        mention: The words that broke it, as they were written but for folding.
        clause: The clause they stand in.
        message: What is wrong.
        reason: Why the rule exists.
        hint: What to write instead.
        severity: An error, or a warning where only the tone is doubtful.
    """

    rule: str
    mention: str
    clause: str
    message: str
    reason: str
    hint: str
    severity: Severity = Severity.ERROR
