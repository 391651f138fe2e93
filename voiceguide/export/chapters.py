"""Chapters: which titled stretches of a session a listener can jump to.

Tags, chapter files, containers, page and picture all take theirs from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from voiceguide.choreography.model import MoveKind
from voiceguide.export.session import one_line
from voiceguide.settings import ChapterDetail
from voiceguide.timeline.model import Chapter, Timeline

MOST_CHAPTERS = 255
"""An ID3 table of contents counts its entries in one byte (ID3v2 Chapter Frame Addendum 1.0, section 3.2)."""


class ChapterStart(NamedTuple):
    """Where a chapter begins, in seconds, and its title."""

    start_s: float
    title: str


def chapter_marks(timeline: Timeline, detail: ChapterDetail) -> tuple[Chapter, ...]:
    """The chapters of a session, tiling [0, frames); none for ``none``.

    With ``strokes``, each stroke (and what leads up to it) is a chapter of its own; strokes in a row with
    the same title stay together. Falls back to stages when there would be more than `MOST_CHAPTERS`.
    """
    if detail is ChapterDetail.NONE:
        return ()
    stages = _tidy(timeline.chapters)
    if detail is ChapterDetail.STROKES:
        strokes = _tidy(_by_stroke(timeline))
        if len(strokes) <= MOST_CHAPTERS:
            return strokes
    if len(stages) > MOST_CHAPTERS:
        last = stages[MOST_CHAPTERS - 1]
        return (*stages[: MOST_CHAPTERS - 1], Chapter(last.title, last.start, stages[-1].stop))
    return stages


def _by_stroke(timeline: Timeline) -> list[Chapter]:
    """Stage chapters cut at the start of every stroke; what leads up to the first belongs to it."""
    cut: list[Chapter] = []
    for stage in timeline.chapters:
        inside = [
            move for move in timeline.moves if move.kind is MoveKind.STROKE and stage.start <= move.start < stage.stop
        ]
        if not inside:
            cut.append(stage)
            continue
        starts = [(move.start, move.title) for move in inside]
        starts[0] = (stage.start, starts[0][1])
        stops = [start for start, _ in starts[1:]] + [stage.stop]
        cut += [Chapter(title or stage.title, start, stop) for (start, title), stop in zip(starts, stops, strict=True)]
    return cut


def _tidy(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """Drop empty chapters, put every title on one line, and join neighbours with equal titles."""
    tidy: list[Chapter] = []
    for chapter in chapters:
        title = one_line(chapter.title) or f"Chapter {len(tidy) + 1}"
        if chapter.stop <= chapter.start:
            continue
        if tidy and tidy[-1].title == title:
            tidy[-1] = Chapter(title, tidy[-1].start, chapter.stop)
        else:
            tidy.append(Chapter(title, chapter.start, chapter.stop))
    return tuple(tidy)
