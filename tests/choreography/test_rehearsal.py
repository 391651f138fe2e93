"""Two bodies do a choreography: what they cannot do is found, with file, line and moment."""

from __future__ import annotations

import pytest

from tests.choreography.moves import Acted
from voiceguide.choreography.model import MoveKind, Place, Position
from voiceguide.choreography.rehearsal import refuse_impossible, rehearse
from voiceguide.errors import Finding, RoutineError, Severity

BACK = """
title: Back
receiver: {receiver}
giver: {giver}
oil: little
stages:
  - name: Back
    strokes:
      - {{technique: effleurage, region: {region}, side: {side}, pressure: {{out: 2, back: 1}}, lighter: lower back}}
      - {{technique: petrissage, region: shoulders, pressure: {firm}}}
"""
LEGS = """
title: Legs
receiver: face down
giver: left, at the legs
oil: small
stages:
  - name: Legs
    strokes:
      - uncover: the leg
      - {technique: effleurage, region: legs, side: each, lighter: knee}
      - {technique: petrissage, region: calf, side: each}
      - cover: the leg
"""
DOWN, LEFT, HEAD = Position.FACE_DOWN, Place.LEFT, Place.HEAD


def back(
    *, receiver: str = "face down", giver: str = "left", region: str = "back", side: str = "both", firm: int = 2
) -> str:
    return BACK.format(receiver=receiver, giver=giver, region=region, side=side, firm=firm)


def findings(acted: Acted) -> list[Finding]:
    return list(rehearse(acted.routine, acted.choreography()).findings)


def legs(*, oil: bool = True, right_s: float = 200.0, cover: bool = True, walk_s: float = 12.0) -> Acted:
    acted = Acted(LEGS, DOWN, Place.LEFT_LEGS).add(MoveKind.ARRIVE, 43).add(MoveKind.TOUCH, 7)
    acted.step(MoveKind.UNCOVER, 12, "left").add(MoveKind.OIL, 15).add(MoveKind.TOUCH, 10)
    acted.stroke(0, 200, "left", pair="1.2").travel().stroke(1, 60, "left", pair="1.3")
    if cover:
        acted.step(MoveKind.COVER, 12, "left").at(Place.RIGHT_LEGS, walk_s).step(MoveKind.UNCOVER, 12, "right")
    else:
        acted.step(MoveKind.COVER, 12, "left").at(Place.RIGHT_LEGS, walk_s)
    if oil:
        acted.add(MoveKind.OIL, 15)
    return acted.stroke(0, right_s, "right", pair="1.2").travel().stroke(1, 60, "right", pair="1.3")


def test_what_two_bodies_can_do_is_clean() -> None:
    assert findings(legs()) == []
    assert findings(Acted(back(), DOWN, LEFT).opening().stroke(0, 100)) == []


def test_out_of_reach_from_a_stated_place_is_an_error_with_line_and_moment() -> None:
    acted = Acted(back(region="calf"), DOWN, LEFT).opening().stroke(0, 60)
    [finding] = [each for each in findings(acted) if "gliding" in each.message]

    assert finding.severity is Severity.ERROR
    assert (finding.rule, finding.where.file, finding.where.line) == ("reach", "acted.yaml", 9)
    assert finding.message == (
        "long gliding strokes on the calves is out of reach from 'left' while the partner is face down (at 1:27)"
    )
    assert finding.hint == "Write 'giver: feet' for this stroke or stage."
    again = Acted(back(region="calf"), DOWN, LEFT).opening().stroke(0, 60)
    with pytest.raises(RoutineError, match="out of reach"):
        refuse_impossible(again.routine, again.choreography())


def test_out_of_reach_from_a_place_that_nobody_stated_is_a_warning() -> None:
    acted = Acted(back(giver="beside the bed", region="calf"), DOWN, LEFT).opening().stroke(0, 60)
    choreography = acted.choreography()
    assert {each.severity for each in rehearse(acted.routine, choreography).findings} == {Severity.WARNING}
    refuse_impossible(acted.routine, choreography)


