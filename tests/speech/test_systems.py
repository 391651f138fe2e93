"""pyttsx3 on macOS and Windows, by stand-ins for its drivers: whole clips, rates, pitch, pronunciations, voices."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from tests.speech.systems import RATE_HZ, Engine, InProcess, aiff, pretend, tone, wav
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.speech.engine import Utterance
from voiceguide.speech.heard import heard_seconds, least_seconds
from voiceguide.speech.lexicon import WORDS
from voiceguide.speech.pyttsx3_engine import Pyttsx3Engine
from voiceguide.speech.pyttsx3_worker import Speaker
from voiceguide.speech.sapi import for_sapi, sapi_rate, sapi_text
from voiceguide.text.pronunciation import Pronunciation

WHOLE_BYTES, CUT_BYTES = 9600, 454
LINE = "Breathe in slowly, and breathe out."


def length_of(text: str) -> float:
    """How long the stand-ins speak: 0.35 s a word, whatever stands in tags."""
    return 0.35 * len(re.sub(r"<[^<>]*>", "", text).split())


def proper(engine: Engine, text: str) -> bytes:
    return wav(tone(length_of(text)))


def cut_when_used_again(engine: Engine, text: str) -> bytes:
    """macOS's fault: after its first clip an engine cuts all alike."""
    whole = aiff(tone(length_of(text)))
    return whole if len(engine.spoken) == 1 else whole[: len(whole) * CUT_BYTES // WHOLE_BYTES]


def engine_on(monkeypatch: pytest.MonkeyPatch, folder: Path, system: str, sound: Any = proper) -> Pyttsx3Engine:
    """The engine on a system that is not this one, its worker in this process."""
    pretend(monkeypatch, system, sound)
    engine = Pyttsx3Engine(workers=1)
    worker = InProcess(folder)

    def ask(request: dict[str, Any], text: str) -> tuple[dict[str, Any], bytes]:
        message, payload = worker.ask(request)
        if not message["ok"]:
            raise SpeechError(message["error"], cue=text)
        return message, payload

    monkeypatch.setattr(engine, "_ask", ask)
    return engine


def test_each_clip_of_macos_has_an_engine_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend(monkeypatch, "darwin", cut_when_used_again)
    speaker = Speaker(tmp_path)
    for text in (LINE, "Rest both palms here.", LINE):
        sound = speaker.speak({"voice": "id.Sam", "text": text, "rate": 125})
        assert heard_seconds(sound) == pytest.approx(length_of(text), abs=0.01)
    assert all(len(each.spoken) <= 1 for each in Engine.made)
    assert all(each.properties == {"voice": "id.Sam", "rate": 125} for each in Engine.made if each.spoken)


def test_clips_cut_alike_are_refused_where_no_fresh_engine_can_be_had(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pretend(monkeypatch, "darwin", cut_when_used_again, ever_fresh=False)
    speaker = Speaker(tmp_path)
    with pytest.raises(RuntimeError, match="whole"):
        speaker.speak({"voice": "id.Sam", "text": LINE, "rate": 125})


@pytest.mark.parametrize("headed", [True, False])
def test_454_of_9600_bytes_are_never_a_clip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, headed: bool) -> None:
    whole = wav(tone(0.2, 0.0))[:WHOLE_BYTES] if headed else b"\x11\x22" * (WHOLE_BYTES // 2)
    pretend(monkeypatch, "darwin", lambda *_: whole[:CUT_BYTES])
    with pytest.raises(RuntimeError, match="whole"):
        Speaker(tmp_path).speak({"voice": "id.Sam", "text": "One.", "rate": 125})
    pretend(monkeypatch, "darwin", lambda *_: whole)
    assert Speaker(tmp_path).speak({"voice": "id.Sam", "text": "One.", "rate": 125}) == whole


def test_silence_in_a_file_is_no_speech(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    padded = np.concatenate([tone(0.02, 0.0), np.zeros(3 * RATE_HZ, np.int16)])
    for content in (wav(padded), aiff(padded), wav(np.zeros(RATE_HZ, np.int16))):
        pretend(monkeypatch, "win32", lambda *_, content=content: content)
        with pytest.raises(RuntimeError, match="whole"):
            Speaker(tmp_path).speak({"voice": "id.Sam", "text": LINE, "rate": 125})


@pytest.mark.parametrize("make", [wav, aiff])
def test_what_is_heard_is_measured_from_sound_to_sound(make: Any) -> None:
    assert heard_seconds(make(tone(1.5, 0.4))) == pytest.approx(1.5, abs=0.01)
    assert heard_seconds(make(np.zeros(100, np.int16))) == 0.0


def test_the_least_length_grows_with_words_and_shrinks_with_the_rate() -> None:
    assert least_seconds("One.", 125) < least_seconds("One and two.", 125) < least_seconds(LINE, 125)
    assert least_seconds(LINE, 250) == least_seconds(LINE, 125) / 2
    assert least_seconds("Long [[,Efl@r'A:Z]].", 125) == least_seconds("Long one.", 125)
    assert least_seconds('<pitch absmiddle="0">One.</pitch>', 125) == least_seconds("One.", 125)
    assert least_seconds("Нажмите здесь", 125) > 0


@pytest.mark.parametrize("rate_wpm", [80.0, 97.3, 125.0, 148.0, 157.0, 165.0, 220.0])
def test_windows_steps_are_reached_by_stretching(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rate_wpm: float
) -> None:
    def stepwise(engine: Engine, text: str) -> bytes:
        step = int(math.log(engine.properties["rate"] / 156.63, 1.11))  # as pyttsx3's driver does
        return wav(tone(length_of(text) * 150 / (156.63 * 1.11**step)))

    engine = engine_on(monkeypatch, tmp_path, "win32", stepwise)
    (spoken,) = engine.speak([Utterance(LINE, "Sam", rate_wpm)])
    loud = np.flatnonzero(np.abs(spoken.samples[:, 0]) > 0.02)
    assert (loud[-1] - loud[0]) / spoken.rate_hz == pytest.approx(length_of(LINE) * 150 / rate_wpm, rel=0.02)


def test_a_windows_step_is_never_far_from_the_rate() -> None:
    for rate_wpm in range(80, 221):
        asked, tempo = sapi_rate(rate_wpm)
        step = int(math.log(asked / 156.63, 1.11))
        assert 156.63 * 1.11**step * tempo == pytest.approx(rate_wpm)
        assert 0.94 < tempo < 1.06


def test_windows_gets_pitch_and_pronunciations_in_its_markup() -> None:
    utterance = Utterance(
        "Long effleurage.", "Sam", 125.0, 2.0, (Pronunciation("effleurage", WORDS["effleurage"]),), ("effleurage",)
    )
    whole = ET.fromstring(sapi_text(utterance, "en-us"))
    assert (whole.tag, whole.attrib) == ("pitch", {"absmiddle": "4"})
    (word,) = whole
    assert (word.text, word.attrib) == ("effleurage", {"sym": "eh 2 f l ax r aa 1 zh"})
    assert "".join(whole.itertext()) == "Long effleurage."


@pytest.mark.parametrize(("word", "ipa"), WORDS.items())
def test_windows_has_a_phoneme_for_every_sound_of_the_lexicon(word: str, ipa: str) -> None:
    known = set(
        "aa ae ah ao aw ax ay b ch d dh eh er ey f g h ih iy jh k l m n ng ow oy p r s sh t th uh uw v w y z zh".split()
    )
    assert set(for_sapi(ipa).split()) <= known | {"1", "2", "-"}, word


def test_windows_refuses_what_it_cannot_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    engine = engine_on(monkeypatch, tmp_path, "win32")
    with pytest.raises(VoiceError, match="pitch") as caught:
        list(engine.speak([Utterance(LINE, "Sam", 125.0, 6.0)]))
    assert "from -5 to 5" in str(caught.value.hint)
    asked = Utterance(
        "Long effleurage.", "Anna", 125.0, phonemes=(Pronunciation("effleurage", "ˈɛf"),), asked=("effleurage",)
    )
    with pytest.raises(VoiceError, match="cannot be told how 'effleurage' sounds"):
        list(engine.speak([asked]))


def test_macos_refuses_pitch_and_asked_pronunciations_and_speaks_the_lexicons_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = engine_on(monkeypatch, tmp_path, "darwin", cut_when_used_again)
    pairs = (Pronunciation("effleurage", WORDS["effleurage"]),)
    (spoken,) = engine.speak([Utterance("Long effleurage.", "Sam", 125.0, phonemes=pairs)])
    assert spoken.seconds > 0.7
    assert Engine.made[-1].spoken == ["Long effleurage."]
    with pytest.raises(VoiceError, match="pitch"):
        list(engine.speak([Utterance(LINE, "Sam", 125.0, 1.0)]))
    with pytest.raises(VoiceError, match="cannot be told how 'effleurage' sounds") as caught:
        list(engine.speak([Utterance("Long effleurage.", "Sam", 125.0, phonemes=pairs, asked=("effleurage",))]))
    assert "voiceguide voices" in str(caught.value.hint)


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_the_systems_own_voice_is_taken_where_it_speaks_english(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str
) -> None:
    engine = engine_on(monkeypatch, tmp_path, system)
    monkeypatch.setattr(Engine, "default", "id.Sam")
    assert engine.default_voice() == "Sam"
    german = engine_on(monkeypatch, tmp_path, system)
    monkeypatch.setattr(Engine, "default", "id.Anna")
    assert german.default_voice() == "Zoe", "the first that speaks English"
    assert {voice.language for voice in german.voices()} == {"en-us", "en-gb", "de-de"}


def test_linux_counts_samples_and_still_asks_for_the_least_length(tmp_path: Path) -> None:
    with Pyttsx3Engine(workers=1) as engine:
        for text in ("One.", "I.", "Use it.", "Mississippi.", "The last minute.", LINE):
            (spoken,) = engine.speak([Utterance(text, "en-us", 220.0)])
            assert spoken.seconds > least_seconds(text, 220.0)


def test_a_voice_of_another_language_refuses_an_english_pronunciation() -> None:
    asked = Utterance("Langsam.", "de", 125.0, phonemes=(Pronunciation("langsam", "ˈlæŋsəm"),), asked=("langsam",))
    with Pyttsx3Engine(workers=1) as engine, pytest.raises(VoiceError, match="'langsam'"):
        list(engine.speak([asked]))
