"""How fast voices speak, known without loading any, which is enough for planning.

The engines use these figures, too.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast a voice speaks, in words per minute over the cues of a session.

    Attributes:
        natural: Its rate if none is requested.
        slowest: Below this it sounds dragged or fails.
        fastest: Above this it cannot be followed, or fails.
    """

    natural: float = 125.0
    slowest: float = 80.0
    fastest: float = 220.0

    def nearest(self, wanted_wpm: float | None) -> float:
        """The rate at which the voice will speak: the one nearest to `wanted_wpm`, or its natural one."""
        return self.natural if wanted_wpm is None else min(max(wanted_wpm, self.slowest), self.fastest)


KNOWN = ("auto", "hibari", "kokoro", "pyttsx3", "recordings")
"""Names whose rates are known without loading an engine: ``auto`` and voiceguide's own engines."""

_HIBARI_WPM = {"heart": 193.0}
"""Words per minute of the cues of a session at speed 1, measured; other voices are assumed to be like the mean."""
_OTHER_WPM = 190.0
_NATURAL_SPEED, _SLOWEST_SPEED, _FASTEST_SPEED = 0.8, 0.75, 1.14
"""Four fifths of its own pace, which is for reading aloud; when slower, a recogniser gets twice as many words wrong."""


def hibari_own_wpm(voice: str) -> float:
    """The rate of one of hibari's voices at speed 1, words per minute."""
    return _HIBARI_WPM.get(voice, _OTHER_WPM)


def hibari_rates(voice: str) -> Rates:
    """The rates of one of hibari's voices."""
    own_wpm = hibari_own_wpm(voice)
    return Rates(*(round(speed * own_wpm) for speed in (_NATURAL_SPEED, _SLOWEST_SPEED, _FASTEST_SPEED)))


def expected_rates(name: str) -> Rates:
    """The rates of a voice by its uniform name, or of the one that ``auto`` will probably mean.

    Args:
        name: ``auto``, ``ENGINE``, or ``ENGINE:NAME``; of several, separated by commas, the first counts.
    """
    from voiceguide.speech import kokoro_files

    engine, _, voice = name.strip().split(",")[0].strip().partition(":")
    if engine == "auto" and not kokoro_files.is_installed():
        engine = "hibari" if all(map(importlib.util.find_spec, ("hibari", "onnxruntime"))) else "pyttsx3"
    return hibari_rates(voice or "heart") if engine == "hibari" else Rates()


def rates_of(name: str) -> Rates:
    """The rates of any voice by its uniform name: known for voiceguide's own, asked of other engines.

    Raises:
        VoiceError: An engine of another package cannot be loaded.
    """
    if name.strip().split(",")[0].partition(":")[0].strip() in KNOWN:
        return expected_rates(name)
    from voiceguide.speech.registry import asked_rates

    return asked_rates(name) or expected_rates(name)