def test_only_the_near_side_is_in_reach_and_the_hint_says_what_to_write() -> None:
    acted = Acted(back(region="arms"), DOWN, LEFT).opening().stroke(0, 60)
    finding = findings(acted)[0]
    assert finding.rule == "reach"
    assert finding.hint == "Write 'side: each' with 'giver: left': only the near side is in reach."


def test_a_position_outside_the_table_is_reported_once_as_a_warning() -> None:
    acted = Acted(back(receiver="curled up in a hammock"), None, LEFT).opening().stroke(0, 60)
    [finding] = findings(acted)
    assert (finding.rule, finding.severity, finding.where.line) == ("reach-unknown", Severity.WARNING, 3)


def test_a_listed_position_and_place_that_the_table_does_not_hold_is_a_warning() -> None:
    acted = Acted(back(giver="behind"), DOWN, Place.BEHIND).opening().stroke(0, 60)
    assert {(each.rule, each.severity) for each in findings(acted)} == {("reach-unknown", Severity.WARNING)}


def test_at_a_stretch_only_light_pressure() -> None:
    text = back(giver="head").replace(", lighter: lower back", "")
    assert [each.rule for each in findings(Acted(text, DOWN, HEAD).opening().stroke(0, 60))] == ["reach-stretch"]
    assert findings(Acted(back(giver="head"), DOWN, HEAD).opening().stroke(0, 60)) == []


def test_a_forearm_is_reached_from_behind_only_while_it_rests_on_the_thigh() -> None:
    text = back(receiver="seated", giver="behind", region="forearm", side="each")
    acted = Acted(text, Position.SEATED, Place.BEHIND).opening().stroke(0, 60, "left").travel().stroke(0, 60, "right")
    assert {each.rule for each in findings(acted)} == {"reach-stretch"}
    text = text.replace("seated", "seated, hands in the lap")
    acted = Acted(text, Position.SEATED, Place.BEHIND).opening().stroke(0, 60, "left").travel().stroke(0, 60, "right")
    assert findings(acted) == []


def test_the_same_fault_in_every_round_is_reported_once_with_its_first_moment() -> None:
    acted = Acted(back(region="calf"), DOWN, LEFT).opening()
    acted.stroke(0, 60).travel().stroke(0, 60).travel().stroke(0, 60)
    messages = [each.message for each in findings(acted) if "gliding" in each.message]
    assert len(messages) == 1
    assert messages[0].endswith("(at 1:27 and 2 more times)")


def test_a_stroke_through_a_blanket() -> None:
    [finding] = [each for each in findings(legs(cover=False)) if "gliding" in each.message]
    assert (finding.rule, finding.where.line) == ("blanket", 10)
    assert "the right leg is covered" in finding.message
    acted = Acted(LEGS, DOWN, Place.LEFT_LEGS).opening().step(MoveKind.UNCOVER, 12, "left")
    acted.add(MoveKind.OIL, 15).stroke(0, 60, "left").step(MoveKind.COVER, 12, "left").stroke(1, 60, "left")
    assert "blanket" in {each.rule for each in findings(acted)}


def test_through_clothes_everything_may_be_worked_where_no_oil_is_used() -> None:
    acted = Acted(back().replace("oil: little", "oil: none"), DOWN, LEFT).opening().stroke(0, 400)
    assert findings(acted) == []


def test_gliding_needs_oil_and_oil_lasts_five_minutes() -> None:
    assert [each.rule for each in findings(Acted(back(), DOWN, LEFT).opening().stroke(0, 310).travel().stroke(0, 20))
            ] == ["dry-skin"]  # fmt: skip
    acted = Acted(back(), DOWN, LEFT).opening().stroke(0, 290).add(MoveKind.OIL, 15).stroke(0, 290)
    assert findings(acted) == []
    acted = Acted(LEGS, DOWN, Place.LEFT_LEGS).opening().step(MoveKind.UNCOVER, 12, "left").stroke(0, 60, "left")
    assert "no oil yet" in next(each.message for each in findings(acted) if each.rule == "dry-skin")


