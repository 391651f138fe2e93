"""WebVTT captions (W3C WebVTT: The Web Video Text Tracks Format), for browsers and podcast apps."""

from __future__ import annotations

from html import escape

from voiceguide.export.captions import captions
from voiceguide.export.session import Session
from voiceguide.units import clock


def render(session: Session) -> str:
    """The whole file. Text is escaped, so that ``<``, ``&`` and ``-->`` in a routine stay text."""
    blocks = ["WEBVTT", f"NOTE\n{escape(session.title, quote=False)}"]
    for each in captions(session.timeline, line_width=session.settings.caption_width):
        times = " --> ".join(clock(ms / 1000, millis=True) for ms in (each.start_ms, each.stop_ms))
        lines = "\n".join(escape(line, quote=False) for line in each.lines)
        blocks.append(f"{each.id}\n{times}\n{lines}")
    return "\n\n".join(blocks) + "\n"
