"""Every shipped routine is rehearsed at many lengths: two bodies can do all of it."""

from __future__ import annotations

import pytest

from tests.examples import some_of
from voiceguide.choreography.asked import choreograph_asked, rehearse_asked
from voiceguide.choreography.fit import possible_lengths
from voiceguide.choreography.rehearsal import rehearse
from voiceguide.routine.check import load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.settings import Settings

ROUTINES = shipped_routines()
MINUTES = (10, 15, 20, 30, 45, 60, 90)


@pytest.mark.sampled
@pytest.mark.parametrize("name", ROUTINES)
def test_a_shipped_routine_is_clean_at_every_length(name: str) -> None:
    routine = load_checked(name)
    usual = routine.duration_s or 0.0
    longest = possible_lengths(routine).longest_s
    lengths = [minutes * 60.0 for minutes in MINUTES if minutes * 60 <= max(longest, 3 * usual)]
    for seconds in some_of((*lengths, usual, 3 * usual), ROUTINES.index(name)):
        findings = rehearse(routine, choreograph_asked(routine, Settings(duration_s=seconds))).findings
        assert [f"{seconds / 60:g} min: {finding}" for finding in findings] == []


@pytest.mark.sampled
@pytest.mark.parametrize("name", ROUTINES)
def test_a_shipped_routine_is_clean_at_its_shortest_and_at_other_paces(name: str) -> None:
    routine = load_checked(name)
    for pace in some_of((0.8, 1.0, 1.25), ROUTINES.index(name)):
        assert [str(each) for each in rehearse_asked(routine, Settings(pace=pace))] == []


@pytest.mark.sampled
@pytest.mark.parametrize(("turn", "name"), list(enumerate(["full-body", "back-relief", "legs", "head-to-feet"])))
def test_leaving_out_leaves_nothing_firm_without_its_light_first_pass(turn: int, name: str) -> None:
    for avoid in some_of(("shoulders", "lower back", "thigh", "neck", "feet"), turn):
        settings = Settings(avoid=(avoid,))
        assert [str(each) for each in rehearse_asked(load_checked(name), settings)] == [], avoid
