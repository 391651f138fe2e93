"""Where settings come from: files, environment, options, in that order of strength.

Comes in: the user's file, the project's file, the environment, and what the caller gives. Goes out: one
frozen `Settings` with the origin of every value. Strongest last: defaults, user file, project file,
environment (``VOICEGUIDE_PACE=0.9``), options. Nothing unknown is ignored.
"""

from __future__ import annotations

import dataclasses
import os
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from voiceguide.errors import SettingsError, VoiceError, Where, did_you_mean
from voiceguide.files import write_atomic
from voiceguide.setting_values import parse_setting, setting_names
from voiceguide.settings import Settings
from voiceguide.text.respelling import ipa_of

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

PREFIX = "VOICEGUIDE_"
NOT_SETTINGS = ("VOICEGUIDE_CACHE", "VOICEGUIDE_KOKORO", "VOICEGUIDE_CONFIG", "VOICEGUIDE_DATA")
"""Environment variables that name places, not settings."""

PROJECT_FILE = "voiceguide.toml"
MAX_BYTES = 200_000
MAX_DEPTH = 50
"""Most brackets open at once in a settings file; the reader recurses as deep, and one bracket is usual."""

MAX_DOTS = 200
"""Most dots in a line of a settings file: a key of very many parts takes the reader time and memory squared."""

PROFILE_KEYS = ("voice", "rate_wpm", "pitch_st", "volume_lu")
_TABLES = ("profiles", "pronounce")


