"""Records of a script: moves, and lines with a need, a window anchored to a move, and shorter ways to say them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from voiceguide.choreography.model import Move
from voiceguide.settings import Guidance
from voiceguide.text.pronunciation import Pronunciation
from voiceguide.units import RATE_HZ


class Purpose(StrEnum):
    """What a line is for."""

    LENGTH = "length"
    NOT_TODAY = "not-today"
    DOCTOR = "doctor"
    ASK_FIRST = "ask-first"
    WELCOME = "welcome"
    TOUCH = "touch"
    BREATH = "breath"
    THOUGHT = "thought"
    SKIN = "skin"
    KEEP_OFF = "keep-off"
    COLOURS = "colours"
    STOP = "stop"
    UNCOVER = "uncover"
    COVER = "cover"
    OIL = "oil"
    WARM = "warm"
    WALK = "walk"
    TURN_OVER = "turn-over"
    HEADING = "heading"
    ANNOUNCE = "announce"
    NOW = "now"
    LEAD = "lead"
    LIGHTER = "lighter"
    PRESSURE = "pressure"
    REFINE = "refine"
    CARE = "care"
    RECEIVER = "receiver"
    CHECK_IN = "check-in"
    TICKS = "ticks"
    TRIP = "trip"
    QUIET = "quiet"
    LAST = "last"
    STEP = "step"
    TIME = "time"
    STILL = "still"
    EXCHANGE = "exchange"
    CLOSE = "close"
    END = "end"
    BEFORE = "before"


OPENING = (
    Purpose.LENGTH, Purpose.NOT_TODAY, Purpose.DOCTOR, Purpose.ASK_FIRST, Purpose.WELCOME, Purpose.TOUCH, Purpose.SKIN,
    Purpose.COLOURS, Purpose.STOP,
)  # fmt: skip
"""Lines before the first stroke of every session, in this order."""


class Anchor(StrEnum):
    """From where a line's offset counts."""

    START = "start"
    """The line starts `offset_s` after the move's start; a negative offset means during the move before."""
    END = "end"
    """The line ends `offset_s` before the move's end."""
    BEFORE = "before"
    """The line ends `offset_s` before the move's start: an announcement."""
    PHASE = "phase"
    """The line starts `offset_s` after the start of phase `phase` of repetition `repetition`."""
    LEFT = "left"
    """The line starts where `repetition` repetitions (or, with spots, passes) are left to do."""


class Audience(StrEnum):
    """Whom a line speaks to: only the giver hears theirs, with one earbud; a second voice may have the receiver's."""

    GIVER = "giver"
    BOTH = "both"
    RECEIVER = "receiver"


