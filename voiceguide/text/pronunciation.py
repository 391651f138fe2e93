"""The pronunciation of one word: a record that goes from a routine, a script or the user's settings to an engine."""

from __future__ import annotations

from typing import NamedTuple


class Pronunciation(NamedTuple):
    """A word and its sounds; callers may pass a plain pair of texts instead."""

    word: str
    """As it is written or said; ``use#2`` is the second occurrence of a word with two sounds."""
    sounds: str
    """IPA; from an author or user also a respelling, such as EF-luh-RAHZH."""
