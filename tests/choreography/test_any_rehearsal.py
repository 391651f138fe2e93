"""Any routine that composes can be done by two bodies, or is refused with the move named."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.routines import routines, stroke
from voiceguide import anatomy
from voiceguide.choreography.bodies import Reach, places_for, reach
from voiceguide.choreography.faults import describe_work
from voiceguide.choreography.fit import choreograph
from voiceguide.choreography.model import WORK, Choreography, Place, Position
from voiceguide.choreography.reach_table import TABLE
from voiceguide.choreography.rehearsal import rehearse
from voiceguide.errors import DurationError, Severity
from voiceguide.routine.model import OilAmount, Routine, Side, Stage, Step, StepKind, Stroke, Technique
from voiceguide.units import to_samples

POSITIONS = tuple(Position)
REGIONS = [key for key in anatomy.REGIONS if key != "whole body"]
NEVER = {"contact", "place-change", "position-change", "unequal-sides", "first-pass", "cold-hands", "dry-skin"}
"""What no routine's author can cause without saying so: the choreography sees to it."""


def choreographed(routine: Routine, minutes: float) -> Choreography:
    try:
        return choreograph(routine, frames=to_samples(minutes * 60))
    except DurationError:
        assume(False)
        raise


def reached_at_ease(position: Position, place: Place) -> list[tuple[str, Side]]:
    """Strokes that can be done from there, also after walking round for the other side."""
    found = []
    for region in REGIONS:
        if reach(position, place, region, Side.BOTH) is Reach.EASY:
            found.append((region, Side.BOTH))
        paired = anatomy.REGIONS[region].paired
        if paired and Reach.EASY in (
            reach(position, place, region, Side.LEFT),
            reach(position, place, region, Side.RIGHT),
        ):
            found.append((region, Side.EACH))
    return found


@st.composite
def placed_stages(draw: st.DrawFn, position: Position, oil: OilAmount, covering: bool) -> Stage:
    place = draw(st.sampled_from([place for known, place in TABLE if known is position]))
    possible = reached_at_ease(position, place)
    chosen = draw(st.lists(st.sampled_from(possible), min_size=1, max_size=3, unique=True))
    if covering:
        chosen = [each for each in chosen if each[0] == chosen[0][0]]
    elif draw(st.booleans()):
        chosen = [each for each in chosen if each[1] is chosen[0][1]]
    items: list[Stroke | Step] = [
        stroke(
            draw(st.sampled_from(list(Technique))),
            region,
            side,
            spots=draw(st.integers(1, 4)),
            repeat=draw(st.integers(2, 10)),
        )
        for region, side in chosen
    ]
    for kind in (StepKind.CHECK_IN, StepKind.BREATHE, *([StepKind.OIL] if oil is not OilAmount.NONE else [])):
        if draw(st.booleans()):
            items.insert(draw(st.integers(0, len(items) - 1)), Step(kind))  # oil is for a stroke that follows
    if covering:
        text = f"the {anatomy.REGIONS[chosen[0][0]].one}"
        items = [Step(StepKind.UNCOVER, text), *items, Step(StepKind.COVER, text)]
    return Stage("Stage", tuple(items), rounds=draw(st.integers(1, 2)), giver=str(place))


@st.composite
def placed_routines(draw: st.DrawFn) -> Routine:
    """Routines that say where both bodies are, and ask for nothing out of reach."""
    oil = draw(st.sampled_from(list(OilAmount)))
    position = draw(st.sampled_from(POSITIONS))
    covering = draw(st.booleans())
    first, stages = position, []
    for _ in range(draw(st.integers(1, 3))):
        stage = draw(placed_stages(position, oil, covering))
        after = draw(st.sampled_from([position, position, Position.FACE_UP, Position.FACE_DOWN]))
        stages.append((position, stage))
        position = after
    placed = tuple(
        Stage(each.name, each.steps, rounds=each.rounds, giver=each.giver, receiver=str(lies)) for lies, each in stages
    )
    return Routine(name="placed", title="Placed", stages=placed, oil=oil, receiver=f"{first}, at ease")


@examples(120)
@given(placed_routines(), st.sampled_from([10, 15, 25, 40, 70]))
def test_a_routine_that_says_where_bodies_are_and_asks_for_nothing_out_of_reach_is_clean(
    routine: Routine, minutes: int
) -> None:
    findings = rehearse(routine, choreographed(routine, minutes)).findings
    assert [str(each) for each in findings] == []


@examples(80)
@given(routines(), st.sampled_from([12, 20, 35, 60, 100]))
def test_what_the_choreography_sees_to_never_goes_wrong(routine: Routine, minutes: int) -> None:
    findings = rehearse(routine, choreographed(routine, minutes)).findings
    uneven = any(
        each.side in (Side.LEFT, Side.RIGHT) for stage in routine.stages for each in stage.strokes
    )  # an author's own left and right strokes are a matter for the check
    never = NEVER - ({"unequal-sides"} if uneven else set())
    assert [str(each) for each in findings if each.rule in never] == []


@examples(60)
@given(st.data())
def test_a_stroke_out_of_reach_of_a_stated_place_is_refused_with_the_move_named(data: st.DataObject) -> None:
    position, place = data.draw(st.sampled_from(list(TABLE)))
    region = data.draw(st.sampled_from(REGIONS))
    assume(reach(position, place, region, Side.BOTH) is Reach.OUT)
    items = (stroke(Technique.PETRISSAGE, region, spots=6), stroke(Technique.FRICTION, region, spots=6))
    routine = Routine(name="far", title="Far", stages=(Stage("Far", items, rounds=3),), giver=str(place),
                      receiver=str(position))  # fmt: skip
    choreography = choreographed(routine, 10)
    rehearsal = rehearse(routine, choreography)
    assert not rehearsal.possible
    errors = [each for each in rehearsal.findings if each.severity is Severity.ERROR]
    assert {each.rule for each in errors} == {"reach"}
    for move in choreography.moves:
        if move.kind in WORK:
            assert any(describe_work(move) in each.message for each in errors)
    hints = " ".join(each.hint or "" for each in errors)
    assert (
        any(f"'giver: {each}'" in hints for each in places_for(position, region))
        or "giver" not in hints
        or ("only the near side" in hints)
    )
