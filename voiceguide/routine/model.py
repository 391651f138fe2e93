"""Records of a routine: what an author wrote, with every default filled in.

Comes in: nothing; the loader builds these. Goes out: to the checker and the composer. Knows nothing
of YAML, wording, voices or sound. Times are seconds, pressures are on the Walton scale (1–5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from voiceguide.errors import Finding, Where


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
    """Where a stroke is done: the receiver's left and right; ``each`` is left, then right."""

    BOTH = "both"
    LEFT = "left"
    RIGHT = "right"
    EACH = "each"


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
    """One phase of a repetition.

    Attributes:
        name: ``out``, ``back``, ``in``, ``hold``, ``off``, ``circle``, ``squeeze`` …: a name of the
            technique's phases (see `techniques.TABLE`).
        seconds: How long at pace 1, greater than zero.
        pressure: Walton scale, 1–5.
    """

    name: str
    seconds: float
    pressure: int


@dataclass(frozen=True, slots=True)
class Wording:
    """What an author says in place of the composer's words. None means the composer's default.

    Attributes:
        name: What the stroke is called when announced ("long strokes down the back").
        where: Where on the body the hands go.
        hands: Which part of which hand.
        path: The way the hands take.
        pressure: How hard.
        count: How many.
        begin: The word to begin.
        during: Sentences said while the hands work, in order (refinements).
        last: Said before the last repetition.
        next: How this stroke is announced while the one before still goes on: place, hands, way.
        again: How it is announced on the second side or in a later round; at most about eight words.
        lead: What the voice says in time with the first repetitions, by the phase's name.
        keep: Which hand stays when the stroke ends, so that contact is kept.
    """

    name: str | None = None
    where: str | None = None
    hands: str | None = None
    path: str | None = None
    pressure: str | None = None
    count: str | None = None
    begin: str | None = None
    during: tuple[str, ...] = ()
    last: str | None = None
    next: str | None = None
    again: str | None = None
    lead: tuple[tuple[str, str], ...] = ()
    keep: str | None = None


@dataclass(frozen=True, slots=True)
class Stroke:
    """One technique on one region.

    Attributes:
        technique: What is done.
        region: Region key of the anatomy table.
        side: Where.
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
    reps: tuple[int, int] | None = None
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
    """A step that is no stroke.

    Attributes:
        kind: What it is.
        text: The author's words (``say``, ``oil``, ``settle`` …); empty for the composer's default. For
            ``uncover``/``cover``: what ("the left leg"); for ``turn-over``: onto what ("the back").
        seconds: The time owned after the words; None is the step's default (see `techniques.STEP_SECONDS`).
        region: For ``hold``: where the hands rest.
        side: For ``hold``: which side.
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
        receiver: How the receiver lies or sits from this stage on, as a phrase; empty: as before.
        giver: Where the giver is in this stage, as a phrase; empty: as for the routine.
        where: Place in the routine's file.
    """

    name: str
    steps: tuple[Stroke | Step, ...]
    minutes: tuple[float, float] | None = None
    rounds: int = 1
    ambient: str | None = None
    receiver: str = ""
    giver: str = ""
    where: Where = Where()

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """The strokes alone."""
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
        oil: How much oil.
        prepare: Steps before the first stage.
        close: How it ends.
        ambient: The bed it asks for, or None.
        pronounce: (word, IPA or respelling), sorted by word.
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
    pronounce: tuple[tuple[str, str], ...] = ()
    language: str = "en"
    pregnancy_safe: bool = False
    file: str = ""
    sha256: str = ""
    places: Mapping[str, Where] = field(default_factory=dict, repr=False, compare=False)
    notes: tuple[Finding, ...] = field(default=(), repr=False, compare=False)
