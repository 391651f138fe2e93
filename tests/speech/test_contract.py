"""What every engine has to do. A new engine is added to `ENGINES` here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.fake_engine import FakeEngine, sound
from voiceguide.audio import Audio
from voiceguide.errors import VoiceError
from voiceguide.speech.engine import Engine, Utterance
from voiceguide.speech.hibari_engine import HibariEngine
from voiceguide.speech.kokoro_engine import KokoroEngine
from voiceguide.speech.postprocess import postprocess
from voiceguide.speech.pyttsx3_engine import Pyttsx3Engine
from voiceguide.speech.recordings import RecordingsEngine, short_name

TEXTS = (
    "One.",
    "Ten strokes.",
    "Glide from the base of the neck out to the tips of the shoulders.",
    "Rest. Breathe in, and breathe out; let everything settle, and stay there for three slow breaths.",
)


@dataclass(frozen=True)
class Case:
    engine: Engine
    voice: str
    absent: str
    rates: bool = True


def _fake(request: pytest.FixtureRequest) -> Case:
    return Case(FakeEngine(), "tone", "tune")


def _pyttsx3(request: pytest.FixtureRequest) -> Case:
    engine = Pyttsx3Engine()
    return Case(engine, engine.default_voice(), "en-uss")


def _recordings(request: pytest.FixtureRequest) -> Case:
    folder: Path = request.getfixturevalue("tmp_path")
    for text in TEXTS:
        spoken = sound(text)
        soundfile.write(folder / f"{short_name(text)}.flac", spoken.samples, spoken.rate_hz)
    return Case(RecordingsEngine(), str(folder), str(folder / "elsewhere"), rates=False)


def _hibari(request: pytest.FixtureRequest) -> Case:
    return Case(HibariEngine(), "heart", "hart")


def _kokoro(request: pytest.FixtureRequest) -> Case:
    return Case(request.getfixturevalue("kokoro"), "af_heart", "af_hart")


ENGINES = [
    pytest.param(_fake, id="fake"),
    pytest.param(_hibari, id="hibari"),
    pytest.param(_pyttsx3, id="pyttsx3"),
    pytest.param(_recordings, id="recordings"),
    pytest.param(_kokoro, id="kokoro", marks=pytest.mark.neural),
]


@pytest.fixture(params=ENGINES)
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    make: Callable[[pytest.FixtureRequest], Case] = request.param
    made = make(request)
    yield made
    if made.engine.name != "kokoro":  # its session serves all tests
        made.engine.close()


_heard: dict[tuple[str, tuple[str, ...], float], list[Audio]] = {}


def said(case: Case, *texts: str, rate_wpm: float = 125.0) -> list[Audio]:
    """What the engine says; the neural voice, which takes long, is asked once for all tests."""
    wanted = [Utterance(text, case.voice, rate_wpm) for text in texts]
    if case.engine.name != "kokoro":
        return list(case.engine.speak(wanted))
    key = (case.voice, texts, rate_wpm)
    if key not in _heard:
        _heard[key] = list(case.engine.speak(wanted))
    return _heard[key]


def test_each_text_comes_back_whole_and_in_order(case: Case) -> None:
    sounds = said(case, *TEXTS)
    assert len(sounds) == len(TEXTS)
    lengths = [postprocess([each], text).samples.size for each, text in zip(sounds, TEXTS, strict=True)]
    assert lengths == sorted(lengths), "these texts get longer from one to the next"
    assert len(set(lengths)) == len(TEXTS)
    for each in sounds:
        assert each.channels == 1
        assert each.samples.dtype == np.float32
        assert 0.01 < np.abs(each.samples).max() <= 1.0


def test_the_same_text_sounds_the_same_whatever_was_said_before(case: Case) -> None:
    first = said(case, *TEXTS)[:2]
    again = said(case, *reversed(TEXTS[:2]))
    for one, other in zip(first, reversed(again), strict=True):
        assert np.array_equal(one.samples, other.samples)


def test_nothing_to_say_gives_nothing(case: Case) -> None:
    assert said(case) == []


def test_a_faster_rate_is_shorter(case: Case) -> None:
    if not case.rates:
        pytest.skip("recordings keep the rate they were spoken at")
    slow, fast = (said(case, TEXTS[1], rate_wpm=rate)[0].seconds for rate in (110.0, 180.0))
    assert fast < 0.75 * slow


def test_an_unknown_voice_is_refused(case: Case) -> None:
    with pytest.raises(VoiceError) as caught:
        case.engine.fingerprint(case.absent)
    assert caught.value.exit_code == 2


def test_the_fingerprint_stays_while_nothing_changes(case: Case) -> None:
    assert case.engine.fingerprint(case.voice) == case.engine.fingerprint(case.voice)


def test_voices_have_uniform_names(case: Case) -> None:
    voices = case.engine.voices()
    assert voices
    assert all(voice.name.startswith(f"{case.engine.name}:") for voice in voices)
    assert len({voice.name for voice in voices}) == len(voices)


def test_closing_twice_does_no_harm(case: Case) -> None:
    if case.engine.name == "kokoro":
        case = Case(KokoroEngine(), case.voice, case.absent)
    else:
        said(case, TEXTS[0])
    before = case.engine.fingerprint(case.voice)
    case.engine.close()
    case.engine.close()
    assert case.engine.fingerprint(case.voice) == before


def test_stopping_in_the_middle_leaves_the_engine_usable(case: Case) -> None:
    started = case.engine.speak([Utterance(text, case.voice, 125.0) for text in TEXTS[:2]])
    next(iter(started))
    del started
    assert len(said(case, TEXTS[0])) == 1


def test_no_voice_whispers_its_words_away(case: Case) -> None:
    """What trimming takes away holds nothing that could be heard beside the words."""
    for text, spoken in zip(TEXTS, said(case, *TEXTS), strict=True):
        step = spoken.rate_hz // 100
        frames = spoken.frames // step * step
        levels = np.sqrt(np.square(spoken.samples[:frames, 0].reshape(-1, step)).mean(axis=1))
        kept = postprocess([spoken], text).samples.size / 44_100
        loud = np.flatnonzero(levels > levels.max() * 10 ** (-45 / 20))
        assert kept >= (loud[-1] - loud[0] + 1) / 100 - 0.02


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="the voices of these systems differ")
def test_typical_cues_are_spoken_at_the_rate_asked_for(case: Case) -> None:
    if not case.rates or case.engine.name == "fake":
        pytest.skip("nothing to measure")
    texts = [
        "Knead the large muscle, slowly and roundly.",
        "Next, firm circles on the upper back. One hand stays in contact.",
        "Press as your partner breathes out.",
        "Glide from the lower back slowly up toward the shoulders.",
    ]
    sounds = said(case, *texts)
    seconds = sum(postprocess([each], "").samples.size / 44_100 - 0.08 for each in sounds)
    words = sum(len(text.split()) for text in texts)
    assert 60 * words / seconds == pytest.approx(125, rel=0.12)
