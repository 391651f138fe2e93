"""Fitting: exact lengths, whole repetitions, both sides alike, nothing firm without its light first pass."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.routines import routines, small_routine, stroke
from voiceguide.choreography.fit import choreograph, possible_lengths
from voiceguide.choreography.model import Choreography, Move, MoveKind, Opening
from voiceguide.choreography.tempo import TEMPO_RANGE
from voiceguide.errors import DurationError, UsageError
from voiceguide.files import shipped_folder
from voiceguide.routine.load import load_routine
from voiceguide.routine.model import OilAmount, Reps, Role, Routine, Side, Stage, Step, StepKind, Stroke, Technique
from voiceguide.routine.rules.spots import MAX_DWELL_S
from voiceguide.units import RATE_HZ, to_samples

SHIPPED = sorted(path.stem for path in shipped_folder("scripts").glob("*.yaml"))
MINUTES = (10, 13.37, 20, 30, 45, 60)


def of_kind(choreography: Choreography, kind: MoveKind) -> list[Move]:
    return [move for move in choreography.moves if move.kind is kind]


def assert_tiles(choreography: Choreography, frames: int) -> None:
    assert choreography.moves[0].start == 0
    assert all(one.stop == other.start for one, other in pairwise(choreography.moves))
    assert choreography.moves[-1].stop == choreography.frames == frames
    assert all(move.frames > 0 for move in choreography.moves)
    for move in choreography.moves:
        if move.phases:
            assert move.frames == move.repetitions * move.period, move.id
    assert len({move.id for move in choreography.moves}) == len(choreography.moves)


def side_seconds(choreography: Choreography, region: str) -> dict[str, float]:
    sums = {"left": 0.0, "right": 0.0}
    for move in of_kind(choreography, MoveKind.STROKE):
        if move.region == region and move.pair:
            sums[move.side] += move.seconds
    return sums


@pytest.mark.parametrize("minutes", MINUTES)
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_routine_takes_any_length_to_the_sample(name: str, minutes: float) -> None:
    routine = load_routine(name)
    frames = min(to_samples(minutes * 60), to_samples(3 * (routine.duration_s or 0.0))) + 7
    choreography = choreograph(routine, frames=frames)
    assert_tiles(choreography, frames)
    low, high = TEMPO_RANGE
    assert low - 1e-6 <= choreography.tempo <= high + 1e-6


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_routine_goes_from_ten_minutes_to_three_times_its_length(name: str) -> None:
    routine = load_routine(name)
    assert routine.duration_s is not None
    lengths = possible_lengths(routine)
    assert lengths.shortest_s <= 600
    assert lengths.longest_s >= min(3 * routine.duration_s, 4 * 3600)


def made_or_refused(routine: Routine, frames: int, pace: float) -> Choreography | None:
    """The choreography, or None after a refusal that names what is possible."""
    lengths = possible_lengths(routine, pace=pace)
    try:
        return choreograph(routine, frames=frames, pace=pace)
    except DurationError as error:
        refused = str(error)
    within = lengths.shortest_s <= frames / RATE_HZ <= lengths.longest_s
    assert ("nearest are" in refused) == within
    return None


@examples(60)
@given(routines(), st.integers(12 * 60, 3 * 3600), st.floats(0.7, 1.4))
def test_any_routine_is_exact_or_refused_with_what_is_possible(routine: Routine, seconds: int, pace: float) -> None:
    frames = to_samples(seconds)
    choreography = made_or_refused(routine, frames, pace)
    if choreography is None:
        return
    assert_tiles(choreography, frames)
    for region in {move.region for move in choreography.moves if move.pair}:
        sums = side_seconds(choreography, region)
        assert abs(sums["left"] - sums["right"]) <= 1.0
    for move in of_kind(choreography, MoveKind.STROKE):
        if move.phases and isinstance(move.item, Stroke) and move.item.technique is Technique.STATIC_PRESSURE:
            held = sum(phase.frames for phase in move.phases if phase.role is Role.HOLD) / RATE_HZ * move.repeat
            own = held / move.repeat * move.item.repeat * (move.item.passes if move.item.spots == 1 else 1)
            assert held <= max(MAX_DWELL_S, own) + 0.01


def test_the_opening_is_as_long_as_stated() -> None:
    choreography = choreograph(small_routine(), frames=to_samples(1200), opening=Opening(50.5, 101.25))
    first = of_kind(choreography, MoveKind.STROKE)[0]
    touch = of_kind(choreography, MoveKind.TOUCH)[0]
    assert touch.start == to_samples(50.5)
    assert first.start == to_samples(101.25)


def firm_routine() -> Routine:
    light = stroke(Technique.EFFLEURAGE, "back", essence=3)
    firm = stroke(Technique.FRICTION, "back", essence=1, phases=(replace(light.phases[0], name="circle", pressure=3),))
    feet = stroke(Technique.PETRISSAGE, "feet", repeat=20, essence=1)
    return small_routine(stages=(Stage("Back", (light, firm)), Stage("Feet", (feet,))), oil=OilAmount.NONE)


def test_a_firm_stroke_never_stays_without_its_light_first_pass() -> None:
    for minutes in (4, 5, 6, 8, 12):
        try:
            choreography = choreograph(firm_routine(), frames=to_samples(minutes * 60))
        except DurationError:
            continue
        seen: list[int] = []
        for move in of_kind(choreography, MoveKind.STROKE):
            if move.region == "back":
                assert isinstance(move.item, Stroke)
                seen.append(move.item.pressure)
        assert not seen or seen[0] <= 2


def test_leaving_a_region_out_takes_the_firm_stroke_with_its_light_one() -> None:
    light = stroke(Technique.EFFLEURAGE, "legs")
    firm = stroke(Technique.PETRISSAGE, "thigh", phases=(replace(light.phases[0], name="squeeze", pressure=3),))
    hand = stroke(Technique.PETRISSAGE, "hand", repeat=30)
    routine = small_routine(stages=(Stage("Legs", (light, firm)), Stage("Hands", (hand,))))
    choreography = choreograph(routine, frames=to_samples(600), avoid=("knee",))
    assert {move.region for move in of_kind(choreography, MoveKind.STROKE)} == {"hand"}


def test_what_matters_least_goes_first() -> None:
    keep = stroke(Technique.EFFLEURAGE, "shoulders", repeat=20, essence=1)
    middle = stroke(Technique.FRICTION, "shoulders", repeat=40, essence=2)
    least = stroke(Technique.PETRISSAGE, "shoulders", repeat=40, essence=3)
    routine = small_routine(stages=(Stage("Shoulders", (keep, middle, least)),), oil=OilAmount.NONE)
    order = []
    for seconds in range(900, 180, -20):
        try:
            left_out = choreograph(routine, frames=to_samples(seconds)).left_out
        except DurationError:
            break
        order.append(len(left_out))
    assert order == sorted(order)
    assert max(order) == 2


def test_an_exact_count_stays_and_reps_bind() -> None:
    exact = stroke(Technique.EFFLEURAGE, "shoulders", repeat=10, exact=True)
    bound = stroke(Technique.FRICTION, "shoulders", repeat=20, reps=Reps(15, 25))
    routine = small_routine(stages=(Stage("Shoulders", (exact, bound)),), oil=OilAmount.NONE)
    for minutes in (10, 15, 25):
        moves = of_kind(choreograph(routine, frames=to_samples(minutes * 60)), MoveKind.STROKE)
        assert {move.repetitions for move in moves if move.region and move.item is exact} == {10}
        assert all(15 <= move.repetitions <= 25 for move in moves if move.item is bound)


def test_one_leg_after_the_other_gets_oil_and_a_walk_between() -> None:
    choreography = choreograph(load_routine("legs"), frames=to_samples(1800))
    moves = choreography.moves
    cut = next(index for index, move in enumerate(moves) if move.side == "right")
    last_left = max(i for i, m in enumerate(moves) if m.kind is MoveKind.STROKE and m.side == "left")
    first_right = min(i for i, m in enumerate(moves) if m.kind is MoveKind.STROKE and m.side == "right")
    between = [move.kind for move in moves[last_left + 1 : first_right]]
    assert between == [MoveKind.COVER, MoveKind.WALK, MoveKind.UNCOVER, MoveKind.OIL]
    assert cut > last_left
    sides = side_seconds(choreography, "calf")
    assert sides["left"] == sides["right"] > 0


def side_turns(choreography: Choreography) -> list[str]:
    """The sides in the order in which they take turns, strokes on both left out."""
    sides = [move.side for move in of_kind(choreography, MoveKind.STROKE) if move.side in ("left", "right")]
    return [side for place, side in enumerate(sides) if place == 0 or side != sides[place - 1]]


@pytest.mark.parametrize("minutes", [20, 30, 45, 60, 90])
def test_feet_take_turns_and_a_leg_is_uncovered_once(minutes: int) -> None:
    feet = choreograph(load_routine("happy-feet"), frames=to_samples(60 * minutes))
    rounds = max(move.round for move in of_kind(feet, MoveKind.STROKE) if move.pair)
    assert side_turns(feet) == ["left", "right"] * rounds
    assert side_seconds(feet, "arch")["left"] == side_seconds(feet, "arch")["right"] > 0
    legs = choreograph(load_routine("legs"), frames=to_samples(60 * minutes))
    assert side_turns(legs) == ["left", "right"]


def test_sides_take_turns_only_where_the_giver_stays() -> None:
    both = stroke(Technique.FRICTION, "hand", Side.EACH, repeat=10, reps=Reps(8, 20))
    for giver, alternate in (("in front", True), ("left", False), ("", False)):
        stage = Stage("Hands", (both,), rounds=2, giver=giver)
        session = choreograph(small_routine(stages=(stage,), receiver="seated", duration_s=600.0))
        rounds = max(move.round for move in of_kind(session, MoveKind.STROKE))
        assert rounds > 1
        assert side_turns(session) == ["left", "right"] * (rounds if alternate else 1)


@pytest.mark.parametrize(("minutes", "still_s"), [(10, 20), (15, 30), (20, 40), (45, 45), (120, 45)])
def test_hands_rest_at_the_end_as_the_length_allows(minutes: int, still_s: float) -> None:
    session = choreograph(load_routine("full-body"), frames=to_samples(60 * minutes))
    assert of_kind(session, MoveKind.HOLD)[-1].seconds == still_s


def test_turning_over_with_nothing_after_it_is_left_out() -> None:
    back = stroke(Technique.EFFLEURAGE, "back", essence=1, repeat=20)
    face = stroke(Technique.FRICTION, "temples", essence=3)
    turn = Stage("Turning over", (Step(StepKind.TURN_OVER, "the back"),))
    routine = small_routine(stages=(Stage("Back", (back,)), turn, Stage("Face", (face,))), oil=OilAmount.NONE)
    short = choreograph(routine, frames=to_samples(330))
    assert not of_kind(short, MoveKind.TURN_OVER)
    long = choreograph(routine, frames=to_samples(900))
    assert len(of_kind(long, MoveKind.TURN_OVER)) == 1


def test_an_impossible_length_says_what_is_possible_and_why() -> None:
    routine = small_routine(stages=(Stage("Shoulders", (stroke(Technique.EFFLEURAGE, "shoulders", exact=True),)),))
    with pytest.raises(DurationError, match="possible are") as caught:
        choreograph(routine, frames=to_samples(3 * 3600))
    assert caught.value.longest_s < 3 * 3600
    with pytest.raises(DurationError, match="even the fewest strokes"):
        choreograph(load_routine("full-body"), frames=to_samples(100))


def test_nothing_left_is_said() -> None:
    with pytest.raises(UsageError, match="no stroke of small is left"):
        choreograph(small_routine(), avoid=("whole body",))


def test_a_faster_pace_means_more_repetitions_and_the_same_length() -> None:
    routine = load_routine("flowing-back")
    frames = to_samples(1800)
    slow, fast = (choreograph(routine, frames=frames, pace=pace) for pace in (0.8, 1.25))
    count = [sum(move.repetitions for move in of_kind(each, MoveKind.STROKE)) for each in (slow, fast)]
    assert count[1] > count[0]
    assert slow.frames == fast.frames == frames


def test_sides_follow_each_other_for_one_stroke() -> None:
    both = stroke(Technique.FRICTION, "hand", Side.EACH, repeat=20)
    choreography = choreograph(
        small_routine(stages=(Stage("Hands", (both, stroke(Technique.PETRISSAGE, "shoulders", repeat=30))),)),
        frames=to_samples(700),
    )
    sides = [move.side for move in of_kind(choreography, MoveKind.STROKE) if move.region == "hand"]
    assert sides[:2] == ["left", "right"]


def test_the_side_in_an_authors_words_is_the_side_worked_on() -> None:
    session = choreograph(load_routine("shoulders-and-back"), frames=to_samples(600))
    said = [
        (move.side, move.item.say.next)
        for move in session.moves
        if isinstance(move.item, Stroke) and move.region == "forearm"
    ]

    assert said[0][0] == "left"
    assert all(text is not None and text.startswith(f"Their {side} forearm") for side, text in said)
    assert not any("{" in (move.item.say.next or "") for move in session.moves if isinstance(move.item, Stroke))
