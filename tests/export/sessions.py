"""Example sessions for the tests of export: built by hand, so that they need no composer and no voice."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path

from voiceguide.choreography.model import Move, MoveKind, Place, Position
from voiceguide.export.session import FileHash, FileWritten, Level, Session, SessionFacts, StemLevel
from voiceguide.export.sidecars import report
from voiceguide.export.versions import Version
from voiceguide.routine.model import Phase, Role, Side, Technique
from voiceguide.script.lines import (
    BeforeLine,
    BeforePart,
    Earcon,
    Fact,
    Line,
    MoveTitle,
    Purpose,
    Script,
    StageHeading,
    Variant,
)
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
    inputs=(FileHash("routine", "a" * 64), FileHash("bed", "b" * 64)),
    versions=(Version("python", "3.12.1"), Version("voiceguide", "0.1.0")),
    predicted=(StemLevel("mix", Level(-20.1, -2.0)),),
    measured=(
        StemLevel("speech", Level(-16.0, -3.1)),
        StemLevel("signals", Level(-30.0, -12.0)),
        StemLevel("bed", Level()),
    ),
    decoded=Level(-20.0, -1.6, -14.0, -15.0, 6.5),
    files=(FileWritten("x.vtt", 120, "c" * 64),),
)

REPORT_SCHEMA = json.loads(Path(report.__file__).with_name("report.schema.json").read_text("utf-8"))

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
        side=Side(side),
        technique=Technique.EFFLEURAGE if stroke else None,
        position=Position.SEATED,
        place=Place.BEHIND,
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
            speech.append(SpeechPlacement(f"{move.move}.{number}", text, Purpose.REFINE, start, max(1, room * 2 // 3)))
        if move.repetitions:
            earcon_start = move.stop - room
            earcons.append(EarconPlacement(f"{move.move}.e", Earcon.STROKE, earcon_start, max(1, room // 2)))
            step = move.frames // (2 * move.repetitions)
            for number in range(move.repetitions):
                phases = (Phase.of_frames("out", Role.PRESS, step, 2), Phase.of_frames("back", Role.RETURN, step, 1))
                pulses.append(PacerPulse(move.move, number + 1, move.start + number * 2 * step, phases, move.side))
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
    phases = (Phase("out", Role.PRESS, 5.0, 2), Phase("back", Role.RETURN, 3.0, 1))
    stroke = Move("0.0", MoveKind.STROKE, 0, 32 * RATE_HZ, 0, technique=Technique.EFFLEURAGE, phases=phases, repeat=4)
    return Script(
        title=title,
        routine="example",
        stages=(StageHeading(title), StageHeading("Back")),
        moves=(stroke,),
        titles=(MoveTitle("0.0", "Effleurage, shoulders"),),
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
        meta=(Fact("seed", "0"),),
    )


def as_reported(timeline: Timeline) -> Timeline:
    """A timeline as a report tells it: of the phases of a pulse it has role and length, no names and no pressures."""
    return dataclasses.replace(
        timeline,
        pulses=tuple(
            dataclasses.replace(
                pulse,
                phases=tuple(Phase.of_frames("", each.role, each.frames, pressure=0) for each in pulse.phases),
            )
            for pulse in timeline.pulses
        ),
    )


def with_facts(made: Session, **changes: object) -> Session:
    """The session with some of its facts changed."""
    return dataclasses.replace(made, facts=dataclasses.replace(made.facts, **changes))  # type: ignore[arg-type]
