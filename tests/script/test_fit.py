from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.routines import routines, small_routine, spoken
from voiceguide.errors import DurationError
from voiceguide.routine.model import Routine, Stroke, Technique
from voiceguide.script.compose import compose
from voiceguide.script.fit import TOLERANCE_S, fit, possible_range
from voiceguide.script.lines import Earcon
from voiceguide.script.model import Anchor, Script, SlotKind
from voiceguide.script.plan import TEMPO_RANGE
from voiceguide.settings import Guidance, Settings
from voiceguide.units import RATE_HZ

HOLDS = (
    Technique.STILL_HANDS,
    Technique.STATIC_PRESSURE,
    Technique.PASSIVE_STRETCH,
    Technique.VIBRATION,
    Technique.TAPOTEMENT,
)


@given(routines(), st.floats(0.0, 1.0), st.sampled_from(list(Guidance)), st.sampled_from([0.8, 1.0, 1.25]))
@settings(max_examples=30, deadline=None)
def test_any_duration_within_the_range_is_met(routine: Routine, share: float, guidance: Guidance, pace: float) -> None:
    wanted = Settings(guidance=guidance, pace=pace, max_session_s=12 * 3600)
    limits = possible_range(routine, wanted, spoken)
    target = limits.shortest_s + share * (limits.longest_s - limits.shortest_s)
    assume(60 <= target <= 4 * 3600)
    try:
        fitted = fit(routine, replace(wanted, duration_s=target), spoken)
    except DurationError as error:
        # Only holds, whose seconds never change, may leave a gap between two whole counts.
        gap = "leave a gap" in error.message
        assert gap
        assert any(stroke.technique in HOLDS for stage in routine.stages for stroke in stage.strokes)
        return
    assert abs(fitted.timeline.seconds - target) <= TOLERANCE_S


@given(st.floats(-0.5, -0.02) | st.floats(1.02, 1.5))
@settings(max_examples=10, deadline=None)
def test_a_duration_outside_the_range_is_refused_and_the_range_is_told(share: float) -> None:
    wanted = Settings()
    limits = possible_range(small_routine(), wanted, spoken)
    target = limits.shortest_s + share * (limits.longest_s - limits.shortest_s)
    assume(60 <= target <= 4 * 3600)
    with pytest.raises(DurationError) as caught:
        fit(small_routine(), replace(wanted, duration_s=target), spoken)
    assert caught.value.shortest_s == pytest.approx(limits.shortest_s)
    assert caught.value.longest_s == pytest.approx(limits.longest_s)


def _kept(script: Script) -> list[tuple[str, float]]:
    kinds = (SlotKind.SAFETY, SlotKind.WELCOME)
    fixed = [(cue.text, cue.pause_s) for slot in script.slots if slot.kind in kinds for cue in slot.lead]
    asks = [("check-in", slot.span.seconds) for slot in script.slots if slot.title == "Check-in"]
    return fixed[2:] + sorted(set(asks))


def test_safety_check_ins_and_closing_keep_their_words_and_time() -> None:
    routine, wanted = small_routine(), Settings()
    limits = possible_range(routine, wanted, spoken)
    short = fit(routine, replace(wanted, duration_s=limits.shortest_s + 1), spoken).script
    long = fit(routine, replace(wanted, duration_s=limits.longest_s - 1), spoken).script
    assert _kept(short) == _kept(long)
    for script in (short, long):
        ending = {slot.id: slot.span.seconds for slot in script.slots}
        assert ending["end.still"] >= 15
        assert ending["end.rest"] + ending["end.last"] >= 60


def test_only_whole_repetitions_and_a_tempo_within_a_fifth() -> None:
    routine = small_routine()
    for minutes in (16, 20, 27, 33, 41):
        fitted = fit(routine, Settings(duration_s=minutes * 60.0), spoken)
        assert TEMPO_RANGE[0] <= fitted.plan.tempo <= TEMPO_RANGE[1]
        for slot in fitted.script.slots:
            assert slot.span.repetitions == int(slot.span.repetitions)
        assert fitted.timeline.seconds == pytest.approx(minutes * 60, abs=TOLERANCE_S)


def test_exact_counts_are_never_changed() -> None:
    routine = small_routine()
    exact = tuple(
        replace(
            stage, steps=tuple(replace(step, exact=True) if isinstance(step, Stroke) else step for step in stage.steps)
        )
        for stage in routine.stages
    )
    fitted = fit(replace(routine, stages=exact), Settings(duration_s=1800.0), spoken)
    counts = {slot.source: slot.span.repetitions for slot in fitted.script.slots if slot.kind is SlotKind.STROKE}
    assert counts == {
        "stages[0].strokes[0]": 6,
        "stages[0].strokes[1]": 20,
        "stages[1].strokes[1]": 5,
        "stages[1].strokes[2]": 15,
    }


