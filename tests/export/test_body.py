"""The pictures of hands on a body: every stroke of every shipped routine has one, and it shows what is said."""

from __future__ import annotations

import dataclasses
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from voiceguide import Settings, anatomy, load_routine, plan
from voiceguide.choreography.model import MoveKind, Place, Position
from voiceguide.export.body import outlines, picture_of
from voiceguide.export.body.parts import View, parts_on, view_of
from voiceguide.routine.model import Side, Technique
from voiceguide.routine.sources import shipped_routines
from voiceguide.timeline.model import MovePlacement

STROKE = MovePlacement(
    "1", MoveKind.STROKE, "Long strokes", 0, 0, 44100, region="legs", side=Side.LEFT, technique=Technique.EFFLEURAGE,
    hands="both palms", path="from the ankle to the hip", position=Position.FACE_DOWN, place=Place.LEFT,
)  # fmt: skip


def drawn(**changes: Any) -> ElementTree.Element:
    picture = picture_of(dataclasses.replace(STROKE, **changes))
    assert picture is not None
    return ElementTree.fromstring(picture.svg)


def hands(svg: ElementTree.Element) -> list[tuple[float, float, float]]:
    """Of each hand: where it is (x), and how it moves."""
    found = []
    for group in svg.iter("g"):
        if group.get("class") == "hand":
            use = group.find("use")
            assert use is not None
            place = re.match(r"translate\(([\d.]+)", use.get("transform", ""))
            assert place is not None
            found.append((float(place[1]), float(group.get("data-x", 0)), float(group.get("data-y", 0))))
    return found


@pytest.mark.parametrize("name", shipped_routines())
def test_every_stroke_that_ships_has_its_picture(name: str) -> None:
    hidden = ElementTree.fromstring(outlines())
    known = {each.get("id") for each in hidden.iter() if each.get("id")}
    for move in plan(load_routine(name), Settings()).timeline.moves:
        picture = picture_of(move)
        assert (picture is None) or picture.text
        if move.kind is MoveKind.STROKE:
            assert picture is not None
            svg = ElementTree.fromstring(picture.svg)
            assert svg.get("aria-label") == picture.text
            assert anatomy.place(move.region, move.side, "the") in picture.text
            assert {each.get("href", "#")[1:] for each in svg.iter("use")} <= known
            assert hands(svg)


def test_strokes_toward_the_heart_go_up_the_leg_and_others_down() -> None:
    assert all(y < -20 for _, _, y in hands(drawn()))
    assert all(y > 20 for _, _, y in hands(drawn(path="from the hip down to the ankle")))


def test_the_receivers_left_is_left_from_behind_and_right_from_the_front() -> None:
    assert all(x < 50 for x, _, _ in hands(drawn()))
    assert all(x > 50 for x, _, _ in hands(drawn(position=Position.FACE_UP)))
    assert all(x > 50 for x, _, _ in hands(drawn(side=Side.RIGHT)))


def test_outward_strokes_part_in_the_middle() -> None:
    left, right = hands(drawn(region="shoulders", side=Side.BOTH, path="from the neck out to the shoulder tips"))
    assert left[1] < 0 < right[1]
    left, right = hands(
        drawn(region="lower back", side=Side.NONE, technique=Technique.FRICTION, path="outward from the spine")
    )
    assert left[1] < 0 < right[1]


def test_one_hand_is_one_hand() -> None:
    assert len(hands(drawn(hands="one thumb"))) == 1
    assert len(hands(drawn(hands="both thumbs"))) == 2
    assert len(hands(drawn(region="upper arm", side=Side.BOTH, hands="one whole hand on each arm"))) == 2


@pytest.mark.parametrize("region", anatomy.REGIONS)
@pytest.mark.parametrize("side", list(Side))
def test_every_region_lies_in_its_window(region: str, side: Side) -> None:
    for view in View:
        for part in parts_on(region, side, view):
            x, y, width, height = part.window
            for px, py in part.line:
                assert x <= px <= x + width
                assert y <= py <= y + height
    assert picture_of(dataclasses.replace(STROKE, region=region, side=side)) is not None
    assert view_of("temples", Position.SEATED, Place.BEHIND) is View.FRONT


def test_moves_without_hands_on_the_partner_have_none() -> None:
    assert picture_of(dataclasses.replace(STROKE, kind=MoveKind.TURN_OVER)) is None
    assert picture_of(dataclasses.replace(STROKE, region="")) is None
