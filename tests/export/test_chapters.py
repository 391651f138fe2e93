"""Chapters tile the session, whatever it is made of."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.routines import small_routine
from voiceguide.export.chapters import MOST_CHAPTERS, chapter_marks
from voiceguide.planning import plan_session
from voiceguide.settings import ChapterDetail, Settings
from voiceguide.timeline.model import Chapter, Timeline


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return plan_session(small_routine(), Settings(), voice_wpm=150.0).timeline


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
    stroke = next(move for move in timeline.moves if move.technique)
    length = (stroke.stop - stroke.start) // (MOST_CHAPTERS + 5)
    many = [
        replace(stroke, title=f"Stroke {n}", start=stroke.start + n * length, stop=stroke.start + (n + 1) * length)
        for n in range(MOST_CHAPTERS + 5)
    ]
    crowded = replace(timeline, moves=tuple(many))
    assert chapter_marks(crowded, ChapterDetail.STROKES) == chapter_marks(timeline, ChapterDetail.STAGES)


def test_chapters_without_a_name_or_a_length_are_mended(timeline: Timeline) -> None:
    middle = timeline.frames // 2
    odd = (Chapter("", 0, middle), Chapter("Nothing", middle, middle), Chapter(" \n", middle, timeline.frames))
    found = chapter_marks(replace(timeline, chapters=odd), ChapterDetail.STAGES)
    assert [chapter.title for chapter in found] == ["Chapter 1", "Chapter 2"]
    assert tiles(found, timeline.frames)


@pytest.mark.parametrize("detail", [ChapterDetail.STAGES, ChapterDetail.STROKES])
def test_the_opening_belongs_to_the_first_chapter_so_that_no_skip_can_miss_it(
    timeline: Timeline, detail: ChapterDetail
) -> None:
    first = chapter_marks(timeline, detail)[0]
    stroke = next(move for move in timeline.moves if move.technique)
    assert first.start == 0
    assert first.stop >= stroke.stop
