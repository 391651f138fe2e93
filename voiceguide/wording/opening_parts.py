"""Names for the sentences of the opening."""

from __future__ import annotations

from enum import StrEnum


class OpeningPart(StrEnum):
    """A sentence of the opening: the name of its pool after ``opening.``, or `FIRST` for the first stroke."""

    LENGTH = "length"
    OIL = "oil"
    WARM = "warm"
    NOT_TODAY = "not-today"
    DOCTOR = "doctor"
    ASK_FIRST = "ask-first"
    WELCOME = "welcome"
    TOUCH = "touch"
    BREATH = "breath"
    THOUGHT = "thought"
    UNCOVER = "uncover"
    SKIN = "skin"
    KEEP_OFF = "keep-off"
    OIL_NOW = "oil-now"
    COLOURS = "colours"
    STOP = "stop"
    AGAIN = "again"
    FIRST = "first"
