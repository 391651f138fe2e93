"""Scripts put together by hand for the tests of the timeline: moves and lines of a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from voiceguide.choreography.model import Move, MoveKind, Place, Position
from voiceguide.routine.model import Phase, Role, Side, Stroke, Technique
from voiceguide.script.lines import (
    Anchor,
    Audience,
    Earcon,
    Line,
    MoveTitle,
    Need,
    Purpose,
    Script,
    Signal,
    StageHeading,
    Variant,
)
from voiceguide.units import to_samples

CALLS = ("Last one.", "Two more.", "Three more.", "Four more.", "Five more.")

OPENING = (
    (Purpose.LENGTH, "arrive", 1.5, "Ten minutes, for shoulders and back."),
    (Purpose.NOT_TODAY, "arrive", 5.0, "Not today with fever, a clot, a fracture, or strong unexplained pain."),
    (Purpose.DOCTOR, "arrive", 12.0, "One leg swollen, hot, red or sore: a doctor instead."),
    (Purpose.ASK_FIRST, "arrive", 18.0, "Pregnant, ill or just operated on: ask a clinician first."),
    (Purpose.WELCOME, "arrive", 24.0, "Say now where hands are welcome."),
    (Purpose.TOUCH, "touch", 0.0, "Rest both hands on the shoulders."),
    (Purpose.SKIN, "touch", 5.0, "Go around sore, broken or numb skin."),
    (Purpose.COLOURS, "touch", 11.0, "Green, go on. Yellow, softer. Red, stop."),
    (Purpose.STOP, "touch", 18.0, "Hands off at sharp or spreading pain, numbness, dizziness, or the word stop."),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A stroke as the tests ask for one.

    Attributes:
        name: Part of its id.
        beats: Seconds of its two phases.
        repetitions: How often.
        says: Its announcement's ways, the preferred first.
        side: Which side.
        during: What is said over it.
        quiet: Whether quiet is announced in it.
        stage: Index of its stage.
    """

    name: str
    beats: tuple[float, float] = (5.0, 3.0)
    repetitions: int = 10
    says: tuple[str, ...] = ("Next, the shoulder blades. Both thumbs roll down and away.", "Now the shoulder blades.")
    side: Side = Side.BOTH
    during: tuple[str, ...] = ("Softer, firmer, or just right?",)
    quiet: bool = False
    stage: int = 0


def stroke_of(name: str) -> Stroke:
    """A stroke of the routine."""
    return Stroke(
        technique=Technique.EFFLEURAGE,
        region="shoulders",
        side=Side.BOTH,
        hands="both palms",
        path="out to the tips",
        phases=(Phase("out", Role.PRESS, 5, 2), Phase("back", Role.RETURN, 3, 1)),
        repeat=10,
    )


def seconds_of(text: str) -> float:
    """A voice of 150 words a minute with a breath at each sentence."""
    return 0.3 + len(text.split()) * 0.4 + 0.5 * (text.count(".") + text.count("?") - 1)


def lengths_of(script: Script, factor: float = 1.0) -> Mapping[str, int]:
    """How long each text is spoken, in samples."""
    return {
        variant.text: to_samples(seconds_of(variant.text) * factor)
        for line in script.lines
        for variant in line.variants
    }


