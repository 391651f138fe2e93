"""Gathers settings from files, the environment and options into one frozen `Settings`, with the origin of each value.

Strongest last: defaults, user file, project file, environment (``VOICEGUIDE_PACE=0.9``), options. An unknown key in
a file is an error; an unknown variable, which may belong to something else, becomes a note.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from types import MappingProxyType
from typing import Any

from voiceguide.errors import SettingsError, VoiceguideError, Where, did_you_mean, nearest
from voiceguide.files import expand_home, user_folder
from voiceguide.settings import WORDS, Settings, former_note
from voiceguide.settings.profiles import PROFILES, AppliedProfile
from voiceguide.settings.values import find_setting, parse_setting, setting_names
from voiceguide.settings_files import Layer, read_file
from voiceguide.text.pronunciation import Pronunciation

PREFIX = "VOICEGUIDE_"
NOT_SETTINGS = ("VOICEGUIDE_CACHE", "VOICEGUIDE_KOKORO", "VOICEGUIDE_CONFIG", "VOICEGUIDE_DATA")
"""Environment variables that name places, not settings."""

PROJECT_FILE = "voiceguide.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """Settings with where they came from.

    Attributes:
        settings: The settings.
        origins: For each setting, ``default`` or the file, variable or option that gave it.
        profiles: The built-in profiles and the user's own: name → setting → value.
        pronounce: The user's own pronunciations, sorted.
        sources: The files and variables that were read, weakest first.
        notes: What the user should know, a sentence each.
    """

    settings: Settings
    origins: Mapping[str, str]
    profiles: Mapping[str, Mapping[str, Any]]
    pronounce: tuple[Pronunciation, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def user_file() -> Path:
    """The user's settings file: ``VOICEGUIDE_CONFIG`` if set, else in the system's place for settings."""
    own = os.environ.get("VOICEGUIDE_CONFIG")
    return expand_home(own) if own else user_folder("config") / "settings.toml"


def load_config(
    options: Mapping[str, Any] | None = None,
    *,
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
    lenient: bool = False,
) -> Config:
    """Gather settings from every source.

    Args:
        options: Values given by the caller, already of the right type; None values are left out.
        folder: Where the project file ``voiceguide.toml`` is looked for; by default the current folder.
        environ: The environment; by default the process's.
        lenient: An undefined profile becomes a note instead of an error, for commands that show and correct settings.

    Raises:
        SettingsError: Something is unknown, of the wrong kind, or out of range; says in which source.
    """
    given = {name: value for name, value in (options or {}).items() if value is not None}
    project = (folder or Path.cwd()) / PROJECT_FILE
    files = [path for path in (user_file(), project) if path.is_file()]
    layers = [
        *map(read_file, files),
        read_environment(os.environ if environ is None else environ),
        Layer(given, dict.fromkeys(given, "option")),
    ]
    profiles: dict[str, Mapping[str, Any]] = dict(PROFILES)  # a user's own of the same name wins
    pronounce: dict[str, str] = {}
    for layer in layers:
        profiles |= layer.profiles
        pronounce |= layer.pronounce
    values: dict[str, Any] = {}
    origins = dict.fromkeys(setting_names(), "default")
    notes = [note for layer in layers for note in layer.notes]
    for layer in layers:
        profile = layer.values.get("profile")
        if profile in profiles:
            values |= profiles[profile]
            origins |= dict.fromkeys(profiles[profile], f"profile {profile}")
        elif profile is not None:
            unknown = _no_profile(str(profile), layer.origins["profile"], profiles)
            if not lenient:
                raise unknown
            notes.append(str(unknown))
        values |= layer.values
        origins |= layer.origins
    if values.get("profile") is not None:
        values["profile"] = AppliedProfile(values["profile"])
    return Config(
        Settings(**values),
        MappingProxyType(origins),
        MappingProxyType(profiles),
        tuple(starmap(Pronunciation, sorted(pronounce.items()))),
        tuple(dict.fromkeys([*map(str, files), *layers[-2].origins.values()])),
        tuple(notes),
    )


def _no_profile(name: str, origin: str, profiles: Mapping[str, Any]) -> SettingsError:
    """The error for a profile that no source defines; it names the source that requests it."""
    near = did_you_mean(name, sorted(profiles))
    if origin == "option":
        return SettingsError(f"there is no profile {name!r}", hint=near)
    away = "unset the variable" if origin.startswith(PREFIX) else "voiceguide settings unset profile"
    hint = f"Define it there as [profiles.{name}], or take it out ({away}). {near}"
    return SettingsError(f"there is no profile {name!r} here", where=Where(origin), hint=hint)


def explain(error: VoiceguideError, origins: Mapping[str, str]) -> VoiceguideError:
    """The same error, with the place where the setting concerned was given, unless that was an option of this call.

    Args:
        error: Any.
        origins: As `Config.origins`.
    """
    name = error.setting
    origin = origins.get(name or "", "option")
    if name and origin not in ("option", "default") and origin not in (error.hint or ""):
        origin_hint = f"The {WORDS[name]} comes from {origin}; --{WORDS[name]} is stronger."
        error.hint = f"{error.hint} {origin_hint}" if error.hint else origin_hint
    return error


def read_environment(environ: Mapping[str, str]) -> Layer:
    """The settings in environment variables.

    Raises:
        SettingsError: The value of one is wrong.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    notes = []
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or variable in NOT_SETTINGS:
            continue
        given = variable.removeprefix(PREFIX).lower()
        name = find_setting(given)
        if name is None:
            notes.append(f"{variable[:60]} is not a setting and is ignored. {_nearest_variable(given)}".rstrip())
            continue
        if former_note(given):
            notes.append(f"{variable} is now called {variable_of(WORDS[name])}; the old name works until version 0.3.")
        if name in values and former_note(given):
            continue  # also given under its present name
        values[name] = parse_setting(given, environ[variable], Where(key=variable[:60]))
        origins[name] = variable
    return Layer(values, origins, notes=tuple(notes))


def _nearest_variable(given: str) -> str:
    """A hint with the variable that resembles a misspelled one, or an empty text."""
    near = nearest(given.replace("_", "-"), WORDS.values())
    return f"Did you mean {variable_of(near)}?" if near else ""


def variable_of(word: str) -> str:
    """The environment variable of a setting, given the name that users write."""
    return PREFIX + word.replace("-", "_").upper()
