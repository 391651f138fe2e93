"""The shipped routines as somebody hears them: safe, followable blind, of the asked length, at every level and pace."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from voiceguide.blind_audit import audit
from voiceguide.errors import Severity
from voiceguide.pipeline import plan
from voiceguide.routine.check import check, load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.script.fit import possible_range
from voiceguide.script.model import Script, SlotKind
from voiceguide.script.phrasing import SAFETY
from voiceguide.settings import Guidance, Settings

ROUTINES = shipped_routines()
PACES = (0.8, 1.0, 1.25)


def test_the_five_articles_and_three_more_are_there() -> None:
    named = {"head-to-feet", "shoulders-and-back", "back-relief", "flowing-back", "legs"}
    assert named | {"full-body", "desk-shoulders", "happy-feet"} <= set(ROUTINES)


@pytest.mark.parametrize("name", ROUTINES)
def test_the_check_finds_no_error(name: str) -> None:
    assert [str(each) for each in check(load_checked(name)) if each.severity is Severity.ERROR] == []


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("guidance", list(Guidance))
@pytest.mark.parametrize("name", ROUTINES)
def test_it_can_be_followed_with_the_eyes_closed(name: str, guidance: Guidance, pace: float) -> None:
    fitted = plan(load_checked(name), Settings(guidance=guidance, pace=pace))
    assert [str(each) for each in audit(fitted.script, fitted.timeline)] == []


@pytest.mark.parametrize("name", ROUTINES)
def test_it_is_as_long_as_asked_anywhere_in_its_range(name: str) -> None:
    routine = load_checked(name)
    limits = possible_range(routine, Settings())
    for share in (0.02, 0.2, 0.4, 0.6, 0.8, 0.97):
        target = min(limits.shortest_s + share * (limits.longest_s - limits.shortest_s), 4 * 3600)
        fitted = plan(routine, Settings(duration_s=target))
        assert fitted.timeline.seconds == pytest.approx(target, abs=1.0)


@pytest.mark.parametrize("guidance", list(Guidance))
def test_safety_words_come_first_at_every_level(guidance: Guidance) -> None:
    script = plan(load_checked("legs"), Settings(guidance=guidance)).script
    said = [cue.text for slot in script.slots for cue in slot.lead if cue.part == "safety"]
    assert said[: sum(map(len, SAFETY))] == [text for group in SAFETY for text in group]


def _regions(script: Script) -> set[str]:
    return {slot.region for slot in script.slots if slot.kind is SlotKind.STROKE}


def test_avoided_areas_drop_their_strokes_cleanly() -> None:
    routine = load_checked("head-to-feet")
    whole = plan(routine, Settings())
    without = plan(routine, Settings(avoid=("feet",)))
    assert {"sole", "toes"} & _regions(whole.script) or "feet" in _regions(whole.script)
    assert not {"feet", "sole", "heel", "toes"} & _regions(without.script)
    assert [str(each) for each in audit(without.script, without.timeline)] == []
    assert not any("feet" in chapter.title.casefold() for chapter in without.timeline.chapters)


def test_the_wording_varies_and_the_same_seed_says_the_same() -> None:
    routine = load_checked("full-body")
    one, same, other = (plan(routine, Settings(seed=seed)).script for seed in (1, 1, 2))
    assert one == same
    assert one != other
    texts = [cue.text for cue in one.cues() if cue.part in ("rhythm", "care", "breath", "check-in", "wait")]
    assert all(before != after for before, after in pairwise(texts))


def test_a_routine_is_told_in_fewer_words_at_each_level() -> None:
    routine = load_checked("back-relief")
    words = [plan(routine, Settings(guidance=level)).timeline.words for level in Guidance]
    assert words[0] > words[1] > 2 * words[2]


@pytest.mark.parametrize("name", ROUTINES)
def test_fitting_keeps_plain_settings_alone(name: str) -> None:
    settings = Settings()
    before = replace(settings)
    plan(load_checked(name), settings)
    assert settings == before
