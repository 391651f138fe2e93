"""The recipes of all beds, in the order in which they are shown."""

from __future__ import annotations

import numpy as np

from voiceguide.ambience import bowls, drone, ocean, pad, rain, stream, wind
from voiceguide.ambience.circular import Circle
from voiceguide.ambience.recipe import Recipe
from voiceguide.ambience.shaping import finish
from voiceguide.audio import Audio
from voiceguide.errors import UsageError, did_you_mean
from voiceguide.units import RATE_HZ

SHORTEST_S = 20.0
LONGEST_S = 300.0

_RECIPES: dict[str, Recipe] = {
    module.RECIPE.name: module.RECIPE for module in (ocean, rain, stream, wind, drone, bowls, pad)
}


def names() -> tuple[str, ...]:
    """The names of all beds."""
    return tuple(_RECIPES)


def describe(name: str) -> str:
    """One sentence about a bed.

    Raises:
        UsageError: There is no such bed.
    """
    return recipe(name).description


def recipe(name: str) -> Recipe:
    """The recipe of a bed.

    Raises:
        UsageError: There is no such bed.
    """
    if name not in _RECIPES:
        raise UsageError(f"there is no bed called {name!r}", hint=did_you_mean(name, _RECIPES))
    return _RECIPES[name]


def render(name: str, seconds: float | None = None, seed: int = 0) -> Audio:
    """Make a bed: a loop without a seam, the same for the same seed.

    Args:
        name: One of `names`.
        seconds: Length, 20 to 300; the nearest possible one is made. The shipped length by default.
        seed: Each seed gives another variant.

    Returns:
        Stereo at `RATE_HZ`, at `shaping.BED_LUFS`.

    Raises:
        UsageError: No such bed, or a length out of range.
    """
    how = recipe(name)
    wished = how.seconds if seconds is None else seconds
    if not SHORTEST_S <= wished <= LONGEST_S:
        raise UsageError(f"a bed of {wished:g} s cannot be made", hint=f"From {SHORTEST_S:g} to {LONGEST_S:g} s.")
    if seed < 0:
        raise UsageError(f"{seed} cannot be a seed", hint="Any whole number from 0 on.")
    frames = how.frames(wished)
    circle = Circle(frames, np.random.default_rng([seed, *name.encode()]))
    pair = finish(how.make(circle), how.room_db)
    return Audio(np.ascontiguousarray(pair.T, dtype=np.float32), RATE_HZ)
