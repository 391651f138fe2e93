"""Plan summaries: what they promise can be asked for, and their parts add up."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from voiceguide import load_routine, plan
from voiceguide.app.summaries import PlanSummary, summarise
from voiceguide.cli.records import to_json
from voiceguide.settings import Settings


def summary_of(name: str, settings: Settings) -> PlanSummary:
    routine = load_routine(name)
    return summarise(routine, plan(routine, settings), settings)


@pytest.mark.parametrize("name", ["legs", "back-relief"])
def test_the_limits_that_are_named_can_be_asked_for(name: str) -> None:
    settings = Settings()
    limits = summary_of(name, settings)
    for seconds in (limits.shortest_s, limits.longest_s):
        assert summary_of(name, replace(settings, duration_s=seconds)).seconds == pytest.approx(seconds, abs=0.1)


def test_stages_fill_the_session_and_strokes_their_regions() -> None:
    summary = summary_of("legs", Settings(duration_s=1200.0))
    assert sum(each.seconds for each in summary.stages) == pytest.approx(summary.seconds, abs=0.1)
    total_s = sum(seconds for sides in summary.regions.values() for seconds in sides.values())
    assert total_s == pytest.approx(sum(each.seconds for each in summary.strokes), abs=0.5)
    assert json.loads(json.dumps(to_json(summary)))["strokes"][0]["move"] == summary.strokes[0].move
