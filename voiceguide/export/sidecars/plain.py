"""The transcript as plain text with times, for reading beforehand and for screen readers."""

from __future__ import annotations

from voiceguide.export.session import Session
from voiceguide.export.transcript import transcript
from voiceguide.units import clock


def render(session: Session) -> str:
    """The whole file: title and length, then each chapter with its paragraphs."""
    hours = session.timeline.seconds >= 3600
    blocks = [f"{session.title}\n{clock(session.timeline.seconds)}"]
    for passage in transcript(session):
        blocks.append(f"{passage.chapter.title} ({clock(passage.start_s, hours=hours)})")
        blocks += [f"[{clock(each.start_s, hours=hours)}] {each.text}" for each in passage.paragraphs]
    return "\n\n".join(blocks) + "\n"
