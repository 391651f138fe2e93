"""What stands before and after the strokes: welcome, safety, preparation, closing.

Comes in: a routine. Goes out: slots. The safety words and the closing are the same at every level of
guidance, and nothing can switch them off or shorten them.
"""

from __future__ import annotations

from voiceguide.routine.model import OilAmount, Routine, Step, StepKind
from voiceguide.routine.techniques import STEP_SECONDS
from voiceguide.script import phrasing
from voiceguide.script.build import GAP_S, LONG_PAUSE_S, PAUSE_S, earcon, numbered, said, speech
from voiceguide.script.lines import Earcon
from voiceguide.script.model import Cue, Slot, SlotKind, Span
from voiceguide.settings import Guidance
from voiceguide.wording.words import about_minutes, sentence

FADE_IN_S = 5.0
FADE_OUT_S = 10.0
"""The bed fades in over 5 s and out over 10 s (docs: sound)."""

LONGEST_REST_S = 300.0
"""Fitting may let the closing rest grow to five minutes."""

LONGEST_UNSPOKEN_REST_S = 170.0
"""So long may it be when only the signal for the last minute is heard in it."""

LAST_S = 60.0
"""The signal for the last minute is heard so long before the bells."""

_SIGNALS = (
    ("A new stroke sounds like this.", Earcon.STROKE),
    ("The other side.", Earcon.SIDE),
    ("A new part of the body.", Earcon.REGION),
    ("The last minute.", Earcon.LAST_MINUTE),
)


def opening(routine: Routine, guidance: Guidance, length_s: float | None) -> tuple[Slot, ...]:
    """Everything before the first stage."""
    slots = [
        Slot("0.open", SlotKind.WELCOME, -1, title="Opening", span=Span(seconds=FADE_IN_S)),
        Slot("0.welcome", SlotKind.WELCOME, -1, title="Welcome", lead=_welcome(routine, length_s)),
        *(
            Slot(f"0.safety{number}", SlotKind.SAFETY, -1, title="Safety", lead=said(group, "safety", LONG_PAUSE_S))
            for number, group in enumerate(phrasing.SAFETY, start=1)
        ),
        Slot("0.signals", SlotKind.WELCOME, -1, title="Signals", lead=_signals()),
    ]
    if routine.oil is not OilAmount.NONE:
        lead = said(phrasing.OIL_SAFETY, "safety", LONG_PAUSE_S)
        slots.insert(-1, Slot("0.oil", SlotKind.SAFETY, -1, title="Oil", lead=lead))
    if guidance is not Guidance.SIGNALS:
        slots += _preparation(routine, guidance)
    return tuple(numbered(slot) for slot in slots)


def _welcome(routine: Routine, length_s: float | None) -> tuple[Cue, ...]:
    cues = [speech(sentence(f"welcome. {routine.title}"), "welcome", PAUSE_S)]
    if length_s is not None:
        cues.append(speech(sentence(f"this takes {about_minutes(length_s)}"), "welcome", LONG_PAUSE_S))
    return tuple(cues)


def _signals() -> tuple[Cue, ...]:
    cues: list[Cue] = [speech("You will hear a few signals.", "signal")]
    for text, kind in _SIGNALS:
        cues += [speech(text, "signal", 0.3), earcon(kind, PAUSE_S / 2)]
    cues.append(speech("Three bells mark the end.", "signal", GAP_S))
    cues.append(speech("A soft sound rises and falls with your hands.", "signal", LONG_PAUSE_S))
    return tuple(cues)


def _preparation(routine: Routine, guidance: Guidance) -> list[Slot]:
    facts = []
    if routine.needs:
        facts += [phrasing.needs(chunk) for chunk in _chunks(routine.needs)]
    if routine.receiver:
        facts.append(sentence(f"your partner is {routine.receiver}"))
    if routine.giver:
        facts.append(sentence(f"you are {routine.giver}"))
    if guidance is Guidance.FULL:
        facts.append("Left and right are always your partner's.")
    slots = []
    if facts:
        lead = said(facts, "prepare", LONG_PAUSE_S)
        slots.append(Slot("0.needs", SlotKind.PREPARE, -1, title="What you need", lead=lead))
    for number, step in enumerate(routine.prepare, start=1):
        slots.append(plain_step(step, f"0.prepare{number}", -1, SlotKind.PREPARE, f"prepare[{number - 1}]"))
    return slots


