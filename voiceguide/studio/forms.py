"""Turn what people chose into `Settings`, on top of the user's own.

Voices and beds are names from the lists that the studio offers, never paths; everything else goes through the parser
of the settings files.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from voiceguide.anatomy import REGIONS
from voiceguide.errors import SettingsError, UsageError
from voiceguide.mix.bed import DEFAULT_BED, shipped_beds
from voiceguide.mix.interlude import NONE, SWELL
from voiceguide.settings import Guidance, Settings
from voiceguide.settings.values import parse_setting

PLAIN = {
    "pace": "pace",
    "guidance": "guidance",
    "rate": "rate_wpm",
    "level": "ambient_below_lu",
    "earbud": "giver_channel",
    "pacer": "pacer",
    "swap": "swap",
    "occasion": "occasion",
    "halfway": "halfway",
    "countdown": "countdown",
}
"""Choice → setting, where the value is the setting's own."""

KNOWN = (*PLAIN, "minutes", "voice", "ambient", "avoid", "names", "every", "receiver_voice", "interlude")
OWN_BED = "own"
"""Stands for a bed that the user's settings file names: a file or folder of theirs."""

ROUTINES_BED = "routine"
"""Stands for the bed that the routine names."""

AS_ASKED = "routine"
"""Stands for the music between chapters that the routine names, if any."""


class MenuItem(NamedTuple):
    """A choice of a menu: what the page sends, and its name for people."""

    key: str
    name: str


INTERLUDES = (MenuItem(NONE, "None"), MenuItem(SWELL, "The sound rises"))
"""The choices of music between chapters that are not tracks."""

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


def beds(base: Settings) -> tuple[MenuItem, ...]:
    """Every bed on offer; the first is the default."""
    shipped = [MenuItem(name, BED_NAMES.get(name, name.replace("-", " ").capitalize())) for name in shipped_beds()]
    shipped.sort(key=lambda each: each.key != DEFAULT_BED)
    own = [MenuItem(OWN_BED, "Your own track")] if _own_bed(base) else []
    return (*own, *shipped, MenuItem(NONE, "Silence"))


def interludes(base: Settings, *, asked: bool) -> tuple[MenuItem, ...]:
    """All that can sound between chapters; the first is the default.

    Args:
        base: The user's own settings.
        asked: Whether the routine itself names some.
    """
    shipped = [each for each in beds(base) if each.key not in (OWN_BED, NONE)]
    routine = [MenuItem(AS_ASKED, "As the routine asks")] if asked else []
    own = [MenuItem(OWN_BED, "Your own track")] if _own_interlude(base) else []
    return (*own, *routine, *INTERLUDES, *shipped)


def _own_interlude(base: Settings) -> str | None:
    """The interlude in the user's settings, if it is a file or folder of theirs."""
    return base.interlude if base.interlude not in (None, NONE, SWELL, *shipped_beds()) else None


def _own_bed(base: Settings) -> str | None:
    """The bed in the user's settings, if it is not a shipped one."""
    return base.ambient if base.ambient not in (None, "none", *shipped_beds()) else None


def describe_left_out(avoid: Collection[str]) -> str:
    """The areas that are left out, in words: ``without feet and neck``; empty where there are none."""
    names = [REGIONS[key].many if key in REGIONS else key for key in avoid]
    return f"without {' and '.join(filter(None, [', '.join(names[:-1]), names[-1]]))}" if names else ""


def about(settings: Settings, seconds: float) -> str:
    """A session in a few words: ``30 min · Soft rain · everything is said · without feet``."""
    named = dict(beds(settings))
    bed = settings.ambient if settings.ambient in named else None if settings.ambient is None else OWN_BED
    parts = [
        f"{max(1, round(seconds / 60))} min",
        "half and half" if settings.swap else "",
        named.get(bed or "", ""),
        SAID[settings.guidance],
        describe_left_out(settings.avoid),
    ]
    return " · ".join(part for part in parts if part)


def settings_from(choices: Any, base: Settings, voices: Collection[str]) -> Settings:
    """The settings of a session.

    Args:
        choices: An object with keys of `KNOWN`; what is missing is taken from `base`.
        base: The user's own settings.
        voices: Names of the voices that may be chosen besides the user's own and ``auto``.

    Raises:
        SettingsError: Something is unknown, of the wrong kind, or out of range.
        UsageError: `choices` is not an object.
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
    if "every" in choices:
        changes["every_s"] = _seconds(choices["every"]) if choices["every"] else None
    read: dict[str, Callable[[Any], Any]] = {
        "voice": lambda value: _one_of(value, {"auto", base.voice, *voices}, "voice"),
        "receiver_voice": lambda value: _second_voice(value, base, voices),
        "ambient": lambda value: _bed(value, base),
        "interlude": lambda value: _interlude(value, base),
        "avoid": lambda value: tuple(dict.fromkeys(_texts(value, "the areas to avoid", _MOST_AVOIDED))),
        "names": lambda value: _texts(value, "the names", 2),
    }
    return base.replaced(changes | {name: each(choices[name]) for name, each in read.items() if name in choices})


def _seconds(minutes: Any) -> float:
    """Minutes from a form, in seconds."""
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not math.isfinite(minutes):
        raise SettingsError("minutes must be a number")
    return float(minutes) * 60.0


def _one_of(value: Any, allowed: Collection[str], what: str) -> str:
    """A value that must be on a list."""
    if not isinstance(value, str) or value not in allowed:
        raise SettingsError(f"there is no such {what}", hint="Choose one from the list.")
    return value


def _bed(value: Any, base: Settings) -> str | None:
    """The setting for a chosen bed."""
    key = _one_of(value, {ROUTINES_BED, *(key for key, _ in beds(base))}, "ambient sound")
    return {OWN_BED: _own_bed(base), ROUTINES_BED: None}.get(key, key)


def _second_voice(value: Any, base: Settings, voices: Collection[str]) -> str | None:
    """The voice that speaks to the receiver; None where one voice says everything."""
    return _one_of(value, {"", base.receiver_voice or "", *voices}, "voice") or None


def _interlude(value: Any, base: Settings) -> str | None:
    """The setting for chosen music between chapters."""
    allowed = {key for key, _ in interludes(base, asked=True)}
    key = _one_of(value, allowed, "music between chapters")
    return {OWN_BED: _own_interlude(base), AS_ASKED: None}.get(key, key)


def _texts(value: Any, what: str, most: int) -> tuple[str, ...]:
    """A list of texts of limited length."""
    if not isinstance(value, list) or len(value) > most or not all(isinstance(each, str) for each in value):
        raise SettingsError(f"{what} must be a list of at most {most} texts")
    return tuple(value)
