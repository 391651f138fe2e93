"""Building blocks of a script: numbers the cues and slots while the composer works.

Comes in: sentences. Goes out: cues with stable ids, gathered into slots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voiceguide.script.lines import Earcon
from voiceguide.script.model import Anchor, Cue, Slot

GAP_S = 0.8
"""Between two sentences of one instruction, seconds."""

PAUSE_S = 2.0
"""Between two thoughts, seconds."""

LONG_PAUSE_S = 4.0
"""Between two subjects, seconds."""


def speech(text: str, part: str, pause_s: float = GAP_S) -> Cue:
    """A spoken lead cue, still without an id."""
    return Cue(id="", text=text, part=part, pause_s=pause_s)


def earcon(kind: Earcon, pause_s: float = 0.4) -> Cue:
    """An earcon as a lead cue, still without an id."""
    return Cue(id="", earcon=kind, part="earcon", pause_s=pause_s)


def at_start(text: str, part: str, offset_s: float) -> Cue:
    """A cue that starts `offset_s` after the span's start."""
    return Cue(id="", text=text, part=part, anchor=Anchor.START, offset_s=max(0.0, offset_s))


def at_end(text: str, part: str, offset_s: float) -> Cue:
    """A cue that ends `offset_s` before the span's end."""
    return Cue(id="", text=text, part=part, anchor=Anchor.END, offset_s=max(0.0, offset_s))


def numbered(slot: Slot) -> Slot:
    """The slot with an id on every cue: ``SLOT.PART`` or ``SLOT.PART2`` where a part comes again."""
    seen: dict[str, int] = {}

    def with_id(cue: Cue) -> Cue:
        name = cue.part or "cue"
        seen[name] = seen.get(name, 0) + 1
        ending = "" if seen[name] == 1 else str(seen[name])
        return replace(cue, id=f"{slot.id}.{name}{ending}")

    return replace(slot, lead=tuple(map(with_id, slot.lead)), during=tuple(map(with_id, slot.during)))


def said(texts: Sequence[str], part: str, last_pause_s: float = PAUSE_S) -> tuple[Cue, ...]:
    """Sentences one after the other, with the longer pause after the last."""
    return tuple(
        speech(text, part, GAP_S if index < len(texts) - 1 else last_pause_s) for index, text in enumerate(texts)
    )
