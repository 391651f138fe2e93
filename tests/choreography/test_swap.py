"""Half and half: the two change places; exact, and the same hands for both."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples, some_of
from tests.routines import routines, small_routine
from voiceguide.choreography.asked import choreograph_asked, find_lengths
from voiceguide.choreography.model import WORK, Choreography, MoveKind
from voiceguide.choreography.rehearsal import rehearse
from voiceguide.choreography.states import states_of
from voiceguide.choreography.swap import EXCHANGE_S
from voiceguide.errors import DurationError
from voiceguide.routine.check import load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.settings import Settings
from voiceguide.units import to_samples


def swapped(seconds: float, name: str = "shoulders-and-back") -> Choreography:
    return choreograph_asked(load_checked(name), Settings(swap=True, duration_s=seconds))


def work(choreography: Choreography) -> list[tuple[str, str, int]]:
    return [(move.region, move.side, move.frames) for move in choreography.moves if move.kind in WORK]


def assert_fair(choreography: Choreography, frames: int) -> None:
    moves = choreography.moves
    assert (moves[0].start, moves[-1].stop, choreography.frames) == (0, frames, frames)
    assert all(one.stop == other.start and one.frames > 0 for one, other in pairwise(moves))
    assert len({move.id for move in moves}) == len(moves)
    first, second = choreography.halves()
    assert work(first) == work(second)
    exchange = first.moves[-1]
    assert (exchange.kind, exchange.frames) == (MoveKind.EXCHANGE, to_samples(EXCHANGE_S))
    assert [move.kind for move in moves].count(MoveKind.EXCHANGE) == 1


@pytest.mark.parametrize("from_s", [1200, 3200, 5200])
@given(routine=routines(), more_s=st.floats(0, 2000))
@examples(20)
def test_any_routine_at_any_length_is_exact_and_fair(from_s, routine, more_s) -> None:  # type: ignore[no-untyped-def]
    seconds = from_s + more_s
    try:
        choreography = choreograph_asked(routine, Settings(swap=True, duration_s=seconds))
    except DurationError as error:  # not at that length, but at one that it tells of
        seconds = error.longest_s if seconds > error.longest_s else error.shortest_s
        choreography = choreograph_asked(routine, Settings(swap=True, duration_s=seconds))
    assert_fair(choreography, to_samples(seconds))


@pytest.mark.sampled
@pytest.mark.parametrize(("turn", "name"), list(enumerate(shipped_routines())))
def test_shipped_routines_from_twenty_minutes_on(turn: int, name: str) -> None:
    for minutes in some_of((20, 20.7, 45, 120), turn):
        choreography = swapped(60 * minutes, name)
        assert_fair(choreography, to_samples(60 * minutes))
        assert rehearse(load_checked(name), choreography).findings == (), f"{minutes} min"


def test_the_second_half_is_two_new_bodies() -> None:
    routine = load_checked("legs")
    choreography = swapped(2400, "legs")
    first, second = (states_of(routine, half) for half in choreography.halves())
    assert second[0].covered == first[0].covered != frozenset()
    assert second[0].oil_used_s is None
    assert [state.move.kind for state in second[:4]] == [
        MoveKind.TOUCH, MoveKind.UNCOVER, MoveKind.OIL, MoveKind.TOUCH,
    ]  # fmt: skip
    strokes = [[state for state in half if state.move.kind is MoveKind.STROKE] for half in (first, second)]
    assert [state.oil_used_s for state in strokes[0]] == [state.oil_used_s for state in strokes[1]]
    assert [state.move.place for state in strokes[0]] == [state.move.place for state in strokes[1]]


def test_without_a_duration_both_get_what_one_would() -> None:
    choreography = choreograph_asked(load_checked("happy-feet"), Settings(swap=True))
    assert choreography.seconds == 2 * 14 * 60


def test_a_length_that_cannot_be_had_tells_what_can() -> None:
    with pytest.raises(DurationError, match="for both, one after the other, cannot take 8:00") as caught:
        swapped(480)
    assert 480 < caught.value.shortest_s < 1200
    assert_fair(swapped(caught.value.shortest_s), to_samples(caught.value.shortest_s))


def test_the_ends_of_what_is_possible_are_possible() -> None:
    routine = small_routine()
    lengths = find_lengths(routine, Settings(swap=True))
    for seconds in (lengths.shortest_s, lengths.longest_s):
        assert_fair(choreograph_asked(routine, Settings(swap=True, duration_s=seconds)), to_samples(seconds))
