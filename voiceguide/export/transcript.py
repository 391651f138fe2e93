"""The transcript: what is said, grouped by chapters and moves, with times.

Plain text, Markdown, page and lyrics tag are written from its `Passage` records.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from voiceguide.choreography.model import MoveKind
from voiceguide.export.chapters import chapter_marks
from voiceguide.export.session import Session, one_line
from voiceguide.settings import ChapterDetail
from voiceguide.timeline.model import Chapter, SpeechPlacement, Timeline


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is said in one move, and in the travel that follows it.

    Attributes:
        start_s: When its first word is heard, in seconds.
        cues: Its spoken cues, in order; never empty.
    """

    start_s: float
    cues: tuple[SpeechPlacement, ...]

    @property
    def text(self) -> str:
        """Everything said in it, on one line."""
        return " ".join(one_line(cue.text) for cue in self.cues)


@dataclass(frozen=True, slots=True)
class Passage:
    """A chapter with what is said in it.

    Attributes:
        chapter: Title and samples.
        start_s: Where it begins, in seconds.
        paragraphs: What is said, move by move.
    """

    chapter: Chapter
    start_s: float
    paragraphs: tuple[Paragraph, ...]


def transcript(session: Session) -> tuple[Passage, ...]:
    """The whole session as passages, in order; every spoken cue is in exactly one."""
    return passages_of(session.timeline, session.title, session.settings.chapters)


def passages_of(timeline: Timeline, title: str, detail: ChapterDetail = ChapterDetail.STAGES) -> tuple[Passage, ...]:
    """What is said, grouped by chapters of that detail (by stages for ``none``)."""
    marks = chapter_marks(timeline, ChapterDetail.STAGES if detail is ChapterDetail.NONE else detail)
    if not marks:
        marks = (Chapter(title, 0, timeline.frames),)
    passages = []
    for index, mark in enumerate(marks):
        first = 0 if index == 0 else mark.start
        last = timeline.frames + 1 if index + 1 == len(marks) else mark.stop
        spoken = [cue for cue in timeline.speech if first <= cue.start < last]
        passages.append(Passage(mark, mark.start / timeline.rate_hz, _paragraphs(spoken, timeline)))
    return tuple(passages)


def _paragraphs(spoken: list[SpeechPlacement], timeline: Timeline) -> tuple[Paragraph, ...]:
    """Spoken cues grouped by move."""
    groups: list[list[SpeechPlacement]] = []
    edges = [move.start for move in timeline.moves if move.kind is not MoveKind.TRAVEL]
    here = -1
    for cue in spoken:
        move = bisect_right(edges, cue.start)
        if move != here:
            groups.append([])
            here = move
        groups[-1].append(cue)
    return tuple(Paragraph(group[0].start / timeline.rate_hz, tuple(group)) for group in groups)
