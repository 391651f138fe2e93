"""Halfway, every so many minutes, and the countdown: near the minute, where hands move; and sessions without bells."""

from __future__ import annotations

import re

import pytest

from voiceguide.choreography.model import MoveKind
from voiceguide.errors import Severity
from voiceguide.planning import SessionPlan, plan_session
from voiceguide.routine.check import load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.script.lines import Earcon, Purpose
from voiceguide.script.time_lines import NEAR_S
from voiceguide.settings import Guidance, Settings
from voiceguide.timeline.audit import audit
from voiceguide.timeline.figures import in_motion
from voiceguide.units import to_seconds

NUMBERS = {"One": 1, "Two": 2, "Three": 3, "Five": 5, "Ten": 10, "Fifteen": 15, "Twenty": 20, "Twenty-five": 25}


def plan(name: str = "shoulders-and-back", minutes: float = 30, **changes: object) -> SessionPlan:
    settings = Settings(duration_s=60 * minutes).replaced(changes)
    return plan_session(load_checked(name), settings, voice_wpm=156.0)


def spoken_times(made: SessionPlan) -> list[tuple[float, str]]:
    return [(to_seconds(each.start), each.text) for each in made.timeline.speech if each.purpose == Purpose.TIME]


def test_the_time_is_not_said_unasked() -> None:
    assert spoken_times(plan()) == []


@pytest.mark.parametrize("guidance", list(Guidance))
@pytest.mark.parametrize("name", ["shoulders-and-back", "legs", "full-body"])
def test_the_minutes_are_true_and_said_where_hands_move(name: str, guidance: Guidance) -> None:
    made = plan(name, every_s=300.0, countdown=True, guidance=guidance)
    lines = spoken_times(made)
    assert len(lines) >= 6
    for at_s, text in lines:
        for word, rest in re.findall(r"([A-Z][a-z-]+) (more minute|minute)", text):
            moment_s = made.timeline.seconds - 60 * NUMBERS[word] if "more" in rest else 60 * NUMBERS[word]
            assert abs(at_s - moment_s) <= NEAR_S + 2.0
    for each in made.timeline.speech:
        if each.purpose == Purpose.TIME:
            assert in_motion(made.timeline, each)
    found = audit(made.script, made.timeline, strict=True)
    assert [each.message for each in found] == []


def test_it_never_stands_between_a_call_and_now() -> None:
    made = plan("legs", 45, every_s=60.0, countdown=True, halfway=True)
    parts = [each.purpose for each in made.timeline.speech]
    for place, part in enumerate(parts):
        if part == Purpose.NOW:
            before = parts[max(0, place - 2) : place]
            assert Purpose.TIME not in before[-1:]
            assert not (Purpose.TIME in before and Purpose.LAST in before and before.index(Purpose.TIME) == 1)
    assert len(spoken_times(made)) >= 30
    unsaid = [each for each in made.script.changes if "is not said" in each]
    assert len(spoken_times(made)) + len(unsaid) >= 40


def test_halfway_is_said_once_and_joined_with_the_minutes() -> None:
    made = plan(halfway=True, every_s=300.0)
    halves = [text for _, text in spoken_times(made) if "alf" in text]
    assert halves == ["Fifteen minutes have passed. Half of it is over."]
    assert not any("alfway" in each.text for each in made.timeline.speech if each.purpose == Purpose.HEADING)


def test_with_a_swap_the_first_half_counts_down_to_the_change() -> None:
    made = plan(minutes=40, swap=True, countdown=True, halfway=True)
    lines = [text for _, text in spoken_times(made)]
    assert lines.count("Five more minutes, then you change places.") == 1
    assert lines.count("Five more minutes.") == 1
    change_s = next(to_seconds(move.start) for move in made.timeline.moves if move.kind is MoveKind.EXCHANGE)
    (spoken_s,) = (at_s for at_s, text in spoken_times(made) if text == "Five more minutes, then you change places.")
    assert spoken_s == pytest.approx(change_s - 300.0, abs=20.0)
    assert not any("alf" in text for text in lines)


@pytest.mark.parametrize("name", shipped_routines())
def test_without_signals_nothing_promises_them(name: str) -> None:
    for guidance in Guidance:
        made = plan(name, 20, earcons="none", guidance=guidance)
        assert made.timeline.earcons == ()
        assert made.script.before is not None
        heard = [*(each.text for each in made.timeline.speech), *(each.text for each in made.script.before.lines)]
        assert not [text for text in heard if re.search(r"\b(?:bells?|tick|tones?)\b", text)]
        last = made.timeline.speech[-1]
        assert (last.purpose, last.text) in {
            ("end", "That was the end. Stay as long as you like."), ("end", "That was the end."),
        }  # fmt: skip
        errors = [each for each in audit(made.script, made.timeline, strict=True) if each.severity is Severity.ERROR]
        assert [each.message for each in errors] == []


def test_with_signals_three_bells_are_the_end() -> None:
    made = plan(earcons=None)
    assert made.timeline.earcons[-1].earcon is Earcon.END
    assert all(each.purpose != Purpose.END for each in made.timeline.speech)