def script_of(strokes: Sequence[Made], *, odd: int = 0) -> Script:
    """A session of these strokes: opening, strokes with travels between, still hands, rest."""
    moves: list[Move] = []
    lines: list[Line] = []
    signals: list[Signal] = []

    def add(name: str, kind: MoveKind, frames: int, stage: int, **more: object) -> Move:
        start = moves[-1].stop if moves else 0
        move = Move(name, kind, start, frames, stage, position=Position.SEATED, place=Place.BEHIND)
        moves.append(replace(move, **more))  # type: ignore[arg-type]
        return moves[-1]

    def say(name: str, move: str, purpose: Purpose, texts: Sequence[str], anchor: Anchor, offset: float, slip: float,
            need: Need, **more: object) -> None:  # fmt: skip
        variants = tuple(
            Variant(text, number if anchor is Anchor.LEFT else 0) for number, text in enumerate(texts, start=1)
        )
        line = Line(f"{move}.{name}", move, purpose, variants, anchor, offset, 0, slip, 0.0, need)
        lines.append(replace(line, **more))  # type: ignore[arg-type]

    add("arrive", MoveKind.ARRIVE, to_samples(40), strokes[0].stage)
    add("touch", MoveKind.TOUCH, to_samples(45), strokes[0].stage, region="shoulders", side=Side.BOTH)
    for purpose, move, offset, text in OPENING:
        say(purpose.value, move, purpose, (text,), Anchor.START, offset, 6.0, Need.MUST)
    for index, made in enumerate(strokes):
        if index:
            add(f"{made.name}.travel", MoveKind.TRAVEL, to_samples(2), made.stage)
        pressed, back = (to_samples(seconds) for seconds in made.beats)
        phases = (Phase.of_frames("out", Role.PRESS, pressed, 2), Phase.of_frames("back", Role.RETURN, back, 1))
        item = stroke_of(made.name)
        frames = made.repetitions * (pressed + back)
        more = {"item": item, "technique": Technique.EFFLEURAGE, "region": "shoulders", "side": made.side}
        add(made.name, MoveKind.STROKE, frames, made.stage, phases=phases, repeat=made.repetitions, **more)
    last = strokes[-1].stage
    add("still", MoveKind.HOLD, to_samples(18), last, region="back", side=Side.BOTH)
    add("rest", MoveKind.REST, to_samples(45) + odd, last)
    for index, made in enumerate(strokes):
        before = f"{made.name}.travel" if index else made.name
        say("announce", before, Purpose.ANNOUNCE, made.says, Anchor.BEFORE, 2.0, 2.0, Need.MUST)
        say("now", made.name, Purpose.NOW, ("Now.",), Anchor.START, -1.4, 0.0, Need.MUST, audience=Audience.GIVER)
        if sum(made.beats) >= 6:
            say("lead", made.name, Purpose.LEAD, ("Out.",), Anchor.PHASE, 0.0, 0.0, Need.SHOULD)
        for number, text in enumerate(made.during):
            purpose = Purpose.CHECK_IN if text.endswith("?") else Purpose.REFINE
            say(f"during{number}", made.name, purpose, (text,), Anchor.START, 17.0 + 6 * number, 8.0, Need.SHOULD)
        if made.quiet:
            offset = 17.0 + 6 * len(made.during)
            say("quiet", made.name, Purpose.QUIET, ("I'll be quiet now.",), Anchor.START, offset, 8.0, Need.SHOULD)
        say("last", made.name, Purpose.LAST, CALLS, Anchor.LEFT, 0.0, 0.0, Need.SHOULD)
        if index:
            signals.append(Signal(f"{made.name}.earcon", before, Earcon.STROKE, -to_samples(1.9)))
    say("still", "still", Purpose.STILL, ("Stay. Let your hands grow heavy.",), Anchor.START, 2.0, 4.0, Need.MUST)
    say("announce", "still", Purpose.ANNOUNCE, ("Then let both palms rest.",), Anchor.BEFORE, 2.0, 2.0, Need.MUST)
    say("close", "rest", Purpose.CLOSE, ("Thank you, both. Rise slowly.",), Anchor.START, 2.0, 4.0, Need.MUST)
    signals.append(Signal("end", "rest", Earcon.END, to_samples(45) + odd - to_samples(9.5)))
    stages = tuple(StageHeading(f"Part {number + 1}") for number in range(last + 1))
    titles = tuple(MoveTitle(made.name, f"Sweeps, {made.name}") for made in strokes)
    return Script("Shoulders", "shoulders", stages=stages, moves=tuple(moves), titles=titles, lines=tuple(lines),
                  signals=tuple(signals))  # fmt: skip


GOOD = (
    Made("sweeps", (5, 3), 9, during=("Firm going out, only a brush coming back.", "You need no strength for this.")),
    Made("rolls", (3, 2), 16, during=("Softer, firmer, or just right?",), quiet=True),
    Made("squeeze", (7, 5), 6, ("Now the arms. One hand around each.",), during=("Lightly. Arms need little.",)),
    Made("palms", (1.5, 1.0), 60, ("And the back. Palms beside the spine.",), during=("Float up.",), quiet=True),
)
"""Strokes of a session in which every goal is met."""
