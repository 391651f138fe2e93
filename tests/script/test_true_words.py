"""Each word is true for where hands are when it is heard, and whoever hears it with eyes closed can do it."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from voiceguide.choreography.model import MoveKind
from voiceguide.planning import SessionPlan, plan_session
from voiceguide.routine.check import load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.script.lines import Earcon, Purpose
from voiceguide.settings import Guidance, Settings
from voiceguide.timeline.model import MovePlacement
from voiceguide.units import to_seconds
from voiceguide.wording.data import phrasebook

ROUTINES = shipped_routines()


@cache
def plan(name: str, minutes: float = 30.0, guidance: Guidance = Guidance.FULL) -> SessionPlan:
    return plan_session(load_checked(name), Settings(duration_s=60 * minutes, guidance=guidance), voice_wpm=156.0)


def texts(made: SessionPlan, *parts: Purpose) -> list[str]:
    return [each.text for each in made.timeline.speech if not parts or each.purpose in parts]


@pytest.mark.parametrize(("name", "minutes"), [("head-to-feet", 10), ("head-to-feet", 45), ("full-body", 80)])
def test_eyes_are_open_and_the_pillow_is_mentioned_before_the_giver_walks_away(name: str, minutes: int) -> None:
    made = plan(name, minutes)
    (turn,) = (move for move in made.timeline.moves if move.kind is MoveKind.TURN_OVER)
    (invited,) = (each for each in made.timeline.speech if each.purpose is Purpose.TURN_OVER)
    assert "eyes" in invited.text
    while_turning = [each for each in made.timeline.speech if turn.start <= each.start < turn.stop]
    (pillow,) = (each for each in while_turning if "pillow" in each.text)
    (walk,) = (each for each in while_turning if each.purpose is Purpose.WALK)
    assert invited.start < pillow.start < walk.start


def test_the_first_touch_is_where_hands_can_rest_and_nobody_waits_for_what_never_comes() -> None:
    made = plan("head-to-feet")
    assert texts(made, Purpose.TOUCH) == ["Rest both hands on the shoulders."]
    assert texts(made, Purpose.LENGTH) == ["Thirty minutes, for head, back, buttocks and feet."]
    assert texts(plan("full-body", 80), Purpose.LENGTH) == ["Eighty minutes, for the whole body."]


@pytest.mark.parametrize("name", ROUTINES)
def test_a_towel_is_lowered_before_the_first_touch_where_it_is_wrapped_around_at_the_end(name: str) -> None:
    made = plan(name)
    touch = next(each for each in made.timeline.speech if each.purpose is Purpose.TOUCH)
    lowered = [each for each in made.timeline.speech if "Lower the towel" in each.text]
    assert bool(lowered) == any("Wrap the towel" in text for text in texts(made))
    assert all(each.stop < touch.start for each in lowered)


def announced(made: SessionPlan) -> list[tuple[MovePlacement, MovePlacement, str]]:
    """Every stroke but the first, with the stroke before it and its announcement; not those announced together."""
    strokes = [move for move in made.timeline.moves if move.kind is MoveKind.STROKE]
    said = [each for each in made.timeline.speech if each.purpose is Purpose.ANNOUNCE]
    found = []
    for before, move in pairwise(strokes):
        words = [each.text for each in said if before.start < each.start < move.start]
        found += [(before, move, words[-1])] if words else []
    return found


@pytest.mark.parametrize("name", ROUTINES)
def test_the_same_is_only_said_of_the_stroke_just_done(name: str) -> None:
    for minutes in (10, 30, 45):
        for before, move, words in announced(plan(name, minutes)):
            if "the same way" in words or "just the same" in words:
                assert (before.technique, before.path) == (move.technique, move.path), words


@pytest.mark.parametrize("name", ROUTINES)
def test_with_signals_alone_another_stroke_is_distinguished_from_the_one_before(name: str) -> None:
    for before, move, words in announced(plan(name, guidance=Guidance.SIGNALS)):
        alike = (before.region, before.side, before.technique) == (move.region, move.side, move.technique)
        title = move.title.split(",")[0].casefold()
        if alike and title != before.title.split(",")[0].casefold():
            assert title in words.casefold() or move.hands.split()[-1] in words.casefold(), words


def test_with_signals_alone_new_hands_are_named_where_a_name_is_too_long() -> None:
    (words,) = (
        words
        for before, move, words in announced(plan("head-to-feet", guidance=Guidance.SIGNALS))
        if (before.hands, move.hands, move.region) == ("both palms", "both thumbs", "shoulder blades")
    )
    assert "thumbs" in words.casefold()


@pytest.mark.parametrize("name", ["back-relief", "shoulders-and-back", "legs", "full-body"])
@pytest.mark.parametrize("guidance", list(Guidance))
def test_hands_hear_where_to_lighten_once_they_are_under_way_and_before_they_are_there(
    name: str, guidance: Guidance
) -> None:
    made = plan(name, guidance=guidance)
    moves = {line.id: move for line in made.script.lines for move in made.script.moves if line.move == move.id}
    lighter = [each for each in made.timeline.speech if each.purpose is Purpose.LIGHTER]
    assert lighter
    for each in lighter:
        move = moves[each.cue]
        first = move.phases[0].seconds
        way_s = first if move.spots == 1 else to_seconds(move.period * move.repeat * move.spots)
        assert 1.0 < to_seconds(each.start - move.start) < to_seconds(each.stop - move.start) < 0.6 * way_s


@pytest.mark.parametrize("name", ROUTINES)
def test_no_question_and_no_heading_hides_a_tick(name: str) -> None:
    for minutes in (10, 30, 45):
        made = plan(name, minutes)
        ticks = [each for each in made.timeline.earcons if each.earcon is Earcon.TICK]
        said = [each for each in made.timeline.speech
                if each.purpose in (Purpose.CHECK_IN, Purpose.HEADING, Purpose.BREATH)]  # fmt: skip
        hidden = [each.text for each in said for tick in ticks if each.start <= tick.start < each.stop]
        assert hidden == []


@pytest.mark.parametrize("name", [name for name in ROUTINES if name != "shoulders-and-back"])
def test_the_last_question_of_a_short_session_leaves_time_for_an_answer(name: str) -> None:
    made = plan(name, 10)
    asked = {text.say for text in phrasebook().pool("close.moment").texts}
    sounds = sorted([*(each.start for each in made.timeline.speech), *(each.start for each in made.timeline.earcons)])
    (question,) = (each for each in made.timeline.speech if each.text in asked)
    answered = next(start for start in sounds if start > question.start)
    assert to_seconds(answered - question.stop) >= 5.0
    assert texts(made)[-1].startswith("Rise slowly.")


def test_a_foot_is_not_given_the_same_stroke_twice_running() -> None:
    for minutes in (14, 20, 30):
        for before, move, words in announced(plan("happy-feet", minutes)):
            assert (before.path, before.side) != (move.path, move.side), words


def test_a_heading_speaks_of_the_place_itself() -> None:
    (heading,) = (text for text in texts(plan("back-relief", 45), Purpose.HEADING) if "blades" in text)
    assert heading == "The blades float on muscle. Feel how."


@pytest.mark.parametrize("name", ROUTINES)
@pytest.mark.parametrize("pace", [0.8, 1.0, 1.2])
def test_a_tick_is_told_of_before_it_sounds_and_hides_no_count(name: str, pace: float) -> None:
    made = plan_session(load_checked(name), Settings(duration_s=1020.0, pace=pace), voice_wpm=156.0)
    ticks = [each.start for each in made.timeline.earcons if each.earcon is Earcon.TICK]
    told = [each for each in made.timeline.speech if each.purpose is Purpose.TICKS]
    assert bool(ticks) == bool(told)
    assert all(each.stop <= ticks[0] for each in told), "what ticks mean is told once the first has sounded"
    counts = [each for each in made.timeline.speech if each.purpose in (Purpose.LAST, Purpose.TRIP)]
    hidden = [each.text for each in counts for tick in ticks if -0.3 < to_seconds(tick - each.start) < 0.3]
    assert not hidden, "a count and a tick at once: one hides the other"
