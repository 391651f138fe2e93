"""What people chose, as settings.

Comes in: a JSON object from a page. Goes out: `Settings` on top of the user's own. Voices and beds are names out of
the lists that the studio offered, never paths; everything else goes through the parser of the settings files.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

from voiceguide.errors import SettingsError, UsageError
from voiceguide.mix.bed import DEFAULT_BED, shipped_beds
from voiceguide.setting_values import parse_setting
from voiceguide.settings import Guidance, Settings

PLAIN = {
    "pace": "pace",
    "guidance": "guidance",
    "rate": "rate_wpm",
    "level": "ambient_below_lu",
    "earbud": "giver_channel",
    "pacer": "pacer",
}
"""Choice → setting, where the value is the setting's own."""

KNOWN = (*PLAIN, "minutes", "voice", "ambient", "avoid")
OWN_BED = "own"
"""Stands for a bed that the user's settings file names: a file or folder of theirs."""

ROUTINES_BED = "routine"
"""Stands for the bed that the routine asks for."""

_MOST_AVOIDED = 40

SAID = {
    Guidance.FULL: "everything is said",
    Guidance.BRIEF: "a little is said",
    Guidance.SIGNALS: "signals only",
}

BED_NAMES = {
    "ocean": "Ocean waves",
    "rain": "Soft rain",
    "stream": "A stream",
    "wind": "Wind in trees",
    "bowls": "Singing bowls",
    "drone": "A deep drone",
    "pad": "Warm chords",
}


def beds(base: Settings) -> tuple[tuple[str, str], ...]:
    """(key, name for people) of every bed on offer; the first is what sounds when nobody chooses."""
    names = [(name, BED_NAMES.get(name, name.replace("-", " ").capitalize())) for name in shipped_beds()]
    names.sort(key=lambda each: each[0] != DEFAULT_BED)
    own = [(OWN_BED, "Your own track")] if _own_bed(base) else []
    return (*own, *names, ("none", "Silence"))


def _own_bed(base: Settings) -> str | None:
    """A bed of the user's settings that is no shipped one."""
    return base.ambient if base.ambient not in (None, "none", *shipped_beds()) else None


def about(settings: Settings, seconds: float) -> str:
    """A session in a few words: ``30 min · Soft rain · everything is said``."""
    named = dict(beds(settings))
    bed = settings.ambient if settings.ambient in named else None if settings.ambient is None else OWN_BED
    parts = [f"{max(1, round(seconds / 60))} min", named.get(bed or "", ""), SAID[settings.guidance]]
    return " · ".join(part for part in parts if part)


def settings_from(choices: Any, base: Settings, voices: Collection[str]) -> Settings:
    """The settings of a session.

    Args:
        choices: An object with keys of `KNOWN`; what is missing is taken from `base`.
        base: The user's own settings.
        voices: Names of the voices that may be chosen besides the user's own and ``auto``.

    Raises:
        SettingsError: Something is unknown, of the wrong kind, or out of range.
        UsageError: This is no object.
    """
    if not isinstance(choices, Mapping):
        raise UsageError("the choices are not an object")
    unknown = set(choices) - set(KNOWN)
    if unknown:
        raise SettingsError("there is no such choice: " + ", ".join(sorted(map(str, unknown)))[:100])
    changes: dict[str, Any] = {
        setting: parse_setting(setting, choices[name]) for name, setting in PLAIN.items() if name in choices
    }
    if choices.get("minutes") is not None:
        changes["duration_s"] = _seconds(choices["minutes"])
    if "voice" in choices:
        changes["voice"] = _one_of(choices["voice"], {"auto", base.voice, *voices}, "voice")
    if "ambient" in choices:
        changes["ambient"] = _bed(choices["ambient"], base)
    if "avoid" in choices:
        changes["avoid"] = _avoid(choices["avoid"])
    return base.replaced(changes)


def _seconds(minutes: Any) -> float:
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not math.isfinite(minutes):
        raise SettingsError("minutes must be a number")
    return float(minutes) * 60.0


def _one_of(value: Any, allowed: Collection[str], what: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise SettingsError(f"there is no such {what}", hint="Choose one from the list.")
    return value


def _bed(value: Any, base: Settings) -> str | None:
    key = _one_of(value, {ROUTINES_BED, *(key for key, _ in beds(base))}, "ambient sound")
    return {OWN_BED: _own_bed(base), ROUTINES_BED: None}.get(key, key)


def _avoid(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > _MOST_AVOIDED or not all(isinstance(each, str) for each in value):
        raise SettingsError("the areas to avoid must be a list of names")
    return tuple(dict.fromkeys(value))
