"""How many cases the tests take that try any input, or a table of many: a quarter in the quick command, all of them in
a step of its own.

`pytest -m "hypothesis or sampled" --hypothesis-profile=thorough` draws all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeVar

from hypothesis import settings

ALL = 100
"""Examples of a property that says nothing else, when all are drawn."""

QUICK = 25
"""The same in the quick command."""


def drawn(count: int) -> int:
    """How many of so many cases are drawn now."""
    assert settings.default is not None, "a profile is loaded"
    return math.ceil(count * settings.default.max_examples / ALL)


T = TypeVar("T")


def some_of(cases: Sequence[T], turn: int) -> list[T]:
    """A quarter of the cases, spread over them, or all when all are drawn; the next turn begins one case later."""
    count = drawn(len(cases))
    return [cases[(turn + number * len(cases) // count) % len(cases)] for number in range(count)]


def examples(count: int, **more: Any) -> settings:
    """Settings of a property that takes another number of examples than most; `count` is all of them."""
    return settings(max_examples=drawn(count), **more)
