"""LRC: timed lines that music players on phones show like lyrics.

A time in an LRC file has two digits of minutes. Many players ignore a line at ``[100:12.00]``, and some show it at
0:12; so the timed lines end before minute 100 and say that the captions go on.
"""

from __future__ import annotations

from voiceguide.export.session import ARTIST, Session, one_line
from voiceguide.timeline.model import SpeechPlacement

CLEAR_AFTER_S = 4.0
"""A pause at least this long, in seconds, clears the line."""

LONGEST_S = 99 * 60 + 59.99
"""The last moment that an LRC file can name, in seconds."""

_FARTHER = "(The timed lines end here; the captions go on.)"
_HARMLESS = str.maketrans("[]", "()")
"""A bracket at the start of a line would be read as a time."""


def render(session: Session) -> str:
    """The whole file: one line for each spoken cue, and an empty one where a long pause begins."""
    timeline = session.timeline
    head = [
        f"[ti:{session.title.translate(_HARMLESS)}]",
        f"[ar:{ARTIST}]",
        f"[al:{one_line(session.facts.album).translate(_HARMLESS)}]",
    ]
    if timeline.seconds <= LONGEST_S:
        head.append(f"[length:{_stamp(timeline.seconds)}]")
    lines: list[str] = []
    for index, place in enumerate(timeline.speech):
        if place.start / timeline.rate_hz > LONGEST_S:
            lines.append(f"[{_stamp(LONGEST_S)}]{_FARTHER}")
            break
        lines.append(f"[{_stamp(place.start / timeline.rate_hz)}]{one_line(place.text).translate(_HARMLESS)}")
        following = _start(timeline.speech, index + 1, timeline.frames)
        pause_is_long = following - place.stop >= CLEAR_AFTER_S * timeline.rate_hz
        if pause_is_long and place.stop / timeline.rate_hz <= LONGEST_S:
            lines.append(f"[{_stamp(place.stop / timeline.rate_hz)}]")
    return "\n".join([*head, *lines]) + "\n"


def _start(speech: tuple[SpeechPlacement, ...], index: int, end: int) -> int:
    """Start of a line, or the end of the session after the last."""
    return speech[index].start if index < len(speech) else end


def _stamp(seconds: float) -> str:
    """A time as ``mm:ss.cc``."""
    minutes, rest = divmod(round(seconds * 100), 6000)
    return f"{minutes:02}:{rest // 100:02}.{rest % 100:02}"
