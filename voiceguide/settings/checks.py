"""Checks the values of settings: converts a valid one to one form, and shows the right form for another."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from enum import Enum
from typing import Any

from voiceguide.errors import Finding, SettingsError, Where, did_you_mean, nearest

_AS_PEOPLE_WRITE = "Settings.parse reads texts as people write them."


def check_value(each: dataclasses.Field[Any], value: Any) -> Any:
    """A value as `Settings` holds it: choices as their enum, numbers as float, lists as tuples.

    Args:
        each: The setting.
        value: Any value.

    Raises:
        SettingsError: It is of another type, or outside range or choices; the hint shows the right form.
    """
    if value is None and "None" in str(each.type):
        return None
    if each.metadata["choices"]:
        return _choose(each, value)
    if isinstance(each.default, bool):
        if not isinstance(value, bool):
            raise _wrong(each, value, "True or False", f"{each.name}=True")
        return value
    if isinstance(each.default, tuple):
        return _texts(each, value)
    if "str" in str(each.type):
        return _text(each, value)
    return _number(each, value)


def _text(each: dataclasses.Field[Any], value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise _wrong(each, value, "a text", f"{each.name}={each.default or 'rain'!r}")
    return value


def _choose(each: dataclasses.Field[Any], value: Any) -> Any:
    """A value as one of the setting's choices."""
    choices = each.metadata["choices"]
    for choice in choices:
        if value == choice and type(value) in (type(choice), str) and not isinstance(value, bool):
            return choice
    words = {str(choice): choice for choice in choices}
    near = nearest(value, words) if isinstance(value, str) else None
    allowed = ", ".join(words)
    hint = None if near is None else f"Write {each.name}={words[near]}." if near == value else f"Did you mean {near!r}?"
    raise SettingsError(f"{each.name} is {_show(value)}, but must be one of: {allowed}", hint=hint)


def _texts(each: dataclasses.Field[Any], value: Any) -> tuple[str, ...]:
    """A value as a tuple of texts."""
    example = f"{each.name}=('feet', 'neck')" if each.name == "avoid" else f"{each.name}=('Ana', 'Ben')"
    if isinstance(value, str):
        raise _wrong(each, value, "a tuple of texts", example if "," in value else f"{each.name}=({value!r},)")
    if not isinstance(value, Sequence) or not all(isinstance(item, str) and item.strip() for item in value):
        raise _wrong(each, value, "a tuple of texts", example)
    if each.name == "names" and len(value) not in (0, 2):
        number = "1 name" if len(value) == 1 else f"{len(value)} names"
        raise SettingsError(f"names has {number}, but must have two: GIVER,RECEIVER")
    return tuple(value)


def _number(each: dataclasses.Field[Any], value: Any) -> float:
    """A value as a number in the setting's range."""
    info = each.metadata
    whole = isinstance(each.default, int)
    unit = f" {info['unit']}" if info["unit"] not in ("", "factor") else ""
    low, high = (plain_number(each) for each in (info["low"], info["high"]))
    span = f"from {low} to {high}{unit}"
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        example = each.default if each.default is not None else _round_between(info["low"], info["high"])
        raise _wrong(each, value, f"a {'whole ' if whole else ''}number {span}", f"{each.name}={example!r}")
    if not info["low"] <= value <= info["high"]:
        raise SettingsError(f"{each.name} is {plain_number(value)}{unit}, but must be {span}")
    return value if whole else float(value)


def plain_number(value: float) -> str:
    """A number without an exponent: 2147483647, 0.5."""
    return f"{value:.0f}" if abs(value) >= 10_000 and float(value).is_integer() else f"{value:g}"


def _round_between(low: float, high: float) -> float:
    """A round number in a range, for an example."""
    return 1800.0 if low <= 1800.0 <= high else float(round(math.sqrt(max(low, 1.0) * high), -1))


def _wrong(each: dataclasses.Field[Any], value: Any, expected: str, example: str) -> SettingsError:
    hint = f"Write {example}." + (f" {_AS_PEOPLE_WRITE}" if isinstance(value, str) else "")
    return SettingsError(f"{each.name} is {_show(value)}, but must be {expected}", hint=hint)


def _show(value: Any) -> str:
    return repr(value.value if isinstance(value, Enum) else value)[:60]


def unknown_setting(name: str, allowed: Sequence[str]) -> SettingsError:
    """The error for a name that no setting has."""
    return SettingsError(f"there is no setting {str(name)[:60]!r}", hint=did_you_mean(str(name)[:60], allowed))


def refuse(problems: Sequence[SettingsError]) -> None:
    """Raise one error as it is, or several as one error that holds all of them.

    Raises:
        SettingsError: There is a problem.
    """
    if len(problems) == 1:
        raise problems[0]
    if problems:
        found = [Finding("setting", each.message, each.where or Where(), hint=each.hint) for each in problems]
        raise SettingsError(f"these settings cannot be used: {len(found)} problems", findings=found)