@dataclass(frozen=True, slots=True)
class Config:
    """Settings with where they came from.

    Attributes:
        settings: The settings.
        origins: For each setting, ``default`` or the file, variable or option that gave it.
        profiles: The user's own profiles: name → setting → value.
        pronounce: The user's own pronunciations as pairs (word, IPA phonemes), sorted.
    """

    settings: Settings
    origins: Mapping[str, str]
    profiles: Mapping[str, Mapping[str, Any]]
    pronounce: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source says.

    Attributes:
        values: Settings by name, already parsed.
        origins: Where each was said.
        profiles: Profiles the source defines.
        pronounce: Pronunciations the source defines.
    """

    values: Mapping[str, Any]
    origins: Mapping[str, str]
    profiles: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    pronounce: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))


def user_file() -> Path:
    """The user's settings file: ``VOICEGUIDE_CONFIG`` if set, else in the system's place for settings."""
    own = os.environ.get("VOICEGUIDE_CONFIG")
    if own:
        return Path(own).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "voiceguide" / "settings.toml"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "voiceguide" / "settings.toml"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "voiceguide" / "settings.toml"


def load_config(
    options: Mapping[str, Any] | None = None,
    *,
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
    built_in_profiles: Mapping[str, Mapping[str, Any]] | None = None,
) -> Config:
    """Gather settings from every source.

    Args:
        options: Values given by the caller, already of the right type; None values are left out.
        folder: Where the project file ``voiceguide.toml`` is looked for; by default the current folder.
        environ: The environment; by default the process's.
        built_in_profiles: Profiles that come with the program; the user's of the same name win.

    Raises:
        SettingsError: Something is unknown, of the wrong kind, or out of range; says in which source.
    """
    given = {name: value for name, value in (options or {}).items() if value is not None}
    project = (folder or Path.cwd()) / PROJECT_FILE
    layers = [
        *(read_file(path) for path in (user_file(), project) if path.is_file()),
        read_environment(os.environ if environ is None else environ),
        Layer(given, dict.fromkeys(given, "option")),
    ]
    profiles: dict[str, Mapping[str, Any]] = dict(built_in_profiles or {})
    pronounce: dict[str, str] = {}
    for layer in layers:
        profiles |= layer.profiles
        pronounce |= layer.pronounce
    values: dict[str, Any] = {}
    origins = dict.fromkeys(setting_names(), "default")
    for layer in layers:
        profile = layer.values.get("profile")
        if profile is not None:
            _use_profile(str(profile), profiles, values, origins)
        values |= layer.values
        origins |= layer.origins
    settings = Settings().replaced(values)
    return Config(settings, MappingProxyType(origins), MappingProxyType(profiles), tuple(sorted(pronounce.items())))


def _use_profile(
    name: str, profiles: Mapping[str, Mapping[str, Any]], values: dict[str, Any], origins: dict[str, str]
) -> None:
    if name not in profiles:
        raise SettingsError(f"there is no profile {name!r}", hint=did_you_mean(name, sorted(profiles)))
    values |= profiles[name]
    origins |= dict.fromkeys(profiles[name], f"profile {name}")


def read_environment(environ: Mapping[str, str]) -> Layer:
    """The settings in environment variables.

    Raises:
        SettingsError: A variable starting with ``VOICEGUIDE_`` is unknown, or its value is wrong.
    """
    values, origins = {}, {}
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or variable in NOT_SETTINGS:
            continue
        name = variable.removeprefix(PREFIX).lower()
        values[name] = parse_setting(name, environ[variable], Where(key=variable[:60]))
        origins[name] = variable
    return Layer(values, origins)


def read_file(path: Path) -> Layer:
    """The settings in a TOML file.

    Raises:
        SettingsError: It cannot be read, is not TOML, or a key or value is wrong.
    """
    where = Where(str(path))
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SettingsError("is too large to be a settings file", where=where)
        text = path.read_bytes().decode("utf-8-sig")
        if _tangled(text):
            raise SettingsError("is nested too deeply to be a settings file", where=where)
        document = tomllib.loads(text)
    except OSError as error:
        raise SettingsError("cannot be read: " + (error.strerror or str(error)), where=where) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"is not UTF-8 text (byte {error.start})", where=where) from error
    except (ValueError, RecursionError) as error:  # no TOML; or a number of more digits than Python reads
        hint = 'Write lines such as: pace = 0.9, or voice = "auto".'
        raise SettingsError(f"is not TOML: {error}"[:300], where=where, hint=hint) from error
    values = {}
    for name, raw in document.items():
        if name not in _TABLES:
            values[name] = parse_setting(name, raw, Where(str(path), key=name[:60]))
    return Layer(
        values,
        dict.fromkeys(values, str(path)),
        _read_profiles(document.get("profiles", {}), path),
        _read_pronounce(document.get("pronounce", {}), path),
    )


def _tangled(text: str) -> bool:
    """Whether reading a text would take more than its size allows; brackets in texts and comments count too."""
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = max(0, depth + (1 if bracket in "[{" else -1))
        if depth > MAX_DEPTH:
            return True
    return any(line.count(".") > MAX_DOTS for line in text.splitlines())


def _read_profiles(raw: Any, path: Path) -> dict[str, Mapping[str, Any]]:
    where = Where(str(path), key="profiles")
    if not isinstance(raw, dict) or not all(isinstance(each, dict) for each in raw.values()):
        raise SettingsError("profiles must be tables", where=where, hint="Write [profiles.evening] above its values.")
    profiles: dict[str, Mapping[str, Any]] = {}
    for name, table in raw.items():
        for key in table:
            if key not in PROFILE_KEYS:
                key_where = Where(str(path), key=f"profiles.{name}.{key}"[:80])
                raise SettingsError("is unknown in a profile", where=key_where, hint=did_you_mean(key, PROFILE_KEYS))
        profiles[name] = {
            key: parse_setting(key, value, Where(str(path), key=f"profiles.{name}.{key}"))
            for key, value in table.items()
        }
    return profiles


def _read_pronounce(raw: Any, path: Path) -> dict[str, str]:
    where = Where(str(path), key="pronounce")
    if not isinstance(raw, dict) or not all(isinstance(value, str) and value for value in raw.values()):
        hint = 'Write for example [pronounce] and below it: trapezius = "/trəˈpiːziəs/"'
        raise SettingsError("pronounce must hold words and how they sound", where=where, hint=hint)
    for word, value in raw.items():
        try:
            ipa_of(value)
        except VoiceError as error:
            where = Where(str(path), key=f"pronounce.{word}")
            raise SettingsError(error.message, where=where, hint=error.hint) from error
    return {str(word): value for word, value in raw.items()}


def save_setting(name: str, raw: str, path: Path) -> Any:
    """Write one setting into a settings file, keeping its comments and everything else in it.

    Returns:
        The value as it will be read back.

    Raises:
        SettingsError: The setting or value is wrong, or the file cannot be used as it is.
        ExportError: The file cannot be written.
    """
    value = parse_setting(name, raw)
    plain = list(value) if isinstance(value, tuple) else value
    document = _document(path)
    document[name] = value.value if isinstance(value, Enum) else plain
    write_atomic(path, document.as_string())
    return value


def unset_setting(name: str, path: Path) -> bool:
    """Take one setting out of a settings file, keeping everything else in it.

    Returns:
        Whether it was there.

    Raises:
        SettingsError: There is no such setting, or the file cannot be used as it is.
        ExportError: The file cannot be written.
    """
    if name not in setting_names():
        raise SettingsError(f"there is no setting {name[:60]!r}", hint=did_you_mean(name, setting_names()))
    document = _document(path)
    if name not in document:
        return False
    del document[name]
    write_atomic(path, document.as_string())
    return True


def _document(path: Path) -> TOMLDocument:
    """A settings file with its comments, for changing; empty when it is not there."""
    import tomlkit

    if not path.is_file():
        return tomlkit.document()
    read_file(path)
    return tomlkit.parse(path.read_text("utf-8-sig"))
