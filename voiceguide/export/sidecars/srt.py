"""SubRip captions, for video players. The format has no escapes, so marks that players obey are replaced."""

from __future__ import annotations

from voiceguide.export.captions import captions
from voiceguide.export.session import Session
from voiceguide.units import clock

_HARMLESS = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")", "\\": "/"})
"""``<b>``, ``{\\an8}`` and ``\\N`` are obeyed by players; their look-alikes are only shown."""


def render(session: Session) -> str:
    """The whole file, numbered from 1."""
    blocks = []
    for number, each in enumerate(captions(session.timeline, line_width=session.settings.caption_width), 1):
        times = " --> ".join(clock(ms / 1000, millis=True).replace(".", ",") for ms in (each.start_ms, each.stop_ms))
        blocks.append(f"{number}\n{times}\n" + "\n".join(line.translate(_HARMLESS) for line in each.lines))
    return "\n\n".join(blocks) + "\n"
