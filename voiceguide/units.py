"""Reads and writes quantities: seconds, samples, timestamps, decibels, loudness.

Everything inside the package is in seconds, samples at `RATE_HZ`, dB or LU; texts such as "30 min" are read only
here. Parsing is strict: characters that are left over are an error.
"""

from __future__ import annotations

import math
import re

from voiceguide.errors import UnitError

RATE_HZ = 44_100
"""Sample rate of every mix, in Hz; even old MP3 players accept it (MPEG-1 Layer III)."""

_UNIT_SECONDS = {
    "h": 3600.0, "hr": 3600.0, "hour": 3600.0, "hours": 3600.0,
    "m": 60.0, "min": 60.0, "mins": 60.0, "minute": 60.0, "minutes": 60.0,
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0,
    "ms": 0.001,
}  # fmt: skip
_PART = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*([a-z]+)\s*", re.IGNORECASE | re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)", re.ASCII)
_LEVEL = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(lufs|lu|db|dbtp|dbfs)?\s*", re.IGNORECASE | re.ASCII)
_LONGEST_TEXT = 64


_TIME_HINT = "Write for example '30 min', '90 s', '1 h 15 min' or '12:30'."


def parse_duration(text: str) -> float:
    """Read a length of time: ``"30 min"``, ``"30m"``, ``"1 h 30 min"``, ``"90s"``, ``"1:30:00"``, ``"12:30"``.

    Returns:
        Seconds, finite and not negative.

    Raises:
        UnitError: The text is not a length of time, or a bare number without a unit.
    """
    if len(text) > _LONGEST_TEXT:
        raise UnitError("this is too long to be a length of time", hint=_TIME_HINT)
    on_a_clock = _CLOCK.fullmatch(text.strip())
    total = _clock_seconds(on_a_clock) if on_a_clock else _seconds_of_parts(text)
    if total is None or not math.isfinite(total):
        what = "a time on a clock" if on_a_clock else "a length of time"
        raise UnitError(f"{text!r} is not {what}", hint=_TIME_HINT)
    return total


def _clock_seconds(found: re.Match[str]) -> float | None:
    """The seconds of ``1:30:00`` or ``12:30``, or None if a part is 60 or more."""
    hours, minutes, seconds = found.groups()
    if float(seconds) >= 60 or (hours is not None and int(minutes) >= 60):
        return None
    return int(hours or 0) * 3600.0 + int(minutes) * 60.0 + float(seconds)


def _seconds_of_parts(text: str) -> float | None:
    """The seconds of ``1 h 30 min``, or None if it is not a length of time or its units do not become smaller."""
    position, total = 0, 0.0
    units: list[float] = []
    while position < len(text):
        part = _PART.match(text, position)
        unit = None if part is None else _UNIT_SECONDS.get(part[2].lower())
        if part is None or unit is None or (units and unit >= units[-1]):
            return None
        units.append(unit)
        total += float(part[1]) * unit
        position = part.end()
    return total if units else None


def parse_level(text: str, unit: str) -> float:
    """Read a level such as ``"-16 LUFS"`` or ``"20"`` in the given unit.

    Args:
        text: A number, with or without its unit.
        unit: ``LUFS``, ``LU``, ``dB`` or ``dBTP``; a different unit in the text is an error.
            LU and dB are both relative and are accepted for each other.

    Raises:
        UnitError: Not a number, not finite, or in another unit.
    """
    match = _LEVEL.fullmatch(text[: _LONGEST_TEXT + 1])
    given = (match[2] or unit).casefold() if match else ""
    relative = {"lu", "db"}
    if match is None or (given != unit.casefold() and not {given, unit.casefold()} <= relative):
        raise UnitError(f"{text!r} is not a level in {unit}", hint=f"Write for example '-16 {unit}'.")
    return float(match[1])


def to_samples(seconds: float) -> int:
    """The nearest whole number of samples in `seconds`."""
    return round(seconds * RATE_HZ)


def to_seconds(samples: int) -> float:
    """The length of `samples` in seconds."""
    return samples / RATE_HZ


def gain(db: float) -> float:
    """The amplitude factor of a level difference in dB: 10^(dB/20)."""
    return float(10.0 ** (db / 20.0))


def decibels(amplitude: float) -> float:
    """The level of an amplitude factor in dB; −inf for 0."""
    return 20.0 * math.log10(amplitude) if amplitude > 0 else -math.inf


def clock(seconds: float, *, millis: bool = False, hours: bool | None = None) -> str:
    """A time for people: ``4:05``, ``1:04:05``; with `millis`, ``00:04:05.120``.

    Args:
        seconds: Not negative; rounded to the whole second, or millisecond.
        millis: Always write hours and milliseconds, as captions do.
        hours: Write the hours even if zero; by default only from an hour on.
    """
    total_ms = round(seconds * 1000)
    if millis:
        minutes, rest_ms = divmod(total_ms, 60_000)
        return f"{minutes // 60:02}:{minutes % 60:02}:{rest_ms // 1000:02}.{rest_ms % 1000:03}"
    whole = (total_ms + 500) // 1000
    if hours or (hours is None and whole >= 3600):
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{whole // 60}:{whole % 60:02}"


def spell(seconds: float) -> str:
    """A length of time as people write it: ``30 s``, ``10 min``, ``4 h``."""
    if seconds >= 3600 and seconds % 3600 == 0:
        return f"{seconds / 3600:g} h"
    return f"{seconds / 60:g} min" if seconds >= 60 and seconds % 60 == 0 else f"{seconds:g} s"


def spoken_duration(seconds: float) -> str:
    """A length of time in words for a sentence: ``30 seconds``, ``2 minutes``, ``1 minute 30 seconds``."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    parts = []
    if minutes:
        parts.append(f"{minutes} minute{'s' if minutes != 1 else ''}")
    if rest or not minutes:
        parts.append(f"{rest} second{'s' if rest != 1 else ''}")
    return " ".join(parts)
