"""What hands reach from where, and the phrases that say where two bodies are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voiceguide import anatomy
from voiceguide.choreography.bodies import (
    across,
    at_a_stretch,
    change_seconds,
    in_reach,
    is_listed,
    places_for,
    places_of,
    position_of,
    side_of,
    turn_over,
)
from voiceguide.choreography.model import Place, Position
from voiceguide.choreography.reach_table import TABLE
from voiceguide.routine.model import Side

DOWN, UP, SEATED, ON_SIDE = Position.FACE_DOWN, Position.FACE_UP, Position.SEATED, Position.ON_SIDE


@pytest.mark.parametrize(
    ("phrase", "position"),
    [
        ("face down", DOWN),
        ("face down, with a pillow under the ankles", DOWN),
        ("Lying on the stomach", DOWN),
        ("face up", UP),
        ("lying on the back, or sitting back comfortably", UP),
        ("seated, back to the giver", SEATED),
        ("seated on the floor, with their back to you", SEATED),
        ("on the side", ON_SIDE),
        ("on the left side, a pillow between the knees", ON_SIDE),
        ("half upright in a hammock", None),
        ("", None),
    ],
)
def test_a_phrase_that_begins_with_a_listed_position_means_it(phrase: str, position: Position | None) -> None:
    assert position_of(phrase) is position


@pytest.mark.parametrize(
    ("phrase", "places"),
    [
        ("head", (Place.HEAD,)),
        ("at the head of the bed", (Place.HEAD,)),
        ("left", (Place.LEFT, Place.LEFT_LEGS)),
        ("left, at the hip", (Place.LEFT,)),
        ("left, at the legs", (Place.LEFT_LEGS,)),
        ("on the right side, beside the thigh", (Place.RIGHT_LEGS,)),
        ("at their right-hand side", (Place.RIGHT, Place.RIGHT_LEGS)),
        ("feet", (Place.FEET,)),
        ("sitting at the feet", (Place.FEET,)),
        ("behind", (Place.BEHIND,)),
        ("kneeling behind, resting on pillows", (Place.BEHIND,)),
        ("standing or kneeling behind, and later beside", (Place.BEHIND,)),
        ("right behind them", (Place.BEHIND,)),
        ("kneeling in front of your partner", (Place.FRONT,)),
        ("beside", ()),
        ("beside the bed, in a position you can hold", ()),
        ("kneeling or standing beside, facing the head", ()),
        ("left or right, as you like", ()),
        ("right-handed people on the other side", ()),
        ("", ()),
    ],
)
def test_a_phrase_that_begins_with_a_listed_place_means_it(phrase: str, places: tuple[Place, ...]) -> None:
    assert places_of(phrase) == places


def test_turning_over_goes_where_the_words_say_or_the_other_way_round() -> None:
    assert turn_over(DOWN, "the back") is UP
    assert turn_over(UP, "the stomach") is DOWN
    assert turn_over(DOWN, "their left side") is ON_SIDE
    assert turn_over(DOWN, "") is UP
    assert turn_over(SEATED, "") is None
    assert turn_over(None, "") is None


@pytest.mark.parametrize(
    ("position", "place", "region", "side", "reaches"),
    [
        (DOWN, Place.HEAD, "scalp", Side.BOTH, True),
        (DOWN, Place.HEAD, "head", Side.BOTH, True),  # face and temples lie on the bed and are not meant
        (DOWN, Place.HEAD, "shoulders", Side.LEFT, True),
        (DOWN, Place.HEAD, "lower back", Side.BOTH, True),
        (DOWN, Place.HEAD, "glutes", Side.BOTH, False),
        (DOWN, Place.HEAD, "temples", Side.BOTH, False),
        (DOWN, Place.LEFT, "back", Side.BOTH, True),
        (DOWN, Place.LEFT, "beside the spine", Side.BOTH, True),
        (DOWN, Place.LEFT, "glutes", Side.RIGHT, True),
        (DOWN, Place.LEFT, "neck", Side.BOTH, False),
        (DOWN, Place.LEFT, "sides of the torso", Side.LEFT, True),
        (DOWN, Place.LEFT, "sides of the torso", Side.RIGHT, False),
        (DOWN, Place.LEFT, "sides of the torso", Side.BOTH, False),
        (DOWN, Place.LEFT, "forearm", Side.LEFT, True),
        (DOWN, Place.LEFT, "forearm", Side.BOTH, False),
        (DOWN, Place.LEFT, "calf", Side.LEFT, False),
        (DOWN, Place.LEFT_LEGS, "legs", Side.LEFT, True),
        (DOWN, Place.LEFT_LEGS, "legs", Side.RIGHT, False),
        (DOWN, Place.LEFT_LEGS, "calf", Side.BOTH, False),
        (DOWN, Place.RIGHT_LEGS, "ankle", Side.RIGHT, True),
        (DOWN, Place.RIGHT_LEGS, "back", Side.BOTH, False),
        (DOWN, Place.FEET, "sole", Side.BOTH, True),
        (DOWN, Place.FEET, "calf", Side.BOTH, True),
        (DOWN, Place.FEET, "legs", Side.BOTH, False),
        (UP, Place.HEAD, "temples", Side.BOTH, True),
        (UP, Place.HEAD, "base of skull", Side.BOTH, True),
        (UP, Place.HEAD, "arms", Side.LEFT, False),
        (UP, Place.LEFT, "fingers", Side.LEFT, True),
        (UP, Place.LEFT, "thigh", Side.LEFT, True),
        (UP, Place.LEFT, "legs", Side.LEFT, False),
        (UP, Place.FEET, "shin", Side.BOTH, True),
        (UP, Place.LEFT, "back", Side.BOTH, False),
        (SEATED, Place.BEHIND, "shoulder blades", Side.BOTH, True),
        (SEATED, Place.BEHIND, "upper arm", Side.BOTH, True),
        (SEATED, Place.BEHIND, "forearm", Side.LEFT, True),
        (SEATED, Place.BEHIND, "hand", Side.LEFT, False),
        (SEATED, Place.FRONT, "hand", Side.BOTH, True),
        (SEATED, Place.FRONT, "toes", Side.BOTH, True),
        (SEATED, Place.FRONT, "back", Side.BOTH, False),
        (ON_SIDE, Place.BEHIND, "back", Side.BOTH, True),
        (ON_SIDE, Place.BEHIND, "arms", Side.RIGHT, True),
        (ON_SIDE, Place.BEHIND, "arms", Side.BOTH, False),
        (ON_SIDE, Place.BEHIND, "hips", Side.LEFT, True),
    ],
)
def test_reach(position: Position, place: Place, region: str, side: Side, reaches: bool) -> None:
    assert in_reach(position, place, region, side) is reaches
    assert (place in places_for(position, region, side)) is reaches


def test_what_is_reached_at_a_stretch() -> None:
    assert at_a_stretch(DOWN, Place.HEAD, "lower back")
    assert not at_a_stretch(DOWN, Place.HEAD, "mid back")
    assert not at_a_stretch(DOWN, Place.LEFT, "lower back")
    assert at_a_stretch(SEATED, Place.BEHIND, "forearm", Side.LEFT)
    assert not at_a_stretch(SEATED, Place.FRONT, "forearm", Side.LEFT)
    assert not at_a_stretch(DOWN, Place.FEET, "lower back")


def test_places_are_offered_without_a_stretch_first_then_on_the_near_side() -> None:
    assert places_for(DOWN, "lower back")[0] is Place.LEFT
    assert places_for(DOWN, "lower back")[-1] is Place.HEAD
    assert places_for(DOWN, "glutes", Side.RIGHT)[0] is Place.RIGHT
    assert places_for(DOWN, "calf", Side.RIGHT) == (Place.RIGHT_LEGS, Place.FEET)
    assert places_for(SEATED, "forearm", Side.LEFT) == (Place.FRONT, Place.BEHIND)
    assert places_for(UP, "back") == ()


def test_every_region_has_an_answer_everywhere_and_every_paired_part_some_place() -> None:
    for position in Position:
        for place in Place:
            for region in anatomy.REGIONS:
                for side in Side:
                    answer = in_reach(position, place, region, side)
                    assert not answer or is_listed(position, place)
    homeless = [key for key in anatomy.REGIONS if not any(places_for(p, key, Side.LEFT) for p in Position)]
    assert homeless == []


def test_left_and_right_mirror_each_other() -> None:
    other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, Side.BOTH: Side.BOTH}
    for position in Position:
        for place in Place:
            for region in anatomy.REGIONS:
                for side, far in other.items():
                    there = in_reach(position, place, region, side)
                    assert in_reach(position, across(place), region, far) is there


def test_changing_place_takes_eight_seconds_to_a_neighbour_and_twelve_further() -> None:
    assert change_seconds(Place.LEFT, Place.LEFT) == 0
    assert change_seconds(Place.LEFT, Place.LEFT_LEGS) == 8
    assert change_seconds(Place.HEAD, Place.RIGHT) == 8
    assert change_seconds(Place.LEFT, Place.RIGHT) == 12
    assert change_seconds(Place.LEFT_LEGS, Place.RIGHT_LEGS) == 12
    assert change_seconds(Place.BEHIND, Place.FRONT) == 12
    for before in Place:
        for after in Place:
            assert change_seconds(before, after) == change_seconds(after, before)


def test_the_side_of_a_place() -> None:
    assert {place: side_of(place) for place in Place if side_of(place)} == {
        Place.LEFT: "left",
        Place.LEFT_LEGS: "left",
        Place.RIGHT: "right",
        Place.RIGHT_LEGS: "right",
    }


def test_the_page_about_reach_has_a_row_for_every_part_of_the_table() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "explanation" / "rehearsal.md").read_text("utf-8")
    rows = re.findall(r"^\| (face down|face up|seated|on the side) \| (.+?) \| (.+?) \|$", page, re.M)
    for (position, place), area in TABLE.items():
        words = [row[2] for row in rows if row[0] == position and places_in(row[1], place)]
        assert words, f"no row for {position}, {place}"
        for region in (*area.both, *area.near, *area.upper):
            one = anatomy.REGIONS[region]
            names = (region, one.one, one.many, region.rstrip("s"), *one.also)
            assert any(name in words[0] for name in names) or one.group == "back", (position, place, region)


def places_in(text: str, place: Place) -> bool:
    """Whether a row of the page is about a place."""
    if "legs" in text:
        return place in (Place.LEFT_LEGS, Place.RIGHT_LEGS)
    if "left" in text:
        return place in (Place.LEFT, Place.RIGHT) or ("hip" not in text and "legs" in place)
    return text == place
