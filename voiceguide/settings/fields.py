"""Defines the choices of settings as enums, and the metadata of each field of `Settings`."""

from __future__ import annotations

import math
from dataclasses import field
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Guidance(StrEnum):
    """How much is said."""

    FULL = "full"
    BRIEF = "brief"
    SIGNALS = "signals"


class PacerStyle(StrEnum):
    """How the pacer sounds."""

    SWELL = "swell"
    BREATH = "breath"
    TICK = "tick"
    OFF = "off"


class GiverChannel(StrEnum):
    """The channel that carries what is for the giver alone."""

    BOTH = "both"
    LEFT = "left"
    RIGHT = "right"


LONGEST_S = 4 * 3600.0
"""Longest session, seconds: what can be asked for, what a routine may come to, the last moment in a script."""

NO_EARCONS = "none"
"""The value of `earcons` without signals."""


class Occasion(StrEnum):
    """The occasion of a session, which adds a thought at its beginning and a question at its end."""

    NONE = "none"
    ANNIVERSARY = "anniversary"
    BIRTHDAY = "birthday"
    SUNDAY = "sunday"
    HARD_DAY = "hard-day"


class OpeningPlace(StrEnum):
    """Where the before-part goes: into a separate file, or in front of the session."""

    SEPARATE = "separate"
    INCLUDED = "included"


class ChapterDetail(StrEnum):
    """What gets a chapter."""

    STAGES = "stages"
    STROKES = "strokes"
    NONE = "none"


class Part(StrEnum):
    """The part of a session that a setting can change; `WORK` changes only how it is made, not the result."""

    SCRIPT = "script"
    SOUND = "sound"
    WORK = "work"


SCRIPT, SOUND, WORK = (Part.SCRIPT,), (Part.SOUND,), (Part.WORK,)
BOTH = (Part.SCRIPT, Part.SOUND)


def setting(
    default: Any,
    text: str,
    *,
    affects: tuple[Part, ...],
    option: bool = True,
    word: str = "",
    unit: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    choices: tuple[Any, ...] = (),
) -> Any:
    """A dataclass field with the metadata of a setting.

    Args:
        default: Its default.
        text: What it means, in a sentence.
        affects: The parts of a session that it changes.
        option: Whether it has an option on the command line.
        word: Its name for people, if that differs from its name.
        unit: Its unit.
        low: Lowest value.
        high: Highest value.
        choices: All values that it can have, if they are few.
    """
    about = {"text": text, "word": word, "affects": affects, "option": option}
    info = about | {"unit": unit, "low": low, "high": high, "choices": choices}
    return field(default=default, metadata=MappingProxyType(info))
