"""Chapters tile the session, whatever it is made of."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.routines import small_routine
from voiceguide.export.marks import MOST_CHAPTERS, SHORTEST_S, chapter_marks
from voiceguide.layout import lay_out
from voiceguide.script.compose import compose
from voiceguide.script.fit import estimated
from voiceguide.settings import ChapterDetail, Settings
from voiceguide.timeline.model import Chapter, Timeline
from voiceguide.units import to_samples


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    script = compose(small_routine(), Settings())
    return lay_out(script, dict(estimated(Settings())(script)))


def tiles(chapters: tuple[Chapter, ...], frames: int) -> bool:
    edges = [0, *(chapter.stop for chapter in chapters)]
    return edges[-1] == frames and [chapter.start for chapter in chapters] == edges[:-1]


@pytest.mark.parametrize("detail", [ChapterDetail.STAGES, ChapterDetail.STROKES])
def test_chapters_tile_the_session_and_neighbours_differ(timeline: Timeline, detail: ChapterDetail) -> None:
    found = chapter_marks(timeline, detail)
    assert tiles(found, timeline.frames)
    assert all(one.title != other.title for one, other in pairwise(found))


def test_strokes_are_finer_than_stages_and_none_are_none(timeline: Timeline) -> None:
    stages, strokes = (chapter_marks(timeline, each) for each in (ChapterDetail.STAGES, ChapterDetail.STROKES))
    assert len(strokes) > len(stages)
    assert {chapter.start for chapter in stages} <= {chapter.start for chapter in strokes}
    assert chapter_marks(timeline, ChapterDetail.NONE) == ()


def cut_into(timeline: Timeline, count: int, title: str = "Part {}") -> Timeline:
    edges = [timeline.frames * number // count for number in range(count + 1)]
    chapters = [Chapter(title.format(n), *edge) for n, edge in enumerate(pairwise(edges))]
    return replace(timeline, chapters=tuple(chapters))


def test_more_stages_than_a_player_can_list_end_in_one_long_chapter(timeline: Timeline) -> None:
    found = chapter_marks(cut_into(timeline, MOST_CHAPTERS + 20), ChapterDetail.STAGES)
    assert len(found) == MOST_CHAPTERS
    assert tiles(found, timeline.frames)
    exact = chapter_marks(cut_into(timeline, MOST_CHAPTERS), ChapterDetail.STAGES)
    assert [chapter.title for chapter in exact][-1] == f"Part {MOST_CHAPTERS - 1}"


def test_more_strokes_than_a_player_can_list_fall_back_to_stages(timeline: Timeline) -> None:
    slots = timeline.slots
    stroke = next(slot for slot in slots if slot.technique)
    length = (stroke.stop - stroke.start) // (MOST_CHAPTERS + 5)
    many = [
        replace(stroke, title=f"Stroke {n}", start=stroke.start + n * length, stop=stroke.start + (n + 1) * length)
        for n in range(MOST_CHAPTERS + 5)
    ]
    crowded = replace(timeline, slots=tuple(many))
    assert chapter_marks(crowded, ChapterDetail.STROKES) == chapter_marks(timeline, ChapterDetail.STAGES)


def test_chapters_without_a_name_or_a_length_are_mended(timeline: Timeline) -> None:
    middle = timeline.frames // 2
    odd = (Chapter("", 0, middle), Chapter("Nothing", middle, middle), Chapter(" \n", middle, timeline.frames))
    found = chapter_marks(replace(timeline, chapters=odd), ChapterDetail.STAGES)
    assert [chapter.title for chapter in found] == ["Chapter 1", "Chapter 2"]
    assert tiles(found, timeline.frames)


def test_a_short_opening_belongs_to_the_first_stroke(timeline: Timeline) -> None:
    stroke = next(slot for slot in timeline.slots if slot.technique)
    stop = stroke.stop

    def marks(opening_s: float) -> list[str]:
        start = stroke.start - to_samples(opening_s)
        one = replace(timeline, slots=(stroke,), chapters=(Chapter("Stage", start, stop),))
        return [chapter.title for chapter in chapter_marks(one, ChapterDetail.STROKES)]

    assert marks(SHORTEST_S - 0.1) == [stroke.title]
    assert marks(SHORTEST_S + 0.1) == ["Stage", stroke.title]
