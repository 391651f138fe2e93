"""Records of a routine: what an author wrote, with every default filled in.

Knows nothing of YAML, wording, voices or sound. Times are seconds, pressures are on the Walton scale (1–5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from voiceguide.errors import Finding, Where
from voiceguide.routine.own_words import Wording
from voiceguide.text.pronunciation import Pronunciation
from voiceguide.units import to_samples, to_seconds


class Technique(StrEnum):
    """Techniques by their standard names (classical massage: Salvo, Massage Therapy, 6th ed., ch. 6)."""

    EFFLEURAGE = "effleurage"
    PETRISSAGE = "petrissage"
    FRICTION = "friction"
    COMPRESSION = "compression"
    STATIC_PRESSURE = "static pressure"
    VIBRATION = "vibration"
    TAPOTEMENT = "tapotement"
    PASSIVE_STRETCH = "passive stretch"
    STILL_HANDS = "still hands"


class Side(StrEnum):
    """The receiver's left and right; ``each`` is left, then right; none (no author writes it) is at no place."""

    BOTH = "both"
    LEFT = "left"
    RIGHT = "right"
    EACH = "each"
    NONE = ""


class Flow(StrEnum):
    """Which way the firm phase of a stroke goes, seen from the heart."""

    TOWARD = "toward the heart"
    AWAY = "away from the heart"
    NEUTRAL = "neutral"


class OilAmount(StrEnum):
    """How much oil a routine uses; the articles differ, so it belongs to the routine."""

    NONE = "none"
    LITTLE = "little"
    SMALL = "small"
    GENEROUS = "generous"


class Role(StrEnum):
    """What the hands do in a phase of a repetition; the pacer rises, stays, falls or rests with it."""

    PRESS = "press"
    HOLD = "hold"
    RETURN = "return"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a repetition: the same record in a routine, in a move and in the pacer's pulse.

    Attributes:
        name: Such as ``out``, ``back``, ``hold`` or ``circle``: a name of the technique's phases (`techniques.TABLE`).
        role: What the hands do; it follows from technique and name.
        seconds: How long, greater than zero: in a routine at pace 1, in a move as it is done, there whole samples.
        pressure: Walton scale, 1–5.
    """

    name: str
    role: Role
    seconds: float
    pressure: int

    @classmethod
    def of_frames(cls, name: str, role: Role, frames: int, pressure: int) -> Phase:
        """Make a phase with a length in samples."""
        return cls(name, role, to_seconds(frames), pressure)

    @property
    def frames(self) -> int:
        """Length in samples, rounded to the nearest."""
        return to_samples(self.seconds)


class Reps(NamedTuple):
    """How many repetitions of a stroke on one side in one round make sense."""

    fewest: int
    most: int


class Minutes(NamedTuple):
    """How long a stage may be."""

    shortest: float
    longest: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """One technique on one region.

    Attributes:
        region: Region key of the anatomy table.
        hands: Which part of which hand ("both palms").
        path: The way of the hands, as a phrase that follows the place ("from the base of the neck out to …").
        phases: One repetition, in order.
        repeat: Repetitions at a spot.
        spots: How many spots one pass visits (1: the stroke has no spots).
        passes: How often all spots are visited.
        exact: The counts are the author's and fitting never changes them.
        flow: Which way the firm phase goes.
        length_cm: Length of the path in cm, for the speed of gliding; None when the table has none.
        essence: How much the stroke matters when time is short: 1 the heart of it, 2, 3 goes first; None: not stated.
        reps: Fewest and most repetitions on one side in one round that make sense, or None.
        giver: Where the giver is for it, as a phrase; empty: as for the stage.
        uneven: Why one side gets more, when that is deliberate; else None.
        lighter: Regions on the way over which every phase lightens to pressure 1 (the kidneys); always said.
        say: The author's own words.
        where: Place in the routine's file.
    """

    technique: Technique
    region: str
    side: Side
    hands: str
    path: str
    phases: tuple[Phase, ...]
    repeat: int
    spots: int = 1
    passes: int = 1
    exact: bool = False
    flow: Flow = Flow.NEUTRAL
    length_cm: float | None = None
    essence: int | None = None
    reps: Reps | None = None
    giver: str = ""
    uneven: str | None = None
    lighter: tuple[str, ...] = ()
    say: Wording = Wording()
    where: Where = Where()

    @property
    def repetitions(self) -> int:
        """Repetitions on one side in one round."""
        return self.repeat * self.spots * self.passes

    @property
    def period_s(self) -> float:
        """Seconds of one repetition at pace 1."""
        return sum(phase.seconds for phase in self.phases)

    @property
    def pressure(self) -> int:
        """The firmest pressure of any phase, Walton scale."""
        return max(phase.pressure for phase in self.phases)


class StepKind(StrEnum):
    """The steps of a routine besides strokes, by their keys in the YAML."""

    SAY = "say"
    WAIT = "wait"
    CHECK_IN = "check-in"
    BREATHE = "breathe"
    OIL = "oil"
    SETTLE = "settle"
    TURN_OVER = "turn-over"
    HOLD = "hold"
    UNCOVER = "uncover"
    COVER = "cover"
    CHIME = "chime"


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is not a stroke.

    Attributes:
        text: The author's words, or empty; of ``(un)cover``: what ("the left leg"); of ``turn-over``: onto what.
        seconds: The time owned after the words; None is the step's default (see `techniques.STEP_SECONDS`).
        region, side: For ``hold``: where the hands rest.
        where: Place in the routine's file.
    """

    kind: StepKind
    text: str = ""
    seconds: float | None = None
    region: str = ""
    side: Side = Side.BOTH
    where: Where = Where()


