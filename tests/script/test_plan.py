"""Plans: how far fitting may go with a stroke, and how hands move at a pace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.routines import small_routine, stroke
from voiceguide.routine.estimate import glide_speeds
from voiceguide.routine.model import Phase, Role, Stage, Step, StepKind, Stroke, Technique
from voiceguide.script.fit import _bisect, _faster, _moved, _settled, _stretch, possible_range, stretched
from voiceguide.script.model import Anchor, Beat, Cue, Script, Slot, SlotKind, Span
from voiceguide.script.plan import (
    MAX_DWELL_S,
    MAX_GLIDE_CM_S,
    MAX_ROUNDS,
    Plan,
    beats_of,
    hold_seconds,
    natural_plan,
    repeat_range,
    rounds_range,
    strokes_of,
)
from voiceguide.settings import Settings
from voiceguide.units import RATE_HZ


@pytest.mark.parametrize(
    ("repeat", "low", "high"), [(1, 1, 2), (2, 2, 4), (3, 2, 6), (4, 3, 8), (5, 3, 10), (6, 4, 12), (10, 6, 20)]
)
def test_repetitions_go_from_three_fifths_to_twice(repeat: int, low: int, high: int) -> None:
    assert repeat_range(stroke(Technique.FRICTION, "back", repeat=repeat)) == (low, high)


def test_an_exact_stroke_keeps_its_count() -> None:
    assert repeat_range(stroke(Technique.FRICTION, "back", repeat=7, exact=True)) == (7, 7)


@pytest.mark.parametrize("technique", [Technique.STATIC_PRESSURE, Technique.STILL_HANDS])
@pytest.mark.parametrize(
    ("hold_s", "repeat", "high"), [(10.0, 3, 6), (10.0, 5, 6), (25.0, 1, 2), (25.0, 2, 2), (25.0, 3, 3)]
)
def test_still_pressure_never_stays_longer_than_a_minute_on_a_spot(
    technique: Technique, hold_s: float, repeat: int, high: int
) -> None:
    held = holding(technique, hold_s, repeat)
    assert hold_seconds(held) == hold_s
    assert repeat_range(held)[1] == high
    assert high * hold_s <= MAX_DWELL_S or high == repeat


def holding(technique: Technique, hold_s: float, repeat: int) -> Stroke:
    plain = stroke(technique, "back", repeat=repeat)
    roles = {beat.role: phase for beat, phase in zip(beats_of(plain, 1.0), plain.phases, strict=False)}
    return replace(
        plain,
        phases=tuple(replace(each, seconds=hold_s) if each is roles[Role.HOLD] else each for each in plain.phases),
    )


def test_a_movement_without_a_hold_is_counted_whole() -> None:
    moving = stroke(Technique.FRICTION, "back")
    assert hold_seconds(moving) == moving.period_s


def test_rounds_go_from_one_to_eight_and_a_stage_without_strokes_keeps_its_own() -> None:
    stage = small_routine().stages[1]
    assert rounds_range(stage) == (1, MAX_ROUNDS) == (1, 8)
    assert rounds_range(replace(stage, rounds=11)) == (1, 11)
    assert rounds_range(Stage("Rest", (Step(StepKind.COVER, "leg"),), rounds=2)) == (2, 2)


def test_the_natural_plan_is_the_authors_own() -> None:
    routine = small_routine()
    plan = natural_plan(routine)
    assert (plan.rounds, plan.tempo, plan.rests, dict(plan.repeats)) == ((1, 2), 1.0, 0.0, {})
    places = [(stage, step) for stage, step, _ in strokes_of(routine)]
    assert places == [(0, 0), (0, 1), (1, 1), (1, 2)]
    changed = Plan((1, 1), {(1, 2): 9})
    assert [changed.repeat(stage, step, each) for stage, step, each in strokes_of(routine)] == [
        6, *(each.repeat for _, _, each in list(strokes_of(routine))[1:3]), 9,
    ]  # fmt: skip


def test_pace_moves_the_hands_and_leaves_holds_and_rests() -> None:
    held = stroke(Technique.COMPRESSION, "back")
    usual, fast = beats_of(held, 1.0), beats_of(held, 1.25)
    assert {beat.role for beat in usual} >= {Role.PRESS, Role.HOLD, Role.RETURN}
    for before, after in zip(usual, fast, strict=True):
        moving = before.role in (Role.PRESS, Role.RETURN)
        assert after.seconds == pytest.approx(before.seconds / (1.25 if moving else 1.0))
        assert (after.min_s < after.seconds) is moving


def test_a_circle_is_felt_as_a_rise_and_a_fall_of_half_its_time() -> None:
    circle = replace(stroke(Technique.FRICTION, "back"), phases=(Phase("circle", 3.0, 2),))
    beats = beats_of(circle, 1.0)
    assert [(beat.role, beat.seconds) for beat in beats] == [(Role.PRESS, 1.5), (Role.RETURN, 1.5)]
    assert beats_of(circle, 2.0)[1].seconds == 0.75


def test_hands_never_glide_faster_than_touch_is_pleasant() -> None:
    glide = stroke(Technique.EFFLEURAGE, "back", length_cm=51.0)
    speeds = dict(glide_speeds(glide))
    assert speeds
    for pace in (1.0, 3.0, 50.0):
        for beat, phase in zip(beats_of(glide, pace), glide.phases, strict=True):
            speed = speeds[phase.name] * phase.seconds / beat.seconds
            assert speed <= MAX_GLIDE_CM_S + 1e-9
            assert beat.min_s == pytest.approx(phase.seconds * speeds[phase.name] / MAX_GLIDE_CM_S)
    fastest = [speeds[phase.name] * phase.seconds / beat.seconds
               for beat, phase in zip(beats_of(glide, 50.0), glide.phases, strict=True)]  # fmt: skip
    assert fastest == pytest.approx([MAX_GLIDE_CM_S] * len(fastest))


def test_the_halves_of_a_glide_of_one_phase_keep_its_limit_together() -> None:
    glide = replace(stroke(Technique.EFFLEURAGE, "back", length_cm=50.0), phases=(Phase("out", 10.0, 2),))
    rise, fall = beats_of(glide, 50.0)
    assert rise.seconds + fall.seconds == pytest.approx(50.0 / MAX_GLIDE_CM_S)
    assert (rise.min_s, fall.min_s) == (rise.seconds, fall.seconds)


# --- how fitting stretches ---------------------------------------------------------------------------


def test_tempo_changes_movement_down_to_its_least_and_nothing_else() -> None:
    assert _faster(Beat(Role.PRESS, 6.0, 1.0), 1.2) == Beat(Role.PRESS, 5.0, 1.0)
    assert _faster(Beat(Role.RETURN, 6.0, 5.5), 1.2) == Beat(Role.RETURN, 5.5, 5.5)
    assert _faster(Beat(Role.PRESS, 4.0, 1.0), 0.8) == Beat(Role.PRESS, 5.0, 1.0)
    for role in (Role.HOLD, Role.REST):
        assert _faster(Beat(role, 6.0, 1.0), 1.2) == Beat(role, 6.0, 1.0)


def test_cues_move_with_the_span_but_announcements_stay_near_its_end() -> None:
    start = Cue("a", "Breathe.", part="breath", anchor=Anchor.START, offset_s=10.0)
    last = Cue("b", "Last one.", part="last", anchor=Anchor.END, offset_s=8.0)
    ahead = Cue("c", "Next, the feet.", part="next", anchor=Anchor.END, offset_s=4.0)
    moved = _moved((start, last, ahead), 1.5)
    assert [cue.offset_s for cue in moved] == [15.0, 12.0, 4.0]
    assert _moved((start, last, ahead), 1.0) == (start, last, ahead)


@pytest.mark.parametrize("zero", [0.81, 0.9, 1.0, 1.19])
def test_bisection_finds_where_nothing_is_missing(zero: float) -> None:
    found = _bisect(lambda value: round((value - zero) * 1e6), 0.8, 1.2)
    assert found == pytest.approx(zero, abs=1e-5)
    assert _bisect(lambda value: round((zero - value) * 1e6), 1.2, 0.8) == pytest.approx(zero, abs=1e-5)


def test_bisection_takes_the_nearer_end_when_it_is_never_reached() -> None:
    assert _bisect(lambda _: 5, 1.2, 0.8) == 1.2
    assert _bisect(lambda _: -5, 1.2, 0.8) == 0.8
    assert _bisect(lambda _: 0, 1.2, 0.8) == 1.2


def fading(seconds: float, kind: SlotKind = SlotKind.FADE) -> Script:
    slot = Slot("end.fade", kind, 0, "Fade", span=Span(seconds=seconds))
    return Script(title="T", routine="t", slots=(slot,))


@pytest.mark.parametrize("missing", [1, -1, 2000, -2000, RATE_HZ, -RATE_HZ])
def test_the_last_samples_go_to_the_fade(missing: int) -> None:
    (slot,) = _settled(fading(10.0), missing).slots
    assert round(slot.span.seconds * RATE_HZ) == 10 * RATE_HZ + missing


@pytest.mark.parametrize(
    ("script", "missing"),
    [
        (fading(10.0), 0),
        (fading(10.0), RATE_HZ + 1),
        (fading(10.0), -RATE_HZ - 1),
        (fading(1.0), 500),
        (fading(10.0, SlotKind.STROKE), 500),
    ],
)
def test_more_than_a_second_or_another_slot_is_left_alone(script: Script, missing: int) -> None:
    assert _settled(script, missing) == script


def test_the_range_is_reached_at_its_ends_and_nowhere_beyond() -> None:
    routine, wanted = small_routine(), Settings()
    limits = possible_range(routine, wanted)
    assert 0 < limits.shortest_s < limits.longest_s
    faster = possible_range(routine, replace(wanted, pace=1.2))
    assert faster.shortest_s < limits.shortest_s
    assert faster.longest_s < limits.longest_s


def test_stretching_by_nothing_changes_nothing() -> None:
    from voiceguide.layout import frames_of
    from voiceguide.script.compose import compose
    from voiceguide.script.fit import estimated

    script = compose(small_routine(), Settings(), natural_plan(small_routine()))
    lengths = estimated(Settings())(script)
    assert frames_of(stretched(script, 1.0, 0.0), lengths) == frames_of(script, lengths)
    assert frames_of(stretched(script, 1.2, 0.0), lengths) < frames_of(script, lengths)
    assert frames_of(stretched(script, 1.0, 1.0), lengths) > frames_of(script, lengths)
    exact = _stretch(Plan((1, 2)), script, lengths, frames_of(script, lengths) / RATE_HZ)
    assert (exact.plan.tempo, exact.plan.rests) == (1.0, 0.0)
    near = _stretch(Plan((1, 2)), script, lengths, frames_of(script, lengths) / RATE_HZ + 20)
    assert 0.8 < near.plan.tempo < 1.0
    assert near.plan.rests == 0.0, "rests are moved only when the tempo does not do"
    assert near.timeline.seconds == pytest.approx(frames_of(script, lengths) / RATE_HZ + 20, abs=1e-4)
