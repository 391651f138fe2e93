"""What asks for too much is refused before anything is laid out or spoken."""

from __future__ import annotations

import pytest

from voiceguide.errors import DurationError, UsageError
from voiceguide.pipeline import plan, speak
from voiceguide.previewing import preview
from voiceguide.routine.load import load_routine_text
from voiceguide.routine.model import Role
from voiceguide.script.limits import MOST_PULSES, refuse_oversized
from voiceguide.script.model import Beat, Cue, Script, Slot, SlotKind, Span, StageHeading
from voiceguide.settings import Settings

STROKE = "{technique: friction, region: calf, repeat: 20}"
ROUTINE = load_routine_text(f"title: T\nstages: [{{name: S, strokes: [{STROKE}]}}]\n")


def script(*slots: Slot) -> Script:
    return Script("T", "t", stages=(StageHeading("S"),), slots=slots)


def stroke(number: int = 0, **changes: object) -> Slot:
    return Slot(f"s{number}", SlotKind.STROKE, 0, **changes)  # type: ignore[arg-type]


TOO_MUCH = {
    "cues": (script(*(stroke(n, lead=(Cue(f"c{n}", "a"),) * 50) for n in range(401))), "has 20050 cues"),
    "pulses": (script(*(stroke(n, span=Span(10_000, (Beat(Role.PRESS, 1e-6),))) for n in range(11))), "110000 phases"),
    "span": (script(stroke(span=Span(seconds=14_401.0))), "would take 240 minutes"),
    "repetitions": (script(stroke(span=Span(10_000, (Beat(Role.PRESS, 5.0),)))), "would take 833 minutes"),
    "pauses": (script(stroke(lead=(Cue("a", "a", pause_s=9_000), Cue("b", "b", pause_s=9_000)))), "would take 300"),
    "words": (script(*(stroke(n, lead=(Cue(f"c{n}", "word " * 400),)) for n in range(300))), "minutes; the limit"),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_a_script_is_refused_by_adding_up(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, words = TOO_MUCH[what]
    for module in ("pipeline", "previewing"):
        monkeypatch.setattr(f"voiceguide.{module}.lay_out", lambda *_: pytest.fail("it was laid out"))
    for refuse in (refuse_oversized, preview, speak):
        with pytest.raises(UsageError, match=words) as caught:
            refuse(asked, Settings())
        assert caught.value.hint


def test_what_is_within_the_limits_passes() -> None:
    most = Span(MOST_PULSES // 10, (Beat(Role.PRESS, 0.1),))
    largest = script(*(stroke(n, span=most) for n in range(10)))
    refuse_oversized(largest, Settings())
    refuse_oversized(ROUTINE, Settings())
    with pytest.raises(UsageError):  # and with one stroke more it does not
        refuse_oversized(script(*(stroke(n, span=most) for n in range(11))), Settings())


def test_a_duration_above_the_limit_is_refused_before_a_word_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceguide.pipeline.fit", lambda *_: pytest.fail("it was fitted"))
    with pytest.raises(UsageError, match="would take 30 minutes; the limit is 10"):
        speak(ROUTINE, Settings(duration_s=1800, max_session_s=600))


def test_a_routine_whose_nearest_length_cannot_be_asked_for_is_told_in_its_own_words() -> None:
    strokes = ", ".join(["{technique: friction, region: calf, repeat: 1, tempo: 1 s, exact: true}"] * 50)
    stages = ", ".join(f"{{name: S{n}, rounds: 20, strokes: [{strokes}]}}" for n in range(2))
    routine = load_routine_text(f"title: T\nduration: 1 h\nstages: [{stages}]\n")
    with pytest.raises(DurationError, match=r"is not possible|cannot be met"):
        plan(routine, Settings(pace=0.5, rate_wpm=80))


def test_a_stage_that_holds_nothing_has_no_preview() -> None:
    empty = script(Slot("w", SlotKind.WELCOME, -1, span=Span(seconds=5)))
    with pytest.raises(UsageError, match="holds nothing"):
        preview(empty, Settings(), 2.0, "S")
