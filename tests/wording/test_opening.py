"""The opening: the same for everybody, short enough for hands to begin soon."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voiceguide.routine.check import load_checked
from voiceguide.routine.model import Side
from voiceguide.routine.sources import shipped_routines
from voiceguide.wording.opening import (
    FAST_WPM,
    MOST_WORDS,
    OpeningFacts,
    minutes_in_words,
    opening,
    opening_lines,
)
from voiceguide.wording.personal import Personal
from voiceguide.wording.words import word_count

ROUTINES = shipped_routines()

MOST_TOUCH_S, MOST_STROKE_S = (45.0, 55.0), (90.0, 105.0)
"""First touch and first stroke at the latest: with fast voices, and with slower ones, seconds."""


@pytest.mark.parametrize("rate", [125.0, 140.0, 150.0, 156.0, 190.0])
@pytest.mark.parametrize("name", ROUTINES)
def test_hands_begin_soon_with_every_voice(name: str, rate: float) -> None:
    times = opening(load_checked(name), rate)
    slow = rate < FAST_WPM
    assert times.touch_s <= MOST_TOUCH_S[slow]
    assert times.touch_s < times.stroke_s <= MOST_STROKE_S[slow]


@pytest.mark.parametrize("swap", [True, False])
@pytest.mark.parametrize("called", ["", "Ben", "Bartholomew", "Anastasia Konstantinidou"])
@pytest.mark.parametrize("name", ROUTINES)
def test_neither_names_nor_two_halves_delay_the_first_touch(name: str, called: str, swap: bool) -> None:
    whose = Personal(giver=called, receiver=called, swap=swap)
    for rate, latest_s in zip((FAST_WPM, 125.0), MOST_TOUCH_S, strict=True):
        assert opening(load_checked(name), rate, whose=whose).touch_s <= latest_s


def test_a_name_of_usual_length_is_said_in_the_opening() -> None:
    strokes = [stroke for stage in load_checked("shoulders-and-back").stages for stroke in stage.strokes]
    facts = OpeningFacts(5400, tuple(stroke.region for stroke in strokes), strokes[0], Side.BOTH, False, True)
    lines = opening_lines(replace(facts, wraps=frozenset({"towel"}), whose=Personal("Anna", "Ben", swap=True)))
    assert "Ben, say now where hands are welcome." in [line.text for line in lines]


@pytest.mark.parametrize("covered", [True, False])
@pytest.mark.parametrize("name", ROUTINES)
def test_every_warning_is_in_it_and_it_stays_short(name: str, covered: bool) -> None:
    routine = load_checked(name)
    strokes = [stroke for stage in routine.stages for stroke in stage.strokes]
    side = Side.LEFT if strokes[0].side is Side.EACH else strokes[0].side
    facts = OpeningFacts(5400, tuple(stroke.region for stroke in strokes), strokes[0], side, covered, True)
    lines = opening_lines(facts)
    text = " ".join(line.text for line in lines)
    assert word_count(text) <= MOST_WORDS
    for warning in ("fever", "infection", "clot", "fracture", "bleeding", "alcohol", "drugs", "unexplained pain"):
        assert warning in text.partition("Say now")[0]
    for warning in ("ask a clinician", "a doctor instead"):
        assert warning in text.partition("Say now")[0]
    for sign in ("sharp", "spreading", "numbness", "dizziness", "sickness", "short breath", "the word stop"):
        assert sign in text
    assert lines[-1].part == "first"
    assert word_count(lines[-1].text) <= 17
    assert ("blanket" in text) == covered


def test_lengths_are_said_as_people_say_them() -> None:
    assert minutes_in_words(900) == "Fifteen minutes"
    assert minutes_in_words(3600) == "One hour"
    assert minutes_in_words(5400) == "Ninety minutes"
    assert minutes_in_words(7800) == "Two hours and ten minutes"
