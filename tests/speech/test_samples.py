from __future__ import annotations

import numpy as np
import pytest

from tests.fake_engine import FakeEngine, clip_frames
from voiceguide.errors import VoiceError
from voiceguide.loudness import measure
from voiceguide.settings import Settings
from voiceguide.speech import samples as module
from voiceguide.speech.samples import LINES, voice_samples
from voiceguide.units import RATE_HZ, to_samples


def test_every_voice_says_the_same_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def resolve(name: str) -> tuple[FakeEngine, str]:
        asked.append(name)
        return FakeEngine(), "tone"

    monkeypatch.setattr(module, "resolve_voice", resolve)
    calls: list[tuple[int, int]] = []
    made = list(voice_samples(["fake:tone", "fake"], progress=lambda done, total: calls.append((done, total))))
    assert asked == ["fake:tone", "fake"]
    assert [name for name, _ in made] == ["fake:tone", "fake:tone"]
    assert calls == [(1, 2), (2, 2)]
    pauses = (len(LINES) + 1) * to_samples(0.8)
    for _, sound in made:
        assert (sound.frames, sound.channels, sound.rate_hz) == (sum(map(clip_frames, LINES)) + pauses, 1, RATE_HZ)
        assert measure(sound.samples).integrated_lufs == pytest.approx(-20, abs=1)
        assert np.abs(sound.samples).max() <= 0.85


def test_the_rate_is_that_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    monkeypatch.setattr(module, "resolve_voice", lambda _: (engine, "tone"))
    list(voice_samples(["fake"], Settings(rate_wpm=150.0), lines=["Rest."]))
    assert [each.rate_wpm for each in engine.spoken] == [150.0]


def test_an_unknown_voice_is_refused() -> None:
    with pytest.raises(VoiceError):
        list(voice_samples(["nobody:here"]))
