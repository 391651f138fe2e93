"""The transcript as Markdown (CommonMark): for notes and web pages."""

from __future__ import annotations

import re

from voiceguide.export.session import Session
from voiceguide.export.transcript import transcript
from voiceguide.units import clock

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_LINE_STARTS = re.compile(r"^(\d+)([.)])|^([-+=])")


def render(session: Session) -> str:
    """The whole file: title, a list of chapters, then each chapter with its paragraphs."""
    hours = session.timeline.seconds >= 3600
    passages = transcript(session)
    times = [clock(passage.start_s, hours=hours) for passage in passages]
    index = [f"- {time} {escape(passage.chapter.title)}" for time, passage in zip(times, passages, strict=True)]
    blocks = [f"# {escape(session.title)}", f"{clock(session.timeline.seconds)} in all.", "\n".join(index)]
    for time, passage in zip(times, passages, strict=True):
        blocks.append(f"## {escape(passage.chapter.title)} ({time})")
        blocks += [f"**{clock(each.start_s, hours=hours)}** {escape(each.text)}" for each in passage.paragraphs]
    return "\n\n".join(blocks) + "\n"


def escape(text: str) -> str:
    """`text` escaped, so that Markdown shows it as it is."""
    marked = _MARKS.sub(r"\\\1", text)
    return _LINE_STARTS.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", marked)
