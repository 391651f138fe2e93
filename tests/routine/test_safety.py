"""What the hands may not do, rule by rule, at the border between allowed and refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide import anatomy
from voiceguide.errors import Finding, Severity
from voiceguide.routine.check import check
from voiceguide.routine.load import load_routine_text
from voiceguide.routine.rules.balance import MOST_EVENTS

LIGHT_FIRST = "      - {technique: petrissage, region: %s, pressure: 1}\n      - check-in\n"


def findings(*strokes: str, head: str = "") -> tuple[Finding, ...]:
    """The findings of a routine with these strokes, each a flow mapping or a step."""
    items = "".join(f"      - {stroke}\n" for stroke in strokes)
    return check(load_routine_text(f"title: Test\n{head}stages:\n  - name: One\n    strokes:\n{items}"))


def rules(*strokes: str, head: str = "", severity: Severity | None = None) -> list[str]:
    return [each.rule for each in findings(*strokes, head=head) if severity in (None, each.severity)]


def errors(*strokes: str) -> list[str]:
    return rules(*strokes, severity=Severity.ERROR)


def after_a_light_pass(region: str, pressure: int, extra: str = "") -> list[str]:
    return errors(
        f"{{technique: petrissage, region: {region}, pressure: 1}}",
        f"{{technique: petrissage, region: {region}, pressure: {pressure}{extra}}}",
    )


@pytest.mark.parametrize("region", [key for key, row in anatomy.REGIONS.items() if not row.kidney])
def test_the_pressure_cap_is_three_and_four_on_thick_muscle_only(region: str) -> None:
    if region == "whole body":
        return
    assert after_a_light_pass(region, 3) == []
    assert after_a_light_pass(region, 4) == ([] if region in {"glutes", "thigh"} else ["pressure-cap"])
    assert after_a_light_pass(region, 5) == ["pressure-cap"]


def test_four_is_never_a_default() -> None:
    defaults = [
        stroke
        for technique in ("effleurage", "petrissage", "friction", "compression", "static pressure", "tapotement")
        for stage in load_routine_text(
            f"title: T\nstages: [{{name: N, strokes: [{{technique: {technique}, region: glutes}}]}}]"
        ).stages
        for stroke in stage.strokes
    ]

    assert {stroke.pressure for stroke in defaults} <= {1, 2}


def test_the_first_pass_over_a_region_is_at_most_two() -> None:
    firm = "{technique: petrissage, region: calf, pressure: 3}"

    assert errors("{technique: petrissage, region: calf, pressure: 2}") == []
    assert errors(firm) == ["first-pass"]
    assert errors("{technique: petrissage, region: thigh}", firm) == ["first-pass"]
    assert errors("{technique: petrissage, region: calf}", firm) == []
    assert errors("{technique: effleurage, region: legs, pressure: 1}", firm) == []


def test_a_light_pass_on_one_side_does_not_warm_the_other() -> None:
    left = "{technique: petrissage, region: calf, side: left, uneven: The right one was hurt.}"

    assert errors(left, "{technique: friction, region: calf, side: left, pressure: 3, uneven: As before.}") == []
    assert errors(left, "{technique: friction, region: calf, side: each, pressure: 3}") == ["first-pass"]
    assert errors(
        "{technique: petrissage, region: calf, side: each}", "{technique: friction, region: calf, pressure: 3}"
    ) == []  # fmt: skip


def test_a_part_does_not_warm_the_whole() -> None:
    assert errors(
        "{technique: petrissage, region: calf}", "{technique: compression, region: legs, pressure: 3}"
    ) == ["first-pass"]  # fmt: skip


@pytest.mark.parametrize(
    ("stroke", "expected"),
    [
        ("{technique: petrissage, region: lower back, pressure: 1}", []),
        ("{technique: petrissage, region: lower back, pressure: 2}", ["kidney-pressure"]),
        ("{technique: petrissage, region: lower back}", ["kidney-pressure"]),
        ("{technique: petrissage, region: lower back, lighter: lower back}", ["kidney-pressure"]),
        ("{technique: effleurage, region: back, pressure: 1}", []),
        ("{technique: effleurage, region: back}", ["kidney-pressure"]),
        ("{technique: effleurage, region: back, lighter: lower back}", []),
        ("{technique: effleurage, region: back, lighter: [back]}", []),
        ("{technique: effleurage, region: back, lighter: neck}", ["kidney-pressure"]),
        ("{technique: petrissage, region: back, path: only above the waist}", []),
        ("{technique: compression, region: beside the spine, path: from the neck to the lower ribs}", []),
        ("{technique: compression, region: beside the spine, path: from the neck to the hips}", ["kidney-pressure"]),
        ("{technique: petrissage, region: sides of the torso, path: down to the waist}", ["kidney-pressure"]),
        ("{technique: petrissage, region: sides of the torso, path: 'over the ribs, never the waist'}", []),
        ("{technique: petrissage, region: hips, path: up over the kidneys}", ["kidney-pressure"]),
        ("{technique: petrissage, region: upper back}", []),
        ("{technique: tapotement, region: lower back}", ["kidney-pressure"]),
        ("{technique: tapotement, region: upper back}", []),
    ],
)
def test_over_the_kidneys_only_pressure_one(stroke: str, expected: list[str]) -> None:
    assert errors(stroke) == expected


def test_a_firm_phase_runs_toward_the_heart() -> None:
    up = "path: from the ankle to the knee"
    down = "path: from the knee down to the ankle"
    light = "{technique: effleurage, region: calf, pressure: 1}"

    assert errors(light, f"{{technique: effleurage, region: calf, {up}, pressure: 3}}") == []
    assert errors(light, f"{{technique: effleurage, region: calf, {down}, pressure: 2}}") == []
    assert errors(light, f"{{technique: effleurage, region: calf, {down}, pressure: 3}}") == ["away-from-heart"]
    assert errors(light, f"{{technique: effleurage, region: calf, {up}, pressure: {{out: 2, back: 3}}}}") == [
        "away-from-heart"
    ]
    assert errors(light, "{technique: friction, region: calf, pressure: 3, flow: away}") == ["away-from-heart"]


def test_doubts_about_the_direction_are_reported() -> None:
    firm = ("{technique: effleurage, region: calf, pressure: 1}", "{technique: effleurage, region: calf, pressure: 3}")

    assert rules(*firm) == ["flow"]
    assert rules("{technique: effleurage, region: calf, flow: toward, path: from the knee to the ankle}") == ["flow"]
    assert rules("{technique: effleurage, region: calf, flow: toward, path: from the ankle to the knee}") == []


@pytest.mark.parametrize(
    ("stroke", "expected"),
    [
        ("{technique: static pressure, region: temples, pressure: 1, repeat: 6}", []),
        ("{technique: static pressure, region: temples, pressure: 1, repeat: 7}", ["static-time"]),
        ("{technique: static pressure, region: scalp, repeat: 6, spots: 5}", []),
        ("{technique: static pressure, region: scalp, repeat: 3, passes: 3}", ["static-time"]),
        ("{technique: static pressure, region: scalp, repeat: 3, spots: 2, passes: 3}", []),
        ("{technique: compression, region: shoulders, repeat: 20}", []),
        ("{technique: compression, region: shoulders, repeat: 21}", ["static-time"]),
        ("{technique: still hands, region: shoulders, repeat: 5}", []),
        ("{technique: still hands, region: shoulders, repeat: 5, pressure: 2}", ["static-time"]),
    ],
)
def test_still_pressure_stays_at_most_a_minute_on_a_spot(stroke: str, expected: list[str]) -> None:
    assert errors(stroke) == expected


@pytest.mark.parametrize(
    ("tempo", "severities"),
    [
        ("{out: 10 s, back: 6 s}", []),
        ("{out: 5.1 s, back: 5.1 s}", []),
        ("{out: 5 s, back: 6 s}", [Severity.ERROR]),
        ("{out: 17 s, back: 17 s}", []),
        ("{out: 18 s, back: 6 s}", [Severity.WARNING]),
        ("{out: 51 s, back: 6 s}", [Severity.WARNING]),
        ("{out: 52 s, back: 6 s}", [Severity.ERROR]),
        ("{out: 2 s, back: 2 s}", [Severity.ERROR, Severity.ERROR]),
    ],
)
def test_the_back_is_glided_at_one_to_ten_cm_a_second(tempo: str, severities: list[Severity]) -> None:
    found = findings(f"{{technique: effleurage, region: back, pressure: 1, tempo: {tempo}}}")

    assert [each.severity for each in found if each.rule == "glide-speed"] == severities


def test_the_way_s_own_length_counts() -> None:
    assert rules("{technique: effleurage, region: back, pressure: 1, length: 20 cm}") == ["glide-speed"]
    assert rules("{technique: petrissage, region: upper arm, tempo: {out: 7 s, back: 5 s}, length: 90 cm}") == [
        "glide-speed",
        "glide-speed",
    ]


@given(st.sampled_from([key for key, row in anatomy.REGIONS.items() if row.length_cm]))
def test_the_usual_tempo_of_gliding_is_pleasant_on_every_region(region: str) -> None:
    assert "glide-speed" not in rules(f"{{technique: effleurage, region: {region}, pressure: 1}}")


def test_both_sides_get_equal_time() -> None:
    def calf(side: str, repeat: int, extra: str = "") -> str:
        return f"{{technique: petrissage, region: calf, side: {side}, repeat: {repeat}{extra}}}"

    assert errors(calf("each", 5)) == []
    assert errors(calf("left", 5)) == ["unequal-sides"]
    assert errors(calf("left", 5), calf("right", 5)) == []
    assert errors(calf("left", 5), calf("right", 6)) == ["unequal-sides"]
    assert errors(calf("left", 5), calf("right", 6, ", uneven: It was tense.")) == []
    assert errors(calf("left", 5), calf("right", 3), calf("right", 2)) == []


def test_rounds_count_for_both_sides() -> None:
    text = (
        "title: T\nstages:\n"
        "  - {name: L, rounds: 2, strokes: [{technique: petrissage, region: calf, side: left}]}\n"
        "  - {name: R, rounds: %d, strokes: [{technique: petrissage, region: calf, side: right}]}\n"
    )

    assert check(load_routine_text(text % 2)) == ()
    assert [each.rule for each in check(load_routine_text(text % 1))] == ["unequal-sides"]


def test_a_long_time_without_a_check_in_is_reported_once() -> None:
    long = "{technique: friction, region: calf, repeat: 10, spots: 13}"  # 325 s

    assert rules("{technique: friction, region: calf, repeat: 10, spots: 12}") == []
    assert rules(long) == ["check-in-gap"]
    assert rules(long, long) == ["check-in-gap"]
    assert rules(
        "{technique: friction, region: calf, repeat: 10, spots: 10}",
        "check-in",
        "{technique: friction, region: calf, repeat: 10, spots: 10}",
    ) == []  # fmt: skip
    assert rules("{wait: 6 min}", "{technique: friction, region: calf}") == ["check-in-gap"]


def test_a_stage_on_one_side_after_the_other_is_timed_side_by_side() -> None:
    stroke = "{technique: friction, region: calf, repeat: 10, spots: 9, side: each}"  # 225 s a side

    assert rules(stroke, "check-in") == []


@pytest.mark.parametrize("technique", ["passive stretch", "tapotement"])
@pytest.mark.parametrize("region", ["neck", "head", "base of skull"])
def test_the_neck_is_neither_stretched_nor_struck(technique: str, region: str) -> None:
    assert errors(f"{{technique: {technique}, region: {region}}}") == ["neck-twist"]


def test_stretches_are_short() -> None:
    assert rules("{technique: passive stretch, region: toes, tempo: {stretch: 30 s}}") == []
    assert rules("{technique: passive stretch, region: toes, tempo: {stretch: 31 s}}") == ["stretch-time"]


def test_a_stroke_over_the_whole_leg_lightens_behind_the_knee() -> None:
    assert rules("{technique: effleurage, region: legs, pressure: 2}") == ["knee-pressure"]
    assert rules("{technique: effleurage, region: legs, pressure: 2, lighter: knee}") == []
    assert rules("{technique: effleurage, region: legs, pressure: 1}") == []


def test_nothing_for_pregnancy_lies_face_down() -> None:
    stroke = "{technique: petrissage, region: shoulders}"

    assert rules(stroke, head="pregnancy-safe: true\nreceiver: Face down\n") == ["pregnancy"]
    assert rules(stroke, head="pregnancy-safe: true\nreceiver: seated\n") == []


def test_the_hands_work_at_most_four_hours() -> None:
    assert "too-long" not in rules("{technique: friction, region: calf, repeat: 100, spots: 30}")
    assert "too-long" in rules("{technique: friction, region: calf, repeat: 100, spots: 30, passes: 2}")


def test_strokes_and_steps_are_counted_over_all_rounds_and_sides() -> None:
    stage = "{name: S, rounds: %d, strokes: [{technique: friction, region: calf, side: each, repeat: 1}, check-in]}"
    most = (MOST_EVENTS - 1) // 2

    def found(rounds: int) -> set[str]:
        stages = ", ".join([stage % 20] * (rounds // 20))
        return {each.rule for each in check(load_routine_text(f"title: T\nstages: [{stages}]\n"))}

    assert "too-long" not in found(most - 10)
    assert "too-long" in found(most + 20)


def test_a_finding_names_line_key_reason_and_remedy() -> None:
    (finding,) = findings("{technique: petrissage, region: calf}", "technique: petrissage\n        region: lower back")

    assert finding.where.line == 6
    assert finding.where.key == "stages[0].strokes[1]"
    assert "kidneys" in (finding.reason or "").casefold()
    assert finding.hint
    (finding,) = findings("technique: petrissage\n        region: lower back\n        pressure: 2")
    assert finding.where.line == 7
    assert finding.where.key == "stages[0].strokes[0].pressure"


def test_findings_come_in_the_file_s_order() -> None:
    lines = [
        each.where.line
        for each in findings(
            "{technique: petrissage, region: lower back}",
            "{technique: petrissage, region: calf, pressure: 3}",
            "{say: Look here.}",
        )
    ]

    assert lines == sorted(lines, key=lambda line: line or 0)
    assert len(lines) == 3
