"""Reads settings files, checking every key, and changes one setting in a file without losing its comments."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from voiceguide.errors import SettingsError, VoiceError, Where, did_you_mean
from voiceguide.files import write_atomic
from voiceguide.settings import FORMER, WORDS, former_note
from voiceguide.settings.values import find_setting, parse_setting, setting_of, to_toml

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

MAX_BYTES = 200_000
MAX_DEPTH = 50
"""Most brackets open at the same time in a settings file; the TOML reader recurses as deep, and one is usual."""

MAX_DOTS = 200
"""Most dots in a line of a settings file: for long dotted keys the reader's time and memory grow with the square."""

PROFILE_KEYS = ("voice", "rate_wpm", "pitch_st", "volume_lu")
_TABLES = ("profiles", "pronounce")


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source of settings says.

    Attributes:
        values: Settings by name, already parsed.
        origins: Where each was given.
        profiles: Profiles that the source defines.
        pronounce: Pronunciations that the source defines.
        notes: What was ignored, and earlier names of settings, a sentence each.
    """

    values: Mapping[str, Any]
    origins: Mapping[str, str]
    profiles: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    pronounce: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[str, ...] = ()


def read_file(path: Path) -> Layer:
    """The settings in a TOML file.

    Raises:
        SettingsError: It cannot be read, it is not TOML, or a key or value is wrong.
    """
    where = Where(str(path))
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SettingsError("is too large to be a settings file", where=where)
        text = path.read_bytes().decode("utf-8-sig")
        if _is_tangled(text):
            raise SettingsError("is nested too deeply to be a settings file", where=where)
        document = tomllib.loads(text)
    except OSError as error:
        raise SettingsError("cannot be read: " + (error.strerror or str(error)), where=where) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"is not UTF-8 text (byte {error.start})", where=where) from error
    except (ValueError, RecursionError) as error:  # not TOML, or a number with more digits than Python reads
        hint = 'Write lines such as: pace = 0.9, or voice = "auto".'
        raise SettingsError(f"is not TOML: {error}"[:300], where=where, hint=hint) from error
    values = _read_values({name: raw for name, raw in document.items() if name not in _TABLES}, path, "")
    return Layer(
        values,
        dict.fromkeys(values, str(path)),
        _read_profiles(document.get("profiles", {}), path),
        _read_pronounce(document.get("pronounce", {}), path),
        tuple(f"{path}: {text}" for text in map(former_note, document) if text),
    )


def _read_values(table: Mapping[str, Any], path: Path, within: str) -> dict[str, Any]:
    """Settings by name, from a table that may use either name of each, but not both."""
    values: dict[str, Any] = {}
    said: dict[str, str] = {}
    for key, raw in table.items():
        where = Where(str(path), key=f"{within}{key}"[:80])
        name = setting_of(key, where)
        if name in said:
            raise SettingsError(f"says the same as {said[name]}", where=where, hint="Keep one of them.")
        said[name] = key
        values[name] = parse_setting(key, raw, where)
    return values


def _is_tangled(text: str) -> bool:
    """Whether a text is too nested to be read safely; brackets in strings and comments count, too."""
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = max(0, depth + (1 if bracket in "[{" else -1))
        if depth > MAX_DEPTH:
            return True
    return any(line.count(".") > MAX_DOTS for line in text.splitlines())


def _read_profiles(raw: Any, path: Path) -> dict[str, Mapping[str, Any]]:
    """The profiles of a file by name, with their settings checked."""
    where = Where(str(path), key="profiles")
    if not isinstance(raw, dict) or not all(isinstance(each, dict) for each in raw.values()):
        raise SettingsError("profiles must be tables", where=where, hint="Write [profiles.evening] above its values.")
    profiles: dict[str, Mapping[str, Any]] = {}
    for name, table in raw.items():
        for key in table:
            if find_setting(key) not in PROFILE_KEYS:
                key_where = Where(str(path), key=f"profiles.{name}.{key}"[:80])
                words = [WORDS[each] for each in PROFILE_KEYS]
                raise SettingsError("is unknown in a profile", where=key_where, hint=did_you_mean(key, words))
        profiles[name] = _read_values(table, path, f"profiles.{name}.")
    return profiles


def _read_pronounce(raw: Any, path: Path) -> dict[str, str]:
    """The pronunciations of a file by word, with their spelling checked."""
    where = Where(str(path), key="pronounce")
    if not isinstance(raw, dict) or not all(isinstance(value, str) and value for value in raw.values()):
        hint = 'Write for example [pronounce] and below it: trapezius = "/trəˈpiːziəs/"'
        raise SettingsError("pronounce must hold words and how they sound", where=where, hint=hint)
    if raw:
        from voiceguide.text.respelling import ipa_of  # slow to import, and few settings files need it
    for word, value in raw.items():
        try:
            ipa_of(value)
        except VoiceError as error:
            where = Where(str(path), key=f"pronounce.{word}")
            raise SettingsError(error.message, where=where, hint=error.hint) from error
    return {str(word): value for word, value in raw.items()}


def save_setting(name: str, raw: str, path: Path) -> Any:
    """Write one setting into a settings file, keeping its comments and everything else.

    Returns:
        The value as it will be read back.

    Raises:
        SettingsError: The setting or value is wrong, or the file has mistakes already.
        ExportError: The file cannot be written.
    """
    value = parse_setting(name, raw)
    own = setting_of(name)
    document = _document(path)
    key = _key_in(document, own) or WORDS[own]
    if key.replace("_", "-") in FORMER:
        del document[key]
        key = WORDS[own]
    document[key] = to_toml(own, value)
    write_atomic(path, document.as_string())
    return value


def _key_in(document: TOMLDocument, name: str) -> str | None:
    """The name that a file uses for a setting, or None if it does not have it."""
    return next((str(key) for key in document if key not in _TABLES and find_setting(str(key)) == name), None)


def unset_setting(name: str, path: Path) -> bool:
    """Remove one setting from a settings file, keeping everything else.

    Returns:
        Whether it was there.

    Raises:
        SettingsError: There is no such setting, or the file has mistakes already.
        ExportError: The file cannot be written.
    """
    own = setting_of(name)
    document = _document(path)
    key = _key_in(document, own)
    if key is None:
        return False
    del document[key]
    write_atomic(path, document.as_string())
    return True


def _document(path: Path) -> TOMLDocument:
    """A settings file with its comments, for editing; empty if there is no file."""
    import tomlkit

    if not path.is_file():
        return tomlkit.document()
    read_file(path)
    return tomlkit.parse(path.read_text("utf-8-sig"))
