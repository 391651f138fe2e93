"""Scheduling: nothing overlaps, no line moves a hand, calls are true, quiet is kept, and what does not fit is told."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.timeline.made import CALLS, Made, lengths_of, script_of
from voiceguide.choreography.model import MoveKind
from voiceguide.errors import ScriptError, SpeechError
from voiceguide.script.lines import Anchor, Earcon, Line, Need, Purpose, Script, Variant, texts_of
from voiceguide.timeline.board import LEAST_GAP
from voiceguide.timeline.model import SpeechPlacement, Timeline
from voiceguide.timeline.schedule import CALL_MARGIN, schedule
from voiceguide.units import to_samples

STROKES = (
    Made("sweeps", (5, 3), 10, during=("Softer, firmer, or just right?", "Only a brush on the way back.")),
    Made("rolls", (3, 2), 24, quiet=True),
    Made("squeeze", (7, 5), 5, stage=1),
)


def placed(script: Script, factor: float = 1.0) -> Timeline:
    return schedule(script, lengths_of(script, factor))


def heard(timeline: Timeline, move: str, purpose: Purpose) -> list[SpeechPlacement]:
    return [each for each in timeline.speech if each.cue.startswith(f"{move}.") and each.purpose == purpose.value]


def one(timeline: Timeline, move: str, purpose: Purpose) -> SpeechPlacement:
    (only,) = heard(timeline, move, purpose)
    return only


class TestPlaces:
    def test_lines_lie_where_their_anchors_want_them(self) -> None:
        script = script_of(STROKES)
        moves = {move.id: move for move in script.moves}
        timeline = placed(script)
        assert one(timeline, "rolls", Purpose.NOW).start == moves["rolls"].start - to_samples(1.4)
        assert one(timeline, "sweeps", Purpose.LEAD).start == moves["sweeps"].start
        announced = one(timeline, "rolls.travel", Purpose.ANNOUNCE)
        assert announced.stop == moves["sweeps"].stop - to_samples(2.0)

    def test_the_call_names_the_fewest_that_leave_time_for_what_is_said(self) -> None:
        script = script_of(STROKES)
        timeline = placed(script)
        for before, after in (("sweeps", "rolls.travel"), ("rolls", "squeeze.travel"), ("squeeze", "still")):
            move = next(move for move in script.moves if move.id == before)
            call, announced = one(timeline, before, Purpose.LAST), one(timeline, after, Purpose.ANNOUNCE)
            left = CALLS.index(call.text) + 1
            needed = call.frames + announced.frames + CALL_MARGIN
            assert 0 <= move.stop - left * move.period - call.start <= to_samples(0.25)
            assert left * move.period >= needed > (left - 1) * move.period
            assert call.stop < announced.start

    def test_passes_are_counted_where_there_are_spots(self) -> None:
        script = script_of((Made("circles", (1.5, 1.0), 45),))
        moves = tuple(
            replace(move, repeat=1, spots=9, passes=5) if move.id == "circles" else move for move in script.moves
        )
        timeline = placed(replace(script, moves=moves))
        call = one(timeline, "circles", Purpose.LAST)
        assert call.text == CALLS[0]
        assert call.start == moves[2].stop - to_samples(9 * 2.5)

    def test_nothing_is_said_in_an_announced_quiet_but_what_ends_it(self) -> None:
        script = script_of(STROKES)
        late = Line("rolls.late", "rolls", Purpose.REFINE, (Variant("Slower now."),), Anchor.START, 40.0, 0, 30.0)
        timeline = placed(replace(script, lines=(*script.lines, late)))
        quiet = one(timeline, "rolls", Purpose.QUIET)
        following = next(each for each in timeline.speech if each.start >= quiet.stop)
        assert following.purpose == Purpose.LAST.value
        assert following.start - quiet.stop > to_samples(30)
        assert [each.cue for each in timeline.shortfalls] == ["rolls.late"]
        assert "quiet" in timeline.shortfalls[0].reason

    def test_must_be_said_before_what_could_be_left_out(self) -> None:
        script = script_of(STROKES)
        wanted = Line("sweeps.must", "sweeps", Purpose.CARE, (Variant("Keep off the spine."),), Anchor.START, 17.5, 0,
                      0.0, 0.0, Need.MUST)  # fmt: skip
        timeline = placed(replace(script, lines=(*script.lines, wanted)))
        start = script.moves[2].start + to_samples(17.5)
        assert one(timeline, "sweeps", Purpose.CARE).start == start
        assert all(each.start > start for each in heard(timeline, "sweeps", Purpose.REFINE))

    def test_an_earcon_gives_way_to_what_must_be_said(self) -> None:
        script = script_of(STROKES)
        assert len(placed(script).earcons) == 3
        late = Line("rolls.must", "rolls", Purpose.CARE, (Variant("Keep off the spine."),), Anchor.START, -3.5, 0, 0.1,
                    0.0, Need.MUST)  # fmt: skip
        lines = tuple(line for line in script.lines if line.id not in ("rolls.travel.announce", "rolls.now"))
        timeline = placed(replace(script, lines=(*lines, late)))
        assert one(timeline, "rolls", Purpose.CARE)
        assert [each.cue for each in timeline.earcons] == ["squeeze.earcon", "end"]


class TestTooLong:
    def test_a_shorter_way_is_taken_and_reported(self) -> None:
        script = script_of((Made("one", (2, 1), 3), Made("two", (2, 1), 6)))
        timeline = placed(script, 1.5)
        announced = one(timeline, "two.travel", Purpose.ANNOUNCE)
        assert announced.text == "Now the shoulder blades."
        (short,) = [each for each in timeline.shortfalls if each.cue == "two.travel.announce"]
        assert short.said == announced.text
        assert short.frames > short.room > 0
        assert f"{short.room / 44100:.1f} s" in short.reason

    def test_the_least_needed_is_dropped_and_reported(self) -> None:
        talk = "Breathe slowly, and let them hear you breathe out, again and again, for as long as you like."
        script = script_of((Made("one", (5, 3), 4, during=(talk,)), STROKES[1]))
        timeline = placed(script)
        (dropped,) = timeline.shortfalls
        assert dropped.text == talk
        assert dropped.said == ""
        assert not heard(timeline, "one", Purpose.REFINE)

    def test_a_line_longer_than_its_phase_is_reported_with_its_room(self) -> None:
        script = script_of((STROKES[0],))
        lines = tuple(
            replace(line, variants=(Variant("Glide out slowly and all the way to the very tips of both shoulders."),))
            if line.purpose is Purpose.LEAD
            else line
            for line in script.lines
        )
        timeline = placed(replace(script, lines=lines))
        (shortfall,) = timeline.shortfalls
        assert shortfall.room == to_samples(5.0 - 0.8)
        assert shortfall.reason == "its phase leaves 4.2 s"

    def test_room_that_its_author_gave_it(self) -> None:
        line = Line("x", "sweeps", Purpose.REFINE, (Variant("One two three four five six."), Variant("One.")),
                    Anchor.START, 40.0, room_s=2.0)  # fmt: skip
        script = script_of((STROKES[0],))
        timeline = placed(replace(script, lines=(*script.lines, line)))
        assert "One." in {each.text for each in timeline.speech}
        assert timeline.shortfalls[0].room == to_samples(2.0)


class TestWrong:
    def test_a_text_without_a_clip_would_be_lost(self) -> None:
        script = script_of(STROKES)
        lengths = {text: frames for text, frames in lengths_of(script).items() if text != "Now."}
        with pytest.raises(SpeechError, match="not spoken"):
            schedule(script, lengths)

    def test_a_line_without_a_move(self) -> None:
        script = script_of(STROKES)
        line = replace(script.lines[0], move="nowhere")
        with pytest.raises(ScriptError, match="nowhere"):
            placed(replace(script, lines=(line,)))


def test_every_way_has_a_key_of_its_own() -> None:
    script = script_of(STROKES)
    texts = texts_of(script)
    assert len(texts) == sum(len(line.variants) for line in script.lines)
    assert texts["sweeps.last"] == "Last one."
    assert texts["sweeps.last~3"] == "Three more."


def test_chapters_beds_and_moves_tile_the_session() -> None:
    script = script_of(STROKES, odd=17)
    timeline = placed(script)
    for stretches in (timeline.moves, timeline.chapters, timeline.beds):
        edges = [(each.start, each.stop) for each in stretches]
        assert edges[0][0] == 0
        assert edges[-1][1] == timeline.frames == script.frames
        assert all(stop == start for (_, stop), (start, _) in pairwise(edges))
    assert [each.title for each in timeline.chapters] == ["Part 1", "Part 2"]
    assert timeline.chapters[0].start == 0
    assert timeline.moves[2].technique == "effleurage"
    assert timeline.moves[2].title == "Sweeps, sweeps"


@st.composite
def made(draw: st.DrawFn) -> Made:
    return Made(
        name=f"s{draw(st.integers(0, 10**6))}",
        beats=(draw(st.sampled_from((1.5, 3.0, 7.0, 12.0))), draw(st.sampled_from((1.0, 3.0, 8.0)))),
        repetitions=draw(st.integers(1, 40)),
        says=tuple(draw(st.sampled_from((STROKES[0].says, ("Next, the arms.",))))),
        during=tuple(draw(st.lists(st.text("abc ,.", min_size=2, max_size=80).filter(str.strip), max_size=4))),
        quiet=draw(st.booleans()),
    )


SCRIPTS = st.lists(made(), min_size=1, max_size=8, unique_by=lambda each: each.name)


@examples(60, suppress_health_check=[HealthCheck.too_slow])
@given(strokes=SCRIPTS, factor=st.sampled_from((0.7, 1.0, 1.6)), odd=st.integers(0, 100))
def test_whatever_is_asked(strokes: list[Made], factor: float, odd: int) -> None:
    """No overlap, exact lengths, true calls before announcements before "Now.", and every line heard or told."""
    script = script_of(strokes, odd=odd)
    timeline = placed(script, factor)
    assert timeline.frames == script.frames
    for before, after in pairwise(timeline.speech):
        assert before.stop + LEAST_GAP <= after.start
    for earcon in timeline.earcons:
        assert earcon.earcon is Earcon.TICK or all(
            each.stop <= earcon.start or each.start >= earcon.stop for each in timeline.speech
        )
    assert timeline.speech[0].start >= 0
    assert timeline.speech[-1].stop <= timeline.frames
    moves = {move.id: move for move in script.moves}
    pulses = [pulse for pulse in timeline.pulses if pulse.slot == strokes[0].name]
    assert (pulses[0].start, pulses[-1].stop) == (moves[strokes[0].name].start, moves[strokes[0].name].stop)
    unsaid = {each.cue for each in timeline.shortfalls if not each.said}
    cues = {each.cue: each for each in timeline.speech}
    for line in script.lines:
        true = [each for each in line.variants if 0 < each.repetition < moves[line.move].repetitions]
        assert (line.id in cues) != (line.id in unsaid) or (line.anchor is Anchor.LEFT and not true)
    order = [each.id for each in script.moves if each.kind is MoveKind.STROKE]
    for name, following in pairwise(order):
        call, now = cues.get(f"{name}.last"), cues.get(f"{following}.now")
        announced = cues.get(f"{following}.travel.announce")
        assert call is None or announced is None or call.stop <= announced.start
        assert now is None or announced is None or announced.stop <= now.start
        if call is not None:
            left = sum(pulse.start >= call.start for pulse in timeline.pulses if pulse.slot == name)
            assert CALLS[left - 1] == call.text
