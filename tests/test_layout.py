from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.routines import routines, small_routine, spoken
from voiceguide.errors import SpeechError
from voiceguide.layout import MARGIN, lay_out, place_during
from voiceguide.routine.model import Routine
from voiceguide.script.compose import compose
from voiceguide.script.lines import EARCON_SECONDS
from voiceguide.script.model import Anchor, Cue, SlotKind
from voiceguide.settings import Guidance, Settings
from voiceguide.timeline.model import BedSpan, Chapter, EarconPlacement, SpeechPlacement, Timeline
from voiceguide.units import RATE_HZ, to_samples

ANY_SETTINGS = st.builds(
    Settings,
    guidance=st.sampled_from(list(Guidance)),
    pace=st.sampled_from([0.6, 0.8, 1.0, 1.25, 1.7]),
    seed=st.integers(0, 50),
)


def laid(routine: Routine, wanted: Settings) -> Timeline:
    script = compose(routine, wanted)
    return lay_out(script, spoken(script))


@given(routines(), ANY_SETTINGS)
@settings(max_examples=60, deadline=None)
def test_nothing_overlaps_and_everything_sums_to_the_sample(routine: Routine, wanted: Settings) -> None:
    script = compose(routine, wanted)
    lengths = spoken(script)
    timeline = lay_out(script, lengths)
    assert timeline.slots[0].start == 0
    assert timeline.slots[-1].stop == timeline.frames
    assert all(before.stop == after.start for before, after in pairwise(timeline.slots))
    heard = sorted(
        [(each.start, each.stop) for each in timeline.speech] + [(each.start, each.stop) for each in timeline.earcons]
    )
    assert all(stop <= start for (_, stop), (start, _) in pairwise(heard))
    assert heard[0][0] >= 0
    assert heard[-1][1] <= timeline.frames
    assert all(before.stop <= after.start for before, after in pairwise(timeline.pulses))
    assert {each.cue: each.frames for each in timeline.speech} == lengths


@given(routines(), ANY_SETTINGS)
@settings(max_examples=40, deadline=None)
def test_every_cue_is_heard_inside_its_own_slot(routine: Routine, wanted: Settings) -> None:
    script = compose(routine, wanted)
    timeline = lay_out(script, spoken(script))
    where: dict[str, SpeechPlacement | EarconPlacement] = {each.cue: each for each in timeline.speech}
    where |= {each.cue: each for each in timeline.earcons}
    assert len(where) == len(script.cues())
    for slot, placed in zip(script.slots, timeline.slots, strict=True):
        for cue in slot.lead:
            assert placed.start <= where[cue.id].start
            assert where[cue.id].stop <= placed.span_start
        for cue in slot.during:
            assert placed.span_start <= where[cue.id].start
            assert where[cue.id].stop <= placed.stop


@given(routines(), ANY_SETTINGS)
@settings(max_examples=40, deadline=None)
def test_counts_are_kept_and_sides_get_equal_time(routine: Routine, wanted: Settings) -> None:
    timeline = laid(routine, wanted)
    sides: dict[str, dict[str, int]] = {}
    for slot in timeline.slots:
        pulses = [pulse for pulse in timeline.pulses if pulse.slot == slot.slot]
        assert len(pulses) == slot.repetitions
        if pulses:
            assert pulses[0].start == slot.span_start
            assert pulses[-1].stop + slot.grown == slot.stop
        if slot.pair:
            sides.setdefault(slot.pair, {})[slot.side] = slot.stop - slot.span_start
    for pair in sides.values():
        assert pair.keys() == {"left", "right"}
        assert pair["left"] == pair["right"]


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Anchor)), st.floats(0, 60), st.integers(1, 8 * RATE_HZ)), min_size=1, max_size=6
    ),
    st.integers(0, 60 * RATE_HZ),
)
def test_cues_in_a_span_never_meet_and_grow_it_only_when_they_must(
    wanted: list[tuple[Anchor, float, int]], span: int
) -> None:
    cues = [Cue(str(n), "x", anchor=anchor, offset_s=offset) for n, (anchor, offset, _) in enumerate(wanted)]
    frames = [length for _, _, length in wanted]
    starts, needed = place_during(cues, frames, span)
    spans = sorted((start, start + length) for start, length in zip(starts, frames, strict=True))
    assert spans[0][0] >= 0
    assert all(stop < start for (_, stop), (start, _) in pairwise(spans))
    assert spans[-1][1] + MARGIN == needed
    least = sum(frames) + to_samples(0.3) * (len(frames) - 1) + MARGIN
    assert needed <= max(span, least)


def test_a_cue_alone_in_its_span_lies_where_its_anchor_says() -> None:
    span, length = 60 * RATE_HZ, 2 * RATE_HZ
    (start,), _ = place_during([Cue("a", "x", offset_s=7.5)], [length], span)
    assert start == to_samples(7.5)
    (start,), _ = place_during([Cue("a", "x", anchor=Anchor.END, offset_s=8)], [length], span)
    assert start + length == span - 8 * RATE_HZ


def test_words_that_do_not_fit_make_the_slot_grow_and_the_timeline_says_so() -> None:
    script = compose(small_routine(), Settings())
    lengths = spoken(script)
    slot = next(each for each in script.slots if each.kind is SlotKind.STROKE and each.during)
    before = lay_out(script, lengths)
    longer = dict(lengths) | {slot.during[0].id: to_samples(slot.span.length_s)}
    after = lay_out(script, longer)
    grown = next(each for each in after.slots if each.slot == slot.id).grown
    assert grown > 0
    assert after.frames == before.frames + grown
    assert [each.repetitions for each in after.slots] == [each.repetitions for each in before.slots]


def test_a_cue_that_was_never_spoken_is_an_error_not_a_silence() -> None:
    script = compose(small_routine(), Settings())
    lengths = dict(spoken(script))
    lost = script.slots[3].lead[0].id
    del lengths[lost]
    with pytest.raises(SpeechError) as caught:
        lay_out(script, lengths)
    assert caught.value.cue == lost


def test_earcons_are_as_long_as_their_table_says() -> None:
    timeline = laid(small_routine(), Settings())
    assert timeline.earcons
    for each in timeline.earcons:
        assert each.frames == to_samples(EARCON_SECONDS[each.earcon])


def test_chapters_and_beds_tile_the_session() -> None:
    routine = small_routine()
    legs = replace(routine.stages[1], ambient="rain")
    timeline = laid(replace(routine, stages=(routine.stages[0], legs)), Settings())
    assert [chapter.title for chapter in timeline.chapters] == ["Before you begin", "Shoulders", "Legs", "Rest"]
    assert [span.ambient for span in timeline.beds] == [None, "rain", None]
    both: tuple[Sequence[Chapter | BedSpan], ...] = (timeline.chapters, timeline.beds)
    for tiles in both:
        assert tiles[0].start == 0
        assert tiles[-1].stop == timeline.frames
        assert all(before.stop == after.start for before, after in pairwise(tiles))
    assert timeline.beds[1].start == timeline.chapters[2].start
