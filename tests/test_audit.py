"""The blind audit finds what it is for: each fault is put into a good session, and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.routines import small_routine
from voiceguide.blind_audit import audit
from voiceguide.layout import lay_out
from voiceguide.script.compose import compose
from voiceguide.script.fit import estimated
from voiceguide.script.model import Cue, Script, Slot, SlotKind
from voiceguide.settings import Guidance, Settings

SETTINGS = Settings()


def found(script: Script, lengths: dict[str, int] | None = None) -> set[str]:
    timeline = lay_out(script, lengths or dict(estimated(SETTINGS)(script)))
    return {finding.rule for finding in audit(script, timeline)}


def good(guidance: Guidance = Guidance.FULL) -> Script:
    return compose(small_routine(), replace(SETTINGS, guidance=guidance))


def changed(script: Script, wanted: Callable[[Slot], bool], change: Callable[[Slot], Slot]) -> Script:
    """The script with the first slot that `wanted` picks changed."""
    index = next(number for number, slot in enumerate(script.slots) if wanted(slot))
    slots = list(script.slots)
    slots[index] = change(slots[index])
    return replace(script, slots=tuple(slots))


def is_stroke(slot: Slot) -> bool:
    return slot.kind is SlotKind.STROKE


def without_lead(part: str) -> Callable[[Slot], Slot]:
    return lambda slot: replace(slot, lead=tuple(cue for cue in slot.lead if cue.part != part))


def without_during(*parts: str) -> Callable[[Slot], Slot]:
    return lambda slot: replace(slot, during=tuple(cue for cue in slot.during if cue.part not in parts))


@pytest.mark.parametrize("guidance", list(Guidance))
def test_a_good_session_has_no_finding(guidance: Guidance) -> None:
    assert found(good(guidance)) == set()


@pytest.mark.parametrize("part", ["where", "hands", "path", "pressure", "count", "begin"])
def test_an_instruction_that_lacks_a_part(part: str) -> None:
    assert "instruction" in found(changed(good(), is_stroke, without_lead(part)))


def test_an_instruction_in_the_wrong_order() -> None:
    turned = changed(good(), is_stroke, lambda slot: replace(slot, lead=tuple(reversed(slot.lead))))
    assert "order" in found(turned)


def test_a_stroke_that_ends_without_a_word_on_what_comes() -> None:
    assert "announced" in found(changed(good(), is_stroke, without_during("next")))


def test_a_last_repetition_that_comes_as_a_surprise() -> None:
    assert "last" in found(changed(good(), is_stroke, without_during("last")))


def test_a_silence_that_feels_like_the_end() -> None:
    mute = changed(good(), is_stroke, lambda slot: replace(slot, during=slot.during[-2:]))
    assert "silence" in found(mute)


def test_sides_that_get_unequal_time() -> None:
    def shorter(slot: Slot) -> Slot:
        return replace(slot, span=replace(slot.span, repetitions=slot.span.repetitions - 1))

    assert "balance" in found(changed(good(), lambda slot: slot.side == "right" and bool(slot.pair), shorter))


def test_a_long_time_without_a_check_in() -> None:
    slots = tuple(slot for slot in good().slots if slot.title != "Check-in")
    script = replace(good(), slots=tuple(without_during("check-in")(slot) for slot in slots))
    assert "check-in" in found(script)


def test_safety_words_left_out_or_late() -> None:
    script = good()
    without = replace(script, slots=tuple(slot for slot in script.slots if slot.kind is not SlotKind.SAFETY))
    assert {"safety-words", "safety-first"} <= found(without)
    safety = tuple(slot for slot in script.slots if slot.kind is SlotKind.SAFETY)
    late = replace(script, slots=(*without.slots[:-1], *safety, without.slots[-1]))
    assert "safety-first" in found(late)


@pytest.mark.parametrize(("slot", "rule"), [("end.still", "closing-hands"), ("end.bells", "closing-bells")])
def test_a_closing_left_out(slot: str, rule: str) -> None:
    script = good()
    assert rule in found(replace(script, slots=tuple(each for each in script.slots if each.id != slot)))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Look at your partner's face.", "needs-eyes"),
        ("Watch how the skin moves.", "needs-eyes"),
        ("This releases toxins.", "claim"),
        ("It cures back pain.", "claim"),
    ],
)
def test_words_that_need_eyes_or_promise_healing(text: str, rule: str) -> None:
    extra = Cue("extra", text, part="note", pause_s=1.0)
    assert rule in found(changed(good(), is_stroke, lambda slot: replace(slot, lead=(extra, *slot.lead))))


def test_no_word_on_the_breath_is_a_warning() -> None:
    parts = ("breath",)
    slots = tuple(without_lead("breath")(without_during(*parts)(slot)) for slot in good().slots)
    script = replace(good(), slots=slots)
    timeline = lay_out(script, estimated(SETTINGS)(script))
    warnings = [each for each in audit(script, timeline) if each.rule == "breath"]
    assert warnings
    assert all(each.severity == "warning" for each in warnings)
