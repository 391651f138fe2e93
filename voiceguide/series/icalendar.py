"""Writes the dates of a series as an iCalendar file (RFC 5545), for any calendar.

Times are local and "floating" (section 3.3.5, form 1): eight in the evening stays so in every time zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from voiceguide.export.session import one_line
from voiceguide.series.model import Evening, Series

LONGEST_LINE = 75
"""Most octets in a line, without its line break (section 3.1)."""


def calendar(series: Series, stamped: datetime, titles: Iterable[str]) -> str:
    """The text of the file.

    Args:
        series: A series with a start, so that its evenings have dates.
        stamped: The moment of writing.
        titles: Titles of the evenings, in order.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//voiceguide//series//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(series.wish.title)}",  # RFC 7986
        f"X-WR-CALNAME:{_text(series.wish.title)}",  # the older, non-standard name
    ]
    for evening, title in zip(series.evenings, titles, strict=True):
        if evening.begins is not None:
            lines += _event(series, evening, evening.begins, stamped, title)
    lines.append("END:VCALENDAR")
    return "".join(fold(line) for line in lines)


def _event(series: Series, evening: Evening, begins: datetime, stamped: datetime, title: str) -> list[str]:
    """The lines of one evening."""
    wish = series.wish
    name = f"voiceguide:{wish.title}:{'|'.join(wish.people)}:{wish.start}:{evening.number}"
    description = f"Evening {evening.number} of {wish.count}. " + describe_givers(evening)
    return [
        "BEGIN:VEVENT",
        f"UID:{uuid5(NAMESPACE_URL, name)}@voiceguide",
        f"DTSTAMP:{stamped.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{begins:%Y%m%dT%H%M%S}",
        f"DURATION:PT{max(1, round(evening.minutes))}M",
        f"SUMMARY:{_text(title)}",
        f"DESCRIPTION:{_text(description)}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]


def describe_givers(evening: Evening) -> str:
    """A sentence that says who gives."""
    if evening.shared:
        return f"{evening.giver} and {evening.receiver} give, half and half."
    return f"{evening.giver} gives, {evening.receiver} receives."


def _text(value: str) -> str:
    """A TEXT value (section 3.3.11) on one line, with backslash, semicolon and comma escaped."""
    text = one_line(value)
    for char in "\\;,":
        text = text.replace(char, f"\\{char}")
    return text


def fold(line: str) -> str:
    """A content line with its line break, folded to at most `LONGEST_LINE` octets, never inside a character."""
    parts: list[str] = []
    part = ""
    for char in line:
        room = LONGEST_LINE - (1 if parts else 0)
        if len((part + char).encode("utf-8")) > room:
            parts.append(part)
            part = ""
        part += char
    return "\r\n ".join([*parts, part]) + "\r\n"
