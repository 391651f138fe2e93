"""Example sessions for the tests of export: built by hand, so that they need no composer and no voice."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

from voiceguide.export.session import Level, Session, SessionFacts
from voiceguide.routine.model import Role
from voiceguide.script.lines import Earcon
from voiceguide.script.model import Beat, Cue, Script, Slot, SlotKind, Span, StageHeading
from voiceguide.settings import Settings
from voiceguide.timeline.model import (
    BedSpan,
    Chapter,
    EarconPlacement,
    PacerPulse,
    SlotPlacement,
    SpeechPlacement,
    Timeline,
)
from voiceguide.units import RATE_HZ, to_samples

FACTS = SessionFacts(
    voice="fake:one",
    engine="fake 1.0 (0123abcd)",
    rate_wpm=125.0,
    bed="ocean",
    created=datetime(2025, 1, 1, tzinfo=UTC),
    inputs=(("routine", "a" * 64), ("bed", "b" * 64)),
    versions=(("python", "3.12.1"), ("voiceguide", "0.1.0")),
    predicted=(("mix", Level(-20.1, -2.0)),),
    measured=(("speech", Level(-16.0, -3.1)), ("signals", Level(-30.0, -12.0)), ("bed", Level())),
    decoded=Level(-20.0, -1.6, -14.0, -15.0, 6.5),
    files=(("x.vtt", 120, "c" * 64),),
)

TITLES = (
    "Shoulders, arms and back",
    "<b>Rücken & Füße</b> --> {\\an8}",
    "背中と肩のマッサージ",
    "Ελληνικά · עברית · العربية",
    "👋🏽 Family 👨‍👩‍👧 hands",
    "Crème brûlée à l'huile d'œillet",
    "Quote \" and ' and </script><!-- ]]>",
    "x" * 300,
)

_SENTENCES = (
    "Both palms rest at the base of the neck. Glide out to the tips of the shoulders, then come back lightly.",
    "Begin.",
    "Two more.",
)


def _slot(
    slot: str, kind: SlotKind, title: str, stage: int, start: int, stop: int, reps: int, side: str, grown: int = 0
) -> SlotPlacement:
    lead = min(to_samples(8), (stop - start) // 2)
    stroke = kind is SlotKind.STROKE
    return SlotPlacement(
        slot=slot,
        kind=kind,
        title=title,
        stage=stage,
        region="shoulders" if stroke else "",
        side=side,
        technique="effleurage" if stroke else "",
        pair="p" if side in ("left", "right") else "",
        start=start,
        span_start=start + (lead if stroke else 0),
        stop=stop,
        repetitions=reps,
        grown=grown,
    )


def session(
    title: str = TITLES[0], *, seconds: float = 240.0, settings: Settings | None = None, words: str = ""
) -> Session:
    """A session with a welcome, two stages of two strokes each, and a close.

    Args:
        title: The session's title; it is also a chapter's title and said in the welcome.
        seconds: Its length.
        settings: The settings; defaults otherwise.
        words: Said in the welcome in place of the title.
    """
    frames = to_samples(seconds)
    edges = [round(frames * part / 12) for part in range(13)]
    kinds = [
        ("w", SlotKind.WELCOME, "Welcome", -1, 0, 2, ""),
        ("0.0", SlotKind.STROKE, "Effleurage, shoulders", 0, 2, 4, "both"),
        ("0.1", SlotKind.STROKE, "Friction, left arm", 0, 4, 6, "left"),
        ("1.0", SlotKind.STROKE, "Friction, right arm", 1, 6, 8, "right"),
        ("1.1", SlotKind.STROKE, "Petrissage, back", 1, 8, 11, "both"),
        ("c", SlotKind.CLOSE, "Close", 2, 11, 12, ""),
    ]
    slots = tuple(
        _slot(
            name, kind, label, stage, edges[a], edges[b], 4 if kind is SlotKind.STROKE else 0, side, grown=index * 100
        )
        for index, (name, kind, label, stage, a, b, side) in enumerate(kinds)
    )
    speech: list[SpeechPlacement] = []
    pulses: list[PacerPulse] = []
    earcons: list[EarconPlacement] = []
    for slot in slots:
        texts = _SENTENCES if slot.repetitions else (words or f"Welcome to {title}.", "Breathe slowly & stay < calm >.")
        room = (slot.stop - slot.start) // (len(texts) + 2)
        for number, text in enumerate(texts):
            start = slot.start + number * room
            speech.append(SpeechPlacement(f"{slot.slot}.{number}", text, "path", start, max(1, room * 2 // 3)))
        if slot.repetitions:
            earcon_start = slot.stop - room
            earcons.append(EarconPlacement(f"{slot.slot}.e", Earcon.STROKE, earcon_start, max(1, room // 2)))
            step = (slot.stop - slot.span_start) // (2 * slot.repetitions)
            for number in range(slot.repetitions):
                beats = ((Role.PRESS, step), (Role.RETURN, step))
                pulses.append(PacerPulse(slot.slot, number + 1, slot.span_start + number * 2 * step, beats, slot.side))
    timeline = Timeline(
        frames=frames,
        slots=slots,
        speech=tuple(speech),
        earcons=tuple(earcons),
        pulses=tuple(pulses),
        chapters=(
            Chapter("Welcome", 0, edges[2]),
            Chapter(title, edges[2], edges[6]),
            Chapter("Back", edges[6], edges[11]),
            Chapter("Rest", edges[11], frames),
        ),
        beds=(BedSpan(None, 0, frames),),
        rate_hz=RATE_HZ,
    )
    return Session("example", _script(title), timeline, settings or Settings(), FACTS)


def _script(title: str) -> Script:
    stroke = Slot(
        "0.0",
        SlotKind.STROKE,
        0,
        title="Effleurage, shoulders",
        lead=(Cue("0.0.0", _SENTENCES[0]),),
        span=Span(4, (Beat(Role.PRESS, 5.0), Beat(Role.RETURN, 3.0))),
    )
    return Script(
        title=title,
        routine="example",
        stages=(StageHeading(title), StageHeading("Back")),
        slots=(stroke,),
        changes=("One more round of the shoulders.",),
        meta=(("seed", "0"),),
    )


def with_facts(made: Session, **changes: object) -> Session:
    """The session with some of its facts changed."""
    return dataclasses.replace(made, facts=dataclasses.replace(made.facts, **changes))  # type: ignore[arg-type]