def test_pace_moves_the_hands_and_rate_the_voice_and_the_duration_holds() -> None:
    routine = small_routine()
    for pace in (0.8, 1.0, 1.25):
        for rate in (100.0, 150.0):
            wanted = Settings(duration_s=1500.0, pace=pace, rate_wpm=rate)
            assert fit(routine, wanted).timeline.seconds == pytest.approx(1500, abs=TOLERANCE_S)
    slow = fit(routine, Settings(pace=0.8)).script
    fast = fit(routine, Settings(pace=1.25)).script
    beats = [next(slot.span.period_s for slot in each.slots if slot.span.beats) for each in (slow, fast)]
    assert beats[0] / beats[1] == pytest.approx(1.25 / 0.8)


def test_what_was_changed_is_told() -> None:
    fitted = fit(small_routine(), Settings(duration_s=2400.0), spoken)
    assert any("rounds in place of" in change for change in fitted.script.changes)
    assert fitted.script.changes[-1] == "Fitted to 40 minutes at pace 1."


def test_without_a_duration_the_author_counts() -> None:
    fitted = fit(small_routine(), Settings(), spoken)
    assert fitted.script.changes == ()
    assert [slot.span.repetitions for slot in fitted.script.slots if slot.id == "1.1.r1"] == [6]


@pytest.mark.parametrize("guidance", list(Guidance))
def test_the_last_minute_is_told_a_minute_before_the_bells_and_a_long_rest_is_neither_mute_nor_chatty(
    guidance: Guidance,
) -> None:
    routine, wanted = small_routine(), Settings(guidance=guidance)
    longest_s = possible_range(routine, wanted, spoken).longest_s
    for duration_s in (None, longest_s - 1):
        timeline = fit(routine, replace(wanted, duration_s=duration_s), spoken).timeline
        at = {each.earcon: each.start / RATE_HZ for each in timeline.earcons}
        assert at[Earcon.END] - at[Earcon.LAST_MINUTE] == pytest.approx(63, abs=1)  # the signal itself takes 3 s
        rest = next(each.start for each in timeline.slots if each.slot == "end.rest") / RATE_HZ
        words = [each.start / RATE_HZ for each in timeline.speech if each.start / RATE_HZ >= rest]
        heard = sorted([rest, *words, at[Earcon.LAST_MINUTE], at[Earcon.END]])
        if guidance is Guidance.SIGNALS:
            assert not words
            assert at[Earcon.LAST_MINUTE] - rest < 125
        else:
            assert all(later - sooner > 12 for sooner, later in pairwise(words))
            assert all(later - sooner < 50 for sooner, later in pairwise(heard))


def test_what_fitting_changed_is_told_in_the_right_direction() -> None:
    routine, wanted = small_routine(), Settings()
    limits = possible_range(routine, wanted, spoken)
    short = fit(routine, replace(wanted, duration_s=limits.shortest_s + 1), spoken).script.changes
    long = fit(routine, replace(wanted, duration_s=limits.longest_s - 1), spoken).script.changes
    assert "Pauses and rests are shorter than usual." in short
    assert "Pauses and rests are longer than usual." in long
    assert any("The hands move at 1." in change for change in short)
    assert any("The hands move at 0." in change for change in long)


def test_words_within_a_stroke_move_with_its_tempo() -> None:
    routine, wanted = small_routine(), Settings()
    longest_s = possible_range(routine, wanted, spoken).longest_s
    fitted = fit(routine, replace(wanted, duration_s=longest_s - 1), spoken)
    assert fitted.plan.tempo < 0.95
    usual = {slot.id: slot for slot in compose(routine, wanted, replace(fitted.plan, tempo=1.0, rests=0.0)).slots}
    moved = 0
    for slot in fitted.script.slots:
        before = usual[slot.id]
        if not slot.span.beats or slot.span == before.span:
            continue
        factor = slot.span.length_s / before.span.length_s
        for cue, earlier in zip(slot.during, before.during, strict=True):
            stays = cue.anchor is Anchor.END and cue.part != "last"
            assert cue.offset_s == pytest.approx(earlier.offset_s * (1.0 if stays else factor))
            moved += not stays and cue.offset_s > 0
    assert moved
