"""Converts the value of one setting from text or TOML to what `Settings` holds, and back to text for people.

A setting has two names: one for people (``duration``, ``ambient-below``), which is shown, and one with its unit for
programs (``duration_s``, ``ambient_below_lu``). Either is accepted, with dashes or underscores, and so are earlier
names (`settings.FORMER`).
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from voiceguide.errors import SettingsError, UnitError, Where
from voiceguide.settings import FORMER, WORDS, Settings
from voiceguide.settings.checks import check_value, plain_number, refuse, unknown_setting
from voiceguide.units import parse_duration, parse_level, spell


def setting_names() -> tuple[str, ...]:
    """All settings, in the order of their definition."""
    return tuple(each.name for each in dataclasses.fields(Settings))


def find_setting(name: str) -> str | None:
    """The setting with a name, which may be either of its two or an earlier one, or None."""
    plain = name.strip().casefold().replace("-", "_")
    if plain in WORDS:
        return plain
    found = next((each for each, word in WORDS.items() if word.replace("-", "_") == plain), None)
    return found or FORMER.get(plain.replace("_", "-"))


def setting_of(name: str, where: Where | None = None) -> str:
    """The setting with a name, as `find_setting`.

    Raises:
        SettingsError: There is none; the hint has the nearest name.
    """
    found = find_setting(name)
    if found is None:
        error = unknown_setting(name, tuple(WORDS.values()))
        error.where = where
        raise error
    return found


def parse_setting(name: str, raw: Any, where: Where | None = None) -> Any:
    """A setting's value from text or TOML: ``"30 min"``, ``"-16 LUFS"``, ``"off"``, ``["feet"]``.

    A bare number for ``duration`` is minutes; for ``duration_s`` it is seconds.

    Args:
        name: Either name of the setting.
        raw: The value.
        where: Where it was written, for errors.

    Raises:
        SettingsError: The setting is unknown, or the value is of the wrong kind or out of range.
    """
    own = setting_of(name, where)
    each = next(field for field in dataclasses.fields(Settings) if field.name == own)
    if each.metadata["unit"] == "s" and name.replace("-", "_").casefold() != own:
        raw = in_minutes(raw)
    try:
        value = _convert(each, raw)
        _check_time(each, value)
        value = check_value(each, value)
    except SettingsError as error:
        message = name + error.message.removeprefix(own)
        raise SettingsError(message, where=where, hint=error.hint) from None
    except (UnitError, ValueError, TypeError, OverflowError) as error:
        hint = error.hint if isinstance(error, UnitError) else None
        shown = repr(raw)[:60]
        raise SettingsError(f"{name} cannot be {shown}: {_describe_expected(each)}", where=where, hint=hint) from error
    return value


def _check_time(each: dataclasses.Field[Any], value: Any) -> None:
    """Refuse a length of time out of range, in units that people write; `check_value` tells programs in seconds."""
    low, high = each.metadata["low"], each.metadata["high"]
    if each.metadata["unit"] == "s" and isinstance(value, float) and not low <= value <= high:
        shown = spell(value) if math.isfinite(value) else f"{value:g}"
        raise SettingsError(f"{each.name} is {shown}, but must be from {spell(low)} to {spell(high)}")


def parse_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by their names for programs, from what people write; see `Settings.parse`.

    Raises:
        SettingsError: A name is unknown or given twice, or a value cannot be read; `findings` holds all.
    """
    found: dict[str, Any] = {}
    problems = []
    for name, raw in values.items():
        try:
            own = setting_of(str(name))
            if own in found:
                raise SettingsError(f"{name} is said twice", hint=f"It is {WORDS[own]} and {own}: write one of them.")
            found[own] = parse_setting(str(name), raw)
        except SettingsError as error:
            problems.append(error)
    refuse(problems)
    return found


def in_minutes(raw: Any) -> Any:
    """A bare number with the unit minutes added; anything else unchanged."""
    bare = isinstance(raw, int | float) and not isinstance(raw, bool)
    if bare or (isinstance(raw, str) and re.fullmatch(r"\d{1,6}(\.\d{1,3})?", raw.strip())):
        return f"{str(raw).strip()} min"
    return raw


def to_toml(name: str, value: Any) -> Any:
    """A value for a settings file: times as text with their unit, choices as text, tuples as lists."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float) and name.endswith("_s"):
        return f"{value / 60:g} min" if value % 60 == 0 else f"{value:g} s"
    return value


_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def _convert(each: dataclasses.Field[Any], raw: Any) -> Any:
    """A value of the setting's type, from text or TOML; raises ValueError or TypeError for another."""
    default, info = each.default, each.metadata
    if isinstance(default, bool):
        return _parse_flag(raw)
    if isinstance(default, tuple):
        return _parse_names(raw)
    if isinstance(raw, bool | dict | list) or raw == "":
        raise TypeError(raw)
    if isinstance(default, Enum):
        word = str(raw).strip().lower()
        return type(default)(word) if word in info["choices"] else raw
    if isinstance(default, int):
        return int(str(raw).strip())
    if isinstance(default, float) or info["unit"]:
        return _parse_number(raw, info["unit"])
    if not isinstance(raw, str) or not raw.strip():
        raise TypeError(raw)
    return raw.strip()


def _parse_flag(raw: Any) -> bool:
    """A value as yes or no."""
    text = str(raw).strip().lower()
    if text not in _YES + _NO:
        raise ValueError(text)
    return text in _YES


def _parse_names(raw: Any) -> tuple[str, ...]:
    """A value as names: a text with commas, or a list of texts."""
    items = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(items, Sequence) or not all(isinstance(item, str) for item in items):
        raise TypeError(raw)
    return tuple(item.strip() for item in items if item.strip())


def _parse_number(raw: Any, unit: str) -> float:
    """A value as a number, in the setting's unit."""
    if not isinstance(raw, str):
        return float(raw)
    if unit == "s":
        return parse_duration(raw)
    return parse_level(raw, unit) if unit in ("LU", "LUFS", "dBTP") else float(raw)


def _describe_expected(each: dataclasses.Field[Any]) -> str:
    """What a setting's value must be, for an error."""
    info = each.metadata
    if info["choices"]:
        return "expected one of " + ", ".join(str(choice) for choice in info["choices"])
    if isinstance(each.default, bool):
        return "expected yes or no"
    if isinstance(each.default, tuple):
        return "expected names, separated by commas"
    if info["unit"] == "s":
        return "expected a length of time such as '30 min'"
    if isinstance(each.default, int | float) or info["unit"]:
        whole = "whole " if isinstance(each.default, int) else ""
        unit = f" {info['unit']}" if info["unit"] not in ("", "factor") else ""
        return f"expected a {whole}number from {plain_number(info['low'])} to {plain_number(info['high'])}{unit}"
    return "expected a text"


def show_value(value: Any) -> str:
    """A setting's value for people."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(str, value)) or "-"
    return "-" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
