"""Colours of a cover: palettes of sRGB triples in 0–1, and how two colours are mixed.

Mixing happens in OKLab (Björn Ottosson, "A perceptual color space for
image processing", 2020), so that no blend turns grey.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

RGB = tuple[float, float, float]
"""sRGB, each channel 0–1."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one cover.

    Attributes:
        sky: From the top of the sky down to the horizon.
        far: The farthest ridge.
        near: The nearest ridge.
        light: The disc and its glow.
    """

    sky: tuple[RGB, RGB]
    far: RGB
    near: RGB
    light: RGB


# Derived here, by eye: (sky at the top, sky at the horizon, far ridge, near ridge, light)
_CHOICES = (
    ("23384f", "f4c6a0", "cf8d78", "1a2436", "ffe7c4"),  # dusk over warm hills
    ("1c4552", "d3e8df", "76a8a4", "0d2a33", "f4fbe9"),  # sea mist
    ("37305f", "f3b4b4", "a66f94", "1b1836", "ffe0d2"),  # violet evening
    ("2e4a3c", "f0e6c2", "94a67c", "182c24", "fff6d8"),  # moss
    ("542f3f", "f7c9a8", "c7766a", "2a1522", "ffeeda"),  # clay
    ("17365a", "bcdcf0", "6598c2", "091d36", "f1f8ff"),  # still lake
    ("443a52", "efd0d3", "ab8ea4", "211a2e", "fff3ec"),  # ash rose
    ("5c3a26", "f6dda2", "c99a5b", "2c1a12", "fff2cf"),  # late sun
    ("2f3763", "dccff0", "8b86c0", "151837", "faf3ff"),  # lavender
    ("144a4f", "f6d3c6", "8aa6a6", "0a282d", "fff0e4"),  # shell
    ("4a2747", "f2b7c6", "b36a92", "230f26", "ffe6ea"),  # plum
    ("27404a", "ffdf9e", "d1a364", "14232b", "fff4d2"),  # first light
)


def choose(source: random.Random) -> Palette:
    """One of the palettes, its hues turned a little, so that neighbours differ too."""
    hexes = source.choice(_CHOICES)
    turn = source.uniform(-0.12, 0.12)
    top, horizon, far, near, light = (_turn_hue(_from_hex(each), turn) for each in hexes)
    return Palette((top, horizon), far, near, light)


def mix(first: RGB, second: RGB, share: float) -> RGB:
    """`first` blended toward `second`; `share` from 0 (all first) to 1 (all second)."""
    one, two = _to_oklab(first), _to_oklab(second)
    lab = tuple(a + (b - a) * share for a, b in zip(one, two, strict=True))
    return _from_oklab((lab[0], lab[1], lab[2]))


def _from_hex(text: str) -> RGB:
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _turn_hue(colour: RGB, angle: float) -> RGB:
    """The colour with its hue turned by `angle`, in radians."""
    light, green_red, blue_yellow = _to_oklab(colour)
    cos, sin = math.cos(angle), math.sin(angle)
    return _from_oklab((light, green_red * cos - blue_yellow * sin, green_red * sin + blue_yellow * cos))


def _linear(channel: float) -> float:
    """A channel of sRGB as linear light."""
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)


def _gamma(channel: float) -> float:
    """A channel of linear light as sRGB, clipped to 0–1."""
    held = min(1.0, max(0.0, channel))
    return float(12.92 * held if held <= 0.0031308 else 1.055 * held ** (1 / 2.4) - 0.055)


def _to_oklab(colour: RGB) -> RGB:
    """A colour in Oklab, where equal steps look equal."""
    red, green, blue = (_linear(channel) for channel in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_oklab(lab: RGB) -> RGB:
    """The colour with these Oklab values, clipped to what screens show."""
    light, green_red, blue_yellow = lab
    long = (light + 0.3963377774 * green_red + 0.2158037573 * blue_yellow) ** 3
    medium = (light - 0.1055613458 * green_red - 0.0638541728 * blue_yellow) ** 3
    short = (light - 0.0894841775 * green_red - 1.2914855480 * blue_yellow) ** 3
    return (
        _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )
