"""Podcasting 2.0 chapters (JSON Chapters Format 1.2.0), which podcast apps fetch beside the sound."""

from __future__ import annotations

import json

from voiceguide.export.chapters import chapter_marks
from voiceguide.export.session import ARTIST, Session
from voiceguide.settings import ChapterDetail

VERSION = "1.2.0"


def render(session: Session) -> str:
    """The whole file; it lists the stages even if the sound has no chapters (``none``)."""
    timeline = session.timeline
    detail = session.settings.chapters
    marks = chapter_marks(timeline, ChapterDetail.STAGES if detail is ChapterDetail.NONE else detail)
    content = {
        "version": VERSION,
        "title": session.title,
        "author": ARTIST,
        "chapters": [
            {
                "startTime": round(mark.start / timeline.rate_hz, 3),
                "endTime": round(mark.stop / timeline.rate_hz, 3),
                "title": mark.title,
            }
            for mark in marks
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
