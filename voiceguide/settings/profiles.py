"""Defines the built-in profiles: each names a voice and how it speaks, whichever engine is installed.

A profile maps the names of settings to values; users write their own in a settings file. A voice here lists
alternatives, of which the first installed one speaks, at its own rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class AppliedProfile(str):
    """The name of a profile that has already been applied to the settings."""

    __slots__ = ()


PROFILES: Mapping[str, Mapping[str, str | float]] = MappingProxyType(
    {
        "calm": MappingProxyType(
            {"voice": "kokoro:af_heart, hibari:heart, pyttsx3:en-us, auto", "pitch_st": 0.0, "volume_lu": 0.0}
        ),
        "warm": MappingProxyType(
            {"voice": "kokoro:am_michael, hibari:fenrir, auto", "pitch_st": 0.0, "volume_lu": 0.0}
        ),
        "clear": MappingProxyType({"voice": "kokoro:bf_emma, hibari:emma, auto", "pitch_st": 0.0, "volume_lu": 1.0}),
    }
)
"""The profiles that come with the package: name → setting → value."""