@dataclass(frozen=True, slots=True)
class Stage:
    """One region or phase of a routine; becomes a chapter.

    Attributes:
        name: The chapter's title.
        steps: Strokes and other steps, in order.
        minutes: Shortest and longest this stage may become when fitting a duration; None leaves it free.
        rounds: How often the strokes of the stage are done in all, by default.
        ambient: A bed of its own, or None.
        voice: A voice of its own, as ``ENGINE:NAME``, or None.
        receiver: How the receiver lies or sits from this stage on, as a phrase; empty: as before.
        giver: Where the giver is in this stage, as a phrase; empty: as for the routine.
        where: Place in the routine's file.
    """

    name: str
    steps: tuple[Stroke | Step, ...]
    minutes: Minutes | None = None
    rounds: int = 1
    ambient: str | None = None
    voice: str | None = None
    receiver: str = ""
    giver: str = ""
    where: Where = Where()

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """The stage's strokes, without other steps."""
        return tuple(step for step in self.steps if isinstance(step, Stroke))


@dataclass(frozen=True, slots=True)
class Close:
    """How the session ends; never left out or shortened.

    Attributes:
        rest_s: Rest after the last still hands, seconds.
        hands_s: How long the still hands stay, seconds.
        steps: The author's own closing steps, before the still hands.
        say: The author's closing words in place of the default, or None.
    """

    rest_s: float = 60.0
    hands_s: float = 18.0
    steps: tuple[Step, ...] = ()
    say: str | None = None


@dataclass(frozen=True, slots=True)
class Routine:
    """A whole routine.

    Attributes:
        name: Short name: the file's stem, such as ``back-relief``.
        title: For people.
        stages: In order; at least one.
        summary: One sentence for lists.
        source: What it was made from, or empty.
        duration_s: Default length, or None for its natural one.
        receiver: How the receiver sits or lies, as a phrase ("face down, arms beside the body").
        giver: Where the giver is, as a phrase ("beside the bed, in a position you can hold").
        needs: What to have at hand.
        prepare: Steps before the first stage.
        ambient: Its bed, or None for the default.
        interlude: Music between chapters: ``swell``, ``none``, a bed's name or a file; or None.
        pronounce: Pronunciations, sorted by word.
        language: BCP 47 tag of the text.
        pregnancy_safe: False adds that it is not for pregnancy (lying face down, abdomen).
        file: The file it was read from, as the user named it.
        sha256: Hash of that file (and of those it extends).
        places: Where each key of the YAML stands, by its dotted path; for messages only.
        notes: Warnings that reading the file gave.
    """

    name: str
    title: str
    stages: tuple[Stage, ...]
    summary: str = ""
    source: str = ""
    duration_s: float | None = None
    receiver: str = ""
    giver: str = ""
    needs: tuple[str, ...] = ()
    oil: OilAmount = OilAmount.NONE
    prepare: tuple[Step, ...] = ()
    close: Close = field(default_factory=Close)
    ambient: str | None = None
    interlude: str | None = None
    pronounce: tuple[Pronunciation, ...] = ()
    language: str = "en"
    pregnancy_safe: bool = False
    file: str = ""
    sha256: str = ""
    places: Mapping[str, Where] = field(default_factory=dict, repr=False, compare=False)
    notes: tuple[Finding, ...] = field(default=(), repr=False, compare=False)
