"""Readable in dim light: the colours of the style sheet, measured as WCAG 2.2 does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "voiceguide/studio/static"
COLOURS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (STATIC / "base.css").read_text("utf-8")))
BACKGROUNDS = ("night", "surface", "raised")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("text", ["ink", "soft", "accent", "warn", "good"])
def test_text_stands_out(text: str, background: str) -> None:
    assert contrast(COLOURS[text], COLOURS[background]) >= 7


@pytest.mark.parametrize("background", BACKGROUNDS)
def test_the_edge_of_a_field_can_be_seen(background: str) -> None:
    assert contrast(COLOURS["edge"], COLOURS[background]) >= 3


def test_the_words_on_the_main_button_stand_out() -> None:
    assert contrast(COLOURS["accent-ink"], COLOURS["accent"]) >= 7
