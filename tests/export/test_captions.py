"""Captions can be read while they are heard: short lines, in order, in time, nothing lost."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.export.captions import LINE_WIDTH, caption_blocks, captions, width
from voiceguide.export.session import one_line
from voiceguide.script.lines import Earcon, Purpose
from voiceguide.timeline.model import EarconPlacement, SpeechPlacement

from .sessions import session


@given(st.text(max_size=600))
def test_lines_are_short_and_keep_every_character(text: str) -> None:
    blocks = caption_blocks(text)
    assert all(1 <= len(block) <= 2 for block in blocks)
    assert all(0 < width(line) <= LINE_WIDTH for block in blocks for line in block)
    said = "".join(line for block in blocks for line in block)
    assert said.replace(" ", "") == one_line(text).replace(" ", "")


def test_a_long_text_is_cut_where_a_sentence_ends() -> None:
    first = "Lay both palms flat on the shoulders, fingers pointing away from you and quite relaxed."
    second = "Glide slowly outward to the tips of the shoulders, then return with a touch as light as a feather."
    assert [" ".join(block) for block in caption_blocks(f"{first} {second}")] == [first, second]


def test_a_short_text_stays_on_one_line() -> None:
    assert caption_blocks("Begin.") == [("Begin.",)]


def test_wide_characters_count_twice() -> None:
    (block,) = caption_blocks("背" * 64)
    assert [len(line) for line in block] == [32, 32]


@given(st.lists(st.text(min_size=1, max_size=400), min_size=1, max_size=6), st.integers(4_410, 90_000))
def test_captions_follow_one_another_without_overlap(texts: list[str], frames: int) -> None:
    made = session()
    speech = tuple(SpeechPlacement(f"c{i}", text, Purpose.STEP, i * 100_000, frames) for i, text in enumerate(texts))
    timeline = dataclasses.replace(made.timeline, speech=speech, earcons=())
    result = captions(timeline)
    assert all(one.start_ms < one.stop_ms for one in result)
    assert all(one.stop_ms <= following.start_ms for one, following in pairwise(result))
    assert len({one.id for one in result}) == len(result)
    starts = {round(place.start * 1000 / timeline.rate_hz) for place in speech if one_line(place.text)}
    assert starts <= {one.start_ms for one in result}


def test_times_are_those_of_the_speech() -> None:
    timeline = session().timeline
    by_id = {one.id: one for one in captions(timeline)}
    for place in timeline.speech:
        caption = by_id[place.cue]
        assert caption.start_ms == pytest.approx(place.start / timeline.rate_hz * 1000, abs=1)
        assert caption.stop_ms == pytest.approx(place.stop / timeline.rate_hz * 1000, abs=1)


def test_a_very_short_cue_stays_long_enough_to_be_read_but_not_over_the_next() -> None:
    speech = (
        SpeechPlacement("a", "Now.", Purpose.NOW, 0, 8_820),
        SpeechPlacement("b", "Down.", Purpose.LEAD, 22_050, 8_820),
    )
    timeline = dataclasses.replace(session().timeline, speech=speech, earcons=())
    first, second = captions(timeline)
    assert (first.start_ms, first.stop_ms) == (0, 500)
    assert (second.start_ms, second.stop_ms) == (500, 1700)


def test_signals_are_written_for_those_who_read() -> None:
    earcons = tuple(
        EarconPlacement(f"e{i}", earcon, 10_000_000 + i * 100_000, 90_000) for i, earcon in enumerate(Earcon)
    )
    timeline = dataclasses.replace(session().timeline, earcons=earcons)
    signals = [one.lines[0] for one in captions(timeline) if one.signal]
    assert len(set(signals)) == len(Earcon)
    assert all(line.startswith("[") and line.endswith("]") for line in signals)
