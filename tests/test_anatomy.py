"""The body's table: names, sides, groups, lengths, and places never massaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide import anatomy
from voiceguide.errors import UsageError

KEYS = tuple(anatomy.REGIONS)


@pytest.mark.parametrize(
    ("region", "side", "expected"),
    [
        ("calf", "right", "right calf"),
        ("calf", "both", "calves"),
        ("calf", "each", "calves"),
        ("feet", "left", "left foot"),
        ("feet", "both", "feet"),
        ("back", "both", "back"),
        ("back", "left", "left side of the back"),
        ("neck", "both", "back of the neck"),
        ("glutes", "right", "right buttock"),
        ("sides of the torso", "left", "left side"),
        ("toes", "left", "left toes"),
    ],
)
def test_a_region_is_spoken_by_its_side(region: str, side: str, expected: str) -> None:
    assert anatomy.spoken_name(region, side) == expected


@pytest.mark.parametrize(
    ("region", "side", "expected"),
    [
        ("calf", "right", "your partner's right calf"),
        ("calf", "both", "your partner's calves"),
        ("base of skull", "both", "the base of your partner's skull"),
        ("neck", "both", "the back of your partner's neck"),
        ("back", "right", "the right side of your partner's back"),
        ("beside the spine", "left", "the left side of the muscles beside your partner's spine"),
    ],
)
def test_a_region_is_placed_on_the_partner(region: str, side: str, expected: str) -> None:
    assert anatomy.place(region, side) == expected


def test_other_names_are_understood_and_near_ones_suggested() -> None:
    assert anatomy.region("calves").key == "calf"
    assert anatomy.region("The  Base of the Skull").key == "base of skull"
    assert anatomy.region("trapezius").key == "shoulders"
    with pytest.raises(UsageError) as caught:
        anatomy.region("sholders")
    assert "shoulder" in (caught.value.hint or "")


def test_a_region_has_its_parts() -> None:
    assert anatomy.parts_of("feet") == ("feet", "sole", "arch", "heel", "instep", "toes")
    assert anatomy.parts_of("arch") == ("arch",)
    assert set(anatomy.parts_of("whole body")) == set(KEYS)


@pytest.mark.parametrize(
    ("region", "avoid", "expected"),
    [
        ("sole", ["feet"], True),
        ("arch", ["feet"], True),
        ("feet", ["feet"], True),
        ("calf", ["feet"], False),
        ("legs", ["knee"], True),
        ("thigh", ["knee"], False),
        ("back", ["lower back"], True),
        ("upper back", ["lower back"], False),
        ("shoulders", ["neck", "shoulders"], True),
        ("shoulders", [], False),
    ],
)
def test_what_is_avoided_is_not_touched(region: str, avoid: list[str], expected: bool) -> None:
    assert anatomy.is_avoided(region, avoid) is expected


def test_avoiding_an_unknown_region_is_a_usage_error() -> None:
    with pytest.raises(UsageError):
        anatomy.is_avoided("back", ["fete"])


@given(st.sampled_from(KEYS), st.sampled_from(KEYS))
def test_avoiding_is_mutual(one: str, other: str) -> None:
    assert anatomy.is_avoided(one, [other]) == anatomy.is_avoided(other, [one])


@pytest.mark.parametrize("key", KEYS)
def test_every_row_is_whole(key: str) -> None:
    row = anatomy.REGIONS[key]

    assert row.one
    assert row.many
    assert row.group == "" or row.group in anatomy.REGIONS
    assert row.minutes > 0
    assert (row.length_cm is None) == (row.length_source == "")
    assert row.paired or row.one == row.many
    assert anatomy.no_go(key) is None
    assert all(anatomy.region(name).key == key for name in (key, *row.also))


def test_no_name_means_two_regions() -> None:
    names = [name for row in anatomy.REGIONS.values() for name in (row.key, *row.also)]

    assert len(names) == len(set(names))


def test_thick_muscle_and_kidneys_are_known() -> None:
    assert {key for key, row in anatomy.REGIONS.items() if row.fleshy} == {"glutes", "thigh"}
    over_kidneys = {"whole body", "back", "mid back", "lower back", "beside the spine", "sides of the torso"}
    assert {key for key, row in anatomy.REGIONS.items() if row.kidney} == over_kidneys
    assert anatomy.REGIONS["back"].length_cm == 51


@pytest.mark.parametrize(
    "name",
    [
        *("spine", "throat", "front of the neck", "side of the neck", "notch below the ear", "eyes", "armpit"),
        *("inner upper arm", "inside of the elbow", "upper abdomen", "groin", "back of the knee", "The Throat"),
    ],
)
def test_places_never_massaged_have_their_reason(name: str) -> None:
    place = anatomy.no_go(name)

    assert place is not None
    assert place.reason.endswith(".")
    assert anatomy.find_region(name) is None


def test_harmless_places_are_no_no_go() -> None:
    assert all(anatomy.no_go(name) is None for name in ("back of the neck", "calf", "beside the spine", ""))
