"""Pronunciation: what each engine is made to say, by its phonemes."""

from __future__ import annotations

import sys
from itertools import starmap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.speech.espeak_phonemes import sayer
from voiceguide.errors import VoiceError
from voiceguide.speech.engine import Utterance
from voiceguide.speech.espeak import espeak_text
from voiceguide.speech.hibari_text import reader
from voiceguide.speech.lexicon import WORDS, as_ipa, pronunciations
from voiceguide.speech.phonemes import espeak_ipa, for_espeak, for_kokoro, kokoro_phonemes, replace_words
from voiceguide.text.ipa import SOUNDS
from voiceguide.text.pronunciation import Pronunciation

needs_espeak = pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="espeak-ng speaks on Linux")
US, GB = "gmw/en-us", "gmw/en"


@pytest.fixture(scope="module")
def said() -> object:
    """The phoneme mnemonics that espeak-ng speaks for a text, as it reports them while speaking."""
    return sayer()


EFFLEURAGE = ",Efl@r'A:Z"


@needs_espeak
@pytest.mark.parametrize(("word", "ipa"), WORDS.items())
def test_espeak_says_each_word_of_the_lexicon_as_it_is_written(said: object, word: str, ipa: str) -> None:
    phonemes = said(Utterance(f"Now {word}.", "en-us", 125.0, phonemes=(Pronunciation(word, ipa),)))  # type: ignore[operator]
    # espeak-ng colours an unstressed vowel before r (3 for @) flaps a t (t#), glides from i to a (;)
    assert phonemes.replace("3r", "@r").replace("t#", "t").replace(";", "") == "n'aU " + for_espeak(ipa).replace(
        "3r", "@r"
    )


@needs_espeak
def test_without_the_lexicon_espeak_says_it_wrong(said: object) -> None:
    assert "'A:Z" not in said(Utterance("Long effleurage.", "en-us", 125.0))  # type: ignore[operator]


@needs_espeak
def test_the_sentence_around_a_word_stays(said: object) -> None:
    text = "On the glutes, Effleurage; then rest."
    phonemes = said(Utterance(text, "en-us", 125.0, phonemes=pronunciations(text)))  # type: ignore[operator]
    plain = said(Utterance("On the loots, Eff; then rest.", "en-us", 125.0))  # type: ignore[operator]
    assert phonemes.startswith("O2nD@2 gl'u:ts")
    assert phonemes.split()[-2:] == plain.split()[-2:]


def test_voices_of_other_languages_are_not_given_english_sounds() -> None:
    utterance = Utterance("Trapezius und Sacrum.", "de", 125.0, phonemes=pronunciations("Trapezius und Sacrum."))
    assert espeak_text(utterance) == "Trapezius und Sacrum."


@needs_espeak
@pytest.mark.parametrize(
    ("text", "voice", "expected"),
    [
        ("Glide slowly.", US, "ɡlˈId slˈOli."),
        ("Glide slowly.", GB, "ɡlˈId slˈQli."),
        ("Eight circles, both palms!", US, "ˈAt sˈɜɹkᵊlz, bˈOθ pˈɑmz!"),
        ("Out of the way of the back.", US, "ˌWTəv ðə wˈA ʌv ðə bˈæk."),
        ("Judge each joint.", US, "ʤˈʌʤ ˈiʧ ʤˈYnt."),
        ("One.", US, "wˈʌn."),
        ("Long effleurage, then rest.", US, "lˈɔŋ ˌɛfləɹˈɑʒ, ðˈɛn ɹˈɛst."),
        ("On the trapezius.", GB, "ɒn ðə tɹəpˈiːzɪəs."),
    ],
)
def test_kokoro_gets_the_symbols_it_was_trained_on(text: str, voice: str, expected: str) -> None:
    assert kokoro_phonemes(text, voice, pronunciations(text)) == expected


@pytest.mark.parametrize(("word", "ipa"), WORDS.items())
def test_kokoro_says_each_word_of_the_lexicon_as_it_is_written(word: str, ipa: str) -> None:
    text = f"Press {word}."
    phonemes = kokoro_phonemes(text, US, pronunciations(text))
    assert phonemes.endswith(f" {for_kokoro(ipa)}.")