class Need(StrEnum):
    """How much a line is needed; if there is no room, the less needed is left out."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to say a line.

    Attributes:
        repetition: For the anchors ``phase`` and ``left``: where this way of saying it belongs; 0 elsewhere.
    """

    text: str
    repetition: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its window.

    Attributes:
        id: Unique in the script; the same in captions and report: ``MOVE.PURPOSE``, numbered where it comes again.
        move: Id of the move it is anchored to.
        purpose: What it is for.
        variants: Ways to say it, the preferred first; at least one. Shorter ones are taken if it is too long.
        anchor: From where the offset counts.
        offset_s: Seconds; see `Anchor`.
        phase: For the anchor ``phase``: index of the beat in a repetition.
        slip_s: How much later than planned it may start (earlier for ``before`` and ``end``), seconds.
        room_s: Longest it may be, seconds; 0: as long as its window.
        need: How much it is needed.
        audience: Whom it is for.
        voice: Who says it, as ``ENGINE:NAME``; empty: the stage's voice, or else the session's.
    """

    id: str
    move: str
    purpose: Purpose
    variants: tuple[Variant, ...]
    anchor: Anchor = Anchor.START
    offset_s: float = 0.0
    phase: int = 0
    slip_s: float = 0.0
    room_s: float = 0.0
    need: Need = Need.SHOULD
    audience: Audience = Audience.BOTH
    voice: str = ""

    @property
    def text(self) -> str:
        """The preferred way to say it."""
        return self.variants[0].text


class Earcon(StrEnum):
    """The signals, each with one meaning."""

    STROKE = "stroke"
    SIDE = "side"
    REGION = "region"
    TICK = "tick"
    CHIME = "chime"
    END = "end"


EARCON_SECONDS = {
    Earcon.STROKE: 1.6, Earcon.SIDE: 2.0, Earcon.REGION: 2.6, Earcon.TICK: 0.9, Earcon.CHIME: 3.0, Earcon.END: 9.0,
}  # fmt: skip
"""How long each earcon sounds, in seconds, tail included."""


@dataclass(frozen=True, slots=True)
class Signal:
    """An earcon at its place.

    Attributes:
        id: Unique in the script, among lines too.
        move: Id of the move it belongs to.
        offset: Samples from the move's start to its first sample; may be negative.
    """

    id: str
    move: str
    earcon: Earcon
    offset: int


@dataclass(frozen=True, slots=True)
class StageHeading:
    """A stage's heading, which becomes a chapter.

    Attributes:
        title: What the chapter is called.
        ambient: Name or path of the bed for this stage, or None for the session's.
        voice: Who speaks in it, as ``ENGINE:NAME``, or None for the session's voice.
    """

    title: str
    ambient: str | None = None
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class BeforeLine:
    """One thing said before a session, once or rarely.

    Attributes:
        id: Unique in the script, among lines and signals too: ``before.1``, ``before.2`` …
        text: What is said.
        heading: A few words; consecutive lines with the same heading belong together.
        pause_s: Silence after it, seconds.
        item: It is something to have ready or to do, to tick off in a list.
    """

    id: str
    text: str
    heading: str
    pause_s: float = 1.0
    item: bool = False


@dataclass(frozen=True, slots=True)
class BeforePart:
    """What is needed once or rarely: what to have ready, set-up, full safety words, the signals explained.

    Attributes:
        title: What it is called for people.
        lines: What is said, in order; at least one.
    """

    title: str
    lines: tuple[BeforeLine, ...]


class MoveTitle(NamedTuple):
    """The name of a move for people ("Long sweeps, both shoulders"), by its id."""

    move: str
    title: str


class Fact(NamedTuple):
    """A fact about how a script was made."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Script:
    """Everything that happens and is said in one session, before the length of each spoken line is known.

    Attributes:
        title: The session's title.
        routine: Name of the routine it was composed from.
        language: BCP 47 tag of the author's text.
        guidance: How much is said.
        stages: The stages' headings, in order.
        moves: The choreography's moves, tiling the session.
        titles: What each move is called for people.
        lines: What is said, in the order of their preferred places.
        signals: Earcons, in order.
        own: Ids of the lines that the author wrote entirely, in a language other than English.
        before: The before-part, or None: a file beside the session, or in front of it.
        ambient: Name or path of the bed, or None for the default.
        interlude: Music between chapters (see `mix.interlude`), or None.
        pronounce: Pronunciations, sorted by word.
        changes: What fitting changed, one sentence each.
        meta: Free facts about its making (pace, seed, source).
    """

    title: str
    routine: str
    language: str = "en"
    guidance: Guidance = Guidance.FULL
    stages: tuple[StageHeading, ...] = ()
    moves: tuple[Move, ...] = ()
    titles: tuple[MoveTitle, ...] = ()
    lines: tuple[Line, ...] = ()
    signals: tuple[Signal, ...] = ()
    own: tuple[str, ...] = ()
    before: BeforePart | None = None
    ambient: str | None = None
    interlude: str | None = None
    pronounce: tuple[Pronunciation, ...] = ()
    changes: tuple[str, ...] = ()
    meta: tuple[Fact, ...] = ()

    @property
    def frames(self) -> int:
        """Length in samples."""
        return self.moves[-1].stop if self.moves else 0

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.frames / RATE_HZ


def texts_of(script: Script) -> dict[str, str]:
    """Every text that may be spoken, by its line's id; further ways of a line have ``~2``, ``~3`` after the id."""
    before = script.before.lines if script.before is not None else ()
    ways = {
        line.id if number == 1 else f"{line.id}~{number}": variant.text
        for line in script.lines
        for number, variant in enumerate(line.variants, start=1)
    }
    return {line.id: line.text for line in before} | ways
