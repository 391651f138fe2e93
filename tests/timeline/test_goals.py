"""The blind audit finds what it is for: each fault is put into a good session, and named with its moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from tests.timeline.made import GOOD, Made, lengths_of, script_of
from voiceguide.choreography.model import MoveKind
from voiceguide.errors import Finding, Severity
from voiceguide.routine.model import Side
from voiceguide.script.lines import Anchor, Earcon, Line, Need, Purpose, Script, Signal, Variant
from voiceguide.timeline.audit import audit
from voiceguide.timeline.schedule import schedule
from voiceguide.units import to_samples


def findings(script: Script, *, strict: bool = True, slow: bool = False) -> tuple[Finding, ...]:
    return audit(script, schedule(script, lengths_of(script)), strict=strict, slow=slow)


def rules(script: Script) -> set[str]:
    return {each.rule for each in findings(script)}


def good(strokes: Iterable[Made] = GOOD) -> Script:
    return script_of(tuple(strokes))


def without(script: Script, wanted: Callable[[Line], bool]) -> Script:
    return replace(script, lines=tuple(line for line in script.lines if not wanted(line)))


def with_line(script: Script, move: str, text: str, at_s: float, purpose: Purpose = Purpose.REFINE) -> Script:
    line = Line(f"{move}.more{at_s}", move, purpose, (Variant(text),), Anchor.START, at_s, need=Need.MUST)
    return replace(script, lines=(*script.lines, line))


def resized(script: Script, name: str, frames: int, kind: MoveKind | None = None) -> Script:
    """The script with one move longer or shorter, and all after it later or earlier."""
    moves, shift = [], 0
    for move in script.moves:
        grown = frames - move.frames if move.id == name else 0
        changed = replace(move, start=move.start + shift, frames=move.frames + grown)
        moves.append(replace(changed, kind=kind) if kind is not None and move.id == name else changed)
        shift += grown
    return replace(script, moves=tuple(moves))


def test_a_good_session_has_no_finding() -> None:
    assert findings(good()) == ()


class TestOpening:
    def test_hands_that_come_late(self) -> None:
        late = resized(good(), "arrive", to_samples(46))
        assert rules(late) == {"first-touch", "first-stroke"}
        assert findings(late, slow=True) == ()
        assert all(each.severity is Severity.ERROR for each in findings(late, strict=False))

    @pytest.mark.parametrize("purpose", [Purpose.NOT_TODAY, Purpose.DOCTOR, Purpose.COLOURS, Purpose.STOP])
    def test_a_caution_that_is_missing(self, purpose: Purpose) -> None:
        (finding,) = findings(without(good(), lambda line: line.purpose is purpose), strict=False)
        assert (finding.rule, finding.severity) == ("safety-words", Severity.ERROR)
        assert purpose.value in finding.message

    def test_too_many_words(self) -> None:
        assert "opening-words" in rules(with_line(good(), "touch", "word " * 70, 28.0))

    def test_no_stroke_at_all(self) -> None:
        script = good()
        moves = tuple(move for move in script.moves if move.kind in (MoveKind.ARRIVE, MoveKind.TOUCH))
        names = {move.id for move in moves}
        lines = tuple(line for line in script.lines if line.move in names)
        assert "first-stroke" in rules(replace(script, moves=moves, lines=lines, signals=()))


class TestHands:
    def test_too_little_work(self) -> None:
        assert "hands-share" in rules(resized(good(), "rest", to_samples(400)))

    def test_hands_that_are_away(self) -> None:
        script = resized(good(), "rolls.travel", to_samples(9.5), MoveKind.PAUSE)
        assert "idle" not in rules(script)  # an author may ask for a pause
        script = resized(good(), "rolls.travel", to_samples(21), MoveKind.OIL)
        assert "idle" not in rules(script)
        script = resized(good(), "rolls.travel", to_samples(24), MoveKind.OIL)
        (finding,) = [each for each in findings(script, strict=False) if each.rule == "idle"]
        assert finding.severity is Severity.ERROR
        assert "24.0 s (oil) at 2:37" in finding.message

    def test_sides(self) -> None:
        script = good()
        pair = {"rolls": Side.LEFT, "squeeze": Side.RIGHT}
        moves = tuple(replace(move, pair="p", side=pair[move.id]) if move.id in pair else move for move in script.moves)
        (finding,) = [each for each in findings(replace(script, moves=moves), strict=False) if each.rule == "balance"]
        assert finding.severity is Severity.ERROR
        assert "8.0 s" in finding.message
        oiled = tuple(
            replace(move, kind=MoveKind.OIL, side=Side.LEFT) if move.id == "rolls.travel"
            else replace(move, side=Side.RIGHT, kind=MoveKind.UNCOVER) if move.id == "squeeze.travel" else move
            for move in script.moves
        )  # fmt: skip
        assert "unlike" in rules(replace(script, moves=oiled))

    def test_the_end(self) -> None:
        script = good()
        assert "closing-bells" in rules(replace(script, signals=script.signals[:-1]))
        assert "closing-hands" in rules(resized(script, "still", to_samples(14)))

    def test_ticks(self) -> None:
        script = good()
        ticks = tuple(Signal(f"t{n}", "squeeze", Earcon.TICK, to_samples(12 * n)) for n in range(1, 4))
        assert rules(replace(script, signals=(*script.signals, *ticks))) == {"ticks"}
        explained = with_line(
            replace(script, signals=(*script.signals, *ticks)), "rolls", "A soft tick.", 8, Purpose.TICKS
        )
        assert rules(explained) == set()
        often = tuple(Signal(f"t{n}", "squeeze", Earcon.TICK, to_samples(5 * n)) for n in range(1, 4))
        assert rules(replace(explained, signals=(*script.signals, *often))) == {"ticks"}


class TestWords:
    def test_a_stroke_nobody_announced(self) -> None:
        script = without(good(), lambda line: line.id == "squeeze.travel.announce")
        (finding,) = findings(script, strict=False)
        assert (finding.rule, finding.severity) == ("announced", Severity.WARNING)
        assert "at 4:01" in finding.message

    def test_an_announcement_of_too_many_words(self) -> None:
        long = " ".join(["word"] * 18) + "."
        assert "announcement-words" in rules(good((GOOD[0], replace(GOOD[1], says=(long,)), *GOOD[2:])))
        script = good((GOOD[0], replace(GOOD[1], says=("One two three four five six seven eight nine.",)), *GOOD[2:]))
        again = tuple(replace(move, visit=2) if move.id == "rolls" else move for move in script.moves)
        assert rules(replace(script, moves=again)) == {"announcement-words"}

    def test_an_announcement_long_before(self) -> None:
        script = good()
        lines = tuple(
            replace(line, offset_s=9.0) if line.id == "squeeze.travel.announce" else line for line in script.lines
        )
        assert "announcement-time" in rules(replace(script, lines=lines))

    def test_a_count_that_is_not_true(self) -> None:
        script = good()
        lines = tuple(
            replace(line, anchor=Anchor.START, offset_s=50.0) if line.id == "squeeze.last" else line
            for line in script.lines
        )
        assert "count" in rules(replace(script, lines=lines))

    def test_words_in_the_gap(self) -> None:
        script = resized(good(), "rolls.travel", to_samples(7))
        assert "gap-words" in rules(with_line(script, "rolls.travel", "Slide over slowly, together.", 0.5))

    def test_too_many_words(self) -> None:
        script = without(good(), lambda line: line.id == "palms.quiet")
        for index in range(12):
            script = with_line(script, "palms", f"And {'so ' * 20}on, {index}.", 3 + 11.0 * index)
        assert {"words-per-minute", "words-falling"} <= rules(script)

    def test_quiet(self) -> None:
        script = resized(good(), "rest", to_samples(160))
        assert "quiet" not in rules(script)
        assert "quiet" in rules(without(script, lambda line: line.id == "palms.quiet"))

    def test_a_silence_nobody_reported(self) -> None:
        assert "silence" in rules(without(good(), lambda line: line.id == "palms.quiet"))

    def test_check_ins(self) -> None:
        script = good()
        still = with_line(script, "still", "Warm enough?", 8.0, Purpose.CHECK_IN)
        assert "check-in-still" in rules(still)
        assert "check-in-often" in rules(with_line(script, "squeeze", "Warm enough?", 40.0, Purpose.CHECK_IN))
        assert "check-in-soon" in rules(with_line(script, "palms", "Warm enough?", 3.0, Purpose.CHECK_IN))
        never = without(script, lambda line: line.purpose in (Purpose.CHECK_IN, Purpose.QUIET))
        assert "check-in" in rules(never)

    def test_a_sentence_heard_too_often(self) -> None:
        script = good()
        for index in range(4):
            script = with_line(script, "sweeps", "Slowly now.", 28.0 + 6 * index)
        assert "same-sentence" in rules(script)

    def test_a_line_without_room(self) -> None:
        talk = "Breathe slowly, and let them hear you breathe out, again and again, for as long as you like to do it."
        script = script_of((replace(GOOD[0], repetitions=4, during=(talk,)), *GOOD[1:]))
        (finding,) = [each for each in findings(script, strict=False) if each.rule == "no-room"]
        assert finding.severity is Severity.WARNING
        assert "there is room for" in finding.message
        assert talk in finding.message