def _chunks(items: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Lists of things in sentences of three, so that they can be followed by ear."""
    return [items[start : start + 3] for start in range(0, len(items), 3)]


_DEFAULT_TEXTS = {
    StepKind.BREATHE: "Breathe in slowly. And breathe out, longer.",
    StepKind.OIL: "Take a little oil, and warm it in your hands. One hand stays on your partner.",
    StepKind.SETTLE: "Settle in. Let your hands rest where they are, and take your time.",
    StepKind.CHIME: "",
    StepKind.WAIT: "",
}


def step_texts(step: Step, side: str) -> tuple[str, ...]:
    """What is said for a step that is no stroke."""
    of_side = f"{side} " if side in ("left", "right") else ""
    bare = step.text.removeprefix("the ")
    match step.kind:
        case StepKind.UNCOVER:
            return (sentence(f"uncover the {of_side}{bare or 'area'}"), "Keep the rest warm and covered.")
        case StepKind.COVER:
            return (sentence(f"cover the {of_side}{bare or 'area'} again"),)
        case StepKind.TURN_OVER:
            onto = f", onto {step.text}" if step.text else ""
            return (
                sentence(f"invite your partner to turn over slowly{onto}"),
                "Hold the cover, and give all the time it needs.",
            )
        case StepKind.HOLD:
            where = phrasing.place(step.region, side) if step.region else "your partner"
            return (step.text or sentence(f"rest both hands on {where}"), "Stay still, and breathe.")
        case StepKind.OIL if step.text:
            return (sentence(f"oil: {step.text}" if len(step.text.split()) < 9 else step.text),)
        case _:
            text = step.text or _DEFAULT_TEXTS.get(step.kind, "")
            return (sentence(text),) if text else ()


def plain_step(step: Step, slot_id: str, stage: int, kind: SlotKind, source: str, side: str = "") -> Slot:
    """The slot of a step that is no stroke: its words, then the time it owns."""
    shortest, usual, longest = STEP_SECONDS[step.kind]
    if step.seconds is not None:
        usual = step.seconds
        shortest, longest = (usual, usual) if step.kind is StepKind.CHECK_IN else (usual * 0.75, usual * 1.5)
    lead: tuple[Cue, ...] = said(step_texts(step, side), step.kind.value, GAP_S)
    if step.kind is StepKind.CHIME:
        lead = (earcon(Earcon.CHIME), *lead)
    title = step.kind.value.replace("-", " ").capitalize()
    return numbered(
        Slot(
            id=slot_id,
            kind=kind,
            stage=stage,
            title=title,
            lead=lead,
            span=Span(seconds=usual),
            region=step.region,
            side=side,
            source=source,
            min_s=min(shortest, usual),
            max_s=max(longest, usual),
        )
    )


def closing(routine: Routine, region: str, side: str, guidance: Guidance) -> tuple[Slot, ...]:
    """Everything after the last stage: still hands, rest, three bells, fade.

    Args:
        routine: The routine.
        region: Where the hands are when the last stroke ends.
        side: On which side.
        guidance: With signals alone nothing is said in the rest, which then may not grow as long.
    """
    close, stage = routine.close, len(routine.stages)
    last_s = min(close.rest_s, LAST_S)
    longest_s = LONGEST_UNSPOKEN_REST_S if guidance is Guidance.SIGNALS else LONGEST_REST_S
    slots = [
        plain_step(step, f"end.step{number}", stage, SlotKind.CLOSE, f"close.steps[{number - 1}]")
        for number, step in enumerate(close.steps, start=1)
    ]
    place = phrasing.place(region, side) if region else "your partner"
    still = said((sentence(f"let both hands rest on {place}"), "Stay still, and breathe together."), "close", GAP_S)
    away = said(("Lift your hands away, slowly.", *_closing_words(routine)), "close", PAUSE_S)
    slots += [
        Slot(
            "end.still",
            SlotKind.CLOSE,
            stage,
            title="Still hands",
            lead=still,
            span=Span(seconds=close.hands_s),
            region=region,
            side=side,
            technique="still hands",
            min_s=close.hands_s,
            max_s=max(30.0, close.hands_s),
        ),
        Slot("end.words", SlotKind.CLOSE, stage, title="Closing", lead=away),
        Slot(
            "end.rest",
            SlotKind.CLOSE,
            stage,
            title="Rest",
            span=Span(seconds=close.rest_s - last_s),
            min_s=close.rest_s - last_s,
            max_s=max(close.rest_s, longest_s) - last_s,
        ),
        Slot(
            "end.last",
            SlotKind.CLOSE,
            stage,
            title="Last minute",
            lead=(earcon(Earcon.LAST_MINUTE),),
            span=Span(seconds=last_s),
            min_s=last_s,
            max_s=last_s,
        ),
        Slot("end.bells", SlotKind.CLOSE, stage, title="Three bells", lead=(earcon(Earcon.END, 0.0),)),
        Slot("end.fade", SlotKind.FADE, stage, title="Fade", span=Span(seconds=FADE_OUT_S)),
    ]
    return tuple(numbered(slot) for slot in slots)


def _closing_words(routine: Routine) -> tuple[str, ...]:
    if routine.close.say is None:
        return phrasing.CLOSING
    return (sentence(routine.close.say), *phrasing.CLOSING[1:])
