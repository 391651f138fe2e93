"""Readable in dim light and by day: the colours of the style sheet, dark and light, measured as WCAG 2.2 does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.contrast import contrast as contrast_of

STATIC = Path(__file__).parents[2] / "voiceguide/studio/static"
LOOKS = [
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{\n(.*?)\}", (STATIC / "base.css").read_text("utf-8"), re.DOTALL)
]
BOTH = pytest.mark.parametrize("colours", LOOKS, ids=["dark", "light"])
BACKGROUNDS = ("night", "surface", "raised")


def channels(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def contrast(one: str, other: str) -> float:
    return contrast_of(channels(one), channels(other))


@BOTH
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("text", ["ink", "soft", "accent", "warn", "good"])
def test_text_stands_out(text: str, background: str, colours: dict[str, str]) -> None:
    assert contrast(colours[text], colours[background]) >= 7


@BOTH
@pytest.mark.parametrize("text", ["ink", "key", "mark", "number", "comment", "gutter"])
def test_the_text_of_a_routine_stands_out_in_the_editor(text: str, colours: dict[str, str]) -> None:
    assert contrast(colours[text], colours["well"]) >= 4.5


@BOTH
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_the_edge_of_a_field_can_be_seen(background: str, colours: dict[str, str]) -> None:
    assert contrast(colours["edge"], colours[background]) >= 3


@BOTH
def test_the_words_on_the_main_button_and_on_what_is_reported_stand_out(colours: dict[str, str]) -> None:
    assert contrast(colours["accent-ink"], colours["accent"]) >= 7
    assert contrast(colours["accent-ink"], colours["accent-over"]) >= 7
    assert contrast(colours["ink"], colours["warn-back"]) >= 7
    assert contrast(colours["ink"], colours["good-back"]) >= 7


def test_both_looks_have_every_colour() -> None:
    dark, light = LOOKS
    assert dark.keys() == light.keys()
