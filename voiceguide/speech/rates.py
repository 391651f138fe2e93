"""How fast voices speak, told without loading any: planning needs no more of them.

Comes in: a voice's name. Goes out: its rates. The engines themselves answer from here.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast a voice speaks, in words per minute of the cues of a session.

    Attributes:
        natural: What it speaks at when nobody asks for another rate.
        slowest: Below this it sounds dragged or breaks.
        fastest: Above this it cannot be followed, or breaks.
    """

    natural: float = 125.0
    slowest: float = 80.0
    fastest: float = 220.0

    def nearest(self, wanted_wpm: float | None) -> float:
        """The rate the voice will speak at: its natural one, or the nearest it can to the one wanted."""
        return self.natural if wanted_wpm is None else min(max(wanted_wpm, self.slowest), self.fastest)


_HIBARI_WPM = {"heart": 193.0}
"""Words per minute of the cues of a session at speed 1, measured; others are taken to be like the mean."""
_OTHER_WPM = 190.0
_NATURAL_SPEED, _SLOWEST_SPEED, _FASTEST_SPEED = 0.8, 0.75, 1.14
"""Four fifths of its own pace, which is that of reading aloud; slower a recogniser hears twice as many words wrong."""


def hibari_own_wpm(voice: str) -> float:
    """The rate of one of hibari's voices at speed 1, words per minute."""
    return _HIBARI_WPM.get(voice, _OTHER_WPM)


def hibari_rates(voice: str) -> Rates:
    """The rates of one of hibari's voices."""
    own_wpm = hibari_own_wpm(voice)
    return Rates(*(round(speed * own_wpm) for speed in (_NATURAL_SPEED, _SLOWEST_SPEED, _FASTEST_SPEED)))


def expected_rates(name: str, language: str = "en") -> Rates:
    """The rates of a voice by its uniform name, or of the one that ``auto`` will probably mean.

    Args:
        name: ``auto``, ``ENGINE``, or ``ENGINE:NAME``; of several with commas between, the first counts.
        language: What ``auto`` has to speak, as a BCP 47 tag.
    """
    engine, _, voice = name.strip().split(",")[0].strip().partition(":")
    if engine == "auto" and language.casefold().startswith("en") and not _kokoro_is_there():
        engine = "hibari" if all(map(importlib.util.find_spec, ("hibari", "onnxruntime"))) else "pyttsx3"
    return hibari_rates(voice or "heart") if engine == "hibari" else Rates()


def _kokoro_is_there() -> bool:
    from voiceguide.speech import kokoro_files as files

    packages = all(map(importlib.util.find_spec, ("onnxruntime", "kokoro_onnx", "espeakng_loader")))
    return packages and files.is_there(files.MODEL) and any(map(files.is_there, files.VOICES.values()))
