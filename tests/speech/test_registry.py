"""Names of voices and profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceguide.errors import VoiceError
from voiceguide.settings import Settings
from voiceguide.speech import registry
from voiceguide.speech.profiles import PROFILES
from voiceguide.speech.registry import all_voices, is_installed, resolve_voice


def test_auto_takes_pyttsx3_when_nothing_better_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICEGUIDE_KOKORO", str(tmp_path))
    engine, voice = resolve_voice("auto")
    with engine:
        assert engine.name == "pyttsx3"
        assert voice == engine.default_voice()


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


def test_is_installed_asks_without_speaking(tmp_path: Path) -> None:
    assert is_installed("pyttsx3:en-us")
    assert is_installed(f"recordings:{tmp_path}")
    assert not is_installed("pyttsx3:nobody")


@pytest.mark.parametrize("name", PROFILES)
def test_profiles_are_settings_whose_voice_is_always_found(name: str) -> None:
    changed = Settings().replaced(PROFILES[name])
    engine, _ = resolve_voice(changed.voice)
    engine.close()
    assert 110 <= changed.rate_wpm <= 145
