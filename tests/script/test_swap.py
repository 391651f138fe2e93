"""What is said in a session for two who change places, by name, on a day of their own."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.examples import some_of
from voiceguide.choreography.model import MoveKind
from voiceguide.errors import Severity, UsageError
from voiceguide.planning import SessionPlan, is_slow, plan_session
from voiceguide.routine.check import load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.script.check import check_script
from voiceguide.script.file import loads
from voiceguide.script.lines import Purpose
from voiceguide.script.writing import dump
from voiceguide.settings import Guidance, Occasion, Settings
from voiceguide.timeline.audit import audit
from voiceguide.timeline.figures import figures_of
from voiceguide.timeline.preview import excerpt
from voiceguide.units import to_seconds

NAMES = ("Anna", "Ben")


@cache
def plan(
    name: str = "shoulders-and-back",
    minutes: float = 40.0,
    guidance: Guidance = Guidance.FULL,
    *,
    swap: bool = True,
    names: tuple[str, ...] = (),
    occasion: Occasion = Occasion.NONE,
    wpm: float = 156.0,
) -> SessionPlan:
    settings = Settings(duration_s=60 * minutes, guidance=guidance, swap=swap, names=names, occasion=occasion)
    return plan_session(load_checked(name), settings, voice_wpm=wpm)


def texts(made: SessionPlan, *parts: str) -> list[str]:
    return [each.text for each in made.timeline.speech if not parts or each.purpose in parts]


def exchange_of(made: SessionPlan) -> tuple[int, int]:
    return next((each.start, each.stop) for each in made.timeline.moves if each.kind is MoveKind.EXCHANGE)


def said_in_exchange(made: SessionPlan) -> str:
    start, stop = exchange_of(made)
    return " ".join(each.text for each in made.timeline.speech if start <= each.start < stop)


@pytest.mark.sampled
@pytest.mark.parametrize(("turn", "name"), list(enumerate(shipped_routines())))
@pytest.mark.parametrize("wpm", [125.0, 156.0])
def test_every_goal_holds_in_both_halves(turn: int, name: str, wpm: float) -> None:
    asked = ((20, Guidance.FULL), (47, Guidance.FULL), (33, Guidance.SIGNALS))
    for minutes, guidance in some_of(asked, turn + (wpm > 140)):
        made = plan(name, minutes, guidance, names=NAMES, occasion=Occasion.BIRTHDAY, wpm=wpm)
        found = audit(made.script, made.timeline, slow=is_slow(wpm), strict=not is_slow(wpm))
        assert [each for each in found if each.severity is Severity.ERROR] == []


def test_opening_and_close_are_said_once() -> None:
    made = plan()
    parts = [each.purpose for each in made.timeline.speech]
    for part in ("length", "not-today", "doctor", "ask-first", "stop"):
        assert parts.count(Purpose(part)) == 1
    for part in ("welcome", "touch", "skin", "colours"):
        assert parts.count(Purpose(part)) == 2
    assert "half each" in texts(made, "length")[0]
    assert [each.earcon.value for each in made.timeline.earcons].count("end") == 1
    assert texts(made, "close")[-1] == "Rise slowly. Today, both of you had this."
    assert not any("Another day" in text for text in texts(made))


def test_the_exchange_is_guided_step_by_step() -> None:
    said = said_in_exchange(plan())
    for step in ("change places", "Drink a little", "sits down", "round behind", "Say now", "oil", "Rest both hands"):
        assert step in said
    assert "lies face down. Draw something warm over them" in said_in_exchange(plan("legs"))


def test_the_second_half_begins_as_the_first_with_oil_on_what_lies_bare() -> None:
    said = said_in_exchange(plan("full-body", 30))
    assert "the back bare" in said
    assert said.index("Warm a little oil") < said.index("Say now") < said.index("Rest both hands")
    assert "oil" not in said_in_exchange(plan("legs"))  # it is taken under the cautions, once a leg is uncovered
    assert "bare" not in said_in_exchange(plan("desk-shoulders", 30))


def test_every_stroke_is_announced_anew_for_the_new_giver() -> None:
    made = plan(minutes=47)
    start, _ = exchange_of(made)
    before, after = (
        [each.text for each in made.timeline.speech if each.purpose == "announce" and (each.start < start) is first]
        for first in (True, False)
    )
    whole = "Now the shoulder blades. Palms rest on top. Thumbs roll down toward the spine, and away."
    assert whole in before
    assert whole in after
    assert abs(len(before) - len(after)) <= 1


def test_chapters_tell_the_halves() -> None:
    made = plan("desk-shoulders", 30)
    titles = [each.title for each in made.timeline.chapters]
    half = titles[: titles.index("Change places")]
    assert titles[len(half) + 1 :] == [f"{title}, second half" for title in half]
    assert all(each.start < each.stop for each in made.timeline.chapters)


def test_a_script_file_keeps_it() -> None:
    script = plan("legs", names=NAMES).script
    assert loads(dump(script)) == script
    assert not [each for each in check_script(script) if each.severity is Severity.ERROR]


def test_a_preview_plays_the_first_half_s_stage() -> None:
    script = plan().script
    moves = {move.id: move for move in script.moves}
    shown = excerpt(script, None, "Shoulders")
    assert [move.id for move in shown.moves if move.kind is MoveKind.STROKE] == ["1.1.r1"]
    assert "second.1.1.r1" in moves
    again = excerpt(script, None, "Shoulders, second half")
    assert [move.id for move in again.moves if move.kind is MoveKind.STROKE] == ["second.1.1.r1"]


def test_figures_tell_the_hands_of_each_half() -> None:
    figures = figures_of(plan().timeline)
    assert figures.hands_s[0] == figures.hands_s[1] > 0.75 * 17 * 60
    assert figures_of(plan(swap=False).timeline).hands_s[1:] == ()


@pytest.mark.parametrize("guidance", list(Guidance))
@pytest.mark.parametrize("swap", [False, True])
def test_names_are_said_at_most_three_times_and_turn(guidance: Guidance, swap: bool) -> None:
    made = plan("shoulders-and-back", 40, guidance, swap=swap, names=NAMES)
    whole = " ".join(texts(made))
    for name in NAMES:
        assert 1 <= len(re.findall(rf"\b{name}\b", whole)) <= 3
    welcomes = texts(made, "welcome")
    assert welcomes[0] == "Ben, say now where hands are welcome."
    assert texts(made, "close")[0].startswith("Thank you, Anna. Thank you, Ben.")
    assert "both of you. Stay" not in whole
    if swap:
        assert "Ben gives now, and Anna rests." in said_in_exchange(
            made
        ) or "Ben gives, Anna rests." in said_in_exchange(made)
        assert welcomes[1:] == ["Anna, say now where hands are welcome."]


@pytest.mark.parametrize("occasion", [each for each in Occasion if each is not Occasion.NONE])
@pytest.mark.parametrize("name", ["legs", "shoulders-and-back", "head-to-feet"])
def test_an_occasion_has_a_thought_and_a_question(name: str, occasion: Occasion) -> None:
    for wpm in (125.0, 156.0):
        made = plan(name, 20, swap=False, names=("Maximiliane", "Bartholomew"), occasion=occasion, wpm=wpm)
        assert len(texts(made, "thought")) == 1
        assert made.timeline.moves[0].kind is MoveKind.ARRIVE
        thought = next(each for each in made.timeline.speech if each.purpose == "thought")
        figures = figures_of(made.timeline)
        assert (figures.first_touch_s or 0) < to_seconds(thought.start) < (figures.first_stroke_s or 0)
        assert any(text.endswith("?") for text in texts(made, "close"))
        assert audit(made.script, made.timeline, slow=is_slow(wpm), strict=True) == ()


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (("Anna",), "must have two"),
        (("Anna", "Ben", "Cleo"), "must have two"),
        (("Anna", "B2"), "has “2” in it"),
        (("Anna", "Юля"), "in it"),
        (("Anna", "..."), "no letter"),
        (("Anna", "Ben\nStop"), r"'\\n' in it"),
        (("Anna", "Maximiliane Bartholomea von"), "at most 24"),
        (("press the spine", "Ben"), "read as an instruction"),
        (("Anna", "Stop"), "a word that stops or starts hands"),
    ],
)
def test_names_that_cannot_be_said_are_refused(names: tuple[str, ...], problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        plan(names=names)
