"""What strokes do together and over their way: spots pressed on, ways past the kidneys, speed, direction, positions."""

from __future__ import annotations

import pytest

from voiceguide.errors import RoutineError, Severity
from voiceguide.routine.check import check
from voiceguide.routine.direction import flow_of, way_cm
from voiceguide.routine.load import load_routine_text
from voiceguide.routine.model import Flow


def errors(*strokes: str, head: str = "", rounds: int = 1) -> list[str]:
    items = "".join(f"      - {stroke}\n" for stroke in strokes)
    text = f"title: Test\n{head}stages:\n  - name: One\n    rounds: {rounds}\n    strokes:\n{items}"
    return [each.rule for each in check(load_routine_text(text)) if each.severity is Severity.ERROR]


HOLD = "{technique: static pressure, region: calf, tempo: {hold: 20 s, off: 3 s}, repeat: 2}"
GLIDE = "{technique: effleurage, region: calf, pressure: 1}"


def test_pressure_on_a_spot_is_counted_over_neighbouring_strokes() -> None:
    assert errors(HOLD) == []
    assert errors(HOLD, HOLD) == ["static-time"]
    assert errors(HOLD, GLIDE, HOLD) == []
    assert errors(HOLD, HOLD.replace("calf", "thigh")) == []
    assert errors(HOLD.replace("repeat: 2", "repeat: 2, spots: 3"), HOLD) == []


def test_pressure_on_a_spot_is_counted_over_rounds_of_nothing_else() -> None:
    assert errors(HOLD, rounds=2) == ["static-time"]
    assert errors(HOLD, GLIDE, rounds=2) == []


@pytest.mark.parametrize(
    ("stroke", "expected"),
    [
        ("{technique: effleurage, region: whole body, pressure: 2}", ["kidney-pressure"]),
        ("{technique: petrissage, region: mid back}", ["kidney-pressure"]),
        ("{technique: petrissage, region: mid back, path: the muscle above the waist}", []),
        ("{technique: petrissage, region: flanks}", ["kidney-pressure"]),
        ("{technique: petrissage, region: flanks, path: over the ribs}", []),
        ("{technique: tapotement, region: flanks}", ["kidney-pressure"]),
        ("{technique: petrissage, region: shoulders, path: from the shoulders down to the hips}", ["kidney-pressure"]),
        ("{technique: petrissage, region: glutes, path: from the buttocks up to the shoulders}", ["kidney-pressure"]),
        ("{technique: petrissage, region: shoulders, path: 'over the shoulders, never down to the hips'}", []),
    ],
)
def test_ways_past_the_kidneys(stroke: str, expected: list[str]) -> None:
    assert errors(stroke) == expected


def test_kneading_is_not_hasty() -> None:
    assert errors("{technique: petrissage, region: calf, tempo: {squeeze: 0.4 s, release: 0.3 s}}") == ["glide-speed"]
    assert errors("{technique: petrissage, region: calf, tempo: {squeeze: 0.8 s, release: 0.4 s}}") == []


def test_a_way_longer_than_its_stated_length_is_measured_by_the_body() -> None:
    stroke = "{technique: effleurage, region: legs, pressure: 1, length: 20 cm, tempo: {out: 4 s, back: 4 s}, path: %s}"

    assert errors(stroke % "from the ankle to the hip") == ["glide-speed", "glide-speed"]
    assert errors(stroke % "along the calf") == []
    assert way_cm("legs", "from the ankle to the hip") == 80
    assert way_cm("legs", "along the muscle") is None


@pytest.mark.parametrize(
    ("region", "path", "flow"),
    [
        ("arms", "from the shoulder to the fingertips", Flow.AWAY),
        ("calf", "slowly toward the foot", Flow.AWAY),
        ("calf", "up toward the knee", Flow.TOWARD),
        ("forearm", "down the arm", Flow.AWAY),
        ("legs", "up and down", Flow.NEUTRAL),
        ("calf", "straight down, slowly in and slowly out", Flow.NEUTRAL),
        ("upper arm", "with your fingertips", Flow.NEUTRAL),
    ],
)
def test_directions_are_read(region: str, path: str, flow: Flow) -> None:
    assert flow_of(region, path) is flow


@pytest.mark.parametrize(
    "head",
    [
        "pregnancy-safe: true\nreceiver: lying on the stomach\n",
        "pregnancy-safe: true\nreceiver: prone, arms beside the body\n",
        "pregnancy-safe: true\nprepare: [{say: Your partner lies face down.}]\n",
        "receiver: pregnant, lying on the belly\n",
        "summary: For pregnant women.\nreceiver: face down\n",
    ],
)
def test_no_key_and_no_word_has_a_pregnant_partner_lie_face_down(head: str) -> None:
    assert "pregnancy" in errors(GLIDE, head=head)


def test_no_hint_leads_round_the_rule_of_pregnancy() -> None:
    text = f"title: T\npregnancy-safe: true\nreceiver: face down\nstages: [{{name: N, strokes: [{GLIDE}]}}]"
    (finding,) = [each for each in check(load_routine_text(text)) if each.rule == "pregnancy"]

    assert "on the side" in (finding.hint or "")
    assert "pregnancy-safe" not in (finding.hint or "")
    assert errors(GLIDE, head="pregnancy-safe: true\nreceiver: 'on the side, never face down'\n") == []


def test_what_could_be_read_is_checked_with_what_could_not() -> None:
    text = (
        "title: T\nstages:\n  - name: N\n    strokes:\n"
        "      - {technique: effleurage, region: shoulders, path: along the spine}\n"
        "      - {technique: effleurage, region: shoulderz}\n"
        "      - {technique: petrissage, region: lower back, pressure: 3}\n"
    )
    with pytest.raises(RoutineError) as caught:
        load_routine_text(text)

    assert [(each.rule, each.where.line) for each in caught.value.findings] == [
        ("no-go", 5),
        ("value", 6),
        ("kidney-pressure", 7),
    ]
