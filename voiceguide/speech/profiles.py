"""Profiles: a voice with its manner under one name, whichever engine is installed.

Comes in: settings that name a profile. Goes out: settings with that profile's voice, rate, pitch and
volume. Users may define their own in their settings file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from voiceguide.errors import SettingsError, did_you_mean
from voiceguide.settings import Settings
from voiceguide.speech.registry import is_installed


@dataclass(frozen=True, slots=True)
class Profile:
    """A voice and its manner.

    Attributes:
        voices: Uniform names, best first; the first that is installed speaks, else ``auto``.
        rate_wpm: Words per minute.
        pitch_st: Semitones from the voice's own pitch.
        volume_lu: LU louder or quieter than the common level.
    """

    voices: tuple[str, ...] = ()
    rate_wpm: float = 125.0
    pitch_st: float = 0.0
    volume_lu: float = 0.0


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "calm": Profile(("kokoro:af_heart", "pyttsx3:en-us"), rate_wpm=120.0),
        "warm": Profile(("kokoro:am_michael", "kokoro:af_bella", "pyttsx3:en-us+f2"), rate_wpm=125.0, pitch_st=-1.0),
        "clear": Profile(("kokoro:bf_emma", "pyttsx3:en-gb-x-rp"), rate_wpm=135.0, volume_lu=1.0),
    }
)
"""The profiles that come with the package."""


def profile_of(name: str, fields: Mapping[str, Any]) -> Profile:
    """A profile as a user wrote it in a settings file: `voice` (a name or a list), `rate_wpm`, `pitch_st`, `volume_lu`.

    Raises:
        SettingsError: An unknown field, or a value of the wrong kind or out of range.
    """
    allowed = ["voice", "rate_wpm", "pitch_st", "volume_lu"]
    for field in fields:
        if field not in allowed:
            raise SettingsError(f"profile {name!r} has no field {field!r}", hint=did_you_mean(field, allowed))
    voices = fields.get("voice", ())
    voices = (voices,) if isinstance(voices, str) else tuple(voices)
    numbers = {key: value for key, value in fields.items() if key != "voice"}
    for key, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SettingsError(f"profile {name!r}: {key} is {value!r}, but must be a number")
    Settings(**numbers)  # checks the ranges
    return Profile(voices, **{key: float(value) for key, value in numbers.items()})


def with_profile(settings: Settings, own: Mapping[str, Profile] = MappingProxyType({})) -> Settings:
    """The settings with their profile's voice and manner; unchanged when they name none.

    Args:
        settings: Whose `profile` is looked up. What a user asks for besides it goes on top afterwards.
        own: The user's profiles; they go before those of the package.

    Raises:
        SettingsError: There is no such profile.
    """
    if settings.profile is None:
        return settings
    known = {**PROFILES, **own}
    if settings.profile not in known:
        raise SettingsError(f"there is no profile {settings.profile!r}", hint=did_you_mean(settings.profile, known))
    profile = known[settings.profile]
    return dataclasses.replace(
        settings,
        voice=next((voice for voice in profile.voices if is_installed(voice)), "auto"),
        rate_wpm=profile.rate_wpm,
        pitch_st=profile.pitch_st,
        volume_lu=profile.volume_lu,
    )
