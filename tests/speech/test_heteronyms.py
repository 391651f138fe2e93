"""Words with two sounds, by the phonemes that each engine really speaks."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from tests.speech.espeak_phonemes import said
from tests.text.test_heteronyms import READINGS
from voiceguide.speech.hibari_text import reader
from voiceguide.speech.lexicon import pronunciations
from voiceguide.speech.phonemes import for_espeak, for_kokoro, kokoro_phonemes, replace_words
from voiceguide.text.pronunciation import Pronunciation

CASES = [(sound, text) for sound, texts in READINGS.items() for text in texts]


def words_of(phonemes: str) -> list[str]:
    return phonemes.translate(str.maketrans("", "", ",.!?;:")).split()


@pytest.mark.parametrize(("sound", "text"), CASES)
@pytest.mark.parametrize("voice", ["gmw/en-us", "gmw/en"])
def test_kokoro(voice: str, sound: str, text: str) -> None:
    phonemes = kokoro_phonemes(text, voice, pronunciations(text))
    assert for_kokoro(sound, voice) in words_of(phonemes)


@pytest.mark.parametrize(("sound", "text"), CASES)
@pytest.mark.parametrize("british", [False, True])
def test_hibari(british: bool, sound: str, text: str) -> None:
    phonemes = " ".join(reader(british).sentences(text, pronunciations(text)))
    assert for_kokoro(sound, "gmw/en" if british else "gmw/en-us") in words_of(phonemes)


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="espeak-ng speaks on Linux")
@pytest.mark.parametrize(("sound", "text"), CASES)
def test_espeak(sound: str, text: str) -> None:
    # espeak-ng colours an unstressed vowel before r, flaps a t, glides from i to a vowel, says n before k at its place
    def plain(mnemonics: str) -> str:
        for written, spoken in (("3r", "@r"), ("@r", "3"), ("t#", "t"), (";", ""), ("-", ""), ("Nk", "nk")):
            mnemonics = mnemonics.replace(written, spoken)
        return mnemonics

    assert plain(for_espeak(sound)) in plain(said(text)).split()


def test_the_words_around_stay_as_they_were() -> None:
    for text in ("A moderate pressure.", "Rest for a minute.", "the use of oil", "to increase it"):
        before, _, _ = kokoro_phonemes(text, "gmw/en-us").partition(" ")
        assert kokoro_phonemes(text, "gmw/en-us", pronunciations(text)).startswith(f"{before} ")


TWO = "Use both thumbs, for the use of oil comes later."
THREE = f"Re-use it. {TWO}"


@pytest.mark.parametrize("text", [TWO, THREE])
def test_two_readings_in_one_text(text: str) -> None:
    pairs = pronunciations(text)
    verb, noun = for_kokoro("ˈjuːz"), for_kokoro("ˈjuːs")
    for phonemes in (kokoro_phonemes(text, "gmw/en-us", pairs), " ".join(reader().sentences(text, pairs))):
        said_words = words_of(phonemes)
        assert said_words.index(verb) < said_words.index(noun)
    if sys.platform not in {"darwin", "win32"}:
        assert "j'u:z b'oUT" in said(text)
        assert "j'u:s Vv" in said(text)


def test_places_go_on_where_a_long_text_is_said_in_pieces() -> None:
    places: Counter[str] = Counter()
    pairs = pronunciations(TWO)
    first, second = TWO.split(", ")
    assert for_kokoro("ˈjuːz") in words_of(kokoro_phonemes(first, "gmw/en-us", pairs, places))
    assert for_kokoro("ˈjuːs") in words_of(kokoro_phonemes(second, "gmw/en-us", pairs, places))


def test_places_of_a_word_are_counted_in_any_case() -> None:
    pairs = (Pronunciation("use#1", "A"), Pronunciation("use#2", "B"))
    assert replace_words("Use it, reuse it, use it.", pairs) == [
        ("Use", "A"),
        (" it, reuse it, ", ""),
        ("use", "B"),
        (" it.", ""),
    ]
