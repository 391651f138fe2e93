"""The form of a bed's recipe.

To add a bed: write one file here with a `RECIPE`; list it in `voiceguide.ambience.registry`; run
``python tools/make_ambient.py NAME``, which writes the shipped file and reports whether its seam is clean.
A recipe builds on `circular` only, so that its loop has no seam, and takes every random number from
the circle it is given, so that a seed always gives the same sound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voiceguide.ambience.circular import GRAIN, Circle, Pair
from voiceguide.units import RATE_HZ


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one bed is made.

    Attributes:
        name: What it is called with ``--ambient``.
        description: One sentence for people.
        make: Makes the raw bed on a circle; `shaping.finish` follows.
        seconds: Length of the shipped loop.
        grains: The loop's length is a multiple of this many `GRAIN`s.
        room_db: How deep the dip for speech is, in dB.
    """

    name: str
    description: str
    make: Callable[[Circle], Pair]
    seconds: float = 89.6
    grains: int = 1
    room_db: float = 3.0

    def frames(self, seconds: float) -> int:
        """The possible length nearest to `seconds`, in samples; at least one unit."""
        unit = GRAIN * self.grains
        return max(1, round(seconds * RATE_HZ / unit)) * unit
