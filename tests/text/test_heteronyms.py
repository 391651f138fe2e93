"""Words with two sounds: the place in the sentence tells which is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.text.heteronym_words import PAIRS
from voiceguide.text.heteronyms import heteronyms

READINGS = {
    "ˈjuːz": (
        *("Use both thumbs.", "Use", "Now use the palm.", "Rest both palms, and use the heel of the hand."),
        *("Before you use an oil, ask.", "If your thumbs tire, use your palm.", "Do not use oil.", "Then use less oil"),
        *("to use", "Gently use oil"),
    ),
    "ˈjuːs": ("The use of oil.", "Ready for use.", "Make use of your weight.", "in use", "no use"),
    "ˈkloʊz": (
        *("Close your eyes.", "Close the door.", "Close.", "Gently close the hand.", "Lie back, close your eyes."),
        *(
            "Let the fingers close.",
            "As the hands close around the arm",
            "Bring it to a close.",
            "and close your hands",
        ),
        "Press and close slowly",
    ),
    "ˈkloʊs": (
        *("Stay close to the spine.", "Keep your hands close.", "Keep your hands soft, and close to the skin."),
        *("Stand or kneel close behind.", "Come close.", "Close contact.", "Long, close strokes.", "very close"),
        *("firm and close strokes", "Close to the spine, press."),
    ),
    "ˈsɛpəˌreɪt": ("Separate the toes.", "Gently separate each finger.", "Separate fingers.", "then separate them"),
    "ˈsɛpərət": ("Keep the fingers separate.", "Two separate strokes.", "a separate towel"),
    "ˈɔːltərˌneɪt": ("Alternate hands.", "Alternate.", "Alternate left and right.", "Let the hands alternate."),
    "ˈɔːltərnət": ("On alternate sides.", "with alternate hands"),
    "ɪnˈkriːs": ("Increase the pressure.", "Slowly increase it.", "Increase pressure.", "do not increase"),
    "ˈɪnkriːs": ("a slow increase", "no increase in pressure"),
    "ˈtɛr": ("Tear the cloth.", "a tear in the muscle"),
    "ˈtɪr": ("A tear rolls down.", "tear ducts"),
    "ˈbaʊ": ("Bow your head.", "Bow.", "Then bow to each other.", "take a bow"),
    "ˈboʊ": ("tied in a bow", "like a bow"),
    "ˈliːd": ("lead the hand down", "The lead hand.", "Let your breath lead."),
    "ˈlɛd": ("Heavy as lead.", "made of lead"),
    "ˈlɪv": ("We live here.", "Let the hands live here.", "to live"),
    "ˈlaɪv": ("Live music.", "a live voice"),
    "ˈwuːnd": ("Work around a wound.", "no open wound", "the wound"),
    "ˈwaʊnd": ("A towel wound around the wrist.", "wound up tightly"),
    "ˈwaɪnd": ("Wind down.", "Wind the towel around it.", "to wind"),
    "ˈwɪnd": ("like the wind", "Wind and rain."),
    "maɪˈnuːt": ("Minute movements.", "with minute circles"),
    "ˈmɪnɪt": ("For a minute.", "one minute", "the last minute", "Wait one minute, change sides"),
    "kənˈtrækt": ("Contract the muscle.", "as the muscles contract"),
    "ˈkɑːmprɛs": ("a warm compress",),
    "prəˈɡrɛs": ("Progress down the leg.",),
    "ˈmɑːdərət": ("Moderate pressure.", "with moderate pressure"),
    "ˈmɑːdəˌreɪt": ("Moderate the pressure.",),
}


@pytest.mark.parametrize(("sound", "text"), [(sound, text) for sound, texts in READINGS.items() for text in texts])
def test_reading(sound: str, text: str) -> None:
    assert [each for _, each in heteronyms(text)] == [sound]


def test_two_readings_in_one_text_are_distinguished_by_their_places() -> None:
    text = "Use both thumbs; the use of oil comes later. Now use it."
    assert heteronyms(text) == (("use#1", "ˈjuːz"), ("use#2", "ˈjuːs"), ("use#3", "ˈjuːz"))


def test_places_are_counted_as_engines_find_them() -> None:
    assert heteronyms("Re-use it; use it, the use of it.") == (("use#2", "ˈjuːz"), ("use#3", "ˈjuːs"))


def test_other_words_are_left_alone() -> None:
    assert heteronyms("Glide down, and lightly back. Unused, closed, leading.") == ()


@given(st.lists(st.sampled_from([*PAIRS, "the", "to", "and", ",", ".", "hands", "slowly", "of", "keep"]), max_size=12))
def test_every_place_of_every_word_gets_one_reading(words: list[str]) -> None:
    found = heteronyms(" ".join(words))
    for word in PAIRS:
        places = words.count(word)
        keys = [key for key, _ in found if key.partition("#")[0] == word]
        assert keys in ([], [word], sorted(f"{word}#{number}" for number in range(1, places + 1)))
        assert bool(keys) == bool(places)
