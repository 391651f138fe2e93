"""The clocks: seconds left, speed, and a share of the whole that never goes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.app.progress import FIRST_GUESS, STAGES, SessionClock, StageClock, StageProgress
from voiceguide.progress import WorkStage
from voiceguide.units import RATE_HZ

RATES = {"voice": 0.01, "sound": 0.02, "measure": 0.01}


class Now:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_time_left_and_speed_follow_from_what_was_done() -> None:
    now = Now()
    watch = StageClock(now)
    first = watch.update(StageProgress("sound", 0, 600 * RATE_HZ))
    assert (first.fraction, first.left_s, first.speed) == (0.0, None, None)
    now.now_s += 10
    status = watch.update(StageProgress("sound", 150 * RATE_HZ, 600 * RATE_HZ))
    assert status.fraction == pytest.approx(0.25)
    assert status.left_s == pytest.approx(30)
    assert status.speed == pytest.approx(15)
    assert str(status) == "25 %, 0:30 left, 15 × real time"
    now.now_s += 30
    assert str(watch.update(StageProgress("sound", 600 * RATE_HZ, 600 * RATE_HZ))) == "100 %, 15 × real time"


def test_what_the_cache_had_does_not_count_as_speed() -> None:
    now = Now()
    watch = StageClock(now)
    watch.update(StageProgress("voice", 90, 100))
    now.now_s += 5
    assert watch.update(StageProgress("voice", 95, 100)).left_s == pytest.approx(5)


def test_a_new_round_of_the_same_stage_begins_anew() -> None:
    now = Now()
    watch = StageClock(now)
    watch.update(StageProgress("voice", 0, 10))
    now.now_s += 100
    watch.update(StageProgress("voice", 10, 10))
    assert watch.update(StageProgress("voice", 0, 12)).left_s is None
    now.now_s += 1
    assert watch.update(StageProgress("voice", 6, 12)).left_s == pytest.approx(1)


def test_nothing_to_do_is_done() -> None:
    assert StageClock(Now()).update(StageProgress("voice", 0, 0)).fraction == 1.0


_REPORTS = st.tuples(st.sampled_from([*FIRST_GUESS, "stems"]), st.integers(0, 100), st.floats(0.0, 5.0))


@given(st.lists(_REPORTS, max_size=40), st.floats(1, 15_000))
def test_the_whole_never_goes_back_and_never_claims_the_end(
    reports: list[tuple[str, int, float]], seconds: float
) -> None:
    now, before = Now(), 0.0
    clock = SessionClock(seconds, FIRST_GUESS, now)
    for stage, done, wait in reports:
        now.now_s += wait
        clock.update(StageProgress(stage, done, 100))
        assert before <= clock.fraction < 1
        assert clock.left_s >= 0
        assert clock.stage in STAGES
        before = clock.fraction
    rates = clock.learnt()
    assert set(rates) == set(FIRST_GUESS)
    assert all(rate >= 0 for rate in rates.values())


def test_the_time_left_comes_from_the_pace_of_the_stage() -> None:
    now = Now()
    clock = SessionClock(1000.0, RATES, now)
    assert clock.left_s == pytest.approx(40.0)
    for at_s, report in ((20.0, StageProgress("voice", 10, 10)), (20.0, StageProgress("sound", 0, 100))):
        now.now_s = 100.0 + at_s
        clock.update(report)
    assert clock.left_s == pytest.approx(30.0)
    now.now_s = 130.0
    clock.update(StageProgress("sound", 50, 100))
    assert clock.left_s == pytest.approx(20.0)
    assert clock.fraction == pytest.approx(0.6)
    for at_s, done in ((40.0, 0), (44.0, 100)):
        now.now_s = 100.0 + at_s
        clock.update(StageProgress("measure", done, 100))
    assert clock.left_s == pytest.approx(0.0)
    assert clock.learnt() == pytest.approx({"voice": 0.015, "sound": 0.02, "measure": 0.007})


def test_stages_that_overlap_are_both_waited_for() -> None:
    now = Now()
    clock = SessionClock(1000.0, RATES, now)
    clock.update(StageProgress("voice", 0, 10))
    now.now_s += 1
    clock.update(StageProgress("voice", 1, 10))
    clock.update(StageProgress("sound", 0, 100))
    now.now_s += 4
    clock.update(StageProgress("voice", 5, 10))
    assert clock.left_s == pytest.approx(5.0 + 20.0 + 10.0)


def test_every_stage_that_is_shown_has_words() -> None:
    assert set(STAGES) == set(WorkStage) - {WorkStage.EARLY}  # which is told to the player, not to people
