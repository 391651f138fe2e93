"""Any routine, with real clip lengths: exact, nothing overlaps, everything in its order, what must be said is heard."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.routines import routines
from voiceguide.choreography.model import MoveKind
from voiceguide.errors import DurationError, RoutineError, UsageError
from voiceguide.planning import SessionPlan, plan_session
from voiceguide.routine.model import Routine, Side, Step, Stroke
from voiceguide.script.file import loads
from voiceguide.script.lines import Anchor, Need, Purpose, texts_of
from voiceguide.script.writing import dump
from voiceguide.settings import Guidance, Settings
from voiceguide.timeline.board import LEAST_GAP
from voiceguide.timeline.figures import figures_of, hands_of
from voiceguide.timeline.model import Timeline
from voiceguide.timeline.schedule import schedule
from voiceguide.timeline.windows import units
from voiceguide.units import to_samples
from voiceguide.wording.seconds import estimate_s


def even(routine: Routine) -> Routine:
    """The routine with nothing for one side alone."""

    def item(step: Stroke | Step) -> Stroke | Step:
        alone = isinstance(step, Stroke) and step.side in (Side.LEFT, Side.RIGHT)
        return replace(step, side=Side.EACH) if alone else step

    stages = tuple(replace(stage, steps=tuple(map(item, stage.steps))) for stage in routine.stages)
    return replace(routine, stages=stages)


PLANS = st.tuples(
    routines().map(even),
    st.sampled_from((600.0, 900.0, 1500.0)),
    st.sampled_from(list(Guidance)),
    st.sampled_from((125.0, 156.0)),
)


def spoken(made: SessionPlan, factor: float) -> Timeline:
    """The session with a voice that is faster or slower than was reckoned with."""
    texts = texts_of(made.script).values()
    lengths = {text: max(1, to_samples(estimate_s(text, made.voice_wpm) * factor)) for text in texts}
    return schedule(made.script, lengths)


def plan(routine: Routine, seconds: float, guidance: Guidance, wpm: float) -> SessionPlan:
    try:
        return plan_session(routine, Settings(duration_s=seconds, guidance=guidance), voice_wpm=wpm)
    except (DurationError, RoutineError, UsageError):
        assume(False)
        raise


@examples(30, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(PLANS, st.sampled_from((0.85, 1.0, 1.1)))
def test_whatever_the_routine(asked: tuple[Routine, float, Guidance, float], factor: float) -> None:
    made = plan(*asked)
    timeline, script = spoken(made, factor), made.script
    assert timeline.frames == to_samples(asked[1])
    assert all(one.stop + LEAST_GAP <= other.start for one, other in pairwise(timeline.speech))
    assert timeline.speech[-1].stop <= timeline.frames
    heard = {each.cue: each for each in timeline.speech}
    moves = {move.id: move for move in script.moves}
    for line in script.lines:
        said = heard.get(line.id)
        if said is None:
            continue
        move = moves[line.move]
        if line.anchor is Anchor.BEFORE:
            assert said.stop <= move.start, "announced before the hands need it"
        if line.purpose is Purpose.LAST:
            left = next(each.repetition for each in line.variants if each.text == said.text)
            due = move.stop - left * units(move)[1] + to_samples(line.offset_s)
            assert abs(said.start - due) <= to_samples(0.25)
        if line.purpose is Purpose.QUIET:
            following = next((each for each in timeline.speech if each.start > said.start), None)
            assert (
                following is None
                or following.purpose not in (Purpose.TRIP, Purpose.REFINE)
                or (script.moves and next(x for x in script.lines if x.id == following.cue).move != line.move)
            )
    assert loads(dump(script)) == script


@examples(30, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(PLANS)
def test_what_must_be_said_is_heard_with_the_voice_that_was_reckoned_with(
    asked: tuple[Routine, float, Guidance, float],
) -> None:
    made = plan(*asked)
    heard = {each.cue for each in made.timeline.speech}
    opening = [move.id for move in made.script.moves if move.id.startswith("opening")]
    for line in made.script.lines:
        if line.need is Need.MUST and line.move in opening:
            assert line.id in heard, line.text


@examples(30, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(PLANS)
def test_hands_are_reported_as_they_are_heard(asked: tuple[Routine, float, Guidance, float]) -> None:
    made = plan(*asked)
    strokes = [move for move in made.script.moves if move.kind is MoveKind.STROKE]
    strokes_heard = [each for each in hands_of(made.timeline) if each.kind == "stroke"]
    assert [(each.start, each.stop) for each in strokes_heard] == [(move.start, move.stop) for move in strokes]
    assert [each.repetitions for each in strokes_heard] == [move.repetitions for move in strokes]
    figures = figures_of(made.timeline)
    assert figures.first_stroke_s is not None
    assert figures.first_stroke_s <= (90 if asked[3] >= 150 else 105)
    assert 0 < figures.hands_share < 1