def test_the_giver_is_never_elsewhere_without_a_walk() -> None:
    acted = Acted(back(), DOWN, LEFT).opening().stroke(0, 60).travel()
    acted.place = Place.RIGHT
    moved = [each for each in findings(acted.stroke(0, 60)) if each.rule == "place-change"]
    assert "from 'left' to 'right' in 0 s; 12 s are needed" in moved[0].message
    assert "the routine puts the giver at 'left'" in moved[1].message
    assert all(each.severity is Severity.ERROR for each in moved)
    assert [each.rule for each in findings(legs(walk_s=8))] == ["place-change"]


def test_the_partner_is_never_turned_all_at_once() -> None:
    acted = Acted(back(giver="head"), DOWN, HEAD).opening().stroke(0, 60).travel()
    acted.position = Position.FACE_UP
    assert "position-change" in {each.rule for each in findings(acted.stroke(1, 60))}


def test_hands_are_warmed_after_a_minute_without_contact() -> None:
    acted = Acted(back(giver="head"), DOWN, HEAD).opening().stroke(0, 60).add(MoveKind.TURN_OVER, 60)
    assert {each.rule for each in findings(acted.stroke(1, 60))} == {"cold-hands"}
    acted = Acted(back(giver="head"), DOWN, HEAD).opening().stroke(0, 60).add(MoveKind.TURN_OVER, 60)
    assert findings(acted.add(MoveKind.WARM, 8).stroke(1, 60)) == []


def test_contact_is_kept() -> None:
    acted = Acted(back(giver="head"), DOWN, HEAD).opening().stroke(1, 60).add(MoveKind.REST, 5).stroke(1, 60)
    assert [(each.rule, each.severity) for each in findings(acted)] == [("contact", Severity.ERROR)]
    acted = Acted(back(giver="head"), DOWN, HEAD).opening().stroke(1, 60).add(MoveKind.WARM, 8).stroke(1, 60)
    assert [each.rule for each in findings(acted)] == ["contact"]


def test_idle_hands_and_long_chains() -> None:
    acted = Acted(back(giver="head"), DOWN, HEAD).opening().stroke(1, 60).add(MoveKind.PAUSE, 20).stroke(1, 60)
    assert [each.rule for each in findings(acted)] == ["idle"]
    acted = Acted(back(giver="head"), DOWN, HEAD).opening().stroke(1, 60).add(MoveKind.OIL, 45)
    assert [each.rule for each in findings(acted.add(MoveKind.COVER, 20, region="feet").stroke(1, 60))] == ["idle"]


def test_changes_take_their_time() -> None:
    acted = legs()
    acted.moves = [acted.moves[0]]
    acted.add(MoveKind.TOUCH, 7).step(MoveKind.UNCOVER, 6, "left").add(MoveKind.OIL, 15)
    acted.stroke(0, 60, "left").travel().stroke(0, 60, "right")
    assert "change-time" in {each.rule for each in findings(acted)}


def test_both_sides_get_the_same() -> None:
    [finding] = findings(legs(right_s=190))
    assert (finding.rule, finding.severity) == ("unequal-sides", Severity.ERROR)
    assert "200.0 s" in finding.message
    assert "190.0 s" in finding.message
    unfair = findings(legs(oil=False))
    assert {each.rule for each in unfair} == {"unequal-sides", "dry-skin"}
    assert findings(legs(right_s=200.9)) == []


def test_light_comes_before_firm_on_what_is_left() -> None:
    acted = Acted(back(giver="head", firm=3), DOWN, HEAD).opening().stroke(0, 60).travel().stroke(1, 60)
    [finding] = findings(acted)
    assert (finding.rule, finding.severity, finding.where.line) == ("first-pass", Severity.ERROR, 10)
    assert "pressure 3 is the first touch of the shoulders" in finding.message


def test_covering_understands_what_an_author_names() -> None:
    text = LEGS.replace("uncover: the leg", "uncover: the left thigh")
    acted = Acted(text, DOWN, Place.LEFT_LEGS).opening().step(MoveKind.UNCOVER, 12).add(MoveKind.OIL, 15)
    states = rehearse(acted.routine, acted.stroke(0, 60, "left").choreography()).states
    before, after = states[0].covered, states[-1].covered
    assert before == {("thigh", "left")}
    assert before < after
