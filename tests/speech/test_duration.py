"""How long lines take, from their phonemes."""

from __future__ import annotations

import numpy as np
import pytest

from tools.line_seconds import PACES, count, estimate_s, seconds
from voiceguide.errors import VoiceError
from voiceguide.speech.duration import PhonemeCounts
from voiceguide.speech.engine import Utterance
from voiceguide.speech.hibari_engine import HibariEngine
from voiceguide.speech.postprocess import postprocess
from voiceguide.speech.pyttsx3_engine import Pyttsx3Engine
from voiceguide.text.pronunciation import Pronunciation

LINES = (
    "Now.",
    "Last one.",
    "Rest both hands on the shoulders.",
    "Lean in, and glide.",
    "Softer, firmer, or just right?",
    "Green, go on. Yellow, softer. Red, stop.",
    "Oil into one palm, and warm it.",
    "Keep one hand resting on the skin as you move around to the other side.",
    "Go around sore, broken or numb skin. Never press on spine or throat.",
    "One hand around each upper arm, on the outer side. Squeeze down to the elbows.",
    "Let the arm hang heavy. You carry it.",
    "One long breath, in, and out. I'll be quiet for a while.",
)


def test_counts_are_sounds_commas_and_sentences() -> None:
    assert count("Use both thumbs, slowly. Rest.") == PhonemeCounts(phonemes=19, commas=1, sentences=2)
    assert count("...") == PhonemeCounts(0, 0, 0)
    assert count("effleurage", [Pronunciation("effleurage", "ɑː")]).phonemes == 1
    with pytest.raises(VoiceError):
        count("Rest.", [Pronunciation("rest", "ɬ")])


@pytest.mark.parametrize(("engine", "rate_wpm"), [(HibariEngine, None), (HibariEngine, 190.0), (Pyttsx3Engine, None)])
def test_estimates_are_about_what_is_spoken(engine: type[HibariEngine | Pyttsx3Engine], rate_wpm: float | None) -> None:
    with engine() as speaking:
        voice = speaking.default_voice()
        rate = speaking.rates(voice).nearest(rate_wpm)
        sounds = speaking.speak([Utterance(text, voice, rate) for text in LINES])
        real = np.array([postprocess([each], "").samples.size / 44_100 for each in sounds])
    guessed = np.array([estimate_s(text, f"{speaking.name}:{voice}", rate_wpm) for text in LINES])
    within_s = PACES[speaking.name].within_s
    assert np.abs(guessed - real).max() < 2 * within_s
    assert guessed.sum() == pytest.approx(real.sum(), rel=0.06)


def test_a_natural_rate_is_the_engines_own() -> None:
    with HibariEngine() as hibari, Pyttsx3Engine() as system:
        assert PACES["hibari"].natural_wpm == hibari.rates("heart").natural
        assert PACES["pyttsx3"].natural_wpm == system.rates("en-us").natural


def test_the_slowest_is_the_one_whose_lines_are_longest() -> None:
    counts = [count(text) for text in LINES]
    totals = {engine: sum(seconds(each, engine) for each in counts) for engine in PACES}
    assert max(totals, key=lambda engine: totals[engine]) == "pyttsx3"
    assert all(seconds(each, engine) >= 0.2 for each in counts for engine in PACES)
