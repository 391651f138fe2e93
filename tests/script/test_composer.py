"""The composer over any routine: what is said, in what order, how much, and how often."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st

from tests.choreography.test_any_rehearsal import placed_routines
from tests.examples import examples
from tests.routines import routines, stroke
from voiceguide.choreography.fit import choreograph
from voiceguide.choreography.model import MoveKind
from voiceguide.errors import DurationError
from voiceguide.routine.check import load_checked
from voiceguide.routine.model import OilAmount, Routine, Stage, Step, StepKind, Technique
from voiceguide.routine.sources import shipped_routines
from voiceguide.script.composer import compose
from voiceguide.script.lines import Anchor, Earcon, Need, Purpose, Script
from voiceguide.settings import Guidance, PacerStyle, Settings
from voiceguide.timeline.audit import audit
from voiceguide.timeline.model import Timeline
from voiceguide.timeline.schedule import schedule
from voiceguide.timeline.windows import phase_frames
from voiceguide.units import to_samples, to_seconds
from voiceguide.wording.opening import opening
from voiceguide.wording.seconds import estimate_s
from voiceguide.wording.words import word_count

WORDS = {"announced", "announcement-words", "order", "count", "gap-words", "same-sentence", "ticks", "check-in-still",
         "check-in-soon", "check-in-often", "safety-words", "opening-words", "closing-bells"}  # fmt: skip
"""Rules of the audit that hold whatever the routine."""

ROOM = {"announced", "gap-words"}
"""Rules that cannot hold where a stroke is shorter than the words about the next one."""

SHORT_S = 8.0

SLOW = examples(40, suppress_health_check=[HealthCheck.too_slow])


def composed(routine: Routine, minutes: float, level: Guidance = Guidance.FULL, wpm: float = 156.0, seed: int = 0,
             pacer: PacerStyle = PacerStyle.SWELL) -> Script:  # fmt: skip
    try:
        moves = choreograph(routine, frames=to_samples(minutes * 60), opening=opening(routine, wpm))
    except DurationError:
        assume(False)
        raise
    return compose(routine, moves, Settings(guidance=level, seed=seed, pacer=pacer), wpm)


def placed(script: Script, wpm: float = 156.0, factor: float = 1.0) -> Timeline:
    lengths = {
        way.text: to_samples(estimate_s(way.text, wpm) * factor) for line in script.lines for way in line.variants
    }
    return schedule(script, lengths)


any_routine = st.one_of(routines(), placed_routines())
levels = st.sampled_from(list(Guidance))
minutes_long = st.sampled_from([12, 20, 35, 60])


@SLOW
@given(any_routine, minutes_long, levels, st.sampled_from([0.93, 1.0, 1.07]))
def test_whatever_the_routine_the_voice_keeps_its_rules(
    routine: Routine, minutes: int, level: Guidance, factor: float
) -> None:
    script = composed(routine, minutes, level)
    timeline = placed(script, factor=factor)
    found = audit(script, timeline)
    hurried = any(move.kind is MoveKind.STROKE and move.seconds < SHORT_S for move in script.moves)
    wrong = [str(each) for each in found if each.rule in (WORDS - ROOM if hurried else WORDS)]
    said = [f"{to_seconds(each.start):.1f} {each.cue} {each.text}" for each in timeline.speech]
    assert not wrong, "\n".join([*wrong, *said])


@SLOW
@given(any_routine, minutes_long, levels)
def test_every_line_has_a_move_a_name_of_its_own_and_ever_shorter_ways(
    routine: Routine, minutes: int, level: Guidance
) -> None:
    script = composed(routine, minutes, level)
    names = [line.id for line in script.lines] + [signal.id for signal in script.signals]
    assert len(names) == len(set(names))
    moves = {move.id: move for move in script.moves}
    for line in script.lines:
        assert line.move in moves
        assert all(way.text and "{" not in way.text for way in line.variants)
        counts = [word_count(way.text) for way in line.variants]
        if line.anchor is not Anchor.LEFT and line.purpose is not Purpose.LEAD:
            assert counts == sorted(counts, reverse=True), [way.text for way in line.variants]
        if line.anchor is Anchor.PHASE and line.need is Need.MAY:
            room = to_seconds(phase_frames(moves[line.move], line.phase)) - 0.8
            assert estimate_s(line.text, 156.0) <= room + 0.01
    assert [title for _, title in script.titles if not title] == []


@SLOW
@given(any_routine, minutes_long, levels, st.integers(0, 3))
def test_the_same_seed_says_the_same(routine: Routine, minutes: int, level: Guidance, seed: int) -> None:
    assert composed(routine, minutes, level, seed=seed) == composed(routine, minutes, level, seed=seed)


@SLOW
@given(any_routine, minutes_long, levels)
def test_the_opening_is_whole_and_the_same_at_every_level(routine: Routine, minutes: int, level: Guidance) -> None:
    def said(script: Script) -> list[str]:
        first = next(move.start for move in script.moves if move.kind is MoveKind.STROKE)
        moves = {move.id: move for move in script.moves}
        return [line.text for line in script.lines if moves[line.move].start < first]

    script = composed(routine, minutes, level)
    assert said(script) == said(composed(routine, minutes, Guidance.FULL))


@SLOW
@given(any_routine, minutes_long)
def test_nothing_is_promised_that_is_not_heard(routine: Routine, minutes: int) -> None:
    script = composed(routine, minutes, pacer=PacerStyle.OFF)
    before = script.before
    assert before is not None
    text = " ".join([*(line.text for line in script.lines), *(line.text for line in before.lines)])
    assert "pulse" not in text
    assert "rises and falls" not in text
    ticks = any(signal.earcon is Earcon.TICK for signal in script.signals)
    assert ("tick" in text.casefold()) == ticks
    assert all(line.heading and line.text for line in before.lines)


@pytest.mark.parametrize("name", shipped_routines())
def test_words_fall_with_the_level_and_through_the_session(name: str) -> None:
    rates = []
    for level, most in ((Guidance.FULL, 38), (Guidance.BRIEF, 22), (Guidance.SIGNALS, 10)):
        script = composed(load_checked(name), 30, level)
        strokes = [move for move in script.moves if move.kind is MoveKind.STROKE]
        start, stop = strokes[0].start, strokes[-1].stop
        heard = [each for each in placed(script).speech if start <= each.start < stop]
        rates.append(sum(word_count(each.text) for each in heard) * 60 / to_seconds(stop - start))
        assert rates[-1] <= most
    assert rates == sorted(rates, reverse=True)


def test_tips_fit_the_hands_in_use() -> None:
    for name in shipped_routines():
        script = composed(load_checked(name), 45)
        moves = {move.id: move for move in script.moves}
        for line in script.lines:
            if line.purpose in (Purpose.REFINE, Purpose.PRESSURE) and "your thumbs" in line.text.casefold():
                item = moves[line.move].item
                assert "thumb" in str(item).casefold(), line


@pytest.mark.parametrize("own", ["oil: a little.", "Warm the oil in your palms and let it run along your fingers"])
def test_no_way_to_tell_of_the_oil_is_longer_than_the_authors_own(own: str) -> None:
    work = (stroke(Technique.EFFLEURAGE, "back", repeat=12), stroke(Technique.PETRISSAGE, "back", spots=4))
    stage = Stage("Back", (work[0], Step(StepKind.OIL, own), work[1]))
    script = composed(Routine(name="any", title="Any", stages=(stage,), oil=OilAmount.NONE), 15)
    (text,) = (line for line in script.lines if line.text.rstrip(".").casefold() == own.rstrip(".").casefold())
    assert all(word_count(way.text) <= word_count(own) for way in text.variants)