def test_ipa_of_dictionaries_and_ipa_of_engines_come_out_alike() -> None:
    assert for_kokoro("/ˌɛfləˈrɑːʒ/") == for_kokoro("ˌɛflərˈɑːʒ") == "ˌɛfləɹˈɑʒ"
    assert for_espeak("/ˌɛfləˈrɑːʒ/") == for_espeak("ˌɛflərˈɑːʒ") == EFFLEURAGE
    assert for_kokoro("ˈt͡ʃeɪndʒ") == "ʧˈAnʤ"
    assert for_kokoro("ˈskæpjələ", GB) == "skˈapjələ"


@pytest.mark.parametrize("ipa", ["ʘ", "ɬaːn", "effleurage!", "ˈɛf?", "字"])
def test_what_is_not_english_ipa_is_refused(ipa: str) -> None:
    with pytest.raises(VoiceError) as caught:
        as_ipa([("word", ipa)])
    assert caught.value.hint


RESPELLED = "EF-luh-RAHZH"


@pytest.mark.parametrize("written", ["/ˌɛfləˈrɑːʒ/", "ˌɛfləˈrɑːʒ", RESPELLED])
def test_a_pronunciation_reaches_kokoro_however_it_is_written(written: str) -> None:
    pairs = pronunciations("Long effleurage.", as_ipa([("Effleurage", written)]))
    assert kokoro_phonemes("Long effleurage.", US, pairs) == "lˈɔŋ ˌɛfləɹˈɑʒ."


@pytest.mark.parametrize("written", ["/ˌɛfləˈrɑːʒ/", "ˌɛfləˈrɑːʒ", RESPELLED])
def test_a_pronunciation_reaches_hibari_however_it_is_written(written: str) -> None:
    pairs = pronunciations("Long effleurage.", as_ipa([("Effleurage", written)]))
    assert reader().sentences("Long effleurage.", pairs) == ["lˈɔŋ ˌɛfləɹˈɑʒ."]


@needs_espeak
@pytest.mark.parametrize("written", ["/ˌɛfləˈrɑːʒ/", "ˌɛfləˈrɑːʒ", RESPELLED])
def test_a_pronunciation_reaches_espeak_however_it_is_written(said: object, written: str) -> None:
    pairs = pronunciations("Long effleurage.", as_ipa([("Effleurage", written)]))
    phonemes = said(Utterance("Long effleurage.", "en-us", 125.0, phonemes=pairs))  # type: ignore[operator]
    assert phonemes.split()[-1].replace("3r", "@r") == EFFLEURAGE


def test_a_pronunciation_of_what_is_read_as_words_is_found_in_them() -> None:
    pairs = as_ipa([("T12", "TEE twelv")])
    assert pairs == (("T twelve", "ˈtiː twɛlv"),)
    assert pronunciations("Press beside T twelve.", pairs)


def test_every_sound_is_known_to_every_engine() -> None:
    for sound in SOUNDS:
        for voice in (US, GB):
            assert for_kokoro(f"a{sound}a", voice)
        assert for_espeak(f"a{sound}a") != for_espeak("aa")


def test_the_users_word_goes_before_the_lexicons() -> None:
    assert dict(pronunciations("The Sacrum", [Pronunciation("SACRUM", "ˈsækrəm")])) == {"sacrum": "ˈsækrəm"}


def test_words_are_found_whole_and_the_longest_first() -> None:
    found = dict(pronunciations("The gluteus maximus, not a glutenous scapulary"))
    assert set(found) == {"gluteus maximus", "gluteus"}
    pieces = replace_words("The gluteus maximus.", starmap(Pronunciation, found.items()))
    assert [piece for piece, ipa in pieces if ipa] == ["gluteus maximus"]


@given(st.text(max_size=60), st.dictionaries(st.text(min_size=1, max_size=6), st.just("ə"), max_size=4))
def test_cutting_a_text_at_words_loses_nothing(text: str, words: dict[str, str]) -> None:
    assert "".join(piece for piece, _ in replace_words(text, starmap(Pronunciation, words.items()))) == text


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(VoiceError):
        espeak_ipa("hello", "gmw/nowhere")
