"""Example sessions for the tests of export: built by hand, so that they need no composer and no voice."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

from voiceguide.choreography.model import Beat, Move, MoveKind
from voiceguide.export.session import Level, Session, SessionFacts
from voiceguide.routine.model import Role
from voiceguide.script.lines import BeforeLine, BeforePart, Earcon, Line, Purpose, Script, StageHeading, Variant
from voiceguide.settings import Settings
from voiceguide.timeline.model import (
    BedSpan,
    Chapter,
    EarconPlacement,
    MovePlacement,
    PacerPulse,
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


def _move(
    move: str, kind: MoveKind, title: str, stage: int, start: int, stop: int, reps: int, side: str
) -> MovePlacement:
    stroke = kind is MoveKind.STROKE
    return MovePlacement(
        move=move,
        kind=kind,
        title=title,
        stage=stage,
        start=start,
        stop=stop,
        region="shoulders" if stroke else "",
        side=side,
        technique="effleurage" if stroke else "",
        position="seated",
        place="behind",
        pair="p" if side in ("left", "right") else "",
        repetitions=reps,
    )


def session(
    title: str = TITLES[0], *, seconds: float = 240.0, settings: Settings | None = None, words: str = ""
) -> Session:
    """A session with an opening, two stages of two strokes each, and still hands.

    Args:
        title: The session's title; it is also a chapter's title and said in the opening.
        seconds: Its length.
        settings: The settings; defaults otherwise.
        words: Said in the opening in place of the title.
    """
    frames = to_samples(seconds)
    edges = [round(frames * part / 12) for part in range(13)]
    kinds = [
        ("w", MoveKind.ARRIVE, "Opening", 0, 0, 2, ""),
        ("0.0", MoveKind.STROKE, "Effleurage, shoulders", 0, 2, 4, "both"),
        ("0.1", MoveKind.STROKE, "Friction, left arm", 0, 4, 6, "left"),
        ("1.0", MoveKind.STROKE, "Friction, right arm", 1, 6, 8, "right"),
        ("1.1", MoveKind.STROKE, "Petrissage, back", 1, 8, 11, "both"),
        ("c", MoveKind.HOLD, "Still hands", 1, 11, 12, ""),
    ]
    moves = tuple(
        _move(name, kind, label, stage, edges[a], edges[b], 4 if kind is MoveKind.STROKE else 0, side)
        for name, kind, label, stage, a, b, side in kinds
    )
    speech: list[SpeechPlacement] = []
    pulses: list[PacerPulse] = []
    earcons: list[EarconPlacement] = []
    for move in moves:
        texts = _SENTENCES if move.repetitions else (words or f"Welcome to {title}.", "Breathe slowly & stay < calm >.")
        room = move.frames // (len(texts) + 2)
        for number, text in enumerate(texts):
            start = move.start + number * room
            speech.append(SpeechPlacement(f"{move.move}.{number}", text, "refine", start, max(1, room * 2 // 3)))
        if move.repetitions:
            earcon_start = move.stop - room
            earcons.append(EarconPlacement(f"{move.move}.e", Earcon.STROKE, earcon_start, max(1, room // 2)))
            step = move.frames // (2 * move.repetitions)
            for number in range(move.repetitions):
                beats = ((Role.PRESS, step), (Role.RETURN, step))
                pulses.append(PacerPulse(move.move, number + 1, move.start + number * 2 * step, beats, move.side))
    timeline = Timeline(
        frames=frames,
        speech=tuple(speech),
        earcons=tuple(earcons),
        pulses=tuple(pulses),
        chapters=(
            Chapter(title, 0, edges[6]),
            Chapter("Back", edges[6], frames),
        ),
        beds=(BedSpan(None, 0, frames),),
        moves=moves,
        rate_hz=RATE_HZ,
    )
    return Session("example", _script(title), timeline, settings or Settings(), FACTS)


def _script(title: str) -> Script:
    beats = (Beat("out", Role.PRESS, 5 * RATE_HZ, 2), Beat("back", Role.RETURN, 3 * RATE_HZ, 1))
    stroke = Move("0.0", MoveKind.STROKE, 0, 32 * RATE_HZ, 0, technique="effleurage", beats=beats, repeat=4)
    return Script(
        title=title,
        routine="example",
        stages=(StageHeading(title), StageHeading("Back")),
        moves=(stroke,),
        titles=(("0.0", "Effleurage, shoulders"),),
        lines=(Line("0.0.0", "0.0", Purpose.ANNOUNCE, (Variant(_SENTENCES[0]),)),),
        before=BeforePart(
            "Before you begin",
            (
                BeforeLine("before.1", "Warm a towel & keep it <near>.", "Have ready", item=True),
                BeforeLine("before.2", "Pause here until you are ready.", "Have ready"),
                BeforeLine("before.3", "Green, yellow, red.", "The colours"),
            ),
        ),
        changes=("One more round of the shoulders.",),
        meta=(("seed", "0"),),
    )


def with_facts(made: Session, **changes: object) -> Session:
    """The session with some of its facts changed."""
    return dataclasses.replace(made, facts=dataclasses.replace(made.facts, **changes))  # type: ignore[arg-type]
