"""The shipped routines as somebody hears them: safe, followable blind, of the asked length, at every level and pace."""

from __future__ import annotations

import functools
from dataclasses import replace

import pytest

from tests.examples import some_of
from voiceguide.choreography.model import MoveKind
from voiceguide.errors import Severity
from voiceguide.planning import SessionPlan, plan_session, possible_range
from voiceguide.routine.check import check, load_checked
from voiceguide.routine.model import Routine
from voiceguide.routine.sources import shipped_routines
from voiceguide.script.check import check_script
from voiceguide.script.file import loads
from voiceguide.script.lines import Purpose
from voiceguide.script.writing import dump
from voiceguide.settings import Guidance, Settings
from voiceguide.timeline.audit import audit
from voiceguide.units import to_samples

ROUTINES = shipped_routines()
PACES = (0.8, 1.0, 1.25)
NATURAL_WPM, SLOWEST_WPM = 156.0, 125.0


@functools.cache
def routine(name: str) -> Routine:
    """A shipped routine, read once for all tests: it is frozen."""
    return load_checked(name)


@functools.lru_cache(maxsize=100)
def plan(name: str, settings: Settings, wpm: float = NATURAL_WPM) -> SessionPlan:
    return plan_session(routine(name), settings, voice_wpm=wpm)


def test_the_five_articles_and_three_more_are_there() -> None:
    named = {"head-to-feet", "shoulders-and-back", "back-relief", "flowing-back", "legs"}
    assert named | {"full-body", "desk-shoulders", "happy-feet"} <= set(ROUTINES)


@pytest.mark.parametrize("name", ROUTINES)
def test_the_check_finds_no_error(name: str) -> None:
    assert [str(each) for each in check(load_checked(name)) if each.severity is Severity.ERROR] == []


@pytest.mark.parametrize("wpm", [NATURAL_WPM, SLOWEST_WPM])
@pytest.mark.parametrize("guidance", list(Guidance))
@pytest.mark.parametrize("name", ROUTINES)
def test_it_can_be_followed_with_the_eyes_closed(name: str, guidance: Guidance, wpm: float) -> None:
    made = plan(name, Settings(guidance=guidance), wpm)
    findings = audit(made.script, made.timeline, slow=made.slow)
    assert [str(each) for each in findings if each.severity is Severity.ERROR] == []


@pytest.mark.parametrize("guidance", list(Guidance))
@pytest.mark.parametrize("name", ROUTINES)
def test_what_is_composed_passes_the_rules_for_edited_scripts_and_survives_saving(
    name: str, guidance: Guidance
) -> None:
    script = plan(name, Settings(guidance=guidance)).script
    assert [str(each) for each in check_script(script) if each.severity is Severity.ERROR] == []
    assert loads(dump(script)) == script


@pytest.mark.sampled
@pytest.mark.parametrize("name", ROUTINES)
def test_it_is_as_long_as_asked_to_the_sample_anywhere_in_its_range(name: str) -> None:
    limits = possible_range(routine(name), Settings(), voice_wpm=NATURAL_WPM)
    assert limits.shortest_s <= 600
    for share in some_of((0.02, 0.4, 0.8), ROUTINES.index(name)):
        target = min(limits.shortest_s + share * (limits.longest_s - limits.shortest_s), 4 * 3600)
        assert plan(name, Settings(duration_s=target)).timeline.frames == to_samples(target)


@pytest.mark.parametrize("pace", PACES)
def test_it_is_as_long_as_asked_at_any_pace(pace: float) -> None:
    assert plan("legs", Settings(duration_s=1800.0, pace=pace)).timeline.frames == to_samples(1800.0)


@pytest.mark.parametrize("name", ROUTINES)
def test_hands_do_the_same_at_every_level(name: str) -> None:
    full, brief, signals = (plan(name, Settings(guidance=level)).script.moves for level in Guidance)
    assert full == brief == signals


def test_avoided_areas_drop_their_strokes_cleanly() -> None:
    def regions(made: SessionPlan) -> set[str]:
        return {move.region for move in made.script.moves if move.kind is MoveKind.STROKE}

    whole = plan("head-to-feet", Settings())
    without = plan("head-to-feet", Settings(avoid=("feet",)))
    assert {"sole", "toes"} & regions(whole) or "feet" in regions(whole)
    assert not {"feet", "sole", "heel", "toes"} & regions(without)
    assert not any("feet" in chapter.title.casefold() for chapter in without.timeline.chapters)


@pytest.mark.parametrize(
    ("name", "avoided"), [("shoulders-and-back", "shoulders"), ("full-body", "back"), ("legs", "thigh")]
)
def test_whatever_comes_first_the_whole_opening_is_heard(name: str, avoided: str) -> None:
    for minutes in (10, 30):
        made = plan(name, Settings(avoid=(avoided,), duration_s=60.0 * minutes))
        said = {each.purpose for each in made.timeline.speech}
        assert {Purpose.NOT_TODAY, Purpose.DOCTOR, Purpose.ASK_FIRST, Purpose.SKIN, Purpose.STOP} <= said


@pytest.mark.sampled
@pytest.mark.parametrize("guidance", list(Guidance))
@pytest.mark.parametrize("name", ROUTINES)
def test_short_and_long_sessions_meet_every_goal(name: str, guidance: Guidance) -> None:
    for minutes in some_of((10, 15, 20, 30, 45, 60, 90), ROUTINES.index(name) + list(Guidance).index(guidance)):
        made = plan(name, Settings(guidance=guidance, duration_s=60.0 * minutes))
        findings = audit(made.script, made.timeline, strict=True)
        assert [str(each) for each in findings] == [], f"{minutes} min"


def test_the_wording_varies_and_the_same_seed_says_the_same() -> None:
    one, same, other = (plan("full-body", Settings(seed=seed)).script for seed in (1, 1, 2))
    assert one == same
    assert one != other
    for purpose in (Purpose.CHECK_IN, Purpose.REFINE, Purpose.QUIET):
        assert len({line.text for line in one.lines if line.purpose is purpose}) > 2


def test_a_routine_is_guided_in_fewer_words_at_each_level() -> None:
    words = [plan("back-relief", Settings(guidance=level)).timeline.words for level in Guidance]
    assert words[0] > words[1] > words[2]


@pytest.mark.parametrize("name", ROUTINES)
def test_planning_leaves_settings_alone(name: str) -> None:
    settings = Settings()
    before = replace(settings)
    plan(name, settings)
    assert settings == before
