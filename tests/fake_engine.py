"""A tiny deterministic engine for tests: each word is a tone of known length, between known silences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Self
from zlib import crc32

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceguide.audio import Audio
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.speech import registry
from voiceguide.speech.engine import Utterance, VoiceInfo
from voiceguide.speech.postprocess import HEAD_FRAMES, TAIL_FRAMES
from voiceguide.speech.rates import Rates
from voiceguide.units import RATE_HZ

WORD_FRAMES = 17_640
"""A word lasts 0.4 s at 125 words/min, in proportion at other rates."""

SILENCE_FRAMES = 4_410
"""Silence before and after each text: what trimming has to take away."""


def spoken_frames(text: str, rate_wpm: float = 125.0) -> int:
    """How long the fake's sound of a text is, without silence."""
    return len(text.split()) * round(WORD_FRAMES * 125.0 / rate_wpm)


def clip_frames(text: str, rate_wpm: float = 125.0) -> int:
    """How long the finished clip of a text is, with its margins."""
    return HEAD_FRAMES + spoken_frames(text, rate_wpm) + TAIL_FRAMES


@lru_cache(maxsize=60)  # as many as there are pitches
def buzz(pitch_hz: float, frames: int, level: float) -> NDArray[np.float64]:
    """One word of the fake."""
    time_s = np.arange(frames) / RATE_HZ
    swell = 0.1 + 0.9 * np.sin(np.pi * np.arange(frames) / frames)
    return np.asarray(level * swell * sum(np.sin(2 * np.pi * k * pitch_hz * time_s + k) / k for k in (1, 2, 5, 9)))


def sound(text: str, rate_wpm: float = 125.0, level: float = 0.25) -> Audio:
    """A buzz of four harmonics, whose pitch follows from each word and whose level swells with each."""
    frames = round(WORD_FRAMES * 125.0 / rate_wpm)
    speech = np.concatenate([buzz(110.0 + crc32(word.encode()) % 60, frames, level) for word in text.split()])
    speech[[0, -1]] = level / 4  # so that the first and the last sample are above any threshold
    whole = np.concatenate([np.zeros(SILENCE_FRAMES), speech, np.zeros(SILENCE_FRAMES)])
    return Audio(whole.astype(np.float32)[:, np.newaxis], RATE_HZ)


class FakeEngine:
    """Speaks at once, without a process or a model, and counts what it was asked.

    Args:
        fail_on: Texts that contain this cannot be spoken.
        level: Peak of the fundamental.
    """

    name = "fake"
    verbatim = False

    def __init__(self, fail_on: str = "", level: float = 0.25) -> None:
        self.fail_on = fail_on
        self.level = level
        self.spoken: list[Utterance] = []
        self.closed = False

    def voices(self) -> Sequence[VoiceInfo]:
        return [VoiceInfo("fake:tone", "en", note="a tone for each word"), VoiceInfo("fake:absent", installed=False)]

    def default_voice(self) -> str:
        return "tone"

    def rates(self, voice: str) -> Rates:  # noqa: ARG002
        return Rates()

    def language(self, voice: str) -> str:  # noqa: ARG002
        return "en"

    def prepare(self, voice: str, texts: Mapping[str, str]) -> None:  # noqa: ARG002
        self.prepared = dict(texts)

    def fingerprint(self, voice: str) -> str:
        if voice != "tone":
            raise VoiceError(f"fake has no voice {voice!r}", hint="Did you mean 'fake:tone'?")
        return "fake 1"

    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        for utterance in utterances:
            if self.fail_on and self.fail_on in utterance.text:
                raise SpeechError("the fake was told to fail", cue=utterance.text)
            self.spoken.append(utterance)
            yield sound(utterance.text, utterance.rate_wpm, self.level)

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The only voice there is, in this process, is the fake one. A fixture to import."""
    engine = FakeEngine()
    engines = MappingProxyType({name: lambda: engine for name in ("fake", "hibari", "pyttsx3")})
    monkeypatch.setattr(registry, "ENGINES", engines)
    monkeypatch.setenv("VOICEGUIDE_VOICE", "fake:tone")
    return engine
