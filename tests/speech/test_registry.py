"""Names of voices and profiles."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from voiceguide.errors import VoiceError
from voiceguide.settings import Settings
from voiceguide.settings.profiles import PROFILES
from voiceguide.speech import registry
from voiceguide.speech.hibari_text import unusable
from voiceguide.speech.registry import (
    all_voices,
    automatic,
    fallback_reason,
    resolve_voice,
    voice_findings,
)


@pytest.fixture
def no_kokoro(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICEGUIDE_KOKORO", str(tmp_path))


@pytest.mark.usefixtures("no_kokoro")
def test_auto_is_the_natural_voice_without_any_installing() -> None:
    engine, voice = resolve_voice("auto")
    engine.close()
    assert (engine.name, voice) == ("hibari", "heart")
    assert voice_findings("auto") == ()


@pytest.mark.usefixtures("no_kokoro")
@pytest.mark.parametrize("missing", ["hibari", "onnxruntime"])
def test_auto_falls_back_to_the_systems_voice_and_says_so(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setitem(sys.modules, missing, None)  # as where there is no wheel of it: it cannot be imported
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else find(name))
    unusable.cache_clear()
    try:
        engine, voice = resolve_voice("auto")
        with engine:
            assert engine.name == "pyttsx3"
            assert voice == engine.default_voice()
        (finding,) = voice_findings("auto")
        assert f"{missing} is not installed" in finding.message
        assert finding.hint
        assert "\n" not in finding.message
        assert voice_findings("pyttsx3") == ()
        with pytest.raises(VoiceError, match=f"{missing} is not installed"):
            resolve_voice("hibari:heart")
    finally:
        unusable.cache_clear()


@pytest.mark.usefixtures("no_kokoro")
def test_auto_falls_back_where_onnxruntime_is_there_but_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = ModuleType("onnxruntime")
    broken.__spec__ = ModuleSpec("onnxruntime", None)
    monkeypatch.setitem(sys.modules, "onnxruntime", broken)
    unusable.cache_clear()
    try:
        assert automatic() == "pyttsx3"
        assert "onnxruntime" in fallback_reason()
    finally:
        unusable.cache_clear()


@pytest.mark.usefixtures("no_kokoro")
def test_auto_speaks_the_language_asked_for() -> None:
    engine, voice = resolve_voice("auto", "de-AT")
    with engine:
        language = next(each.language for each in engine.voices() if each.name == f"{engine.name}:{voice}")
    assert language.startswith("de")
    with pytest.raises(VoiceError, match="'tlh'"):
        resolve_voice("auto", "tlh")


@pytest.mark.neural
@pytest.mark.usefixtures("kokoro")
def test_auto_takes_the_neural_voice_when_it_is_installed() -> None:
    engine, voice = resolve_voice("auto")
    engine.close()
    assert (engine.name, voice) == ("kokoro", "af_heart")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("pytsx3", "pyttsx3"),
        ("af_heart", "kokoro:af_heart"),
        ("kokoro:af_hart", "kokoro:af_heart"),
        ("kokoro:heart", "kokoro:af_heart"),
        ("pyttsx3:en-uss", "pyttsx3:en-us"),
        ("atuo", "auto"),
    ],
)
def test_a_typing_error_names_the_nearest(name: str, near: str) -> None:
    with pytest.raises(VoiceError) as caught:
        resolve_voice(name)
    assert repr(near) in str(caught.value.hint)


@pytest.mark.parametrize("name", ["", "qqqqqqqqqqq", "nothing:at all"])
def test_a_name_like_no_other_is_refused(name: str) -> None:
    with pytest.raises(VoiceError) as caught:
        resolve_voice(name)
    assert caught.value.hint


def test_a_voice_that_is_not_installed_says_how_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICEGUIDE_KOKORO", str(tmp_path))
    with pytest.raises(VoiceError) as caught:
        resolve_voice("kokoro:af_heart")
    assert "Run: " in str(caught.value.hint)


def test_of_several_names_the_first_installed_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICEGUIDE_KOKORO", str(tmp_path))
    engine, voice = resolve_voice("kokoro:af_heart, pyttsx3:en-us, auto")
    engine.close()
    assert (engine.name, voice) == ("pyttsx3", "en-us")


def test_a_folder_may_hold_colons_and_commas(tmp_path: Path) -> None:
    folder = tmp_path / "me, myself: and I"
    folder.mkdir()
    engine, voice = resolve_voice(f"recordings:{folder}")
    assert (engine.name, voice) == ("recordings", str(folder))


def test_all_voices_are_listed_with_their_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICEGUIDE_KOKORO", str(tmp_path))
    voices = {voice.name: voice for voice in all_voices()}
    assert voices["pyttsx3:en-us"].installed
    assert not voices["kokoro:af_heart"].installed
    assert "Run: " in voices["kokoro:af_heart"].note
    assert (voices["kokoro:bm_george"].language, voices["kokoro:bm_george"].gender) == ("en-gb", "male")
    assert "recordings:FOLDER" in voices


def test_an_engine_that_cannot_list_its_voices_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __enter__(self) -> Broken:
            return self

        def __exit__(self, *exc: object) -> None:
            pass

        def voices(self) -> None:
            raise VoiceError("it is broken")

    monkeypatch.setattr(registry, "ENGINES", {"broken": Broken, "recordings": registry.ENGINES["recordings"]})
    voices = {voice.name: voice for voice in all_voices()}
    assert voices["broken:"].note == "it is broken"
    assert "recordings:FOLDER" in voices


@pytest.mark.parametrize("name", PROFILES)
def test_profiles_are_settings_whose_voice_is_always_found(name: str) -> None:
    changed = Settings().replaced(PROFILES[name])
    engine, voice = resolve_voice(changed.voice)
    with engine:
        rates = engine.rates(voice)
    assert rates.nearest(changed.rate_wpm) == rates.natural
