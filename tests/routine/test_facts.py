"""Every fact that a shipped routine was made from is in it: strokes, counts, paths, pressures, set-up, closing.

One block for each source; the order of the assertions is the order of the source's list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from voiceguide import anatomy
from voiceguide.errors import Severity
from voiceguide.routine.check import check, load_checked
from voiceguide.routine.load import load_routine, shipped_routines
from voiceguide.routine.model import Flow, OilAmount, Routine, Side, Step, StepKind, Stroke, Technique
from voiceguide.routine.texts import texts_of


def words(routine: Routine) -> str:
    return " ".join(text.text for text in texts_of(routine)).casefold()


def said(stroke: Stroke) -> str:
    own = stroke.say
    led = tuple(text for _, text in own.lead)
    parts = (stroke.hands, stroke.path, own.name, own.next, *led, own.pressure, *own.during, own.again, own.last)
    return " ".join(filter(None, parts)).casefold()


def strokes(routine: Routine) -> list[Stroke]:
    return [stroke for stage in routine.stages for stroke in stage.strokes]


def find(routine: Routine, technique: Technique, region: str, *, after: int = -1) -> tuple[int, Stroke]:
    """The first stroke of a technique on a region after a place in the order, and its place."""
    for number, stroke in enumerate(strokes(routine)):
        if number > after and stroke.technique is technique and stroke.region == region:
            return number, stroke
    raise AssertionError(f"no {technique} on {region} after {after} in {routine.name}")


def in_order(routine: Routine, *wanted: tuple[Technique, str]) -> list[Stroke]:
    found, place = [], -1
    for technique, region in wanted:
        place, stroke = find(routine, technique, region, after=place)
        found.append(stroke)
    return found


def pressures(stroke: Stroke) -> dict[str, int]:
    return {phase.name: phase.pressure for phase in stroke.phases}


def steps(routine: Routine, kind: StepKind) -> Iterator[Step]:
    for stage in routine.stages:
        yield from (step for step in stage.steps if isinstance(step, Step) and step.kind is kind)


E, P, F = Technique.EFFLEURAGE, Technique.PETRISSAGE, Technique.FRICTION
C, S = Technique.COMPRESSION, Technique.STATIC_PRESSURE


class TestHeadToFeet:
    routine = load_routine("head-to-feet")

    def test_source_and_set_up(self) -> None:
        assert self.routine.source == "000_579e580d5b572237.txt"
        text = words(self.routine)
        for part in ("set this time aside", "dim the lights", "dressed or not", "an anniversary", "being close"):
            assert part in text

    def test_head(self) -> None:
        skull, temples, scalp = in_order(self.routine, (F, "base of skull"), (S, "temples"), (S, "scalp"))
        assert "fingertips" in skull.hands
        assert "circles" in said(skull)
        assert "gentle" in said(skull)
        assert "knead the muscle" in said(skull)
        assert temples.pressure == scalp.pressure == 1
        assert "without moving" in temples.path

    def test_shoulder_blades_grow_firmer_and_dwell_on_knots(self) -> None:
        palms, thumbs = in_order(self.routine, (C, "shoulder blades"), (C, "shoulder blades"))
        assert "palms" in palms.hands
        assert "gentle at first" in said(palms)
        assert "little by little" in said(thumbs)
        assert "thumbs" in thumbs.hands
        assert palms.pressure < thumbs.pressure
        assert "knots" in said(thumbs)

    def test_rhythmic_compression_with_fists_only_on_glutes_and_never_over_the_kidneys(self) -> None:
        shoulders, back, glutes = in_order(self.routine, (C, "shoulders"), (C, "upper back"), (C, "glutes"))
        assert all("rhythmic" in said(stroke) for stroke in (shoulders, back, glutes))
        assert "palms" in shoulders.hands
        assert "palms" in back.hands
        assert "fists" in glutes.hands
        fists = [stroke.region for stroke in strokes(self.routine) if "fist" in stroke.hands]
        assert fists == ["glutes"]
        assert "never press over the kidneys" in said(back)
        assert "lower ribs" in back.path

    def test_glutes_are_kneaded_and_circled_firmer_on_tight_spots(self) -> None:
        kneading, circles = in_order(self.routine, (P, "glutes"), (F, "glutes"))
        assert kneading.pressure < circles.pressure
        assert "firmer" in said(circles)

    def test_feet_with_arches_heels_kneading_and_toes_last(self) -> None:
        arch, heel, kneading = in_order(self.routine, (F, "arch"), (F, "heel"), (P, "feet"))
        assert "thumbs" in arch.hands
        assert "thumbs" in heel.hands
        last = strokes(self.routine)[-1]
        assert (last.technique, last.region) == (Technique.PASSIVE_STRETCH, "toes")
        assert "gentle" in said(last)
        assert max(phase.seconds for phase in last.phases) == 5
        assert all(stroke.side is Side.EACH for stroke in (arch, heel, kneading, last))


class TestShouldersAndBack:
    routine = load_routine("shoulders-and-back")

    def test_source_length_and_set_up(self) -> None:
        text = words(self.routine)
        assert self.routine.source == "001_0fc3f5d3285bf32b.txt"
        assert self.routine.duration_s == 30 * 60
        assert self.routine.oil is OilAmount.GENEROUS
        needs = " ".join(self.routine.needs)
        assert all(need in needs for need in ("oil or lotion", "pillows", "towel", "blankets"))
        assert all(part in text for part in ("dryer warms the towel", "blankets on the floor", "warm towel"))
        assert "upper body is bare" in text
        assert "a towel warmed for half an hour" in needs  # the before-part begins with it
        assert "loosen the towel" in text
        assert "take it off" in text
        assert "kneel behind your partner, who sits between your knees" in text
        assert "no strength" in text
        assert "once a month" in text
        assert "your weight rests on knees and pillows, never on your partner" in text
        assert "oil goes on your hands first" in text
        assert "whenever the skin feels dry" in text

    def test_throughout_pressure_down_light_up_more_only_if_asked_hands_spared(self) -> None:
        first = said(strokes(self.routine)[0])
        assert "firm on the way down and out. only a brush coming back" in first
        assert "only if they ask" in first
        assert "stop before your hands ache" in first
        for stroke in strokes(self.routine):
            if len(stroke.phases) > 1:
                assert pressures(stroke)["back"] == 1

    def test_the_six_strokes_with_their_counts(self) -> None:
        shoulders, blades, arms, forearms, skull, back = in_order(
            self.routine,
            (E, "shoulders"),
            (F, "shoulder blades"),
            (P, "upper arm"),
            (F, "forearm"),
            (F, "base of skull"),
            (F, "beside the spine"),
        )
        assert len(strokes(self.routine)) == 6
        assert (shoulders.repeat, blades.repeat, arms.repeat, skull.passes, back.passes) == (10, 10, 5, 3, 5)
        assert "from the base of the neck out" in shoulders.path
        assert "thumbs" in blades.hands
        assert "down toward the spine" in said(blades)
        assert "away" in said(blades)
        assert "lightly down to the elbows" in said(arms)
        assert "trace back up" in said(arms)
        assert "below the elbow to the wrist" in forearms.path
        assert "thumbs" in forearms.hands
        assert forearms.pressure == 1
        assert "tip to tip" in skull.hands
        assert all(part in said(skull) for part in ("outward", "lift", "lower"))
        assert "palms" in back.hands
        assert "circles" in said(back)

    def test_swapping_is_left_to_another_day(self) -> None:
        assert "swap roles another day" in words(self.routine)
        assert "another day, this is yours" in words(self.routine)
        assert self.routine.close.hands_s >= 15


class TestBackRelief:
    routine = load_routine("back-relief")

    def test_source_length_and_set_up(self) -> None:
        text = words(self.routine)
        assert self.routine.source == "002_2171796f1968e112.txt"
        assert 30 * 60 <= (self.routine.duration_s or 0) <= 60 * 60
        assert "face down" in self.routine.receiver
        assert "arms beside the body" in self.routine.receiver
        assert "position you can hold" in self.routine.giver
        assert self.routine.oil is OilAmount.GENEROUS
        for part in (
            "comfortable bed",
            "rolled towel under the forehead",
            "candles",
            "lower the lights",
            "music quiet",
        ):
            assert part in text
        assert "olive oil" in text
        assert "towels" in text
        assert "the back is bare. cover the rest" in text
        assert "catch spare oil" in text

    def test_the_seven_parts_in_order(self) -> None:
        exploring, fanned, trapezius, blades, sides, thumb, circles, up, neck = in_order(
            self.routine,
            (E, "back"),
            (E, "back"),
            (F, "shoulders"),
            (F, "shoulder blades"),
            (E, "sides of the torso"),
            (S, "upper back"),
            (F, "upper back"),
            (E, "back"),
            (P, "neck"),
        )
        assert "base of the neck" in exploring.hands
        assert "slowly down both sides of the spine" in exploring.path
        assert "tight places" in said(exploring)
        assert "lumps" in said(exploring)
        assert "thumbs either side of the spine, fingers fanned" in fanned.hands
        assert fanned.lighter == ("lower back",)
        assert "trapezius" in said(trapezius)
        assert "slight pressure" in said(trapezius)
        assert "hand in an l" in said(blades)
        assert "under the shoulder blade" in said(blades)
        assert blades.side is Side.EACH
        assert "slowly out" in sides.path
        assert "never into the armpit" in said(sides)
        assert "mildly, then release" in thumb.path
        assert thumb.pressure < circles.pressure
        assert "until it eases" in circles.path
        assert "when it eases" in said(circles)  # an open count: it is the muscle that says when
        assert "a large one may take a little more. ask first" in said(circles)
        assert "up to the neck" in up.path
        assert up.flow is Flow.TOWARD
        assert strokes(self.routine)[-1] is neck

    def test_the_safety_the_source_states(self) -> None:
        text = words(self.routine)
        assert "never press on the spine" in text
        assert "near the kidneys, only a light touch" in text
        assert "some techniques belong to a professional" in text
        assert "needs more than a thumb to a professional" in text
        assert "elbow" not in text


class TestFlowingBack:
    routine = load_routine("flowing-back")

    def test_source_and_set_up(self) -> None:
        assert self.routine.source == "003_a51ad6f1ed5dad30.txt"
        assert self.routine.oil is OilAmount.LITTLE
        assert "face down on a firm bed, mat or sofa" in self.routine.receiver
        assert "only a little oil" in words(self.routine)

    def test_it_starts_low_and_moves_up(self) -> None:
        first = strokes(self.routine)[0]
        assert (first.technique, first.region, first.flow) == (E, "back", Flow.TOWARD)
        assert "from the lower back" in first.path
        assert "toward the shoulders" in first.path

    def test_the_complete_stroke(self) -> None:
        _, stroke = find(self.routine, E, "back", after=0)
        text = said(stroke)
        assert "palms" in stroke.hands
        assert "both sides of the spine" in text
        assert "pelvis" in text
        assert "out around the hips" in text
        assert "up to the shoulders" in text
        assert "delicate" in text
        assert "never leave the skin" in text
        assert stroke.pressure == 1

    def test_contact_is_never_lost(self) -> None:
        assert "one hand or the other stays on your partner" in words(self.routine)
        assert "without ever losing contact" in find(self.routine, E, "back", after=0)[1].hands

    def test_kneading_of_shoulders_mid_back_and_buttocks(self) -> None:
        tops, *_ = in_order(self.routine, (P, "shoulders"), (P, "mid back"), (P, "glutes"))
        assert "fleshy top" in tops.path

    def test_effleurage_connects_every_region_to_the_next(self) -> None:
        order = strokes(self.routine)
        for before, after in pairwise(order):
            assert E in (before.technique, after.technique), f"{before.region} meets {after.region} unconnected"


class TestLegs:
    routine = load_routine("legs")

    def test_source_and_set_up(self) -> None:
        text = words(self.routine)
        assert self.routine.source == "004_575f1d58a115065f.txt"
        assert self.routine.oil is OilAmount.SMALL
        for part in (
            "a bed, a couch, or the floor with pillows",
            "raises the legs slightly",
            "only one leg is uncovered",
        ):
            assert part in text
        for part in (
            "a small amount of oil, and warm it in your hands",
            "dim the light",
            "soft music",
            "candle, open a window",
        ):
            assert part in text
        assert "rub your hands until they are truly warm, or hold them in warm water" in text
        assert "each time you take oil, warm your hands with it again" in text

    def test_one_leg_after_the_other_uncovered_and_covered(self) -> None:
        (stage,) = self.routine.stages
        first, last = stage.steps[0], stage.steps[-1]
        assert isinstance(first, Step)
        assert isinstance(last, Step)
        assert (first.kind, last.kind) == (StepKind.UNCOVER, StepKind.COVER)
        assert all(stroke.side is Side.EACH for stroke in stage.strokes)

    def test_one_long_stroke_from_ankle_to_hip(self) -> None:
        stroke = strokes(self.routine)[0]
        assert (stroke.technique, stroke.region, stroke.flow) == (E, "legs", Flow.TOWARD)
        assert "both hands on the calf" in stroke.hands
        assert re.search("ankle.*knee.*hip", stroke.path)
        assert "unbroken" in said(stroke)
        assert "even pressure" in said(stroke)
        assert "weightless" in said(stroke)
        assert "knee" in stroke.lighter
        assert [phase.seconds for phase in stroke.phases] == [12, 8]
        assert stroke.repeat >= 5

    def test_kneading_circles_and_still_pressure(self) -> None:
        calf, thigh, *circles = in_order(
            self.routine, (P, "calf"), (P, "thigh"), (F, "calf"), (F, "knee"), (F, "ankle"), (S, "calf")
        )
        assert all("grasp it, lift it slightly, let it go" in stroke.path for stroke in (calf, thigh))
        tense, knee, ankle, still = circles
        assert "tense spot" in said(tense)
        assert all("thumb" in stroke.hands for stroke in (tense, knee, ankle))
        assert "never behind it" in said(knee)
        assert "around" in said(ankle)
        assert "thumb, or the heel of your hand" in still.hands
        assert "a few seconds" in still.path
        assert next(phase.seconds for phase in still.phases if phase.name == "hold") <= 10

    def test_throughout_lean_ask_keep_the_rhythm_and_breathe(self) -> None:
        text = words(self.routine)
        assert "lean with your body weight, not with your arms" in text
        assert len(list(steps(self.routine, StepKind.CHECK_IN))) >= 3
        assert "steady rhythm, nothing jerky" in text
        assert "breathe deeply where it is tense" in text


@pytest.mark.parametrize("name", shipped_routines())
class TestEveryShippedRoutine:
    def test_it_has_no_errors_and_no_unexplained_warnings(self, name: str) -> None:
        assert [str(finding) for finding in check(load_checked(name))] == []

    def test_it_tells_people_what_they_need(self, name: str) -> None:
        routine = load_routine(name)
        assert routine.summary
        assert routine.receiver
        assert routine.giver
        assert routine.needs
        assert routine.duration_s
        assert routine.prepare
        assert routine.language == "en"

    def test_every_stroke_region_is_known_and_in_its_limits(self, name: str) -> None:
        for stroke in strokes(load_routine(name)):
            assert stroke.region in anatomy.REGIONS
            assert 1 <= stroke.pressure <= 3

    def test_each_stage_asks_or_is_short(self, name: str) -> None:
        findings = check(load_routine(name))
        assert not [each for each in findings if each.rule == "check-in-gap" and each.severity is Severity.WARNING]


def test_the_assembled_routines_are_made_of_shipped_stages() -> None:
    own = {
        stage.where.file
        for name in ("full-body", "desk-shoulders", "happy-feet")
        for stage in load_routine(name).stages
    }
    used = {
        stroke.where.file
        for name in ("full-body", "desk-shoulders", "happy-feet")
        for stroke in strokes(load_routine(name))
    }

    assert own <= {load_routine(name).file for name in ("full-body", "desk-shoulders", "happy-feet")}
    assert {Path(name).name for name in used - own if name} >= {
        "legs.yaml",
        "flowing-back.yaml",
        "back-relief.yaml",
        "head-to-feet.yaml",
        "shoulders-and-back.yaml",
    }


def test_the_whole_body_takes_an_hour_or_more_and_the_short_ones_a_quarter() -> None:
    assert 60 * 60 <= (load_routine("full-body").duration_s or 0) <= 90 * 60
    assert 10 * 60 <= (load_routine("desk-shoulders").duration_s or 0) <= 15 * 60
    assert 10 * 60 <= (load_routine("happy-feet").duration_s or 0) <= 15 * 60


def test_the_whole_body_reaches_from_head_to_toes() -> None:
    touched = {stroke.region for stroke in strokes(load_routine("full-body"))}

    for group in ("head", "shoulders", "back", "glutes", "arms", "legs", "feet"):
        assert touched & set(anatomy.parts_of(group)), group
