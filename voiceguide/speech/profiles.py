"""Profiles: a voice with its manner under one name, whichever engine is installed.

They are mappings from the names of settings to values, as users write their own in a settings file.
A voice here lists alternatives, of which the first that is installed speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PROFILES: Mapping[str, Mapping[str, str | float]] = MappingProxyType(
    {
        "calm": MappingProxyType(
            {"voice": "kokoro:af_heart, pyttsx3:en-us, auto", "rate_wpm": 120.0, "pitch_st": 0.0, "volume_lu": 0.0}
        ),
        "warm": MappingProxyType(
            {"voice": "kokoro:am_michael, pyttsx3:en-us, auto", "rate_wpm": 125.0, "pitch_st": 0.0, "volume_lu": 0.0}
        ),
        "clear": MappingProxyType(
            {"voice": "kokoro:bf_emma, pyttsx3:en-gb-x-rp, auto", "rate_wpm": 135.0, "pitch_st": 0.0, "volume_lu": 1.0}
        ),
    }
)
"""The profiles that come with the package: name → setting → value."""
